//! All the servers that are asked for keys, in one: STS, the metadata service, that of a credentials URI.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aliyun_transport::{SendFuture, Sent, Transport, TransportError, TransportErrorKind};
use bytes::Bytes;
use http::{Request, Response, header};

use crate::canaries::{HOST, LEAK, LETTERS, METADATA, SECRET, TOKEN};
use crate::spoiled::spoiled;

/// What becomes of a request.
#[derive(Clone)]
pub(crate) enum Played {
    Answer(Response<Bytes>),
    Fail(TransportErrorKind),
    Hang,
}

/// Makes it up, given the request and what a server that works would answer.
pub(crate) type Play = Arc<dyn Fn(&Request<Bytes>, &str) -> Played + Send + Sync>;

/// Answers as servers that work do, until something else is played from a request on.
#[derive(Clone)]
pub(crate) struct Server {
    asked: Arc<AtomicUsize>,
    from: usize,
    play: Play,
}

impl Server {
    pub(crate) fn new(from: usize, play: Play) -> Self {
        Self { asked: Arc::default(), from, play }
    }

    pub(crate) fn working() -> Self {
        Self::new(usize::MAX, Arc::new(|_, _| Played::Hang))
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}

impl Transport for Server {
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        let good = good(&request);
        let played = if asked < self.from {
            Played::Answer(answer(200, good))
        } else {
            (self.play)(&request, &good)
        };
        Box::pin(async move {
            match played {
                Played::Answer(answer) => Ok(answer),
                Played::Fail(kind) => Err(TransportError::new(kind, Sent::No)),
                Played::Hang => std::future::pending().await,
            }
        })
    }
}

fn answer(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder().status(status).body(body.into()).unwrap()
}

