//! Catalogues of any size.

use std::time::{Duration, SystemTime};

use aliyun_ecs_model::{DiskDeviceMapping, Image, Tag};
use aliyun_rpc_signer::timestamp;

/// Makes images of which the first is the newest. One in ten has a tag, one in a hundred a family.
pub(super) fn images(count: u32) -> impl Iterator<Item = Image> {
    (1..=count).map(move |n| {
        let age = Duration::from_secs(60) * (n - 1);
        let time = (SystemTime::UNIX_EPOCH + NEWEST).checked_sub(age);
        let mut disk = DiskDeviceMapping::default();
        disk.device = Some("/dev/xvda".to_owned());
        disk.size = Some("40".to_owned());
        disk.snapshot_id = Some(format!("s-emulator{n:017}"));
        disk.r#type = Some("system".into());
        disk.format = Some(String::new());

        let mut image = Image::new(format!("m-emulator{n:017}"));
        image.image_name = Some(format!("generated-{n:07}"));
        image.description = Some("Made by the emulator".to_owned());
        image.size = Some(40);
        image.image_owner_alias = Some("self".into());
        image.os_name = Some("Ubuntu  22.04 64位".to_owned());
        image.os_name_en = Some("Ubuntu  22.04 64 bit".to_owned());
        image.os_type = Some("linux".into());
        image.platform = Some("Ubuntu".to_owned());
        image.architecture = Some("x86_64".into());
        image.status = Some("Available".into());
        image.progress = Some("100%".to_owned());
        image.creation_time = time.map(timestamp::format);
        image.usage = Some("none".into());
        image.is_copied = Some(false);
        image.is_subscribed = Some(false);
        image.is_self_shared = Some("False".to_owned());
        image.is_support_io_optimized = Some(true);
        image.is_support_cloudinit = Some(true);
        image.is_public = Some(false);
        image.boot_mode = Some("UEFI-Preferred".into());
        image.disk_device_mappings = vec![disk];
        if n.is_multiple_of(10) {
            image.tags = vec![Tag::new("batch", (n / 1_000).to_string())];
        }
        if n.is_multiple_of(100) {
            image.image_family = Some(format!("generated-{}", n / 10_000));
        }
        image
    })
}

/// Where they are.
pub(super) const REGION: &str = "cn-hangzhou";

/// 2026-01-01.
const NEWEST: Duration = Duration::from_secs(1_767_225_600);
