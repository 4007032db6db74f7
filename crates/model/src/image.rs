//! One image of a response, with everything nested in it.

use crate::creation_time::CreationTime;
use crate::detection::{DetectionOptions, Features, SecureBootOptions};
use crate::disk::DiskDeviceMapping;
use crate::lenient;
use crate::scalar;
use crate::unknown::keeps_unknown;
use crate::values::{Architecture, BootMode, ImageOwnerAlias, ImageStatus, OsType, Usage};
use crate::wrapped_list::wrapped_list;

keeps_unknown! {
    /// One image, plain and owned.
    ///
    /// A member that the response left out (or wrote as `null`) is `None`; a member with an empty
    /// text is `Some("")`. Lists that are missing, `null` or empty are empty vectors. Members that have
    /// no field are in [`unknown`](Self::unknown), and come out again (not through `#[serde(flatten)]`, where
    /// serde keeps them back).
    ///
    /// Members without a note stand in the example of both seed revisions, 2018-06-15 and
    /// 2019-02-18 (ECS API Reference, DescribeImages, response example).
    #[serde(remote = "Image", rename_all = "PascalCase")]
    pub struct Image as ImageFields {
        /// The identifier. Public images are named by file (`….vhd`), all others begin `m-`.
        #[serde(deserialize_with = "required_text", skip_serializing_if = "String::is_empty")]
        pub image_id: String,
        /// The name; equals the identifier for public images.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub image_name: Option<String>,
        /// The image family (revision 2020-10-26).
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub image_family: Option<String>,
        /// The version, a free text; usually empty.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub image_version: Option<String>,
        /// The description.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// The size of the system disk in GiB.
        #[serde(deserialize_with = "lenient::count", skip_serializing_if = "Option::is_none")]
        pub size: Option<u32>,
        /// Whose image it is.
        #[serde(deserialize_with = "lenient::open", skip_serializing_if = "Option::is_none")]
        pub image_owner_alias: Option<ImageOwnerAlias>,
        /// The owner's account id; only on shared and community images (revision 2025-04-22).
        #[serde(deserialize_with = "lenient::id", skip_serializing_if = "Option::is_none")]
        pub image_owner_id: Option<i64>,
        /// The display name of the operating system, in Chinese on the Chinese site. Runs of
        /// blanks are data: `CentOS  7.4 64位` has two.
        #[serde(
            rename = "OSName",
            deserialize_with = "lenient::text",
            skip_serializing_if = "Option::is_none"
        )]
        pub os_name: Option<String>,
        /// The English display name of the operating system (revision 2019-08-14).
        #[serde(
            rename = "OSNameEn",
            deserialize_with = "lenient::text",
            skip_serializing_if = "Option::is_none"
        )]
        pub os_name_en: Option<String>,
        /// The family of the operating system.
        #[serde(
            rename = "OSType",
            deserialize_with = "lenient::open",
            skip_serializing_if = "Option::is_none"
        )]
        pub os_type: Option<OsType>,
        /// The distribution, a free text: `CentOS`, `Windows Server 2016`, ….
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub platform: Option<String>,
        /// The processor architecture.
        #[serde(deserialize_with = "lenient::open", skip_serializing_if = "Option::is_none")]
        pub architecture: Option<Architecture>,
        /// The state.
        #[serde(deserialize_with = "lenient::open", skip_serializing_if = "Option::is_none")]
        pub status: Option<ImageStatus>,
        /// How far the creation is, as written: `100%` or `100`. See [`Self::progress_percent`].
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub progress: Option<String>,
        /// The product code of a marketplace image, else empty.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub product_code: Option<String>,
        /// Whether the caller has subscribed to the marketplace product.
        #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
        pub is_subscribed: Option<bool>,
        /// Whether the image is a copy of another.
        #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
        pub is_copied: Option<bool>,
        /// Whether the caller shares the image, as written: `""`, `False`, `True` (revision
        /// 2019-05-31). See [`Self::is_self_shared_flag`].
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub is_self_shared: Option<String>,
        /// Whether the image works on I/O optimized instances (revision 2019-05-31).
        #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
        pub is_support_io_optimized: Option<bool>,
        /// Whether the image supports cloud-init (revision 2019-05-31).
        #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
        pub is_support_cloudinit: Option<bool>,
        /// Whether the image is public or a community image (revision 2025-04-22).
        #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
        pub is_public: Option<bool>,
        /// When the image was created, as written: ISO 8601, UTC, with or without seconds. See
        /// [`Self::created`].
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub creation_time: Option<String>,
        /// Whether instances run the image.
        #[serde(deserialize_with = "lenient::open", skip_serializing_if = "Option::is_none")]
        pub usage: Option<Usage>,
        /// The disks of the image; often empty for public images.
        #[serde(with = "disk_list")]
        pub disk_device_mappings: Vec<DiskDeviceMapping>,
        /// The tags of the image (revision 2019-05-31).
        #[serde(with = "tag_list")]
        pub tags: Vec<Tag>,
        /// The resource group, empty for none (revision 2019-05-31).
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub resource_group_id: Option<String>,
        /// How the image boots (revision 2025-04-22).
        #[serde(deserialize_with = "lenient::open", skip_serializing_if = "Option::is_none")]
        pub boot_mode: Option<BootMode>,
        /// Whether a user other than root may log in (revision 2025-04-22).
        #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
        pub login_as_non_root_supported: Option<bool>,
        /// The publisher of a community image (revision 2025-04-22).
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub supplier_name: Option<String>,
        /// What a check of the image found; empty when nothing was checked (revision 2025-04-22).
        #[serde(deserialize_with = "lenient::object", skip_serializing_if = "Option::is_none")]
        pub detection_options: Option<DetectionOptions>,
        /// What the image supports (revision 2025-04-22).
        #[serde(deserialize_with = "lenient::object", skip_serializing_if = "Option::is_none")]
        pub features: Option<Features>,
        /// How the image stands to secure boot (official SDK model of 2026-10-26; undocumented).
        #[serde(deserialize_with = "lenient::object", skip_serializing_if = "Option::is_none")]
        pub secure_boot_options: Option<SecureBootOptions>,
        /// The licence type (example of revision 2025-04-22; undocumented).
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub license_type: Option<String>,
        /// Whether the image is usable (official SDK model of 2026-07-16; undocumented).
        #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
        pub usable: Option<bool>,
    }
}

