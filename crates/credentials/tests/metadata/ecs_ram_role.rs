//! What the metadata service is asked, and what is made of its answers.

use aliyun_credentials::Provide as _;
use aliyun_transport::TransportErrorKind;
use aliyun_transport::replay::Replay;

use crate::script::{KEY, answer, everything, failure, lost, provide, role, script};
use crate::support::start;

const TOKEN: (u16, &str) = (200, "a-token");
const ROLE: (u16, &str) = (200, "web\n");
const TOKEN_HEADER: &str = "x-aliyun-ecs-metadata-token";
const BASE: &str = "http://100.100.100.200/latest";

/// The requests as `PUT /api/token`, with an asterisk if a token went along.
fn lines(replay: &Replay) -> Vec<String> {
    let line = |request: &aliyun_transport::replay::RecordedRequest| {
        let path = request.uri().to_string();
        let path = path.strip_prefix(BASE).expect("the address and the version").to_owned();
        let token = if request.headers().contains_key(TOKEN_HEADER) { "*" } else { "" };
        let path = path.replace("/meta-data/ram/security-credentials/", "…");
        format!("{} {path}{token}", request.method())
    };
    replay.requests().iter().map(line).collect()
}

#[tokio::test]
async fn three_requests_go_straight_to_the_address() {
    let replay = script([TOKEN, ROLE, (200, KEY)]);
    let key = provide(&role(&replay), &replay).await.unwrap();
    assert_eq!(key.access_key_id(), "STS.id");
    assert_eq!(key.access_key_secret(), "CANARY-secret");
    assert_eq!(key.security_token(), Some("CANARY-token"));
    assert!(!key.is_expired_at(start()));
    assert_eq!(lines(&replay), ["PUT /api/token", "GET …*", "GET …web*"]);
    for (index, request) in replay.requests().iter().enumerate() {
        assert!(request.direct() && request.body().is_empty());
        assert_eq!(request.headers().len(), 1, "nothing else is told");
        match index {
            0 => assert_eq!(request.headers()["X-aliyun-ecs-metadata-token-ttl-seconds"], "21600"),
            _ => assert_eq!(request.headers()[TOKEN_HEADER], "a-token"),
        }
    }
}

#[tokio::test]
async fn each_fetch_asks_anew() {
    let replay = script([TOKEN, ROLE, (200, KEY), TOKEN, (200, "other"), (200, KEY)]);
    let source = role(&replay);
    source.provide().await.unwrap();
    provide(&source, &replay).await.unwrap();
    assert_eq!(lines(&replay)[3..], ["PUT /api/token", "GET …*", "GET …other*"]);
}

#[tokio::test]
async fn whatever_is_wrong_with_the_token_it_goes_on_without() {
    let long = "a".repeat(4097);
    let huge = "a".repeat(70_000);
    for token in [
        (404, "<html>"),
        (403, ""),
        (302, "http://169.254.169.254/"),
        (500, "a-token"),
        (201, "a-token"),
        (200, ""),
        (200, "a\r\nX-Evil: 1"),
        (200, "a\u{1b}[2J"),
        (200, "<!DOCTYPE html> <p>"),
        (200, &long),
        (200, &huge),
    ] {
        let replay = script([token, ROLE, (200, KEY)]);
        provide(&role(&replay), &replay).await.unwrap();
        assert_eq!(lines(&replay), ["PUT /api/token", "GET …", "GET …web"], "{}", token.0);

        let replay = script([token]);
        let error = provide(&role(&replay).without_v1(), &replay).await.unwrap_err().to_string();
        let start = "the metadata service at 100.100.100.200 is not to be asked without a token \
            (ALIBABA_CLOUD_IMDSV1_DISABLED), and ";
        assert!(error.starts_with(start), "{error}");
    }
    let kind = TransportErrorKind::ConnectionLost;
    let replay =
        Replay::new().fail(lost(kind)).respond(answer(200, "web")).respond(answer(200, KEY));
    provide(&role(&replay), &replay).await.unwrap();
}

