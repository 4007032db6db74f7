//! An image, as it is printed.

use std::sync::Arc;

use aliyun_ecs_model::Image;

/// An image, and the region it is in.
pub(crate) type Found = (Arc<str>, Image);
