//! Waiting until images are ready, or gone.
//!
//! ```
//! use aliyun_ecs_describe_images::wait::{Wait, WaitError};
//! use aliyun_ecs_describe_images::Client;
//! # use aliyun_ecs_describe_images::{DescribeImages, signer::Credentials};
//! # use aliyun_ecs_emulator::Emulator;
//! # use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
//! use std::time::Duration;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = Emulator::start().await?;
//! # let client = Client::new(emulator.credentials().clone(), HyperTransport::new()?, TokioRuntime)
//! #     .with_endpoint(emulator.url().parse()?);
//! # let page = client.describe_images(&DescribeImages::new("cn-hangzhou")).await?;
//! # let id = page.image(0).ok_or("an image")?.image_id().to_owned();
//! let wait = Wait::until_available("cn-hangzhou", [id])
//!     .timeout(Duration::from_secs(1_800))
//!     .on_progress(|progress| println!("{progress}"));
//! match client.wait_until(&wait).await {
//!     Ok(images) => println!("{} ready", images.len()),
//!     Err(WaitError::TimedOut { waiting, .. }) => println!("still waiting for {}", waiting.len()),
//!     Err(error) => return Err(error.into()),
//! }
//! # Ok(()) }
//! ```

mod error;
mod failure;
mod pace;
mod poll;
mod progress;
mod state;
mod until;

pub use error::WaitError;
pub use failure::WaitFailure;
pub use progress::Progress;
pub use until::{Ready, Wait};