#[tokio::test]
async fn a_token_that_is_refused_is_left_out_once() {
    for status in [401, 403] {
        let replay = script([TOKEN, (status, "<html>"), ROLE, (200, KEY)]);
        provide(&role(&replay), &replay).await.unwrap();
        assert_eq!(lines(&replay), ["PUT /api/token", "GET …*", "GET …", "GET …web"]);

        let replay = script([TOKEN, ROLE, (status, "<html>"), (200, KEY)]);
        provide(&role(&replay), &replay).await.unwrap();
        assert_eq!(lines(&replay)[1..], ["GET …*", "GET …web*", "GET …web"]);

        let error = failure([TOKEN, (status, ""), (403, "")]).await;
        assert_eq!(
            error,
            format!(
                "the metadata service at 100.100.100.200 refuses requests without a token (HTTP \
                 403), and the one it gave out was refused (HTTP {status})"
            )
        );
        let replay = script([TOKEN, (status, "")]);
        let error = provide(&role(&replay).without_v1(), &replay).await.unwrap_err().to_string();
        assert!(
            error.contains("not to be asked without") && error.contains("was refused"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_service_that_wants_a_token_and_gives_none_is_named() {
    let error = failure([(500, ""), (403, "")]).await;
    assert!(error.contains("refuses requests without a token (HTTP 403)"), "{error}");
    assert!(error.ends_with("answered the request for one with HTTP 500"), "{error}");
}

#[tokio::test]
async fn other_statuses_end_it() {
    for (status, phrase) in [
        (301, "answers with a redirect (HTTP 301), which is not followed"),
        (302, "answers with a redirect (HTTP 302), which is not followed"),
        (307, "answers with a redirect (HTTP 307), which is not followed"),
        (204, "answers HTTP 204"),
        (400, "answers HTTP 400"),
        (429, "answers HTTP 429"),
        (500, "answers HTTP 500"),
        (503, "answers HTTP 503"),
    ] {
        let expected = format!("the metadata service at 100.100.100.200 {phrase}");
        assert_eq!(failure([TOKEN, (status, KEY)]).await, expected);
        assert_eq!(failure([TOKEN, ROLE, (status, KEY)]).await, expected);
        assert_eq!(failure([(404, ""), ROLE, (status, KEY)]).await, expected);
    }
    assert!(failure([TOKEN, (404, "")]).await.contains("no RAM role is attached"));
    assert!(failure([TOKEN, ROLE, (404, "")]).await.contains("no key of the RAM role web"));
}

#[tokio::test]
async fn a_name_that_could_lead_elsewhere_is_not_sent() {
    for name in [
        "",
        "\r\n",
        "..",
        ".",
        "../../user-data",
        "CANARY/../x",
        "CANARY?x",
        "CANARY#x",
        "CANARY%2e%2e",
        "CANARY x",
        "CANARY\u{1b}[2J",
        "CANARY\rGET /",
        "<!DOCTYPE html><title>CANARY</title>",
        "http://CANARY/",
        "é",
        &"a".repeat(65),
    ] {
        let error = failure([TOKEN, (200, name)]).await;
        assert_eq!(
            error,
            "the metadata service at 100.100.100.200 answers with what is not the name of a RAM \
             role; check what answers there"
        );
        if !name.is_empty() {
            let replay = Replay::new();
            let error = role(&replay).with_role(name).provide().await.unwrap_err();
            assert!(error.to_string().contains("is not the name of one"), "{error}");
            assert!(!everything(&error).contains("CANARY") && replay.requests().is_empty());
        }
    }
    assert!(failure([(200, &b"a"[..]), (200, b"\xff\xfe")]).await.contains("not the name"));
}

#[tokio::test]
async fn of_several_lines_the_first_names_the_role() {
    let replay = script([TOKEN, (200, "\r\nweb\r\nX-Evil: 1\r\n"), (200, KEY)]);
    provide(&role(&replay), &replay).await.unwrap();
    assert_eq!(lines(&replay)[2], "GET …web*");
}

#[tokio::test]
async fn what_is_no_key_is_told() {
    let huge = format!("{KEY}{}", " ".repeat(70_000));
    let failed = KEY.replace("Success", "Failed");
    let strange = KEY.replace("Success", "CANARY 1");
    let no_code = KEY.replace("\"Code\":\"Success\",", "");
    let no_secret = KEY.replace("AccessKeySecret", "Other");
    let no_time = KEY.replace("2026-01-01T06:00:00Z", "tomorrow");
    let twice = KEY.replace("LastUpdated", "AccessKeySecret");
    for (body, phrase) in [
        ("", "is not JSON (line 1, column 0)"),
        ("<html>CANARY</html>", "is not JSON (line 1, column 1)"),
        ("\0\0\0", "is not JSON (line 1, column 1)"),
        ("[1]", "is JSON, but not that of a key"),
        ("{}", "lacks Code"),
        (&twice, "is JSON, but not that of a key"),
        (&failed, "has the Code Failed instead of Success"),
        (&strange, "has a Code other than Success"),
        (&no_code, "lacks Code"),
        (&no_secret, "lacks AccessKeySecret"),
        (&no_time, "has an Expiration that is not a time in UTC"),
    ] {
        let error = failure([TOKEN, ROLE, (200, body)]).await;
        let start = "the key of the RAM role web from the metadata service at 100.100.100.200 ";
        assert!(error.strip_prefix(start).is_some_and(|it| it.starts_with(phrase)), "{error}");
    }
    let error = failure([TOKEN, ROLE, (200, &huge)]).await;
    assert!(error.ends_with("answers with more than 65536 bytes"), "{error}");
}

#[tokio::test]
async fn a_key_that_has_expired_is_passed_on_as_it_came() {
    let expired = KEY.replace("2026-01-01T06:00:00Z", "2025-12-31T23:59:59Z");
    let replay = script([TOKEN, ROLE, (200, &expired)]);
    assert!(provide(&role(&replay), &replay).await.unwrap().is_expired_at(start()));
}
