//! The newest Ubuntu image for x86_64 over five regions, from the embedded emulator.
use aliyun_ecs_describe_images::{Client, select::Selection};
use aliyun_ecs_emulator::Emulator;
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::new(emulator.credentials().clone(), HyperTransport::new()?, TokioRuntime)
        .with_endpoint(emulator.url().parse()?);

    let ubuntu = Selection::new().os_name("Ubuntu*").architecture("x86_64");
    let regions = ["cn-hangzhou", "cn-beijing", "ap-southeast-1", "eu-central-1", "us-west-1"];
    let mut listing = client.list_regions(&ubuntu.request(""), regions, 5);
    let images = listing.finish().await;
    let (region, newest) = ubuntu.newest(&images)?;
    println!("{region} {} {}", newest.image().image_id(), newest.image().creation_time());
    println!("{}", listing.weakest().ok_or("no region")?);
    Ok(())
}
