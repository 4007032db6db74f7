//! What newer responses say about an image's fitness: checks that ran and features it supports.
//!
//! Source of every member: ECS API Reference, DescribeImages, revision 2025-04-22.

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::wrapped_list::wrapped_list;

/// The result of an image check (`DetectionOptions`); empty when nothing was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct DetectionOptions {
    /// `Processing` or `Finished`.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What was checked.
    #[serde(with = "item_list", skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<DetectionItem>,
}

/// One checked item of [`DetectionOptions`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct DetectionItem {
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

/// What an image supports (`Features`), each as the service words it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Features {
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

/// How an image stands to secure boot (`SecureBootOptions`).
///
/// Source: official SDK model of 2026-10-26, which describes neither the member nor its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct SecureBootOptions {
    /// Whether it supports secure boot, as the service words it.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub secure_boot_support: Option<String>,
}

wrapped_list!(item_list, "Item", super::DetectionItem);
