//! Times a page over HTTP on this machine: hyper on both ends, one thread, one connection.
//!
//! The thread's processor time is then what client and server spend together, and what a decoder
//! adds to `body_only` is its share of it. `client` is the whole client: check, sign, send, decode.
//! Run it pinned to one core: between cores, wake-ups cost more than everything that is measured
//! here.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aliyun_ecs_describe_images::{Client, Signing};
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::{Credentials, Format as Wanted};
use aliyun_transport::Transport as _;
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
use benches::bodies::{Body, Fields, Format, Layout, Spec};
use benches::cpu_time::CpuTime;
use benches::decoders::Decoder;
use bytes::Bytes;
use criterion::Throughput;
use http::{Request, Response};
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut criterion = CpuTime::criterion();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let transport = HyperTransport::new()?;
    for (format, decoders) in DECODERS {
        let spec = Spec::new(format, 100, Fields::Minimal, Layout::Compact);
        let pages: Vec<Body> = (0..64).map(|page| Body::generate(spec, page)).collect();
        let url = runtime.block_on(serve(&pages))?;
        let fetch = || fetch(&runtime, &transport, &url);
        // The server rotates over the pages; the first round shows that it does.
        assert!(pages.iter().all(|page| fetch() == page.bytes), "the pages arrive as they are");

        let (name, wanted) = match format {
            Format::Json => ("json", Wanted::Json),
            _ => ("xml", Wanted::Xml),
        };
        let client = Client::new(Credentials::new("id", "secret"), transport.clone(), TokioRuntime)
            .with_endpoint(url.parse()?)
            .with_signing(Signing::Rpc(wanted));
        let request = DescribeImages::new("cn-hangzhou").page_size(100);
        let ask = || runtime.block_on(client.describe_images(&request)).expect("a page");
        assert!(pages.iter().all(|page| ask().to_response() == page.expected), "and are read");

        let mut group = criterion.benchmark_group(format!("page_end_to_end_{name}"));
        let all: usize = pages.iter().map(|page| page.bytes.len()).sum();
        group.throughput(Throughput::Bytes((all / pages.len()) as u64));
        group.bench_function("body_only", |bencher| bencher.iter(fetch));
        for name in decoders {
            let decoder = Decoder::by_name(format, name).ok_or("an unknown decoder")?;
            for page in &pages {
                let value = decoder.read(page.bytes.clone()).ok_or("a limit")??;
                assert!(value == page.expected, "{name} reads another value");
            }
            group.bench_function(*name, |bencher| bencher.iter(|| decoder.decode(fetch())));
        }
        group.bench_function("client", |bencher| bencher.iter(ask));
        group.finish();
    }
    criterion.final_summary();
    Ok(())
}

/// Serves the bodies, one after the other and again from the first, and returns the URL.
async fn serve(pages: &[Body]) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let bodies: Vec<Bytes> = pages.iter().map(|page| page.bytes.clone().into()).collect();
    let next = Arc::new(AtomicUsize::new(0));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (bodies, next) = (bodies.clone(), Arc::clone(&next));
            let service = service_fn(move |_| {
                let index = next.fetch_add(1, Ordering::Relaxed) % bodies.len();
                let body = bodies.get(index).cloned().unwrap_or_default();
                async { Ok::<_, Infallible>(Response::new(Full::new(body))) }
            });
            let http = hyper::server::conn::http1::Builder::new();
            tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
        }
    });
    Ok(url)
}

fn fetch(runtime: &Runtime, transport: &HyperTransport, url: &str) -> Vec<u8> {
    let request = Request::get(url).body(Bytes::new()).expect("the URL is valid");
    let response = runtime.block_on(transport.send(request)).expect("the server answers");
    response.into_body().into()
}

const DECODERS: [(Format, &[&str]); 2] = [
    (Format::Json, &["ours_page", "ours_owned", "serde_json_owned", "serde_json_borrowed"]),
    (Format::Xml, &["ours_page", "ours_owned", "quick_xml_serde_owned", "quick_xml_events_owned"]),
];
