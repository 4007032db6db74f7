//! What several files of the matrix need.

use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::RetryPolicy;
use aliyun_rpc_signer::Format;
use aliyun_transport_hyper::Options;
use conformance::harness::{Clock, Script, reply};

/// Both formats, for the rows in which a body matters.
pub(crate) const BOTH: [Format; 2] = [Format::Json, Format::Xml];

/// Short enough for a test, for timers of the transport that are meant to run out.
pub(crate) const SOON: Duration = Duration::from_millis(30);

/// The time of [`DATE`].
pub(crate) const SERVICE_SECONDS: u64 = 784_111_777;
pub(crate) const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

pub(crate) fn clock() -> Clock {
    clock_at(SERVICE_SECONDS)
}

pub(crate) fn clock_at(seconds: u64) -> Clock {
    Clock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

pub(crate) fn once() -> RetryPolicy {
    RetryPolicy::none()
}

pub(crate) fn options() -> Options {
    Options::new()
}

/// Answers one request with a page.
pub(crate) fn works(format: Format) -> Script {
    Script::new().read().write(page(format))
}

pub(crate) fn page(format: Format) -> String {
    reply::response(200, &[], reply::page_body(format))
}

/// The first half of a page's body.
pub(crate) fn half(format: Format) -> &'static str {
    let body = reply::page_body(format);
    body.split_at(body.len() / 2).0
}
