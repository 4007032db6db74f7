//! A server that answers by page number whatever a test wants, however wrong.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The status and the body of an answer; `None` keeps the client waiting for ever.
pub(crate) type Answer = Option<(u16, String)>;

/// A running server. It ends with the test process.
pub(crate) struct Scripted {
    pub(crate) url: String,
    requests: Arc<AtomicUsize>,
}

impl Scripted {
    /// Serves what `answer` makes of the page number of a request.
    pub(crate) fn start(answer: impl Fn(u32) -> Answer + Send + 'static) -> Self {
        Self::sliced(move |number, _| answer(number))
    }

    /// Serves what `answer` makes of the page number and the page size of a request.
    pub(crate) fn sliced(answer: impl Fn(u32, u32) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        std::thread::spawn(move || {
            let mut kept_waiting = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                let (number, size) = asked(&stream);
                counter.fetch_add(1, Ordering::SeqCst);
                match answer(number, size) {
                    Some((status, body)) => respond(stream, status, &body),
                    None => kept_waiting.push(stream),
                }
            }
        });
        Self { url, requests }
    }

    /// Returns how many requests came.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// Returns the page number and the page size of a request.
fn asked(stream: &TcpStream) -> (u32, u32) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let target = lines.next().unwrap_or_default();
    // The head ends with an empty line, and a GET has no body.
    lines.find(String::is_empty);
    let parameter = |name: &str, default: u32| {
        let mut parts = target.split(['?', '&', ' ']);
        let text = parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        text.and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    (parameter("PageNumber", 1), parameter("PageSize", 10))
}

fn respond(mut stream: TcpStream, status: u16, body: &str) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} -\r\nContent-Length: {length}\r\nConnection: close\r\n");
    // A client that went away is what some tests are about.
    let _ = write!(stream, "{head}\r\n{body}");
}

/// Returns a page with these images.
pub(crate) fn page(number: u32, size: u32, total: u32, ids: &[&str]) -> Answer {
    let images: Vec<String> = ids.iter().map(|id| format!(r#"{{"ImageId":"{id}"}}"#)).collect();
    let images = images.join(",");
    let body = format!(
        r#"{{"RequestId":"R","RegionId":"cn-hangzhou","PageNumber":{number},"PageSize":{size},"TotalCount":{total},"Images":{{"Image":[{images}]}}}}"#
    );
    Some((200, body))
}

/// Returns the page that was asked for of images `m-0`, `m-1`, ….
pub(crate) fn slice(number: u32, size: u32, images: &[u32]) -> Answer {
    let from = ((number - 1) * size) as usize;
    let shown = images.iter().skip(from).take(size as usize);
    let ids: Vec<String> = shown.map(|id| format!("m-{id}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    page(number, size, images.len() as u32, &ids)
}

/// Returns an error of the service.
pub(crate) fn error(status: u16, code: &str, message: &str) -> Answer {
    Some((status, format!(r#"{{"RequestId":"R-7","Code":"{code}","Message":"{message}"}}"#)))
}
