//! Pages of all shapes, for properties.

use aliyun_ecs_model::{
    DescribeImagesResponse, DetectionItem, DetectionOptions, DiskDeviceMapping, Features, Image,
    Tag,
};
use proptest::array::{uniform4, uniform6, uniform7, uniform8, uniform20};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Any page whose texts are made by `text`.
pub(crate) fn page(text: BoxedStrategy<String>) -> impl Strategy<Value = DescribeImagesResponse> {
    let count = option::of(any::<u32>());
    (
        vec(image(text.clone()), 0..4),
        option::of(text.clone()),
        option::of(text),
        count.clone(),
        count,
    )
        .prop_map(|(images, region_id, request_id, page_number, page_size)| {
            let mut page = DescribeImagesResponse::default();
            page.total_count = u32::try_from(images.len()).ok();
            page.images = images;
            page.region_id = region_id;
            page.request_id = request_id;
            page.page_number = page_number;
            page.page_size = page_size;
            page
        })
}

/// Any text: letters of all scripts, and everything a format treats specially.
pub(crate) fn any_text() -> BoxedStrategy<String> {
    text_of(prop_oneof![3 => any::<char>(), 1 => (0_u8..0x21).prop_map(char::from)])
}

/// Any text XML can carry.
pub(crate) fn xml_text() -> BoxedStrategy<String> {
    text_of(any::<char>().prop_filter("not a character of XML", |c| is_xml(*c)))
}

/// Any text XML can carry, without white space around it.
pub(crate) fn trimmed_xml_text() -> BoxedStrategy<String> {
    xml_text().prop_map(|text| text.trim().to_owned()).boxed()
}

/// Words and numbers, nothing special.
pub(crate) fn plain_text() -> BoxedStrategy<String> {
    "[a-zA-Z0-9.%位-]{0,6}".boxed()
}

/// Says whether XML 1.0 has the character.
pub(crate) fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

fn text_of(character: impl Strategy<Value = char> + 'static) -> BoxedStrategy<String> {
    let piece = prop_oneof![
        4 => character.prop_map(String::from),
        2 => prop::sample::select(SPECIAL).prop_map(str::to_owned),
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat()).boxed()
}

const SPECIAL: &[&str] = &[
    "",
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\"",
    "\\",
    "/",
    "&",
    "<",
    ">",
    "]]>",
    "<![CDATA[",
    "&amp;",
    "--",
    "<!--",
    "?>",
    "\\u0041",
    "\\",
    "'",
    "20",
    "true",
    "False",
    "100%",
    "null",
    "{}",
    "m-1",
    "64位",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{fffd}",
    "\u{1f600}",
    "x86_64",
    "linux",
];

fn image(text: BoxedStrategy<String>) -> impl Strategy<Value = Image> {
    let text = option::of(text);
    (
        uniform20(text.clone()),
        text.clone(),
        uniform7(option::of(any::<bool>())),
        (option::of(any::<u32>()), option::of(any::<i64>())),
        vec(disk(text.clone()), 0..3),
        vec(tag(text.clone()), 0..3),
        option::of(detection_options(text.clone())),
        option::of(features(text)),
    )
        .prop_map(|(texts, last, flags, (size, owner), disks, tags, detection, features)| {
            let mut image = Image::default();
            let [
                id,
                name,
                family,
                version,
                description,
                alias,
                os_name,
                os_name_en,
                os_type,
                platform,
                architecture,
                status,
                progress,
                product_code,
                is_self_shared,
                creation_time,
                usage,
                resource_group_id,
                boot_mode,
                supplier_name,
            ] = texts;
            image.image_id = id.unwrap_or_default();
            image.image_name = name;
            image.image_family = family;
            image.image_version = version;
            image.description = description;
            image.size = size;
            image.image_owner_alias = alias.map(Into::into);
            image.image_owner_id = owner;
            image.os_name = os_name;
            image.os_name_en = os_name_en;
            image.os_type = os_type.map(Into::into);
            image.platform = platform;
            image.architecture = architecture.map(Into::into);
            image.status = status.map(Into::into);
            image.progress = progress;
            image.product_code = product_code;
            image.is_self_shared = is_self_shared;
            image.creation_time = creation_time;
            image.usage = usage.map(Into::into);
            image.resource_group_id = resource_group_id;
            image.boot_mode = boot_mode.map(Into::into);
            image.supplier_name = supplier_name;
            image.license_type = last;
            let [subscribed, copied, io_optimized, cloudinit, public, non_root, usable] = flags;
            image.is_subscribed = subscribed;
            image.is_copied = copied;
            image.is_support_io_optimized = io_optimized;
            image.is_support_cloudinit = cloudinit;
            image.is_public = public;
            image.login_as_non_root_supported = non_root;
            image.usable = usable;
            image.disk_device_mappings = disks;
            image.tags = tags;
            image.detection_options = detection;
            image.features = features;
            image
        })
}

fn disk(
    text: impl Strategy<Value = Option<String>> + Clone,
) -> impl Strategy<Value = DiskDeviceMapping> {
    (uniform8(text), option::of(any::<u32>()), option::of(any::<bool>())).prop_map(
        |(texts, remain_time, encrypted)| {
            let mut disk = DiskDeviceMapping::default();
            let [device, size, snapshot_id, kind, format, bucket, object, progress] = texts;
            disk.device = device;
            disk.size = size;
            disk.snapshot_id = snapshot_id;
            disk.r#type = kind.map(Into::into);
            disk.format = format;
            disk.import_oss_bucket = bucket;
            disk.import_oss_object = object;
            disk.progress = progress;
            disk.remain_time = remain_time;
            disk.encrypted = encrypted;
            disk
        },
    )
}

fn tag(text: impl Strategy<Value = Option<String>> + Clone) -> impl Strategy<Value = Tag> {
    (text.clone(), text).prop_map(|(key, value)| {
        let mut tag = Tag::default();
        tag.key = key;
        tag.value = value;
        tag
    })
}

fn detection_options(
    text: impl Strategy<Value = Option<String>> + Clone,
) -> impl Strategy<Value = DetectionOptions> {
    let item = uniform4(text.clone()).prop_map(|[name, value, risk_level, risk_code]| {
        let mut item = DetectionItem::default();
        item.name = name;
        item.value = value;
        item.risk_level = risk_level;
        item.risk_code = risk_code;
        item
    });
    (text, vec(item, 0..3)).prop_map(|(status, items)| {
        let mut options = DetectionOptions::default();
        options.status = status;
        options.items = items;
        options
    })
}

fn features(
    text: impl Strategy<Value = Option<String>> + Clone,
) -> impl Strategy<Value = Features> {
    uniform6(text).prop_map(|[nvme, imds, cpu_up, cpu_down, memory_up, memory_down]| {
        let mut features = Features::default();
        features.nvme_support = nvme;
        features.imds_support = imds;
        features.cpu_online_upgrade = cpu_up;
        features.cpu_online_downgrade = cpu_down;
        features.memory_online_upgrade = memory_up;
        features.memory_online_downgrade = memory_down;
        features
    })
}
