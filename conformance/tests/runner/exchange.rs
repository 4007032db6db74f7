//! An exchange case over three transports: a script, a socket with a canned answer, and the
//! emulator. The request must be the same to the byte, the result the same value.

use std::sync::Arc;

use aliyun_ecs_emulator::{Catalogue, Options, Service};
use aliyun_rpc_signer::Credentials;
use aliyun_transport::replay::Replay;
use aliyun_transport::{SendFuture, Transport};
use aliyun_transport_hyper::HyperTransport;
use bytes::Bytes;
use conformance::Outcome;
use conformance::case::Exchange;
use conformance::exchange::{Fixed, run, written};
use conformance::types::ErrorOutput;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

pub(crate) fn judge(case: &Exchange) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let judged = runtime.block_on(async {
        replayed(case).await.map_err(|how| format!("by script: {how}"))?;
        over_a_socket(case).await.map_err(|how| format!("over a socket: {how}"))?;
        emulated(case).await.map_err(|how| format!("by the emulator: {how}"))
    });
    match judged {
        Ok(()) => Outcome::Passed,
        Err(how) => Outcome::Failed(how),
    }
}

async fn replayed(case: &Exchange) -> Result<(), String> {
    let response = http::Response::builder()
        .status(case.status)
        .header("content-type", &case.content_type)
        .body(case.body.clone())
        .map_err(|error| error.to_string())?;
    let replay = Replay::new().respond(response);
    let got = run(case, replay.clone(), None).await?;
    let sent = replay.requests();
    let [sent] = &sent[..] else {
        return Err(format!("{} requests were sent", sent.len()));
    };
    same("request.txt", &written(sent), &case.wire_request)?;
    same("result", &got, &expected(case))
}

async fn over_a_socket(case: &Exchange) -> Result<(), String> {
    let server = MockServer::start().await;
    let answer =
        ResponseTemplate::new(case.status).set_body_raw(case.body.clone(), &case.content_type);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let transport = HyperTransport::new().map_err(|error| error.to_string())?;
    let got = run(case, transport, Some(&server.uri())).await?;
    same("result", &got, &expected(case))?;

    let received = server.received_requests().await.unwrap_or_default();
    let [received] = &received[..] else {
        return Err(format!("{} requests arrived", received.len()));
    };
    let mut lines = case.wire_request.splitn(2, '\n');
    let (first, rest) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let target = first.splitn(4, '/').nth(3).unwrap_or_default();
    let query = received.url.query().map_or_else(String::new, |query| format!("?{query}"));
    same("method", &received.method.as_str(), &first.split(' ').next().unwrap_or_default())?;
    same("query", &query.as_str(), &target)?;
    let body = rest.split_once("\n\n").map_or("", |(_, body)| body);
    same("form", &String::from_utf8_lossy(&received.body).as_ref(), &body)
}

async fn emulated(case: &Exchange) -> Result<(), String> {
    let Some(catalogue) = &case.catalogue else {
        return Ok(());
    };
    let catalogue =
        Catalogue::from_bodies([catalogue.as_str()]).map_err(|error| error.to_string())?;
    let mut key = Credentials::new(case.access_key_id.clone(), case.access_key_secret.clone());
    if let Some(token) = &case.security_token {
        key = key.with_security_token(token.clone());
    }
    let options = Options::new().key(key).catalogue(catalogue).runtime(Arc::new(Fixed::of(case)?));
    let service = Service::new(options).map_err(|error| error.to_string())?;
    let got = run(case, InProcess(Arc::new(service)), None).await?;
    same("result", &comparable(got), &comparable(expected(case)))
}

/// The emulator without a socket.
#[derive(Debug)]
struct InProcess(Arc<Service>);

impl Transport for InProcess {
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_> {
        let response = self.0.handle(&request);
        Box::pin(async move { Ok(response) })
    }
}

fn expected(case: &Exchange) -> ErrorOutput {
    match (&case.page, &case.service_error) {
        (Some(page), _) => ErrorOutput::Page(page.clone()),
        (None, Some(error)) => ErrorOutput::ServiceError(error.clone()),
        (None, None) => ErrorOutput::NotUnderstood,
    }
}

/// Leaves out what a second server cannot repeat: the request's id, and the words and links of a
/// refusal.
fn comparable(output: ErrorOutput) -> ErrorOutput {
    match output {
        ErrorOutput::Page(mut page) => {
            if let Some(members) = page.as_object_mut() {
                members.remove("RequestId");
            }
            ErrorOutput::Page(page)
        }
        ErrorOutput::ServiceError(mut error) => {
            error.message.clear();
            (error.request_id, error.host_id, error.recommend) = (None, None, None);
            ErrorOutput::ServiceError(error)
        }
        ErrorOutput::NotUnderstood => ErrorOutput::NotUnderstood,
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, got: &T, expected: &T) -> Result<(), String> {
    if got == expected {
        return Ok(());
    }
    Err(format!("{what}\n       got: {got:?}\n  expected: {expected:?}"))
}
