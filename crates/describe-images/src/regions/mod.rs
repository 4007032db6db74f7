//! Listings over many regions, and which regions there are.
//!
//! ```
//! use aliyun_ecs_describe_images::select::Selection;
//! use aliyun_ecs_describe_images::{Client, model::regions, signer::Credentials};
//! # use aliyun_ecs_emulator::Emulator;
//! # use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = Emulator::start().await?;
//! # let client = Client::new(emulator.credentials().clone(), HyperTransport::new()?, TokioRuntime)
//! #     .with_endpoint(emulator.url().parse()?);
//! let ubuntu = Selection::new().os_name("Ubuntu*").architecture("x86_64");
//! let near = regions::public().map(|region| region.id()).filter(|id| id.starts_with("cn-"));
//! let mut listing = client.list_regions(&ubuntu.request(""), near.take(3), 3);
//! let images = listing.finish().await; // each with its region
//! let (region, newest) = ubuntu.newest(images)?;
//! println!("{region} {}", newest.image().image_id());
//! for outcome in listing.outcomes() {
//!     println!("{outcome}");
//! }
//! # Ok(()) }
//! ```

mod describe;
mod listing;
mod outcome;

pub(crate) use describe::DescribeRegions;
pub use describe::RegionInfo;
pub use listing::RegionsListing;
pub use outcome::RegionOutcome;
