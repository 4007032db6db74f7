//! What a selection looks at.

use std::cmp::Ordering;

use aliyun_ecs_model::{
    Architecture, BootMode, CreationTime, Image, ImageOwnerAlias, ImageStatus, OsType,
};
use aliyun_ecs_wire::{FeaturesRef, ImageHandle, ImageRef};

/// What a selection looks at of an image. A text that is absent is empty.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct View<'i> {
    /// The identifier.
    pub id: &'i str,
    /// The name.
    pub name: &'i str,
    /// The image family.
    pub family: &'i str,
    /// The display name of the operating system.
    pub os_name: &'i str,
    /// The English display name of the operating system.
    pub os_name_en: &'i str,
    /// The processor architecture.
    pub architecture: Option<Architecture>,
    /// The family of the operating system.
    pub os_type: Option<OsType>,
    /// Whose image it is.
    pub owner: Option<ImageOwnerAlias>,
    /// The owner's account.
    pub owner_id: Option<i64>,
    /// Keys and values of its tags.
    pub tags: Vec<(&'i str, &'i str)>,
    /// When it was created.
    pub created: Option<CreationTime>,
    /// The size of the system disk in GiB.
    pub size: Option<u32>,
    /// The state.
    pub status: Option<ImageStatus>,
    /// Whether it can be used.
    pub usable: Option<bool>,
    /// Whether it works on I/O optimized instances.
    pub io_optimized: Option<bool>,
    /// Whether it supports cloud-init.
    pub cloud_init: Option<bool>,
    /// How it boots.
    pub boot_mode: Option<BootMode>,
    /// Whether it supports NVMe disks, as written: `supported` or `unsupported`.
    pub nvme: &'i str,
}

impl View<'_> {
    /// Compares by the time of creation and then by the identifier, so that no two images are equal. An image
    /// without a time is older than any with one.
    #[must_use]
    pub fn compare(&self, other: &View<'_>) -> Ordering {
        let moment = |view: &View<'_>| view.created.map(CreationTime::to_system_time);
        moment(self).cmp(&moment(other)).then_with(|| self.id.cmp(other.id))
    }
}

/// Whatever lends an image to be looked at.
pub trait Lend {
    /// Returns what there is to look at.
    fn view(&self) -> View<'_>;
}

impl Lend for Image {
    fn view(&self) -> View<'_> {
        fn text(text: &Option<String>) -> &str {
            text.as_deref().unwrap_or_default()
        }
        let features = self.features.as_ref();
        View {
            id: &self.image_id,
            name: text(&self.image_name),
            family: text(&self.image_family),
            os_name: text(&self.os_name),
            os_name_en: text(&self.os_name_en),
            architecture: self.architecture.clone(),
            os_type: self.os_type.clone(),
            owner: self.image_owner_alias.clone(),
            owner_id: self.image_owner_id,
            tags: self.tags.iter().map(|tag| (text(&tag.key), text(&tag.value))).collect(),
            created: self.created(),
            size: self.size,
            status: self.status.clone(),
            usable: self.usable,
            io_optimized: self.is_support_io_optimized,
            cloud_init: self.is_support_cloudinit,
            boot_mode: self.boot_mode.clone(),
            nvme: features
                .and_then(|features| features.nvme_support.as_deref())
                .unwrap_or_default(),
        }
    }
}

fn view_of(image: ImageRef<'_>) -> View<'_> {
    View {
        id: image.image_id(),
        name: image.image_name(),
        family: image.image_family(),
        os_name: image.os_name(),
        os_name_en: image.os_name_en(),
        architecture: image.architecture(),
        os_type: image.os_type(),
        owner: image.image_owner_alias(),
        owner_id: image.image_owner_id(),
        tags: image.tags().map(|tag| (tag.key(), tag.value())).collect(),
        created: image.created(),
        size: image.size(),
        status: image.status(),
        usable: image.usable(),
        io_optimized: image.is_support_io_optimized(),
        cloud_init: image.is_support_cloudinit(),
        boot_mode: image.boot_mode(),
        nvme: image.features().map(FeaturesRef::nvme_support).unwrap_or_default(),
    }
}

impl Lend for ImageRef<'_> {
    fn view(&self) -> View<'_> {
        view_of(*self)
    }
}

impl Lend for ImageHandle {
    fn view(&self) -> View<'_> {
        view_of(self.image())
    }
}

impl<T: Lend + ?Sized> Lend for &T {
    fn view(&self) -> View<'_> {
        (**self).view()
    }
}

/// An image with what it belongs to, such as a region.
impl<K, T: Lend> Lend for (K, T) {
    fn view(&self) -> View<'_> {
        self.1.view()
    }
}
