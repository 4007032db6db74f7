//! Every member of a page, once.
//!
//! Both readers, the accessors and the conversion to the model follow from these tables. The
//! kinds are explained at `record!`. Sources are named at the same fields of
//! `aliyun-ecs-model`.

use aliyun_ecs_model::{
    Architecture, BootMode, CreationTime, DescribeImagesResponse, DetectionItem, DetectionOptions,
    DiskDeviceMapping, DiskType, Features, Image, ImageOwnerAlias, ImageStatus, Members, OsType,
    SecureBootOptions, Tag, Usage, scalar::percent,
};
use aliyun_rpc_wire::scalar::{boolean, integer};
use aliyun_rpc_wire::{Field, Position, Record, Records, Schema, Table};

use crate::record::{FromText, accessor, copy, kind, list, position, record, texts};

/// What a page looks like as a whole.
pub(crate) static SCHEMA: Schema =
    Schema::new("DescribeImagesResponse", EnvelopeRef::TABLE, &["TotalCount", "Images"])
        .with_always(&["RequestId", "TotalCount", "Images"]);

record! {
    /// What stands around the images.
    pub(crate) EnvelopeRef, texts PageText, to_response => DescribeImagesResponse;

    /// Returns the number of the page.
    PageNumber: integer = page_number,
    /// Returns how many images match.
    TotalCount: integer = total_count,
    /// Returns the size of a page.
    PageSize: integer = page_size,
    /// Returns the region.
    RegionId: text = region_id,
    /// Returns the identifier of the request.
    RequestId: text = request_id,
    /// Returns the images.
    Images: list(ImageRef, Images, "Image") = images,
}

record! {
    /// One image of a [`Page`](crate::Page), borrowed from it.
    ///
    /// A text accessor returns the empty text for a member the response left out;
    /// [`text`](Self::text) tells the two apart. Nothing is copied until
    /// [`to_image`](Self::to_image).
    ///
    /// ```
    /// use aliyun_ecs_model::ImageStatus;
    /// use aliyun_ecs_wire::{Decoded, ImageText, decode};
    ///
    /// let body = r#"{"TotalCount":1,"Images":{"Image":[
    ///     {"ImageId":"m-1","Size":20,"Status":"Available","Description":""}]}}"#;
    /// let Decoded::Page(page) = decode(body)? else { panic!("an error") };
    /// let image = page.image(0).ok_or("one image")?;
    ///
    /// assert_eq!(image.image_id(), "m-1");
    /// assert_eq!(image.size(), Some(20));
    /// assert_eq!(image.status(), Some(ImageStatus::Available));
    /// assert_eq!(image.description(), "");
    /// assert_eq!(image.text(ImageText::Description), Some(""));
    /// assert_eq!(image.text(ImageText::OSName), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub ImageRef, texts ImageText, to_image => Image;

