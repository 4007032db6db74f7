//! Answers of the service, and of what stands in front of it.

use aliyun_ecs_describe_images::{
    Client, DescribeImagesErrorKind, Ended, RetryPolicy, ServiceError, ServiceErrorKind,
};
use aliyun_ecs_emulator::{Fault, WebPage};
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::{Credentials, Format};
use aliyun_transport::replay::Replay;
use conformance::harness::{Case, Outcome, SECRET, reply};
use std::time::Duration;

use crate::support::{BOTH, clock};

fn refusal(status: u16, code: &str) -> Fault {
    Fault::error(code).status(status).message("No.")
}

/// A refusal with this status and code, in both formats, once and always.
async fn passes(status: u16, code: &str, base: Duration) {
    for format in BOTH {
        let refusal = refusal(status, code);
        let outcome = Case::new(format).faulty(refusal.clone().requests(..=1)).run().await;
        outcome.page(2).wire(2, 2);
        assert!(outcome.pauses.iter().all(|pause| *pause < base), "{:?}", outcome.pauses);

        let outcome = Case::new(format).faulty(refusal).run().await;
        outcome.fails(&format!("Refused({code})"), Ended::Attempts, 3).wire(3, 3);
        let refusal = outcome.error().service_error().expect("a refusal");
        assert_eq!(
            refusal.request_id().map(str::len),
            Some("01234567-89AB-CDEF-0123-456789ABCDEF".len())
        );
        assert_eq!(refusal.status().as_u16(), status);
        assert!(outcome.pauses[1] < 2 * base);
    }
}

async fn stays(status: u16, code: &str) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for format in BOTH {
        let outcome = Case::new(format).faulty(refusal(status, code)).run().await;
        outcome.fails(&format!("Refused({code})"), Ended::NotRetryable, 1).wire(1, 1).at_once();
        outcomes.push(outcome);
    }
    outcomes
}

const BASE: Duration = Duration::from_millis(50);
const THROTTLED: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a01_internal_error_is_retried_and_kept() {
    passes(500, "InternalError", BASE).await;
}

#[tokio::test]
async fn a02_unavailable_service_is_retried_and_kept() {
    passes(503, "ServiceUnavailable", BASE).await;
}

#[tokio::test]
async fn a04_every_spelling_of_throttling_is_retried_after_a_longer_pause() {
    for code in [
        "Throttling",
        "Throttling.User",
        "Throttling.Api",
        "throttling.user",
        "Rejected.Throttling",
    ] {
        passes(400, code, THROTTLED).await;
    }
}

#[tokio::test]
async fn a04_pause_after_throttling_is_drawn_from_a_whole_second() {
    let mut longest = Duration::ZERO;
    let clock = clock();
    for _ in 0..32 {
        let once = refusal(400, "Throttling.User").requests(..=1);
        let outcome = Case::json().clock(&clock).faulty(once).run().await;
        longest = longest.max(outcome.pauses[0]);
    }
    assert!(longest > Duration::from_millis(500) && longest < THROTTLED, "{longest:?}");
}

#[tokio::test]
async fn a09_used_nonce_is_replaced_once() {
    for format in BOTH {
        let refusal = refusal(400, "SignatureNonceUsed");
        let outcome = Case::new(format).faulty(refusal.clone().requests(..=1)).run().await;
        outcome.page(2).wire(2, 2).at_once();
        let outcome = Case::new(format).faulty(refusal).run().await;
        outcome.fails("Refused(SignatureNonceUsed)", Ended::NotRetryable, 2).wire(2, 2).at_once();
    }
}

#[tokio::test]
async fn a10_what_is_wrong_with_the_request_is_not_retried() {
    for (status, code) in [
        (400, "SignatureDoesNotMatch"),
        (404, "InvalidAccessKeyId.NotFound"),
        (400, "InvalidAccessKeyId.Inactive"),
        (403, "Forbidden"),
        (403, "Forbidden.RAM"),
        (400, "MissingRegionId"),
        (400, "InvalidParameter"),
        (404, "InvalidRegionId.NotFound"),
        (400, "InvalidSecurityToken.Malformed"),
    ] {
        for outcome in stays(status, code).await {
            assert!(outcome.error().to_string().contains("No."), "{}", outcome.error());
        }
    }
}

#[tokio::test]
async fn a10_expired_key_is_replaced_once() {
    for format in BOTH {
        let refusal = refusal(400, "InvalidSecurityToken.Expired");
        let outcome = Case::new(format).faulty(refusal.clone().requests(..=1)).run().await;
        outcome.page(2).wire(2, 2).at_once();
        let outcome = Case::new(format).faulty(refusal).run().await;
        let code = "Refused(InvalidSecurityToken.Expired)";
        outcome.fails(code, Ended::NotRetryable, 2).wire(2, 2).at_once();
    }
}

