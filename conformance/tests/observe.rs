//! What a subscriber at the most talkative level sees of the whole stack, hyper and rustls
//! included.
//!
//! These tests are alone in their program: `tracing` remembers what a place in the code interests,
//! and a thread without a subscriber that comes there first would silence it for all.

#![forbid(unsafe_code)]

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use aliyun_rpc_signer::Format;
use aliyun_transport_hyper::Options;
use conformance::harness::{Case, Identity, SECRET, Script, TOKEN, reply};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes every field of every span and event down.
#[derive(Clone, Default)]
struct Capture {
    text: Arc<Mutex<String>>,
    spans: Arc<AtomicU64>,
}

impl Capture {
    fn fields(&self, record: impl FnOnce(&mut dyn Visit)) {
        let mut text = self.text.lock().expect("no panic while it was held");
        record(&mut Fields(&mut text));
        text.push('\n');
    }
}

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.fields(|fields| span.record(fields));
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.fields(|fields| values.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.fields(|fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!("{}={value:?} ", field.name()));
    }
}

async fn captured(case: Case) -> String {
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    let outcome = case.run().await;
    drop(guard);
    let text = capture.text.lock().expect("no panic while it was held").clone();
    assert!(text.contains("region=cn-hangzhou"), "nothing was captured: {text}");
    let requests = outcome.log.requests();
    for name in ["Signature", "SignatureNonce", "AccessKeyId"] {
        for value in requests.iter().filter_map(|request| request.param(name)) {
            assert!(!text.contains(value), "{name} is recorded:\n{text}");
        }
    }
    for secret in [SECRET, TOKEN] {
        assert!(!text.contains(secret), "{secret} is recorded:\n{text}");
    }
    text
}

#[tokio::test]
async fn no_level_of_any_crate_records_a_secret_of_a_call_that_fails() {
    let page = reply::page_body(Format::Json);
    let cut = reply::raw("200 OK\r\nContent-Length: 1000", page.split_at(page.len() / 2).0);
    let web = reply::response(502, &[], "<html>bad gateway</html>");
    let case = Case::json()
        .connection(Script::new().read().write(cut))
        .connection(Script::new().read().reset())
        .connection(Script::new().read().write(web));
    let text = captured(case).await;
    assert!(text.contains("the call failed"), "{text}");
}

#[tokio::test]
async fn no_level_of_any_crate_records_a_secret_under_tls() {
    let identity = Identity::of("localhost");
    let page = reply::response(200, &[], reply::page_body(Format::Json));
    let works = Script::new().handshake(&identity).read().write(page);
    let options = Options::new().extra_root(identity.root());
    let case = Case::json().secure().options(options).connection(works);
    let text = captured(case).await;
    assert!(text.contains("the attempt succeeded"), "{text}");
}

#[tokio::test]
async fn no_level_of_any_crate_records_a_stranger() {
    let stranger = Identity::of("other.example");
    let case = Case::json().secure().connection(Script::new().handshake(&stranger).read());
    let text = captured(case).await;
    assert!(text.contains("could not be trusted"), "{text}");
}
