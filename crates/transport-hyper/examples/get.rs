//! Fetches a URL and prints what came of it.
//!
//! `cargo run -p aliyun-transport-hyper --example get -- https://example.com/`; without a URL it
//! asks a small server of its own, so it runs without a network.

use std::error::Error;

use aliyun_transport::Runtime as _;
use aliyun_transport::Transport as _;
use aliyun_transport_hyper::HyperTransport;
use aliyun_transport_hyper::TokioRuntime;
use bytes::Bytes;
use tokio::io::AsyncReadExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = match std::env::args().nth(1) {
        Some(url) => url,
        None => own_server().await?,
    };
    let transport = HyperTransport::new()?;
    let request = http::Request::get(url).body(Bytes::new())?;

    let started = TokioRuntime.elapsed();
    match transport.send(request).await {
        Ok(response) => {
            println!("status {}, {} bytes", response.status(), response.body().len());
        }
        Err(error) => {
            println!("{error}");
            let mut source = error.source();
            while let Some(cause) = source {
                println!("  because: {}", cause.to_string().escape_debug());
                source = cause.source();
            }
        }
    }
    println!("after {:?}", TokioRuntime.elapsed() - started);
    Ok(())
}

/// Starts a server that answers one request, and returns its URL.
async fn own_server() -> Result<String, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await?;
        let _request = stream.read(&mut [0; 1024]).await?;
        let response = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
        stream.write_all(response).await
    });
    Ok(url)
}
