//! Snapshots of images, and what changed between two.
//!
//! ```
//! use aliyun_ecs_describe_images::inventory::Inventory;
//! use aliyun_ecs_describe_images::{Client, DescribeImages};
//! # use aliyun_ecs_emulator::Emulator;
//! # use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = Emulator::start().await?;
//! # let client = Client::new(emulator.credentials().clone(), HyperTransport::new()?, TokioRuntime)
//! #     .with_endpoint(emulator.url().parse()?);
//! let request = DescribeImages::new("");
//! let monday = client.inventory(&request, ["cn-hangzhou", "eu-central-1"], 2).await;
//! let mut file = Vec::new(); // or a file
//! monday.save(&mut file)?;
//!
//! let tuesday = client.inventory(&request, ["cn-hangzhou", "eu-central-1"], 2).await;
//! let difference = Inventory::load(file.as_slice())?.diff(&tuesday)?;
//! assert!(difference.is_empty(), "{difference}");
//! # Ok(()) }
//! ```

mod compare;
mod diff;
mod snapshot;
mod take;

pub use diff::{Change, ChangedImage, Diff, DiffError, RegionDiff};
pub use snapshot::{Inventory, RegionImages};
