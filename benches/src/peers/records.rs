//! The records that the peers fill: every member of the model, once.
//!
//! The table gives each record three things: the struct that serde derives, the conversion into
//! the model (for comparing values), and the way in for readers of XML events and trees.

use aliyun_ecs_model as model;
use serde::Deserialize;

use super::scalars::Scalars;
use super::xml_source::{Fill, Source, SourceError};

/// Declares records. A member is `field: kind = "Name"`; the kinds are those of the four macros
/// below.
macro_rules! records {
    ($( $record:ident => $model:ident {
        $( $field:ident: $kind:ident $(($part:ident))? = $name:literal, )+
    } )+) => { $(
        #[derive(Deserialize)]
        #[serde(bound(deserialize = "S: Scalars, S::Text: Deserialize<'de>, \
                                     S::Loose: Deserialize<'de>, S::Count: Deserialize<'de>"))]
        pub(crate) struct $record<S: Scalars> {
            $(
                #[serde(rename = $name)]
                $field: Option<member_type!(S, $kind $(($part))?)>,
            )+
        }

        impl<S: Scalars> Default for $record<S> {
            fn default() -> Self {
                Self { $($field: None,)+ }
            }
        }

        impl<S: Scalars> From<$record<S>> for model::$model {
            fn from(record: $record<S>) -> Self {
                let mut out = Self::default();
                $( out.$field = into_model!(record.$field, $kind $(($part))?); )+
                out
            }
        }

        impl<S: Scalars<Text = String, Loose = String, Count = u32>> Fill for $record<S> {
            fn fill(&mut self, member: &str, source: &mut impl Source) -> Result<(), SourceError> {
                match member {
                    $( $name => self.$field = Some(from_xml!(source, $kind $(($part))?)), )+
                    _ => source.skip()?,
                }
                Ok(())
            }
        }
    )+ };
}

/// Declares the wrappers around lists: `{"Image": [..]}`.
macro_rules! lists {
    ($( $list:ident of $item:ident = $name:literal, )+) => { $(
        #[derive(Deserialize)]
        #[serde(bound(deserialize = "S: Scalars, S::Text: Deserialize<'de>, \
                                     S::Loose: Deserialize<'de>, S::Count: Deserialize<'de>"))]
        pub(crate) struct $list<S: Scalars> {
            #[serde(rename = $name, default = "Vec::new")]
            items: Vec<$item<S>>,
        }

        impl<S: Scalars> Default for $list<S> {
            fn default() -> Self {
                Self { items: Vec::new() }
            }
        }

        impl<S: Scalars<Text = String, Loose = String, Count = u32>> Fill for $list<S> {
            fn fill(&mut self, member: &str, source: &mut impl Source) -> Result<(), SourceError> {
                match member {
                    $name => self.items.push(source.record()?),
                    _ => source.skip()?,
                }
                Ok(())
            }
        }
    )+ };
}

macro_rules! member_type {
    ($s:ident, required) => { $s::Text };
    ($s:ident, text) => { $s::Text };
    ($s:ident, open) => { $s::Text };
    ($s:ident, loose) => { $s::Loose };
    ($s:ident, count) => { $s::Count };
    ($s:ident, id) => { i64 };
    ($s:ident, flag) => { bool };
    ($s:ident, list($part:ident)) => { $part<$s> };
    ($s:ident, object($part:ident)) => { $part<$s> };
}

macro_rules! into_model {
    ($value:expr, required) => {
        $value.map(Into::into).unwrap_or_default()
    };
    ($value:expr, open) => {
        $value.map(|text| text.as_ref().into())
    };
    ($value:expr, list($part:ident)) => {
        $value.map_or_else(Vec::new, |list| list.items.into_iter().map(Into::into).collect())
    };
    ($value:expr, $scalar:ident $(($part:ident))?) => {
        $value.map(Into::into)
    };
}

macro_rules! from_xml {
    ($source:expr, count) => {
        $source.text()?.parse()?
    };
    ($source:expr, id) => {
        $source.text()?.parse()?
    };
    ($source:expr, flag) => {
        $source.text()?.parse()?
    };
    ($source:expr, list($part:ident)) => {
        $source.record()?
    };
    ($source:expr, object($part:ident)) => {
        $source.record()?
    };
    ($source:expr, $text:ident) => {
        $source.text()?
    };
}

records! {
    Response => DescribeImagesResponse {
        page_number: count = "PageNumber",
        total_count: count = "TotalCount",
        page_size: count = "PageSize",
        region_id: text = "RegionId",
        request_id: text = "RequestId",
        images: list(Images) = "Images",
    }
    Image => Image {
        image_id: required = "ImageId",
        image_name: text = "ImageName",
        image_family: text = "ImageFamily",
        image_version: text = "ImageVersion",
        description: text = "Description",
        size: count = "Size",
        image_owner_alias: open = "ImageOwnerAlias",
        image_owner_id: id = "ImageOwnerId",
        os_name: text = "OSName",
        os_name_en: text = "OSNameEn",
        os_type: open = "OSType",
        platform: text = "Platform",
        architecture: open = "Architecture",
        status: open = "Status",
        progress: loose = "Progress",
        product_code: text = "ProductCode",
        is_subscribed: flag = "IsSubscribed",
        is_copied: flag = "IsCopied",
        is_self_shared: loose = "IsSelfShared",
        is_support_io_optimized: flag = "IsSupportIoOptimized",
        is_support_cloudinit: flag = "IsSupportCloudinit",
        is_public: flag = "IsPublic",
        creation_time: text = "CreationTime",
        usage: open = "Usage",
        disk_device_mappings: list(Disks) = "DiskDeviceMappings",
        tags: list(Tags) = "Tags",
        resource_group_id: text = "ResourceGroupId",
        boot_mode: open = "BootMode",
        login_as_non_root_supported: flag = "LoginAsNonRootSupported",
        supplier_name: text = "SupplierName",
        detection_options: object(DetectionOptions) = "DetectionOptions",
        features: object(Features) = "Features",
        license_type: text = "LicenseType",
        usable: flag = "Usable",
    }
    Disk => DiskDeviceMapping {
        device: text = "Device",
        size: text = "Size",
        snapshot_id: text = "SnapshotId",
        r#type: open = "Type",
        format: text = "Format",
        import_oss_bucket: text = "ImportOSSBucket",
        import_oss_object: text = "ImportOSSObject",
        progress: text = "Progress",
        remain_time: count = "RemainTime",
        encrypted: flag = "Encrypted",
    }
    Tag => Tag {
        key: text = "TagKey",
        value: text = "TagValue",
    }
    DetectionOptions => DetectionOptions {
        status: text = "Status",
        items: list(DetectionItems) = "Items",
    }
    DetectionItem => DetectionItem {
        name: text = "Name",
        value: text = "Value",
        risk_level: text = "RiskLevel",
        risk_code: text = "RiskCode",
    }
    Features => Features {
        nvme_support: text = "NvmeSupport",
        imds_support: text = "ImdsSupport",
        cpu_online_upgrade: text = "CpuOnlineUpgrade",
        cpu_online_downgrade: text = "CpuOnlineDowngrade",
        memory_online_upgrade: text = "MemoryOnlineUpgrade",
        memory_online_downgrade: text = "MemoryOnlineDowngrade",
    }
}

lists! {
    Images of Image = "Image",
    Disks of Disk = "DiskDeviceMapping",
    Tags of Tag = "Tag",
    DetectionItems of DetectionItem = "Item",
}
