//! How long the service asks to wait.

use std::time::Duration;

use aliyun_ecs_describe_images::Ended;
use aliyun_ecs_emulator::Fault;
use conformance::harness::{Case, Outcome, reply};

use crate::support::{DATE, SERVICE_SECONDS, clock_at, once};

/// A throttled request with these headers, then a page.
async fn hinted(status: u16, headers: &[(&str, &str)]) -> Outcome {
    Case::json().answered_once(reply::refusal_with(status, "Throttling.User", headers)).run().await
}

/// The same with a `Retry-After` by the emulator.
async fn retried_after(status: u16, text: &str) -> Outcome {
    let throttled = Fault::error("Throttling.User").status(status).retry_after(text);
    Case::json().faulty(throttled.requests(..=1)).run().await
}

#[track_caller]
fn waits(outcome: &Outcome, seconds: u64) {
    outcome.page(2).wire(2, 2);
    assert_eq!(outcome.pauses, [Duration::from_secs(seconds)]);
}

/// The wait is a random one of our own, below a second.
#[track_caller]
fn ignores(outcome: &Outcome) {
    outcome.page(2).wire(2, 2);
    assert!(outcome.pauses[0] < Duration::from_secs(1), "{:?}", outcome.pauses);
}

#[tokio::test]
async fn a03_seconds_are_waited_for_in_full() {
    for status in [429, 503] {
        waits(&retried_after(status, "2").await, 2);
    }
}

#[tokio::test]
async fn a03_date_is_waited_for_in_full() {
    // The clock of the cases stands at 08:49:37.
    for date in [
        "Sun, 06 Nov 1994 08:49:47 GMT",
        "Sunday, 06-Nov-94 08:49:47 GMT",
        "Sun Nov  6 08:49:47 1994",
    ] {
        waits(&retried_after(503, date).await, 10);
    }
}

#[tokio::test]
async fn a03_milliseconds_of_the_gateway_are_waited_for_in_full() {
    waits(&hinted(503, &[("x-acs-retry-after", "3000")]).await, 3);
}

#[tokio::test]
async fn a03_longest_of_several_hints_counts() {
    let headers = [("Retry-After", "2"), ("x-acs-retry-after", "5000")];
    waits(&hinted(503, &headers).await, 5);
}

#[tokio::test]
async fn a03_hint_of_nothing_or_junk_is_ignored() {
    for junk in [
        "0",
        "-1",
        "abc",
        "",
        "2.5",
        "+2",
        "2 s",
        "1e9",
        "Sun, 06 Nov 1994 08:49:30 GMT",
        "Sun, 06 Nov 1994 08:49:47",
    ] {
        ignores(&retried_after(503, junk).await);
    }
}

#[tokio::test]
async fn a03_hint_that_comes_several_times_counts_each_time() {
    let headers = [("Retry-After", "2"), ("Retry-After", "junk"), ("Retry-After", "5")];
    waits(&hinted(503, &headers).await, 5);
    let limits = [("x-ratelimit-user", "TimeLeft:1000"), ("x-ratelimit-user", "TimeLeft:6000")];
    waits(&hinted(400, &limits).await, 6);
}

#[tokio::test]
async fn a03_hint_holds_for_a_retry_at_once() {
    let headers = [("Date", DATE), ("Retry-After", "3")];
    for code in ["SignatureNonceUsed", "InvalidTimeStamp.Expired"] {
        let clock = clock_at(SERVICE_SECONDS - 1200);
        let answer = reply::refusal_with(400, code, &headers);
        waits(&Case::json().clock(&clock).answered_once(answer).run().await, 3);
    }
}

#[tokio::test]
async fn a03_number_that_no_clock_holds_is_a_long_wait_and_not_junk() {
    for header in ["Retry-After", "x-acs-retry-after"] {
        let endless = "9".repeat(60);
        for value in ["99999999999", endless.as_str()] {
            let answer = reply::refusal_with(503, "Throttling.User", &[(header, value)]);
            let outcome = Case::json().answered(answer).run().await;
            outcome.fails("Refused(Throttling.User)", Ended::Deadline, 1).wire(1, 1).at_once();
            assert!(outcome.error().retry_after() > Some(Duration::from_secs(86_400 * 365)));
        }
    }
}