fn good(request: &Request<Bytes>) -> String {
    let key = format!(
        r#""AccessKeyId":"STS.id","AccessKeySecret":"{SECRET}","SecurityToken":"{TOKEN}","Expiration":"2026-01-01T01:00:00Z""#
    );
    let uri = request.uri();
    match (uri.host().unwrap_or_default(), uri.path()) {
        ("100.100.100.200", "/latest/api/token") => METADATA.to_owned(),
        ("100.100.100.200", path) if path.ends_with('/') => "web".to_owned(),
        ("100.100.100.200" | "keys.example", _) => format!(r#"{{"Code":"Success",{key}}}"#),
        _ => format!(
            r#"{{"RequestId":"6894B13B-6D71-4EF5-88FA-F32781734A7F","Credentials":{{{key}}}}}"#
        ),
    }
}

/// How many ways there are to spoil what a server answers. Of shorter answers there are fewer.
fn most_spoiled() -> usize {
    let uri = "https://sts.aliyuncs.com/".parse::<http::Uri>().unwrap();
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = uri;
    spoiled(&good(&request)).len()
}

/// Returns everything that can be played, named.
pub(crate) fn plays() -> Vec<(String, Play)> {
    let mut all: Vec<(String, Play)> = Vec::new();
    let made: Arc<Mutex<HashMap<String, Vec<Bytes>>>> = Arc::default();
    for index in 0..most_spoiled() {
        let made = Arc::clone(&made);
        let play = move |_: &Request<Bytes>, good: &str| {
            let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
            let bodies = made.entry(good.to_owned()).or_insert_with(|| {
                spoiled(good).into_iter().map(|(_, body)| Bytes::from(body)).collect()
            });
            Played::Answer(answer(200, bodies[index % bodies.len()].clone()))
        };
        all.push((format!("spoiled answer {index}"), Arc::new(play)));
    }
    for status in [200, 403, 404, 503] {
        for (name, refusal) in refusals() {
            let play = move |request: &Request<Bytes>, _: &str| {
                Played::Answer(answer(status, refusal.replace("REQUEST", &repeated(request))))
            };
            all.push((format!("HTTP {status}, {name}"), Arc::new(play)));
        }
    }
    for status in [301, 302, 303, 307, 308] {
        let play = move |_: &Request<Bytes>, good: &str| {
            let mut answer = answer(status, format!("{good} <a href='https://x/{LEAK}'>"));
            let to = format!("https://x.example/{LEAK}?{LETTERS}").parse().unwrap();
            answer.headers_mut().insert(header::LOCATION, to);
            Played::Answer(answer)
        };
        all.push((format!("a redirect, HTTP {status}"), Arc::new(play)));
    }
    for kind in [
        TransportErrorKind::Resolve,
        TransportErrorKind::Connect,
        TransportErrorKind::Refused,
        TransportErrorKind::Protocol,
        TransportErrorKind::BodyIncomplete,
        TransportErrorKind::Other,
    ] {
        all.push((format!("{kind:?}"), Arc::new(move |_, _| Played::Fail(kind))));
    }
    all.push(("silence".to_owned(), Arc::new(|_, _| Played::Hang)));
    all
}

/// What was sent, as a server that repeats it would put it into a text of JSON.
fn repeated(request: &Request<Bytes>) -> String {
    let body = String::from_utf8_lossy(request.body());
    let mut text = format!("{} {} {body}", request.method(), request.uri());
    for (name, value) in request.headers() {
        text.push_str(&format!(" {name}: {}", String::from_utf8_lossy(value.as_bytes())));
    }
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Bodies of refusals, with a secret in a member each, or with what was sent.
fn refusals() -> Vec<(String, String)> {
    let mut all = vec![
        ("a page".to_owned(), format!("<html>{LEAK} {LETTERS} REQUEST</html>")),
        ("a text".to_owned(), format!("{LEAK} REQUEST")),
        ("nothing".to_owned(), String::new()),
    ];
    let members = ["Code", "Message", "Recommend", "HostId", "RequestId", "Unknown"];
    for member in members {
        let values =
            [LEAK.to_owned(), LETTERS.to_owned(), format!("no {LEAK}"), "REQUEST".to_owned()];
        for value in values.into_iter().chain([format!("{HOST}.aliyuncs.com")]) {
            let is_for_people = matches!(member, "Message" | "Recommend" | "Unknown");
            if is_for_people && (value == LETTERS || value.starts_with(HOST)) {
                // aliyun-rpc logs messages, and takes these for a word and the name of a host, as long as
                // nothing of the kind was sent (docs/adr/0012).
                continue;
            }
            let json = |name: &str, otherwise: &str| {
                let value = if name == member { &value } else { otherwise };
                format!("\"{name}\":\"{value}\"")
            };
            let mut text = [
                json("Code", "NoPermission"),
                json("Message", "no"),
                json("Recommend", "https://next.api.aliyun.com"),
                json("HostId", "sts.aliyuncs.com"),
                json("RequestId", "6894B13B-6D71-4EF5-88FA-F32781734A7F"),
                format!(
                    "\"AccessDeniedDetail\":{{{},\"{LEAK}\":[\"{LEAK}\"]}}",
                    json("Unknown", "")
                ),
            ]
            .join(",");
            all.push((format!("JSON, {member} is {value:.8}"), format!("{{{text}}}")));
            text = text.replace("REQUEST", "request");
            all.push((format!("cut JSON, {member} is {value:.8}"), format!("{{{text}")));
            let xml = |name: &str, otherwise: &str| {
                let value = if name == member { &value } else { otherwise };
                format!("<{name}>{value}</{name}>")
            };
            let members = [
                xml("Code", "Forbidden"),
                xml("Message", "no"),
                xml("RequestId", "R"),
                xml("HostId", "sts.aliyuncs.com"),
                xml("Recommend", ""),
                xml("Unknown", ""),
            ];
            let xml = format!("<Error>{}</Error>", members.concat());
            all.push((format!("XML, {member} is {value:.8}"), xml.replace("REQUEST", LEAK)));
        }
    }
    all
}
