//! The other end: hyper on a thread of its own.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use benches::bodies::Body;
use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

/// Serves the bodies, one after the other and again from the first, for as long as the program
/// runs, and returns the URL.
pub(crate) fn start(pages: &[Body]) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let url = format!("http://{}", listener.local_addr()?);
    let bodies: Arc<[Bytes]> = pages.iter().map(|page| page.bytes.clone().into()).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    thread::spawn(move || runtime.block_on(serve(listener, bodies)));
    Ok(url)
}

async fn serve(listener: TcpListener, bodies: Arc<[Bytes]>) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let next = Arc::new(AtomicUsize::new(0));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (bodies, next) = (Arc::clone(&bodies), Arc::clone(&next));
        let service = service_fn(move |_| {
            let index = next.fetch_add(1, Ordering::Relaxed) % bodies.len();
            let body = bodies.get(index).cloned().unwrap_or_default();
            async { Ok::<_, Infallible>(Response::new(Full::new(body))) }
        });
        let http = hyper::server::conn::http1::Builder::new();
        tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
    }
}