#[tokio::test]
async fn a03_hint_that_does_not_fit_ends_the_call_at_once() {
    for (header, value, seconds) in [
        ("Retry-After", "99999999", 99_999_999),
        ("Retry-After", "120", 120),
        ("x-acs-retry-after", "300000", 300),
        ("x-ratelimit-user", "Limit:1,Remain:0,TimeLeft:300000,Reset:1", 300),
    ] {
        let answer = reply::refusal_with(503, "Throttling.User", &[(header, value)]);
        let outcome = Case::json().answered(answer).run().await;
        outcome.fails("Refused(Throttling.User)", Ended::Deadline, 1).wire(1, 1).at_once();
        assert_eq!(outcome.error().retry_after(), Some(Duration::from_secs(seconds)));
        assert_eq!(outcome.elapsed, Duration::ZERO);
    }
}

#[tokio::test]
async fn a03_date_is_waited_for_in_full_by_a_clock_that_is_wrong() {
    for wrong in [86_400, -86_400, 1200, -1200] {
        let clock = clock_at(SERVICE_SECONDS.saturating_add_signed(wrong));
        let headers = [("Date", DATE), ("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT")];
        let answer = reply::refusal_with(503, "Throttling.User", &headers);
        waits(&Case::json().clock(&clock).answered_once(answer).run().await, 10);
    }
}

#[tokio::test]
async fn a03_hint_is_told_when_no_attempt_is_left_for_it() {
    let throttled = Fault::error("Throttling.User").status(503).retry_after("2");
    let outcome = Case::json().policy(once()).faulty(throttled).run().await;
    outcome.fails("Refused(Throttling.User)", Ended::Attempts, 1).wire(1, 1).at_once();
    assert_eq!(outcome.error().retry_after(), Some(Duration::from_secs(2)));
}

#[tokio::test]
async fn a05_time_left_is_waited_for_in_full() {
    for header in ["x-ratelimit-user-api", "x-ratelimit-user"] {
        let headers = [(header, "Limit:1,Remain:0,TimeLeft:2000,Reset:1")];
        waits(&hinted(400, &headers).await, 2);
    }
}

#[tokio::test]
async fn a05_throttled_as_the_emulator_throttles_is_waited_for_in_full() {
    let throttled = Fault::throttle().wait(Duration::from_secs(4)).requests(..=1);
    waits(&Case::json().faulty(throttled).run().await, 4);
}

#[tokio::test]
async fn a05_larger_time_left_counts() {
    let headers = [
        ("x-ratelimit-user-api", "Limit:1,Remain:0,TimeLeft:2000,Reset:1"),
        ("x-ratelimit-user", "Limit:1,Remain:0,TimeLeft:7000,Reset:1"),
    ];
    waits(&hinted(400, &headers).await, 7);
}

#[tokio::test]
async fn a05_malformed_limits_are_ignored() {
    for junk in [
        "",
        "TimeLeft",
        "TimeLeft:",
        "TimeLeft:-5",
        "TimeLeft:0x10",
        "Limit:1;TimeLeft:2000",
        ",,,:::",
        "Left:2000",
    ] {
        ignores(&hinted(400, &[("x-ratelimit-user-api", junk)]).await);
    }
}

#[tokio::test]
async fn hint_on_a_failure_that_stays_is_not_waited_for() {
    let refused = Fault::error("Forbidden.RAM").status(403).retry_after("2");
    let outcome = Case::json().faulty(refused).run().await;
    outcome.fails("Refused(Forbidden.RAM)", Ended::NotRetryable, 1).wire(1, 1).at_once();
    assert_eq!(outcome.error().retry_after(), None);
}