#[tokio::test]
async fn a10_string_to_sign_in_a_message_is_not_printed() {
    let quote =
        "server string to sign is:GET&%2F&AccessKeyId%3Dkey-1%26SecurityToken%3DCANARYTOKEN";
    let refusal = Fault::error("SignatureDoesNotMatch").message(format!("Not matched. {quote}"));
    let outcome = Case::json().faulty(refusal).run().await;
    outcome.fails("Refused(SignatureDoesNotMatch)", Ended::NotRetryable, 1);
    assert!(outcome.printed().contains("Not matched."));
    assert!(!outcome.printed().contains("AccessKeyId%3D"));
}

#[tokio::test]
async fn a11_documented_codes_are_recognised_in_their_odd_spellings() {
    for (status, code, kind) in [
        (
            400,
            "Invalidimageowneralias. valuenotsupported",
            DescribeImagesErrorKind::ImageOwnerAlias,
        ),
        (400, "InvalidImageOwnerAlias.ValueNotSupported", DescribeImagesErrorKind::ImageOwnerAlias),
        (400, "Invalidtag. Mismatch", DescribeImagesErrorKind::TagMismatch),
        (400, "InvalidTagCount", DescribeImagesErrorKind::TagCount),
        (404, "InvalidUsage", DescribeImagesErrorKind::Usage),
    ] {
        for outcome in stays(status, code).await {
            let refusal = outcome.error().service_error().expect("a refusal");
            assert_eq!(DescribeImagesErrorKind::of(refusal.code()), Some(kind), "{code}");
            assert_eq!(refusal.kind(), ServiceErrorKind::Operation, "{code}");
        }
    }
}

#[tokio::test]
async fn a12_error_in_the_other_format_is_read() {
    for (asked, sent) in [(Format::Json, Format::Xml), (Format::Xml, Format::Json)] {
        for status in [400, 404] {
            let answer = reply::refusal(sent, status, "InvalidUsage");
            let outcome = Case::new(asked).answered(answer).run().await;
            outcome.fails("Refused(InvalidUsage)", Ended::NotRetryable, 1).wire(1, 1);
        }
    }
}

const PAGES: [WebPage; 4] = [WebPage::Proxy, WebPage::Login, WebPage::Waf, WebPage::Xhtml];

#[tokio::test]
async fn a13_page_of_a_proxy_under_200_is_tried_once_more() {
    for format in BOTH {
        for page in PAGES.map(|page| Fault::web_page(page).status(200)) {
            let outcome = Case::new(format).faulty(page.clone().requests(..=1)).run().await;
            outcome.page(2).wire(2, 2);
            let outcome = Case::new(format).faulty(page).run().await;
            outcome.fails("NotUnderstood(200)", Ended::NotRetryable, 2).wire(2, 2);
        }
    }
}

#[tokio::test]
async fn a13_page_of_a_proxy_under_403_is_final_and_under_502_is_retried() {
    for format in BOTH {
        for page in PAGES.map(Fault::web_page) {
            let outcome = Case::new(format).faulty(page.clone().status(403)).run().await;
            outcome.fails("NotUnderstood(403)", Ended::NotRetryable, 1).wire(1, 1);
            let outcome = Case::new(format).faulty(page.status(502)).run().await;
            outcome.fails("NotUnderstood(502)", Ended::Attempts, 3).wire(3, 3);
        }
    }
}

/// A proxy's page may quote the request, signature included.
#[tokio::test]
async fn a13_page_that_quotes_the_request_is_not_printed() {
    let body = format!("<html>cannot fetch /?AccessKeySecret={SECRET}\u{1b}[31m</html>");
    let outcome = Case::json().answered(reply::response(502, &[], &body)).run().await;
    outcome.fails("NotUnderstood(502)", Ended::Attempts, 3);
    assert!(outcome.printed().len() < 2048);
}

#[tokio::test]
async fn a14_error_without_a_body_keeps_its_status() {
    for status in [500, 503] {
        let outcome = Case::json().faulty(Fault::empty(status)).run().await;
        let kind = format!("NotUnderstood({status})");
        outcome.fails(&kind, Ended::Attempts, 3).wire(3, 3);
    }
    let outcome = Case::json().faulty(Fault::empty(403)).run().await;
    outcome.fails("NotUnderstood(403)", Ended::NotRetryable, 1).wire(1, 1);
}

