//! A transport of your own: here a closure answers, in yours your HTTP client does.
//!
//! Run it with `cargo run -p aliyun-transport --example custom_transport`.

use std::fmt;

use aliyun_transport::SendFuture;
use aliyun_transport::Transport;
use bytes::Bytes;
use http::Request;
use http::Response;

/// Answers every request by calling a function.
struct Closure<F>(F);

impl<F> Transport for Closure<F>
where
    F: Fn(Request<Bytes>) -> Response<Bytes> + Send + Sync,
{
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        Box::pin(async move { Ok((self.0)(request)) })
    }
}

// By hand, so that nothing a closure captured is ever printed.
impl<F> fmt::Debug for Closure<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closure").finish_non_exhaustive()
    }
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let transport = Closure(|request: Request<Bytes>| {
        let greeting = format!("you asked for {}", request.uri().path());
        Response::new(Bytes::from(greeting))
    });

    let request = Request::get("https://example.com/images").body(Bytes::new())?;
    let response = transport.send(request).await?;
    println!("{}: {:?}", response.status(), response.body());
    Ok(())
}
