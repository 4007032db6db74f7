//! What the client adds to an exchange, by itself.

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::{Endpoint, encode, http_request, read_response};
use aliyun_ecs_model::{DescribeImages, Revision};
use aliyun_ecs_wire::decode;
use aliyun_rpc_signer::{Credentials, Format, Stamp, rpc};
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;
use benches::bodies::Body;
use bytes::Bytes;
use cpu_time::ThreadTime;
use http::{Request, StatusCode};

/// The processor time per call of each part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    /// Check, encode, sign, write as an HTTP request.
    pub(crate) sign: Duration,
    /// Decide what a response is, its decoding included.
    pub(crate) classify: Duration,
    /// Read the page.
    pub(crate) decode: Duration,
}

impl Parts {
    /// Measures every part once for each page, some passes.
    pub(crate) fn measure(pages: &[Body], passes: u32) -> Self {
        let endpoint: Endpoint = "http://127.0.0.1:8080".parse().expect("an endpoint");
        let request = DescribeImages::new("cn-hangzhou").page_size(100);
        let now = TokioRuntime.now();
        let sign = |_: Vec<u8>| drop(black_box(signed_request(&endpoint, &request, now)));
        let read = |body| drop(black_box(decode(body).expect("a page")));
        let judge = |body| drop(black_box(read_response(StatusCode::OK, body).expect("a page")));
        Self {
            sign: each(pages, passes, sign),
            classify: each(pages, passes, judge),
            decode: each(pages, passes, read),
        }
    }
}

/// What the client does before it sends.
pub(crate) fn signed_request(
    endpoint: &Endpoint,
    request: &DescribeImages,
    now: SystemTime,
) -> Request<Bytes> {
    let call = encode(request, &Revision::LATEST).expect("a request that may be sent");
    let credentials = Credentials::new("id", "secret");
    let stamp = Stamp::from_random(now, [7; 16]);
    let signed = rpc::sign(&call, Format::Json, &credentials, &stamp);
    http_request(endpoint, &signed, Format::Json).expect("a short request")
}

fn each(pages: &[Body], passes: u32, part: impl Fn(Vec<u8>)) -> Duration {
    let mut spent = Duration::ZERO;
    for _ in 0..passes {
        let bodies: Vec<Vec<u8>> = pages.iter().map(|page| page.bytes.clone()).collect();
        let start = ThreadTime::now();
        bodies.into_iter().for_each(&part);
        spent += start.elapsed();
    }
    spent / passes / u32::try_from(pages.len()).unwrap_or(u32::MAX)
}
