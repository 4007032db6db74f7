//! What newer responses say about an image's fitness: checks that ran and features it supports.
//!
//! Source of every member: ECS API Reference, DescribeImages, revision 2025-04-22.

use crate::lenient;
use crate::unknown::keeps_unknown;
use crate::wrapped_list::wrapped_list;

keeps_unknown! {
    /// The result of an image check (`DetectionOptions`); empty when nothing was checked.
    #[serde(remote = "DetectionOptions", rename_all = "PascalCase")]
    pub struct DetectionOptions as DetectionOptionsFields {
        /// `Processing` or `Finished`.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// What was checked.
        #[serde(with = "item_list", skip_serializing_if = "Vec::is_empty")]
        pub items: Vec<DetectionItem>,
    }
}

keeps_unknown! {
    /// One checked item of [`DetectionOptions`].
    #[serde(remote = "DetectionItem", rename_all = "PascalCase")]
    pub struct DetectionItem as DetectionItemFields {
        /// The item's name, such as `Nvme`.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// What was found, such as a kernel version.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
        /// `High` or `Medium`; absent without risk.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub risk_level: Option<String>,
        /// The code of the risk; absent without risk.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub risk_code: Option<String>,
    }
}

keeps_unknown! {
    /// What an image supports (`Features`), each as the service words it.
    #[serde(remote = "Features", rename_all = "PascalCase")]
    pub struct Features as FeaturesFields {
        /// NVMe disks: `supported` or `unsupported`.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub nvme_support: Option<String>,
        /// The instance metadata service: `v1` or `v2`.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub imds_support: Option<String>,
        /// Adding CPU while running: `supported` or `unsupported`.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub cpu_online_upgrade: Option<String>,
        /// Removing CPU while running: `supported` or `unsupported`.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub cpu_online_downgrade: Option<String>,
        /// Adding memory while running: `supported` or `unsupported`.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub memory_online_upgrade: Option<String>,
        /// Removing memory while running: `supported` or `unsupported`.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub memory_online_downgrade: Option<String>,
    }
}

keeps_unknown! {
    /// How an image stands to secure boot (`SecureBootOptions`).
    ///
    /// Source: official SDK model of 2026-10-26, which describes neither the member nor its values.
    #[serde(remote = "SecureBootOptions", rename_all = "PascalCase")]
    pub struct SecureBootOptions as SecureBootOptionsFields {
        /// Whether it supports secure boot, as the service words it.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub secure_boot_support: Option<String>,
    }
}

wrapped_list!(item_list, "Item", super::DetectionItem);
