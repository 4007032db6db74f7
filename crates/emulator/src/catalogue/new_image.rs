//! An image to be added, with what becomes of it.

use std::time::Duration;

use aliyun_ecs_model::{DiskDeviceMapping, Image, Tag};

use super::entry::Entry;

/// An image for a [`Catalogue`](crate::Catalogue), told in a few words: available since 2026-01-01, on Linux and x86_64,
/// unless said otherwise.
///
/// ```
/// use std::time::Duration;
/// use aliyun_ecs_emulator::{Catalogue, NewImage};
///
/// let catalogue = Catalogue::new()
///     .with("cn-hangzhou", NewImage::own("m-1").named("web-1").created("2026-03-01T08:00:00Z"))
///     .with("cn-hangzhou", NewImage::shared("m-2", 1_234_567_890_123_456))
///     // Being created for a minute, and launchable ten seconds later.
///     .with("cn-hangzhou", NewImage::own("m-3").creating_for(Duration::from_secs(60)).usable_after(Duration::from_secs(10)))
///     .with("cn-hangzhou", NewImage::own("m-4").change(|image| image.platform = Some("CentOS".to_owned())));
/// assert_eq!(catalogue.count("cn-hangzhou"), 4);
/// ```
#[derive(Clone, Debug)]
pub struct NewImage {
    image: Image,
    is_expired: bool,
    creating_for: Option<Duration>,
    usable_after: Option<Duration>,
    fails: bool,
}

impl NewImage {
    /// An image of the caller.
    #[must_use]
    pub fn own(id: impl Into<String>) -> Self {
        let mut new = Self::of(id, "self");
        let mut disk = DiskDeviceMapping::default();
        disk.device = Some("/dev/xvda".to_owned());
        disk.size = Some("40".to_owned());
        disk.r#type = Some("system".into());
        new.image.disk_device_mappings = vec![disk];
        new
    }

    /// A public image of Alibaba Cloud.
    #[must_use]
    pub fn system(id: impl Into<String>) -> Self {
        let mut new = Self::of(id, "system");
        new.image.is_public = Some(true);
        new
    }

    /// An image that another account shares with the caller.
    #[must_use]
    pub fn shared(id: impl Into<String>, owner: i64) -> Self {
        let mut new = Self::of(id, "others");
        new.image.image_owner_id = Some(owner);
        new
    }

    /// An image of the community, published by another account.
    #[must_use]
    pub fn community(id: impl Into<String>, owner: i64) -> Self {
        let mut new = Self::shared(id, owner);
        new.image.is_public = Some(true);
        new
    }

    /// An image of the marketplace.
    #[must_use]
    pub fn marketplace(id: impl Into<String>) -> Self {
        let mut new = Self::of(id, "marketplace");
        new.image.product_code = Some("cmjj000001".to_owned());
        new
    }

    /// Takes an image as it is.
    #[must_use]
    pub fn as_it_is(image: Image) -> Self {
        Self { image, is_expired: false, creating_for: None, usable_after: None, fails: false }
    }

    fn of(id: impl Into<String>, owner: &str) -> Self {
        let mut image = Image::new(id);
        image.image_name = Some(image.image_id.clone());
        image.image_owner_alias = Some(owner.into());
        image.status = Some("Available".into());
        image.progress = Some("100%".to_owned());
        image.creation_time = Some("2026-01-01T00:00:00Z".to_owned());
        image.size = Some(40);
        image.os_type = Some("linux".into());
        image.architecture = Some("x86_64".into());
        image.usage = Some("none".into());
        image.is_support_io_optimized = Some(true);
        image.is_support_cloudinit = Some(true);
        Self::as_it_is(image)
    }