#[tokio::test]
async fn a14_error_of_ten_mebibytes_is_cut_off() {
    let body = "x".repeat(10 << 20);
    let outcome = Case::json().answered(reply::response(500, &[], &body)).run().await;
    outcome.fails("BodyTooLarge(8388608)", Ended::NotRetryable, 1).wire(1, 1);
    let body = "x".repeat(1 << 20);
    let outcome = Case::json().answered(reply::response(500, &[], &body)).run().await;
    outcome.fails("NotUnderstood(500)", Ended::Attempts, 3).wire(3, 3);
    assert!(outcome.printed().len() < 2048, "{}", outcome.printed().len());
}

#[tokio::test]
async fn a14_error_that_is_not_utf8_or_truncated_keeps_its_status() {
    let not_utf8 = b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\n\xff\xfe\x1b[";
    let outcome = Case::json().answered(not_utf8).run().await;
    outcome.fails("NotUnderstood(503)", Ended::Attempts, 3).wire(3, 3);
    for format in BOTH {
        let body = reply::refusal_body(format, "ServiceUnavailable");
        let half = body.split_at(body.len() / 2).0;
        let outcome = Case::new(format).answered(reply::response(503, &[], half)).run().await;
        outcome.fails("NotUnderstood(503)", Ended::Attempts, 3).wire(3, 3);
    }
}

#[tokio::test]
async fn a15_error_under_200_is_an_error_and_judged_by_its_code() {
    passes(200, "InternalError", BASE).await;
    passes(200, "Throttling", THROTTLED).await;
    stays(200, "InvalidUsage").await;
}

#[tokio::test]
async fn a16_unknown_code_is_judged_by_its_status() {
    stays(400, "SomethingNew").await;
    stays(404, "SomethingNew").await;
    passes(500, "SomethingNew", BASE).await;
    passes(502, "SomethingNew", BASE).await;
    passes(599, "SomethingNew", BASE).await;
}

#[tokio::test]
async fn a17_request_timeout_is_retried() {
    passes(408, "SomethingNew", BASE).await;
    let outcome = Case::json().faulty(Fault::empty(408).requests(..=1)).run().await;
    outcome.page(2).wire(2, 2);
}

#[tokio::test]
async fn a17_too_many_requests_is_throttling_whatever_the_code() {
    passes(429, "SomethingNew", THROTTLED).await;
}

#[tokio::test]
async fn a19_deadline_before_the_next_attempt_ends_the_call_with_the_last_refusal() {
    let refusal = reply::refusal_body(Format::Json, "Throttling");
    let throttled =
        || http::Response::builder().status(503).body(refusal.clone()).expect("a response");
    let transport = (0..50).fold(Replay::new(), |replay, _| replay.respond(throttled()));
    let policy = RetryPolicy::new().max_attempts(50).operation_timeout(Duration::from_secs(60));
    let credentials = Credentials::new("id", SECRET);
    let runtime = aliyun_transport::virtual_time::VirtualRuntime::automatic(
        std::time::SystemTime::UNIX_EPOCH,
    );
    let client = Client::new(credentials, transport.clone(), runtime.clone()).with_retry(policy);
    let error = client
        .describe_images(&DescribeImages::new("cn-hangzhou"))
        .await
        .expect_err("the service only throttles");
    assert_eq!(error.ended(), Ended::Deadline);
    assert_eq!(error.service_error().map(ServiceError::code), Some("Throttling"));
    assert!(error.elapsed() < Duration::from_secs(60), "it does not wait for the deadline");
    assert_eq!(error.attempts() as usize, transport.requests().len());
}

#[tokio::test]
async fn a19_refusal_is_kept_when_the_last_attempt_gets_no_answer() {
    for format in BOTH {
        let outcome = Case::new(format)
            .connection(conformance::harness::Script::new().read().write(reply::refusal(
                format,
                503,
                "ServiceUnavailable",
            )))
            .others(conformance::harness::Script::new().read().reset())
            .run()
            .await;
        outcome.fails("Refused(ServiceUnavailable)", Ended::Attempts, 3).wire(3, 3);
    }
}

#[tokio::test]
async fn a20_every_attempt_asks_for_credentials() {
    for format in BOTH {
        let outcome = Case::new(format).faulty(refusal(500, "InternalError")).run().await;
        outcome.fails("Refused(InternalError)", Ended::Attempts, 3).wire(3, 3);
        let keys: Vec<_> = outcome
            .log
            .requests()
            .iter()
            .map(|request| request.param("AccessKeyId").unwrap_or_default().to_owned())
            .collect();
        assert_eq!(keys, ["key-1", "key-2", "key-3"]);
    }
}
