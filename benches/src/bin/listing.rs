//! Lists all images of a server of pre-rendered bytes, in one of several ways, and prints what it took.
//!
//! `benches/listing.sh` runs it, the server in a process of its own.
//!
//! ```text
//! listing serve IMAGES          prints its address, and serves until its input ends
//! listing ours ADDRESS IMAGES   the listing: overlapping pages, four requests at a time
//! listing hyper ADDRESS IMAGES  hyper alone: plain pages, four at a time, no body is read
//! listing loop ADDRESS IMAGES   page after page by the client
//! ```

#![forbid(unsafe_code)]

use std::collections::VecDeque;
use std::env;
use std::error::Error;

use aliyun_ecs_describe_images::{Client, RateLimit};
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::Credentials;
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
use benches::listing_server::{self, number_of};
use bytes::Bytes;
use cpu_time::ProcessTime;
use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

#[tokio::main(worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "the output of the program")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (way, address, images) = match arguments[..] {
        ["serve", images] => {
            let address = listing_server::start(images.parse()?).await?;
            println!("{address}");
            // Whoever started it ends it.
            tokio::task::spawn_blocking(|| {
                std::io::copy(&mut std::io::stdin(), &mut std::io::sink())
            })
            .await??;
            return Ok(());
        }
        [way, address, images] => (way, address, images.parse::<u32>()?),
        _ => return Err("usage: listing serve IMAGES | ours|hyper|loop ADDRESS IMAGES".into()),
    };
    let (began, cpu) = (TokioRuntime.elapsed(), ProcessTime::try_now()?);
    let requests = match way {
        "ours" => ours(address, images).await?,
        "hyper" => hyper(address, images).await?,
        "loop" => page_after_page(address, images).await?,
        _ => return Err("ours, hyper or loop".into()),
    };
    let (wall, cpu) = (TokioRuntime.elapsed() - began, cpu.try_elapsed()?);
    println!(
        "{way} {images} {requests} {} {} {}",
        wall.as_micros(),
        cpu.as_micros(),
        peak_kilobytes()?
    );
    Ok(())
}

fn client(address: &str) -> Result<Client, Box<dyn Error>> {
    let credentials = Credentials::new("testid", "testsecret");
    let client = Client::new(credentials, HyperTransport::new()?, TokioRuntime);
    Ok(client.with_endpoint(address.parse()?).with_rate_limit(None::<RateLimit>))
}

async fn ours(address: &str, images: u32) -> Result<u64, Box<dyn Error>> {
    let mut listing = client(address)?.list_images(&DescribeImages::new("cn-hangzhou"));
    let mut count = 0;
    while let Some(image) = listing.next().await {
        if number_of(image?.image().image_id()) != Some(count) {
            return Err(format!("image {count} is another").into());
        }
        count += 1;
    }
    let verdict = listing.verdict().ok_or("no verdict")?;
    if count != images || !verdict.is_complete() {
        return Err(format!("{count} images, {verdict}").into());
    }
    Ok(listing.requests())
}

async fn page_after_page(address: &str, images: u32) -> Result<u64, Box<dyn Error>> {
    let client = client(address)?;
    let (mut count, mut requests) = (0, 0);
    while count < images {
        requests += 1;
        let request = DescribeImages::new("cn-hangzhou").page_size(SIZE).page_number(requests);
        let page = client.describe_images(&request).await?;
        for image in page.images() {
            if number_of(image.image_id()) != Some(count) {
                return Err(format!("image {count} is another").into());
            }
            count += 1;
        }
    }
    Ok(requests.into())
}

async fn hyper(address: &str, images: u32) -> Result<u64, Box<dyn Error>> {
    type Plain = legacy::Client<HttpConnector, Empty<Bytes>>;
    let client: Plain = legacy::Client::builder(TokioExecutor::new()).build_http();
    let pages = images.div_ceil(SIZE);
    let mut under_way = VecDeque::new();
    let (mut next, mut bytes) = (1, 0);
    while next <= pages || !under_way.is_empty() {
        while next <= pages && under_way.len() < AHEAD {
            let uri = format!("{address}/?PageNumber={next}&PageSize={SIZE}").parse()?;
            let client = client.clone();
            under_way.push_back(tokio::spawn(async move {
                let response = client.get(uri).await?;
                Ok::<usize, Box<dyn Error + Send + Sync>>(
                    response.into_body().collect().await?.to_bytes().len(),
                )
            }));
            next += 1;
        }
        if let Some(first) = under_way.pop_front() {
            bytes += first.await?.map_err(|error| error.to_string())?;
        }
    }
    if bytes < images as usize * 100 {
        return Err(format!("{bytes} bytes are too few").into());
    }
    Ok(pages.into())
}

/// Returns the largest part of the process that was in memory at a time.
fn peak_kilobytes() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

const SIZE: u32 = 100;
const AHEAD: usize = 4;