    /// Returns the identifier.
    ImageId: text = image_id,
    /// Returns the name.
    ImageName: text = image_name,
    /// Returns the image family.
    ImageFamily: text = image_family,
    /// Returns the version, a free text.
    ImageVersion: text = image_version,
    /// Returns the description.
    Description: text = description,
    /// Returns the size of the system disk in GiB.
    Size: integer = size,
    /// Returns whose image it is.
    ImageOwnerAlias: open(ImageOwnerAlias) = image_owner_alias,
    /// Returns the owner's account id.
    ImageOwnerId: integer64 = image_owner_id,
    /// Returns the display name of the operating system, spaces as they came.
    OSName: text = os_name,
    /// Returns the English display name of the operating system.
    OSNameEn: text = os_name_en,
    /// Returns the family of the operating system.
    OSType: open(OsType) = os_type,
    /// Returns the distribution.
    Platform: text = platform,
    /// Returns the processor architecture.
    Architecture: open(Architecture) = architecture,
    /// Returns the state.
    Status: open(ImageStatus) = status,
    /// Returns how far the creation is, as written.
    Progress: text = progress,
    /// Returns the product code of a marketplace image.
    ProductCode: text = product_code,
    /// Returns whether the caller has subscribed to the marketplace product.
    IsSubscribed: boolean = is_subscribed,
    /// Returns whether the image is a copy of another.
    IsCopied: boolean = is_copied,
    /// Returns whether the caller shares the image, as written.
    IsSelfShared: text = is_self_shared,
    /// Returns whether the image works on I/O optimized instances.
    IsSupportIoOptimized: boolean = is_support_io_optimized,
    /// Returns whether the image supports cloud-init.
    IsSupportCloudinit: boolean = is_support_cloudinit,
    /// Returns whether the image is public or a community image.
    IsPublic: boolean = is_public,
    /// Returns when the image was created, as written: ISO 8601, UTC.
    CreationTime: text = creation_time,
    /// Returns whether instances run the image.
    Usage: open(Usage) = usage,
    /// Returns the disks of the image.
    DiskDeviceMappings: list(DiskRef, Disks, "DiskDeviceMapping") = disk_device_mappings,
    /// Returns the tags of the image.
    Tags: list(TagRef, Tags, "Tag") = tags,
    /// Returns the resource group.
    ResourceGroupId: text = resource_group_id,
    /// Returns how the image boots.
    BootMode: open(BootMode) = boot_mode,
    /// Returns whether a user other than root may log in.
    LoginAsNonRootSupported: boolean = login_as_non_root_supported,
    /// Returns the publisher of a community image.
    SupplierName: text = supplier_name,
    /// Returns what a check of the image found.
    DetectionOptions: object(DetectionOptionsRef) = detection_options,
    /// Returns what the image supports.
    Features: object(FeaturesRef) = features,
    /// Returns how the image stands to secure boot.
    SecureBootOptions: object(SecureBootOptionsRef) = secure_boot_options,
    /// Returns the licence type.
    LicenseType: text = license_type,
    /// Returns whether the image is usable.
    Usable: boolean = usable,
}

impl ImageRef<'_> {
    /// Returns when the image was created, or `None` when absent or not a time.
    #[must_use]
    pub fn created(self) -> Option<CreationTime> {
        self.creation_time().parse().ok()
    }

    /// Returns the creation progress in percent, or `None` when absent or not a percentage.
    #[must_use]
    pub fn progress_percent(self) -> Option<u8> {
        percent(self.progress()).ok().flatten()
    }

    /// Returns whether the caller shares the image, or `None` when absent, empty or unclear.
    #[must_use]
    pub fn is_self_shared_flag(self) -> Option<bool> {
        boolean(self.is_self_shared()).ok().flatten()
    }
}

record! {
    /// A disk of an image, borrowed from its page.
    pub DiskRef, texts DiskText, to_disk => DiskDeviceMapping;

    /// Returns the device name, such as `/dev/xvda`.
    Device: text = device,
    /// Returns the size in GiB, as written.
    Size: text = size,
    /// Returns the snapshot the disk is made from.
    SnapshotId: text = snapshot_id,
    /// Returns whether it is a system or a data disk.
    Type: open(DiskType) = r#type,
    /// Returns the file format.
    Format: text = format,
    /// Returns the bucket an imported image came from.
    ImportOSSBucket: text = import_oss_bucket,
    /// Returns the object an imported image came from.
    ImportOSSObject: text = import_oss_object,
    /// Returns how far a copy of the image is, as written.
    Progress: text = progress,
    /// Returns the seconds a copy of the image still needs.
    RemainTime: integer = remain_time,
    /// Returns whether the disk is encrypted.
    Encrypted: boolean = encrypted,
}

impl DiskRef<'_> {
    /// Returns the size in GiB, or `None` when absent, empty or not a number.
    #[must_use]
    pub fn size_gib(self) -> Option<u32> {
        integer(self.size()).ok().flatten()
    }

    /// Returns the progress of a copy in percent, or `None` when absent or not a percentage.
    #[must_use]
    pub fn progress_percent(self) -> Option<u8> {
        percent(self.progress()).ok().flatten()
    }
}

record! {
    /// A tag of an image, borrowed from its page.
    pub TagRef, texts TagText, to_tag => Tag;

    /// Returns the key.
    TagKey: text = key,
    /// Returns the value.
    TagValue: text = value,
}

record! {
    /// What a check of an image found, borrowed from its page.
    pub DetectionOptionsRef, texts DetectionOptionsText,
        to_detection_options => DetectionOptions;

