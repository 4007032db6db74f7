//! A server that answers every request with the same bytes, whatever it is asked: what hyper
//! costs by itself, for the emulator to be held against.
//!
//! ```text
//! hyper_bare FILE      the body is that of a file
//! hyper_bare URL       the body and its headers are what an emulator there answers now
//! ```
//!
//! It prints a line of JSON with its URL, as the emulator does, and serves until it is killed.

#![forbid(unsafe_code)]

use std::convert::Infallible;
use std::env;

use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;
use benches::load::{Batch, Connection, Failure, Shape, address_of};
use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

/// What every request is answered with.
#[derive(Clone)]
struct Same {
    content_type: HeaderValue,
    request_id: HeaderValue,
    body: Bytes,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the output of the program")]
async fn main() -> Result<(), Failure> {
    let source = env::args().nth(1).ok_or("usage: hyper_bare FILE|URL")?;
    let same = if source.starts_with("http://") { fetched(&source).await? } else { read(&source)? };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{{\"url\":\"http://{}\"}}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(serve(stream, same.clone()));
    }
}

async fn serve(stream: TcpStream, same: Same) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |_: Request<Incoming>| {
        let mut response = Response::new(Full::new(same.body.clone()));
        response.headers_mut().insert("content-type", same.content_type.clone());
        response.headers_mut().insert("x-acs-request-id", same.request_id.clone());
        async move { Ok::<_, Infallible>(response) }
    });
    let connection = hyper::server::conn::http1::Builder::new();
    // How a connection ends is its client's business.
    let _ = connection.serve_connection(TokioIo::new(stream), service).await;
}

fn read(file: &str) -> Result<Same, Failure> {
    Ok(Same {
        content_type: HeaderValue::from_static("application/json;charset=utf-8"),
        request_id: HeaderValue::from_static("49CBCED4-C9B9-4851-BEB5-8FB5E5169E30"),
        body: std::fs::read(file)?.into(),
    })
}

async fn fetched(url: &str) -> Result<Same, Failure> {
    let run = TokioRuntime.now().duration_since(std::time::UNIX_EPOCH)?.as_nanos() as u64;
    let batch = Batch::sign(&Shape::default(), run, 0..1, TokioRuntime.now());
    let mut connection = Connection::open(address_of(url)?).await?;
    let answer = connection.exchange(batch.get(0).unwrap_or_default()).await?;
    if answer.status != 200 {
        return Err(String::from_utf8_lossy(answer.body).into());
    }
    let head = str::from_utf8(answer.head)?;
    let header = |name: &str| {
        let mut headers = head.lines().filter_map(|line| line.split_once(':'));
        let value = headers.find(|(other, _)| other.eq_ignore_ascii_case(name))?.1.trim();
        HeaderValue::try_from(value).ok()
    };
    Ok(Same {
        content_type: header("content-type").ok_or("no content type")?,
        request_id: header("x-acs-request-id").ok_or("no request id")?,
        body: Bytes::copy_from_slice(answer.body),
    })
}
