//! What a subscriber sees at the most talkative level: enough to understand a call, and no secret.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::{Client, Counts};
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::Credentials;
use aliyun_transport::replay::Replay;
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{Sent, TransportError, TransportErrorKind};
use http::Response;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

const SECRET: &str = "CANARYSECRET";
const TOKEN: &str = "CANARYTOKEN";
const PAGE: &str = r#"{"TotalCount":0,"RequestId":"R-2","Images":{"Image":[]}}"#;

/// Writes everything down, whatever its level.
#[derive(Clone, Default)]
struct Capture {
    lines: Arc<Mutex<Vec<String>>>,
    spans: Arc<AtomicU64>,
}

impl Capture {
    fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("no panic while it was held").clone()
    }

    fn write(&self, start: String, fields: impl FnOnce(&mut Line)) {
        let mut line = Line(start);
        fields(&mut line);
        self.lines.lock().expect("no panic while it was held").push(line.0);
    }
}

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.write(format!("span {}", span.metadata().name()), |line| span.record(line));
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.write("record".to_owned(), |line| values.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.write("event".to_owned(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }
}

fn throttled() -> Response<String> {
    let quote = "server string to sign is:GET&%2F&SecurityToken%3DCANARYTOKEN";
    let body = format!(
        r#"{{"Code":"Throttling.User","Message":"Slow \u001b[31m. {quote}","RequestId":"R-1"}}"#
    );
    let response = Response::builder().status(400).header("x-acs-retry-after", "2000");
    response.body(body).expect("a response")
}

async fn captured(transport: Replay, region: &str) -> (Vec<String>, Counts, Replay) {
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH + Duration::from_secs(1));
    let credentials = Credentials::new("CANARYID", SECRET).with_security_token(TOKEN);
    let client = Client::new(credentials, transport.clone(), runtime);
    let _ = client.describe_images(&DescribeImages::new(region)).await;
    drop(guard);
    (capture.lines(), client.counts(), transport)
}

#[tokio::test]
async fn a_call_that_is_throttled_once_can_be_read_from_its_events() {
    let transport = Replay::new().respond(throttled()).respond(Response::new(PAGE));
    let (lines, counts, _) = captured(transport, "cn-hangzhou").await;
    assert_eq!(
        lines,
        [
            "span call action=DescribeImages region=cn-hangzhou endpoint=https://ecs-cn-hangzhou.aliyuncs.com",
            "span attempt attempt=1",
            r"event message=the attempt failed attempt=1 status=400 code=Throttling.User request_id=R-1 elapsed=0ns failure=the service answered Throttling.User (HTTP 400, request id R-1): Slow \u{1b}[31m.",
            r#"event message=trying again attempt=1 wait=2s reason="throttled" hint=2s"#,
            "span attempt attempt=2",
            "event message=the attempt succeeded attempt=2 status=200 request_id=R-2 elapsed=0ns",
        ]
    );
    assert_eq!((counts.calls, counts.failed, counts.attempts, counts.retries), (1, 0, 2, 1));
}

#[tokio::test]
async fn a_call_that_fails_says_why_it_ended() {
    let lost = || TransportError::new(TransportErrorKind::ConnectionLost, Sent::Maybe);
    let transport = Replay::new().fail(lost()).fail(lost()).fail(lost());
    let (lines, counts, _) = captured(transport, "cn-hangzhou").await;
    let last = lines.last().expect("events");
    assert!(last.contains("the call failed attempts=3 ended=Attempts"), "{last}");
    assert_eq!((counts.calls, counts.failed, counts.attempts, counts.retries), (1, 1, 3, 2));
}

#[tokio::test]
async fn nothing_recorded_holds_a_secret() {
    let mut skewed = throttled().map(|body| body.replace("Throttling.User", "IllegalTimestamp"));
    let date = "Sun, 06 Nov 1994 08:49:37 GMT".parse().expect("a header");
    skewed.headers_mut().insert("date", date);
    let transport = Replay::new()
        .respond(skewed)
        .respond(throttled())
        .respond(Response::new("<html>CANARYSECRET</html>"));
    let (lines, _, transport) = captured(transport, "cn-hangzhou").await;
    let text = lines.join("\n");
    assert!(text.contains("the local clock differs"), "{text}");
    for request in transport.requests() {
        let query = request.uri().query().expect("a query");
        for pair in query.split('&').filter_map(|pair| pair.split_once('=')) {
            if ["Signature", "SignatureNonce", "AccessKeyId", "SecurityToken"].contains(&pair.0) {
                assert!(!text.contains(pair.1), "{} is recorded:\n{text}", pair.0);
            }
        }
    }
    for secret in [SECRET, TOKEN, "CANARYID", "string to sign"] {
        assert!(!text.contains(secret), "{secret} is recorded:\n{text}");
    }
}

#[tokio::test]
async fn a_region_cannot_forge_lines() {
    let (lines, ..) = captured(Replay::new(), "cn\nevent message=forged\u{202e}").await;
    assert_eq!(
        lines[0],
        r"span call action=DescribeImages region=cn\nevent message=forged\u{202e}"
    );
}