    /// Sets the name, which is the id unless set.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.change(|image| image.image_name = Some(name))
    }

    /// Sets the creation time, such as `2026-03-01T08:00:00Z`.
    #[must_use]
    pub fn created(self, time: impl Into<String>) -> Self {
        let time = time.into();
        self.change(|image| image.creation_time = Some(time))
    }

    /// Sets the status, such as `Deprecated`.
    #[must_use]
    pub fn with_status(self, status: &str) -> Self {
        self.change(|image| image.status = Some(status.into()))
    }

    /// Sets the family.
    #[must_use]
    pub fn of_family(self, family: impl Into<String>) -> Self {
        let family = family.into();
        self.change(|image| image.image_family = Some(family))
    }

    /// Adds a tag.
    #[must_use]
    pub fn tagged(self, key: &str, value: &str) -> Self {
        self.change(|image| image.tags.push(Tag::new(key, value)))
    }

    /// Sets anything else.
    #[must_use]
    pub fn change(mut self, change: impl FnOnce(&mut Image)) -> Self {
        change(&mut self.image);
        self
    }

    /// Says that its subscription has expired: only `ShowExpired` shows it.
    #[must_use]
    pub fn expired(mut self) -> Self {
        self.is_expired = true;
        self
    }

    /// Has it being created for a while after it is added, or after the emulator started: `Creating`, with a progress
    /// that grows, then its own status.
    #[must_use]
    pub fn creating_for(mut self, time: Duration) -> Self {
        self.creating_for = Some(time);
        self
    }

    /// Has it be launchable (`Usable`) only a while after it is there: `Available` comes before.
    #[must_use]
    pub fn usable_after(mut self, time: Duration) -> Self {
        self.usable_after = Some(time);
        self
    }

    /// Has its creation fail: after [`creating_for`](Self::creating_for) it is `CreateFailed`.
    #[must_use]
    pub fn that_fails(mut self) -> Self {
        self.fails = true;
        self
    }

    pub(crate) fn id(&self) -> &str {
        &self.image.image_id
    }

    /// Tells whether time changes it.
    pub(crate) fn will_change(&self) -> bool {
        self.creating_for.is_some() || self.usable_after.is_some()
    }

    /// Returns what the catalogue keeps of it at first.
    pub(crate) fn entry(&self) -> Entry {
        Entry::new(&self.at(Duration::ZERO).0, self.is_expired)
    }

    /// Returns the image at an age, and the age at which it changes next, if it does.
    pub(crate) fn at(&self, age: Duration) -> (Image, Option<Duration>) {
        let mut image = self.image.clone();
        let created = self.creating_for.unwrap_or_default();
        if age < created {
            // Below 100, since the age is below the whole.
            let whole = created.as_millis().max(1);
            let percent = (age.as_millis().saturating_mul(100) / whole).min(99);
            let next = whole.saturating_mul(percent + 1).div_ceil(100);
            let next = Duration::from_millis(u64::try_from(next).unwrap_or(u64::MAX));
            image.status = Some("Creating".into());
            image.progress = Some(format!("{percent}%"));
            if self.usable_after.is_some() {
                image.usable = Some(false);
            }
            return (image, Some(next.min(created)));
        }
        if self.fails && self.creating_for.is_some() {
            image.status = Some("CreateFailed".into());
            return (image, None);
        }
        let Some(usable) = self.usable_after.map(|after| created.saturating_add(after)) else {
            return (image, None);
        };
        image.usable = Some(age >= usable);
        (image, (age < usable).then_some(usable))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_created_then_available_then_usable() {
        let seconds = Duration::from_secs;
        let new = NewImage::own("m").creating_for(seconds(60)).usable_after(seconds(10));
        let at = |age| {
            let (image, next) = new.at(age);
            let status = image.status.map(|status| status.as_str().to_owned()).unwrap_or_default();
            (status, image.progress.unwrap_or_default(), image.usable, next)
        };
        let expected = |status: &str, progress: &str, usable, next| {
            (status.to_owned(), progress.to_owned(), Some(usable), next)
        };
        let tick = Duration::from_millis(600);
        assert_eq!(at(seconds(0)), expected("Creating", "0%", false, Some(tick)));
        assert_eq!(at(seconds(30)), expected("Creating", "50%", false, Some(51 * tick)));
        assert_eq!(at(seconds(60) - tick / 2).1, "99%");
        assert_eq!(at(seconds(60)), expected("Available", "100%", false, Some(seconds(70))));
        assert_eq!(at(seconds(70)), expected("Available", "100%", true, None));

        let failing = NewImage::own("m").creating_for(seconds(1)).that_fails();
        assert_eq!(failing.at(seconds(1)).0.status, Some("CreateFailed".into()));
    }

    #[test]
    fn every_step_of_the_progress_is_reached() {
        for millis in [1, 7, 99, 100, 101, 12_345] {
            let new = NewImage::own("m").creating_for(Duration::from_millis(millis));
            let mut age = Duration::ZERO;
            let mut steps = 0;
            while let (_, Some(next)) = new.at(age) {
                assert!(next > age, "{millis} ms: stuck at {age:?}");
                age = next;
                steps += 1;
            }
            assert!(steps <= 101 && age == Duration::from_millis(millis), "{millis} ms");
        }
    }
}