impl Image {
    /// Returns an image with an identifier and nothing else.
    #[must_use]
    pub fn new(image_id: impl Into<String>) -> Self {
        Self { image_id: image_id.into(), ..Self::default() }
    }

    /// Returns when the image was created, or `None` when absent or not a time.
    #[must_use]
    pub fn created(&self) -> Option<CreationTime> {
        self.creation_time.as_deref()?.parse().ok()
    }

    /// Returns the creation progress in percent, or `None` when absent or not a percentage.
    #[must_use]
    pub fn progress_percent(&self) -> Option<u8> {
        scalar::percent(self.progress.as_deref()?).ok().flatten()
    }

    /// Returns whether the caller shares the image, or `None` when absent, empty or unclear.
    #[must_use]
    pub fn is_self_shared_flag(&self) -> Option<bool> {
        scalar::boolean(self.is_self_shared.as_deref()?).ok().flatten()
    }
}

keeps_unknown! {
    /// A tag of an image. Responses spell the members `TagKey` and `TagValue`, requests `Tag.n.Key`
    /// and `Tag.n.Value` (ECS API Reference, DescribeImages, revision 2019-05-31).
    #[serde(remote = "Tag")]
    pub struct Tag as TagFields {
        /// The key.
        #[serde(
            rename = "TagKey",
            deserialize_with = "lenient::text",
            skip_serializing_if = "Option::is_none"
        )]
        pub key: Option<String>,
        /// The value; may be empty.
        #[serde(
            rename = "TagValue",
            deserialize_with = "lenient::text",
            skip_serializing_if = "Option::is_none"
        )]
        pub value: Option<String>,
    }
}

impl Tag {
    /// Returns a tag with a key and a value.
    #[must_use]
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: Some(key.into()), value: Some(value.into()), ..Self::default() }
    }
}

fn required_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    lenient::text(deserializer).map(Option::unwrap_or_default)
}

wrapped_list!(disk_list, "DiskDeviceMapping", super::DiskDeviceMapping);
wrapped_list!(tag_list, "Tag", super::Tag);
