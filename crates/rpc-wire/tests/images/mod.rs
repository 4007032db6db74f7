//! A page of images, as far as tests need it: every kind of member, lists in objects in lists.

use aliyun_rpc_wire::{Field, Schema, Table};

pub(crate) static PAGE: Schema = Schema::new(
    "DescribeImagesResponse",
    &Table::new(&[
        Field::integer("PageNumber"),
        Field::integer("TotalCount"),
        Field::integer("PageSize"),
        Field::text("RegionId"),
        Field::text("RequestId"),
        Field::list("Images", "Image", &IMAGE),
    ]),
    &["TotalCount", "Images"],
)
.with_always(&["RequestId", "TotalCount", "Images"]);

static IMAGE: Table = Table::new(&[
    Field::text("ImageId"),
    Field::text("ImageVersion"),
    Field::text("Description"),
    Field::integer("Size"),
    Field::integer64("ImageOwnerId"),
    Field::text("OSName"),
    Field::text("Status"),
    Field::text("Progress"),
    Field::text("ProductCode"),
    Field::text("Usage"),
    Field::boolean("IsCopied"),
    Field::boolean("IsSubscribed"),
    Field::text("CreationTime"),
    Field::list("DiskDeviceMappings", "DiskDeviceMapping", &DISK),
    Field::list("Tags", "Tag", &TAG),
    Field::object("DetectionOptions", &DETECTION),
    Field::object("Features", &FEATURES),
]);

static DISK: Table =
    Table::new(&[Field::text("Device"), Field::text("Size"), Field::integer("RemainTime")]);

static TAG: Table = Table::new(&[Field::text("TagKey"), Field::text("TagValue")]);

static DETECTION: Table =
    Table::new(&[Field::text("Status"), Field::list("Items", "Item", &DETECTED)]);

static DETECTED: Table = Table::new(&[Field::text("Name"), Field::text("RiskLevel")]);

static FEATURES: Table = Table::new(&[Field::text("NvmeSupport"), Field::boolean("Imds")]);
