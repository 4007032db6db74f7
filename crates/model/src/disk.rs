//! A disk of an image.

use crate::lenient;
use crate::scalar;
use crate::unknown::keeps_unknown;
use crate::values::DiskType;

keeps_unknown! {
    /// One disk of an image (`DiskDeviceMapping`).
    ///
    /// Absent and empty members are told apart as in [`Image`](crate::Image). `Size` is a text here
    /// although `Image.Size` is a number: both documents' examples and the live service agree on it.
    #[serde(remote = "DiskDeviceMapping", rename_all = "PascalCase")]
    pub struct DiskDeviceMapping as DiskDeviceMappingFields {
        /// The device name, `/dev/xvda`.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub device: Option<String>,
        /// The size in GiB, as written. See [`Self::size_gib`].
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub size: Option<String>,
        /// The snapshot the disk is made from; empty for public images.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub snapshot_id: Option<String>,
        /// System or data disk (revision 2019-05-31).
        #[serde(deserialize_with = "lenient::open", skip_serializing_if = "Option::is_none")]
        pub r#type: Option<DiskType>,
        /// The file format: `RAW`, `qcow2`, empty (revision 2019-05-31).
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub format: Option<String>,
        /// The bucket an imported image came from, else empty (revision 2019-05-31).
        #[serde(
            rename = "ImportOSSBucket",
            deserialize_with = "lenient::text",
            skip_serializing_if = "Option::is_none"
        )]
        pub import_oss_bucket: Option<String>,
        /// The object an imported image came from, else empty (revision 2019-05-31).
        #[serde(
            rename = "ImportOSSObject",
            deserialize_with = "lenient::text",
            skip_serializing_if = "Option::is_none"
        )]
        pub import_oss_object: Option<String>,
        /// How far a copy of the image is: `32%`, empty when none runs (revision 2019-05-31).
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub progress: Option<String>,
        /// The seconds a copy of the image still needs; only while it runs (revision 2019-05-31).
        #[serde(deserialize_with = "lenient::count", skip_serializing_if = "Option::is_none")]
        pub remain_time: Option<u32>,
        /// Whether the disk is encrypted (revision 2025-04-22).
        #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
        pub encrypted: Option<bool>,
    }
}

impl DiskDeviceMapping {
    /// Returns the size in GiB, or `None` when absent, empty or not a number.
    #[must_use]
    pub fn size_gib(&self) -> Option<u32> {
        scalar::number(self.size.as_deref()?).ok().flatten()
    }

    /// Returns the progress of a copy in percent, or `None` when absent or not a percentage.
    #[must_use]
    pub fn progress_percent(&self) -> Option<u8> {
        scalar::percent(self.progress.as_deref()?).ok().flatten()
    }
}
