//! What is wanted.

use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_model::{
    Architecture, BootMode, CreationTime, DescribeImages, FilterKey, ImageOwnerAlias, ImageStatus,
    OsType, TagFilter,
};
use aliyun_rpc_signer::timestamp;

use super::choice::Choice;
use super::condition::Condition;
use super::no_match::{NoMatch, NotOne};
use super::view::{Lend, View};

/// What is wanted of an image. All conditions have to hold; what an image does not say does not hold.
///
/// In patterns, `*` stands for any text and `?` for any character; capitals count.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Selection {
    conditions: Vec<Condition>,
}

impl Selection {
    /// Returns a selection that every image fits.
    pub fn new() -> Self {
        Self::default()
    }

    fn and(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Wants one of these identifiers.
    pub fn ids(self, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.and(Condition::Ids(ids.into_iter().map(Into::into).collect()))
    }

    /// Wants a name of this pattern.
    pub fn name(self, pattern: impl Into<String>) -> Self {
        self.and(Condition::Name(pattern.into()))
    }

    /// Wants this image family.
    pub fn family(self, family: impl Into<String>) -> Self {
        self.and(Condition::Family(family.into()))
    }

    /// Wants a display name of the operating system of this pattern, in either language, such as
    /// `Ubuntu*22.04*`.
    pub fn os_name(self, pattern: impl Into<String>) -> Self {
        self.and(Condition::OsName(pattern.into()))
    }

    /// Wants this architecture.
    pub fn architecture(self, architecture: impl Into<Architecture>) -> Self {
        self.and(Condition::Architecture(architecture.into()))
    }

    /// Wants this family of operating systems.
    pub fn os_type(self, os_type: impl Into<OsType>) -> Self {
        self.and(Condition::OsType(os_type.into()))
    }

    /// Wants this kind of owner.
    pub fn owner(self, owner: impl Into<ImageOwnerAlias>) -> Self {
        self.and(Condition::Owner(owner.into()))
    }

    /// Wants this account as the owner. Only shared and community images name one.
    pub fn owner_id(self, account: i64) -> Self {
        self.and(Condition::OwnerId(account))
    }

    /// Wants this tag.
    pub fn tag(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.and(Condition::Tag(key.into(), Some(value.into())))
    }

    /// Wants a tag with this key.
    pub fn tag_key(self, key: impl Into<String>) -> Self {
        self.and(Condition::Tag(key.into(), None))
    }

    /// Wants a later time of creation than this.
    pub fn created_after(self, time: CreationTime) -> Self {
        self.and(Condition::CreatedAfter(time))
    }

    /// Wants an earlier time of creation than this.
    pub fn created_before(self, time: CreationTime) -> Self {
        self.and(Condition::CreatedBefore(time))
    }

    /// Wants a system disk of so many GiB at least.
    pub fn size_at_least(self, gib: u32) -> Self {
        self.and(Condition::AtLeast(gib))
    }

    /// Wants a system disk of so many GiB at most.
    pub fn size_at_most(self, gib: u32) -> Self {
        self.and(Condition::AtMost(gib))
    }

    /// Wants this state. A request without one finds `Available` only.
    pub fn status(self, status: impl Into<ImageStatus>) -> Self {
        self.and(Condition::Status(status.into()))
    }

    /// Wants `Usable` to be true: an image can be `Available` some time before an instance can be launched
    /// from it.
    pub fn usable(self) -> Self {
        self.and(Condition::Usable)
    }

    /// Wants it to work on I/O optimized instances.
    pub fn io_optimized(self) -> Self {
        self.and(Condition::IoOptimized)
    }

    /// Wants support for cloud-init.
    pub fn cloud_init(self) -> Self {
        self.and(Condition::CloudInit)
    }

    /// Wants this way to boot.
    pub fn boot_mode(self, mode: impl Into<BootMode>) -> Self {
        self.and(Condition::BootMode(mode.into()))
    }

    /// Wants support for NVMe disks.
    pub fn nvme(self) -> Self {
        self.and(Condition::Nvme)
    }

    /// Wants anything else. The name is for people.
    pub fn other(
        self,
        name: impl Into<String>,
        holds: impl Fn(&View<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.and(Condition::Other(name.into(), Arc::new(holds)))
    }

    /// Says whether an image fits.
    #[must_use]
    pub fn fits(&self, image: &impl Lend) -> bool {
        let view = image.view();
        self.conditions.iter().all(|condition| condition.holds(&view))
    }

    /// Returns the image that was created last; of two created at the same time the one with the greater
    /// identifier, so that it is always the same.
    ///
    /// # Errors
    ///
    /// [`NoMatch`] when none fits.
    pub fn newest<T: Lend>(&self, images: impl IntoIterator<Item = T>) -> Result<T, NoMatch> {
        first(self.choice(1, |one, other| one.compare(other).is_gt()).among(images))
    }

    /// Returns the image that was created first, as [`newest`](Self::newest) the last.
    ///
    /// # Errors
    ///
    /// [`NoMatch`] when none fits.
    pub fn oldest<T: Lend>(&self, images: impl IntoIterator<Item = T>) -> Result<T, NoMatch> {
        first(self.choice(1, |one, other| one.compare(other).is_lt()).among(images))
    }

    /// Returns so many images, the newest first.
    ///
    /// # Errors
    ///
    /// [`NoMatch`] when none fits.
    pub fn top<T: Lend>(
        &self,
        count: usize,
        images: impl IntoIterator<Item = T>,
    ) -> Result<Vec<T>, NoMatch> {
        let is_newer = |one: &View<'_>, other: &View<'_>| one.compare(other).is_gt();
        Ok(self
            .choice(count.max(1), is_newer)
            .among(images)
            .best()?
            .into_iter()
            .take(count)
            .collect())
    }

    /// Returns the only image that fits.
    ///
    /// # Errors
    ///
    /// [`NotOne`] when none fits, or several do.
    pub fn only<T: Lend>(&self, images: impl IntoIterator<Item = T>) -> Result<T, NotOne> {
        let choice = self.choice(NAMED, |one, other| one.compare(other).is_gt()).among(images);
        let fitting = choice.fitting();
        if fitting > 1 {
            let ids = choice.best().unwrap_or_default();
            let ids = ids.iter().map(|image| image.view().id.to_owned()).collect();
            return Err(NotOne::Several(fitting, ids));
        }
        first(choice).map_err(NotOne::None)
    }

    fn choice<T: Lend>(
        &self,
        most: usize,
        is_better: fn(&View<'_>, &View<'_>) -> bool,
    ) -> Choice<'_, T> {
        Choice::new(&self.conditions, most, is_better)
    }

    /// Returns a request for the images of a region that has the service filter by what it can: the first
    /// of several identifiers, names and the like. What it answers still has to be chosen from: the
    /// service matches names loosely, and knows nothing of some conditions.
    ///
    /// ```
    /// use aliyun_ecs_describe_images::select::Selection;
    ///
    /// let request = Selection::new().name("web-*").os_name("Ubuntu*").request("cn-hangzhou");
    /// assert_eq!(request.image_name.as_deref(), Some("web-*"));
    /// ```
    #[must_use]
    pub fn request(&self, region: impl Into<String>) -> DescribeImages {
        let mut request = DescribeImages::new(region);
        for condition in &self.conditions {
            send(condition, &mut request);
        }
        request
    }
}

/// Has the service filter by a condition, if it can, without leaving out an image that meets it.
fn send(condition: &Condition, request: &mut DescribeImages) {
    match condition {
        Condition::Ids(ids) if ids.len() <= MOST_IDS && request.image_ids.is_empty() => {
            request.image_ids.clone_from(ids);
        }
        // It is said to know `*`, and nothing is said of `?`.
        Condition::Name(pattern) if !pattern.contains('?') => {
            request.image_name.get_or_insert_with(|| pattern.clone());
        }
        Condition::Family(family) => {
            request.image_family.get_or_insert_with(|| family.clone());
        }
        Condition::Architecture(architecture) => {
            request.architecture.get_or_insert_with(|| architecture.clone());
        }
        Condition::OsType(os_type) => {
            request.os_type.get_or_insert_with(|| os_type.clone());
        }
        Condition::Owner(owner) => {
            request.image_owner_alias.get_or_insert_with(|| owner.clone());
        }
        Condition::Tag(key, value @ Some(_)) if request.tags.len() < MOST_TAGS => {
            request.tags.push(TagFilter::new(Some(key.clone()), value.clone()));
        }
        Condition::CreatedAfter(time) => {
            let minute = minute(*time, Duration::ZERO);
            request.filters.push((FilterKey::CreationStartTime, minute).into());
        }
        Condition::CreatedBefore(time) => {
            let minute = minute(*time, Duration::from_secs(60));
            request.filters.push((FilterKey::CreationEndTime, minute).into());
        }
        Condition::Status(status) if request.statuses.is_empty() => {
            request.statuses.push(status.clone());
        }
        Condition::IoOptimized => request.is_support_io_optimized = Some(true),
        Condition::CloudInit => request.is_support_cloudinit = Some(true),
        _ => {}
    }
}

/// The minute of a time, or one after it, as a filter has it (DescribeImages, Filter.n.Value, 2021-06-01).
fn minute(time: CreationTime, later: Duration) -> String {
    let text = timestamp::format(time.to_system_time() + later);
    text.get(..16).map_or(text.clone(), |minute| format!("{minute}Z"))
}

fn first<T: Lend>(choice: Choice<'_, T>) -> Result<T, NoMatch> {
    let none = NoMatch { considered: 0, removed: Vec::new(), nearest: Vec::new() };
    choice.best()?.into_iter().next().ok_or(none)
}

/// How many ambiguous images are named.
const NAMED: usize = 10;

/// DescribeImages, request parameter ImageId (Chinese edition of 2018).
const MOST_IDS: usize = 100;

/// DescribeImages, request parameter Tag.n.Key (2019).
const MOST_TAGS: usize = 20;
