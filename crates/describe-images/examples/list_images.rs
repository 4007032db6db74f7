//! Every image of a region, from the embedded emulator: no account, no network.

use aliyun_ecs_describe_images::Client;
use aliyun_ecs_describe_images::model::DescribeImages;
use aliyun_ecs_emulator::Emulator;
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::new(emulator.credentials().clone(), HyperTransport::new()?, TokioRuntime)
        .with_endpoint(emulator.url().parse()?);

    let mut listing = client.list_images(&DescribeImages::new("cn-hangzhou"));
    while let Some(image) = listing.next().await {
        let handle = image?;
        let image = handle.image();
        println!("{}  {}", image.image_id(), image.os_name());
    }
    println!("{}", listing.verdict().ok_or("the listing has not ended")?);
    Ok(())
}
