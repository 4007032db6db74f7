//! What becomes of requests.

use std::time::Duration;

use http::StatusCode;

use crate::faults::{
    Asked, Change, ChangeKind, Decision, Fault, Faults, PageEffect, Part, Place, Plan, Substitute,
    Total, Transmission, WebPage,
};

const ANY: Asked<'_> =
    Asked { operation: Some("DescribeImages"), region: Some("cn-hangzhou"), page: Some(1) };

fn plan(fault: Fault) -> Plan {
    Plan::new(Faults::new().with(fault))
}

/// Tells which of the first requests are hit, counted from 1.
fn hits(plan: &Plan, requests: usize) -> Vec<usize> {
    (1..=requests).filter(|_| plan.decide(&ANY) != Decision::default()).collect()
}

#[test]
fn no_faults_decide_nothing_and_allocate_nothing() {
    let decision = Plan::new(Faults::new()).decide(&ANY);
    assert_eq!(decision, Decision::default());
    assert_eq!((decision.page.capacity(), decision.changes.capacity()), (0, 0));
}

#[test]
fn operation_region_and_page_all_have_to_be_met() {
    let plan = plan(
        Fault::close().operation("DescribeImages").region("cn-hangzhou").page(2).requests(2..),
    );
    let asked = Asked { page: Some(2), ..ANY };
    // The first that meets them is not hit, and no other counts.
    assert_eq!(plan.decide(&asked).transmission, None);
    for other in [
        Asked::default(),
        ANY,
        Asked { page: None, ..asked },
        Asked { region: Some("cn-beijing"), ..asked },
        Asked { region: None, ..asked },
        Asked { operation: Some("DescribeRegions"), ..asked },
        Asked { operation: None, ..asked },
    ] {
        assert_eq!(plan.decide(&other), Decision::default(), "{other:?}");
    }
    assert_eq!(plan.decide(&asked).transmission, Some(Transmission::Close));
}

