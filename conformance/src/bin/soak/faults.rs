//! What goes wrong, in the words of the emulator.

use std::time::Duration;

use aliyun_ecs_emulator::{Fault, Faults, WebPage};

use crate::settings::Settings;

/// Returns faults that together hit as many requests as wanted, each kind as many as the others.
pub(crate) fn faults(settings: Settings) -> Faults {
    let kinds = kinds();
    let share = settings.faults as f64 / 100.0 / kinds.len() as f64;
    let faults = Faults::new().seed(settings.seed);
    kinds.into_iter().fold(faults, |faults, kind| faults.with(kind.probability(share)))
}

fn kinds() -> Vec<Fault> {
    vec![
        Fault::close(),
        Fault::reset(0).of_head(),
        // In the head, in the body and behind it.
        Fault::cut(40).of_head(),
        Fault::cut(700),
        Fault::cut(u64::MAX),
        Fault::reset(700),
        Fault::stall(0).of_head(),
        Fault::stall(700),
        Fault::drip(256, Duration::from_millis(1)),
        Fault::wrong_length(-100),
        Fault::wrong_length(100),
        Fault::garble(64),
        Fault::garbage(256),
        Fault::web_page(WebPage::Login),
        Fault::web_page(WebPage::Proxy),
        Fault::error("ServiceUnavailable"),
        Fault::error("InternalError"),
        Fault::error("Throttling.User"),
    ]
}