    /// Returns how far the check is: `Processing` or `Finished`.
    Status: text = status,
    /// Returns what was checked.
    Items: list(DetectionItemRef, DetectionItems, "Item") = items,
}

record! {
    /// One checked item, borrowed from its page.
    pub DetectionItemRef, texts DetectionItemText,
        to_detection_item => DetectionItem;

    /// Returns the item's name.
    Name: text = name,
    /// Returns what was found.
    Value: text = value,
    /// Returns the level of the risk.
    RiskLevel: text = risk_level,
    /// Returns the code of the risk.
    RiskCode: text = risk_code,
}

record! {
    /// What an image supports, borrowed from its page.
    pub FeaturesRef, texts FeaturesText, to_features => Features;

    /// Returns the word on NVMe disks.
    NvmeSupport: text = nvme_support,
    /// Returns the word on the instance metadata service.
    ImdsSupport: text = imds_support,
    /// Returns the word on adding CPU while running.
    CpuOnlineUpgrade: text = cpu_online_upgrade,
    /// Returns the word on removing CPU while running.
    CpuOnlineDowngrade: text = cpu_online_downgrade,
    /// Returns the word on adding memory while running.
    MemoryOnlineUpgrade: text = memory_online_upgrade,
    /// Returns the word on removing memory while running.
    MemoryOnlineDowngrade: text = memory_online_downgrade,
}

record! {
    /// How an image stands to secure boot, borrowed from its page.
    pub SecureBootOptionsRef, texts SecureBootOptionsText,
        to_secure_boot_options => SecureBootOptions;

    /// Returns the word on secure boot.
    SecureBootSupport: text = secure_boot_support,
}

list! {
    /// The images of a page, from [`Page::images`](crate::Page::images).
    Images of ImageRef
}
list! {
    /// The disks of an image, from [`ImageRef::disk_device_mappings`].
    Disks of DiskRef
}
list! {
    /// The tags of an image, from [`ImageRef::tags`].
    Tags of TagRef
}
list! {
    /// The checked items of an image, from [`DetectionOptionsRef::items`].
    DetectionItems of DetectionItemRef
}

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::{
        DescribeImagesResponse, DetectionItem, DetectionOptions, DiskDeviceMapping, Features,
        Image, SecureBootOptions, Tag,
    };
    use serde::de::{Deserialize, Deserializer, Visitor, value::Error};

    use super::{
        DetectionItemRef, DetectionOptionsRef, DiskRef, EnvelopeRef, FeaturesRef, ImageRef,
        SecureBootOptionsRef, TagRef,
    };
    use aliyun_rpc_wire::Table;

    #[test]
    fn the_tables_know_every_field_of_the_model() {
        same_members::<DescribeImagesResponse>(EnvelopeRef::TABLE);
        same_members::<Image>(ImageRef::TABLE);
        same_members::<DiskDeviceMapping>(DiskRef::TABLE);
        same_members::<Tag>(TagRef::TABLE);
        same_members::<DetectionOptions>(DetectionOptionsRef::TABLE);
        same_members::<DetectionItem>(DetectionItemRef::TABLE);
        same_members::<Features>(FeaturesRef::TABLE);
        same_members::<SecureBootOptions>(SecureBootOptionsRef::TABLE);
    }

    #[track_caller]
    fn same_members<T: for<'de> Deserialize<'de>>(table: &Table) {
        let mut fields: &[&str] = &[];
        assert!(T::deserialize(Fields(&mut fields)).is_err());
        let mut fields = fields.to_vec();
        let mut names: Vec<&str> = table.names().collect();
        fields.sort_unstable();
        names.sort_unstable();
        assert!(!fields.is_empty());
        assert_eq!(names, fields);
    }

    /// Asks a derived `Deserialize` for its field names, and then fails.
    struct Fields<'a>(&'a mut &'static [&'static str]);

    impl<'de> Deserializer<'de> for Fields<'_> {
        type Error = Error;

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Error> {
            *self.0 = fields;
            Err(serde::de::Error::custom("only the names are wanted"))
        }

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            Err(serde::de::Error::custom("not a struct"))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
            option unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier
            ignored_any
        }
    }
}
