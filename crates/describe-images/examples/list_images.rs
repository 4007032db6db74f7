//! All pages of a region, from the embedded emulator: no account, no network.

use aliyun_ecs_describe_images::{Client, next_page};
use aliyun_ecs_emulator::Emulator;
use aliyun_ecs_model::DescribeImages;
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::new(emulator.credentials().clone(), HyperTransport::new()?, TokioRuntime)
        .with_endpoint(emulator.url().parse()?);

    let mut request = DescribeImages::new("cn-hangzhou").page_size(50);
    loop {
        let page = client.describe_images(&request).await?;
        for image in page.images() {
            println!("{}  {}", image.image_id(), image.os_name());
        }
        match next_page(&request, &page) {
            Some(number) => request = request.page_number(number),
            None => return Ok(()),
        }
    }
}
