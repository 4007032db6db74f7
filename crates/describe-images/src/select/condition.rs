//! What an image has to be.

use std::fmt;
use std::sync::Arc;

use aliyun_ecs_model::{
    Architecture, BootMode, CreationTime, ImageOwnerAlias, ImageStatus, OsType,
};
use wildmatch::WildMatch;

use super::view::View;

/// One thing that an image has to be.
#[derive(Clone)]
pub(crate) enum Condition {
    Ids(Vec<String>),
    Name(String),
    Family(String),
    OsName(String),
    Architecture(Architecture),
    OsType(OsType),
    Owner(ImageOwnerAlias),
    OwnerId(i64),
    Tag(String, Option<String>),
    CreatedAfter(CreationTime),
    CreatedBefore(CreationTime),
    AtLeast(u32),
    AtMost(u32),
    Status(ImageStatus),
    Usable,
    IoOptimized,
    CloudInit,
    BootMode(BootMode),
    Nvme,
    Other(String, Arc<dyn Fn(&View<'_>) -> bool + Send + Sync>),
}

impl Condition {
    /// Says whether an image is so. What is absent is not.
    pub(crate) fn holds(&self, view: &View<'_>) -> bool {
        match self {
            Self::Ids(ids) => ids.iter().any(|id| id == view.id),
            Self::Name(pattern) => matches(pattern, view.name),
            Self::Family(family) => !family.is_empty() && view.family == family,
            Self::OsName(pattern) => {
                matches(pattern, view.os_name) || matches(pattern, view.os_name_en)
            }
            Self::Architecture(architecture) => view.architecture.as_ref() == Some(architecture),
            Self::OsType(os_type) => view.os_type.as_ref() == Some(os_type),
            Self::Owner(owner) => view.owner.as_ref() == Some(owner),
            Self::OwnerId(id) => view.owner_id == Some(*id),
            Self::Tag(key, value) => {
                let fits = |other: &str| value.as_ref().is_none_or(|value| value == other);
                view.tags.iter().any(|(other, value)| other == key && fits(value))
            }
            Self::CreatedAfter(time) => view.created.is_some_and(|created| created > *time),
            Self::CreatedBefore(time) => view.created.is_some_and(|created| created < *time),
            Self::AtLeast(size) => view.size.is_some_and(|other| other >= *size),
            Self::AtMost(size) => view.size.is_some_and(|other| other <= *size),
            Self::Status(status) => view.status.as_ref() == Some(status),
            Self::Usable => view.usable == Some(true),
            Self::IoOptimized => view.io_optimized == Some(true),
            Self::CloudInit => view.cloud_init == Some(true),
            Self::BootMode(mode) => view.boot_mode.as_ref() == Some(mode),
            Self::Nvme => view.nvme == "supported",
            Self::Other(_, holds) => holds(view),
        }
    }

    /// Returns what an image is instead.
    pub(crate) fn found(&self, view: &View<'_>) -> String {
        fn text(found: Option<impl ToString>) -> String {
            // Words of an open enumeration are other people's.
            found.map_or_else(
                || "not said".to_owned(),
                |found| found.to_string().escape_debug().to_string(),
            )
        }
        fn quoted(text: &str) -> String {
            if text.is_empty() { "none".to_owned() } else { format!("{text:?}") }
        }
        match self {
            Self::Ids(_) => quoted(view.id),
            Self::Name(_) => quoted(view.name),
            Self::Family(_) => quoted(view.family),
            Self::OsName(_) => quoted(view.os_name),
            Self::Architecture(_) => text(view.architecture.as_ref()),
            Self::OsType(_) => text(view.os_type.as_ref()),
            Self::Owner(_) => text(view.owner.as_ref()),
            Self::OwnerId(_) => text(view.owner_id),
            Self::Tag(key, _) => {
                let tag = view.tags.iter().find(|(other, _)| other == key);
                tag.map_or_else(|| "no such tag".to_owned(), |(_, value)| quoted(value))
            }
            Self::CreatedAfter(_) | Self::CreatedBefore(_) => text(view.created),
            Self::AtLeast(_) | Self::AtMost(_) => text(view.size),
            Self::Status(_) => text(view.status.as_ref()),
            Self::Usable => text(view.usable),
            Self::IoOptimized => text(view.io_optimized),
            Self::CloudInit => text(view.cloud_init),
            Self::BootMode(_) => text(view.boot_mode.as_ref()),
            Self::Nvme => quoted(view.nvme),
            Self::Other(..) => "not so".to_owned(),
        }
    }
}

/// A text that is absent matches nothing.
fn matches(pattern: &str, text: &str) -> bool {
    !text.is_empty() && WildMatch::new(pattern).matches(text)
}

/// The condition, as a person would say it.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ids(ids) => match ids.as_slice() {
                [id] => write!(f, "id {id:?}"),
                ids => write!(f, "one of {} ids", ids.len()),
            },
            Self::Name(pattern) => write!(f, "name {pattern:?}"),
            Self::Family(family) => write!(f, "family {family:?}"),
            Self::OsName(pattern) => write!(f, "OS name {pattern:?}"),
            Self::Architecture(architecture) => write!(f, "architecture {architecture}"),
            Self::OsType(os_type) => write!(f, "OS type {os_type}"),
            Self::Owner(owner) => write!(f, "owner {owner}"),
            Self::OwnerId(id) => write!(f, "owner id {id}"),
            Self::Tag(key, None) => write!(f, "tag {key:?}"),
            Self::Tag(key, Some(value)) => write!(f, "tag {key:?} = {value:?}"),
            Self::CreatedAfter(time) => write!(f, "created after {time}"),
            Self::CreatedBefore(time) => write!(f, "created before {time}"),
            Self::AtLeast(size) => write!(f, "size at least {size} GiB"),
            Self::AtMost(size) => write!(f, "size at most {size} GiB"),
            Self::Status(status) => write!(f, "status {status}"),
            Self::Usable => f.write_str("usable"),
            Self::IoOptimized => f.write_str("I/O optimized"),
            Self::CloudInit => f.write_str("cloud-init"),
            Self::BootMode(mode) => write!(f, "boot mode {mode}"),
            Self::Nvme => f.write_str("NVMe"),
            Self::Other(name, _) => f.write_str(name),
        }
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