#[test]
fn requests_are_counted_from_one() {
    let of = |flag: &str| hits(&plan(flag.parse().unwrap()), 9);
    assert_eq!(of("close"), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(of("close,requests=3"), [3]);
    assert_eq!(of("close,requests=8.."), [8, 9]);
    assert_eq!(of("close,requests=..=2"), [1, 2]);
    assert_eq!(of("close,requests=3..=5"), [3, 4, 5]);
    assert_eq!(of("close,every=3"), [3, 6, 9]);
    assert_eq!(of("close,every=3,requests=2.."), [4, 7]);
    assert_eq!(of("close,every=1,probability=0"), [0; 0]);
    assert_eq!(hits(&plan(Fault::close().every(0)), 2), [1, 2]);
}

#[test]
fn chance_is_about_as_often_as_it_says() {
    let often = hits(&plan(Fault::close().probability(0.25)), 10_000).len();
    assert!((2_300..2_700).contains(&often), "{often}");
}

/// Faults with every kind of chance.
fn by_chance(seed: u64) -> Faults {
    Faults::new()
        .seed(seed)
        .with(Fault::latency(Duration::ZERO).jitter(Duration::from_millis(9)))
        .with(Fault::garbage(9).probability(0.5))
        .with(Fault::garble(9).probability(0.3))
        .with(Fault::change(Change::new(ChangeKind::Insert)).probability(0.2))
}

fn decisions(faults: Faults) -> Vec<Decision> {
    let plan = Plan::new(faults);
    (0..1_000).map(|_| plan.decide(&ANY)).collect()
}

#[test]
fn the_same_seed_decides_the_same_and_another_does_not() {
    assert_eq!(decisions(by_chance(7)), decisions(by_chance(7)));
    for other in [0, 6, 8, u64::MAX] {
        assert_ne!(decisions(by_chance(7)), decisions(by_chance(other)), "{other}");
    }
}

#[test]
fn a_fault_behind_the_others_changes_nothing_about_them() {
    let more = by_chance(7).with(Fault::clock(1).probability(0.5));
    let without_clock = |mut decision: Decision| {
        decision.clock_offset = 0;
        decision
    };
    let more: Vec<_> = decisions(more).into_iter().map(without_clock).collect();
    assert_eq!(more, decisions(by_chance(7)));
}

#[test]
fn equal_faults_draw_apart() {
    let fault = Fault::close().probability(0.5);
    let first = Plan::new(Faults::new().with(fault.clone()));
    let second = Plan::new(Faults::new().with(Fault::stale(1).requests(..0)).with(fault));
    assert_ne!(hits(&first, 64), hits(&second, 64));
}

#[test]
fn delays_and_offsets_add_up_and_stay_in_bounds() {
    let ms = Duration::from_millis;
    let faults = Faults::new()
        .with(Fault::latency(ms(20)))
        .with(Fault::latency(ms(5)).jitter(ms(2)))
        .with(Fault::clock(-3))
        .with(Fault::clock(1));
    let plan = Plan::new(faults);
    let mut delays = [0; 3];
    for _ in 0..100 {
        let decision = plan.decide(&ANY);
        assert_eq!(decision.clock_offset, -2);
        delays[usize::try_from(decision.delay.as_millis() - 25).unwrap()] += 1;
    }
    assert!(delays.iter().all(|times| *times > 10), "{delays:?}");

    let most = Fault::latency(Duration::MAX).jitter(Duration::MAX);
    let faults = Faults::new().with(most.clone()).with(most);
    let faults = faults.with(Fault::clock(i64::MIN)).with(Fault::clock(-1));
    let decision = Plan::new(faults).decide(&ANY);
    assert_eq!((decision.delay, decision.clock_offset), (Duration::MAX, i64::MIN));
}

#[test]
fn of_answers_and_transmissions_the_first_wins() {
    let faults = Faults::new()
        .with(Fault::error("Busy").message("a").retry_after("2").wait(Duration::from_secs(1)))
        .with(Fault::garbage(3))
        .with(Fault::empty(503))
        .with(Fault::cut(1))
        .with(Fault::garble(3));
    let decision = Plan::new(faults).decide(&ANY);
    let error = Substitute::Error {
        code: "Busy".to_owned(),
        status: StatusCode::BAD_REQUEST,
        message: Some("a".to_owned()),
        retry_after: Some("2".parse().unwrap()),
        wait_ms: Some(1_000),
    };
    assert_eq!(decision.reply, Some(error));
    let cut = Transmission::Cut { after: 1, of: Part::Body };
    assert_eq!(decision.transmission, Some(cut));
}

#[test]
fn page_effects_and_changes_all_apply_in_order() {
    let delete = Change::new(ChangeKind::Delete).at(Place::Front);
    let faults = Faults::new()
        .with(Fault::clamp_silently(2))
        .with(Fault::total_by(1))
        .with(Fault::echo_region("cn-beijing"))
        .with(Fault::stale(1))
        .with(Fault::change(delete))
        .with(Fault::change(Change::new(ChangeKind::Toggle)));
    let decision = Plan::new(faults).decide(&ANY);
    let echo = PageEffect::Echo {
        page_number: None,
        page_size: None,
        region_id: Some("cn-beijing".to_owned()),
    };
    assert_eq!(
        decision.page,
        [
            PageEffect::Clamp { size: 2, echo: false },
            PageEffect::Total(Total::By(1)),
            echo,
            PageEffect::Stale { changes: 1 }
        ]
    );
    assert_eq!(decision.changes, [delete, Change::new(ChangeKind::Toggle)]);
    assert_ne!(decision.draw, 0);
}

#[test]
fn answers_by_chance_have_their_length() {
    for bytes in [0, 1, 7, 8, 9, 256] {
        let reply = plan(Fault::garbage(bytes)).decide(&ANY).reply;
        assert!(matches!(reply, Some(Substitute::Garbage(noise)) if noise.len() == bytes));
        let transmission = plan(Fault::garble(bytes)).decide(&ANY).transmission;
        assert!(matches!(transmission, Some(Transmission::Replace(noise)) if noise.len() == bytes));
    }
    let page = plan(Fault::web_page(WebPage::Waf)).decide(&ANY).reply;
    let status = StatusCode::METHOD_NOT_ALLOWED;
    assert_eq!(page, Some(Substitute::WebPage { page: WebPage::Waf, status }));
}

#[test]
fn requests_at_the_same_time_are_each_counted_once() {
    let plan = plan(Fault::close().requests(..=100));
    let hits = |_| (0..100).filter(|_| plan.decide(&ANY).transmission.is_some()).count();
    let total: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|n| scope.spawn(move || hits(n))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(total, 100);
}
