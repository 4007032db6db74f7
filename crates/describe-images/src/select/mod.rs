//! Choosing among images: the newest that fits, the only one, or why there is none.
//!
//! A [`Selection`] is pure: it looks at whatever lends images ([`Lend`]), as they come from a listing, a page
//! or a file. What the service can filter by, [`Selection::request`] sends along.
//!
//! ```
//! use aliyun_ecs_describe_images::select::Selection;
//! use aliyun_ecs_describe_images::model::{Architecture, Image};
//!
//! # fn image(id: &str, name: &str, created: &str) -> Image {
//! #     let mut image = Image::new(id);
//! #     image.image_name = Some(name.to_owned());
//! #     image.creation_time = Some(created.to_owned());
//! #     image.architecture = Some(Architecture::X86_64);
//! #     image
//! # }
//! let images = [
//!     image("m-1", "ubuntu_22_04_x64_a", "2026-01-05T00:00:00Z"),
//!     image("m-2", "ubuntu_22_04_x64_b", "2026-03-05T00:00:00Z"),
//!     image("m-3", "centos_7_9_x64", "2026-04-05T00:00:00Z"),
//! ];
//! let ubuntu = Selection::new().name("ubuntu_22_04_x64*").architecture(Architecture::X86_64);
//! assert_eq!(ubuntu.newest(&images)?.image_id, "m-2");
//!
//! let none = ubuntu.family("team-blue").newest(&images).unwrap_err();
//! assert_eq!(none.considered, 3);
//! assert!(none.to_string().contains("m-2"), "{none}"); // nearly
//! # Ok::<(), aliyun_ecs_describe_images::select::NoMatch>(())
//! ```

mod choice;
mod condition;
mod no_match;
mod selection;
mod view;

pub use no_match::{Near, NoMatch, NotOne, Removed};
pub use selection::Selection;
pub use view::{Lend, View};
