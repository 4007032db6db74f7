//! A server of images that were rendered before it is asked for them.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::bodies::{Body, Fields, Format, Layout, Spec};

/// Serves so many images on this machine, and returns the address. It ends with the runtime.
///
/// # Errors
///
/// The error of listening.
pub async fn start(images: u32) -> io::Result<String> {
    let spec = Spec::new(Format::Json, 100, Fields::Minimal, Layout::Compact);
    let mut rendered = Vec::new();
    for page in 0..images.div_ceil(100) {
        for mut image in Body::generate(spec, page as usize).expected.images {
            image.image_id = id(rendered.len() as u32);
            rendered.push(Bytes::from(serde_json::to_vec(&image)?));
        }
    }
    rendered.truncate(images as usize);
    let rendered: Arc<[Bytes]> = rendered.into();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            let rendered = Arc::clone(&rendered);
            let service = service_fn(move |request: Request<Incoming>| {
                let body = page(&rendered, request.uri().query().unwrap_or_default());
                async move { Ok::<_, Infallible>(Response::new(Full::new(body))) }
            });
            tokio::spawn(
                hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service),
            );
        }
    });
    Ok(address)
}

/// Returns the identifier of an image, by its place in the order of all.
#[must_use]
pub fn id(image: u32) -> String {
    format!("m-{image:0>20}")
}

/// Returns the place of an image in the order of all, by its identifier.
#[must_use]
pub fn number_of(id: &str) -> Option<u32> {
    id.strip_prefix("m-")?.parse().ok()
}

fn page(images: &[Bytes], query: &str) -> Bytes {
    let number = |name: &str, default: usize| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let value = pairs.find(|(other, _)| *other == name).map(|(_, value)| value);
        value.and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    let (page, size) = (number("PageNumber", 1), number("PageSize", 10));
    let from = ((page - 1) * size).min(images.len());
    let shown = &images[from..(from + size).min(images.len())];
    let mut body = BytesMut::from(
        format!(
            r#"{{"RequestId":"49CBCED4-C9B9-4851-BEB5-8FB5E5169E30","TotalCount":{},"PageNumber":{page},"PageSize":{size},"RegionId":"cn-hangzhou","Images":{{"Image":["#,
            images.len()
        )
        .as_bytes(),
    );
    for (at, image) in shown.iter().enumerate() {
        if at > 0 {
            body.extend_from_slice(b",");
        }
        body.extend_from_slice(image);
    }
    body.extend_from_slice(b"]}}");
    body.freeze()
}
