//! Images for a server to have.

use std::time::{Duration, SystemTime};

use aliyun_ecs_model::{DescribeImagesResponse, DiskDeviceMapping, Image, Tag};
use aliyun_ecs_wire::{BodyFormat, encode_page};
use aliyun_rpc_signer::timestamp;

/// Returns the body of a page with so many images of one's own, newest first, each of its own time.
#[must_use]
pub fn body(images: u32) -> String {
    let mut page = DescribeImagesResponse::default();
    page.region_id = Some("cn-hangzhou".to_owned());
    page.total_count = Some(images);
    page.images = (0..images).map(|n| image(n, images)).collect();
    encode_page(&page, BodyFormat::Json)
}

fn image(n: u32, images: u32) -> Image {
    let time = SystemTime::UNIX_EPOCH + OLDEST + MINUTE * (images - n);
    let mut image = Image::new(format!("m-bench{n:017}"));
    let text = |text: &str| Some(text.to_owned());
    image.image_name = Some(format!("bench-image-{n:06}"));
    image.description = text(["Nightly build; do not delete", ""][(n % 2) as usize]);
    image.image_version = text("");
    image.image_family = text("");
    image.size = Some(40);
    image.image_owner_alias = Some("self".into());
    image.os_name = text("Ubuntu  22.04 64位");
    image.os_name_en = text("Ubuntu  22.04 64 bit");
    image.os_type = Some("linux".into());
    image.platform = text("Ubuntu");
    image.architecture = Some("x86_64".into());
    image.boot_mode = Some("BIOS".into());
    image.status = Some("Available".into());
    image.progress = text("100%");
    image.product_code = text("");
    image.is_subscribed = Some(false);
    image.is_copied = Some(n.is_multiple_of(5));
    image.is_self_shared = text("False");
    image.is_support_io_optimized = Some(true);
    image.is_support_cloudinit = Some(true);
    image.is_public = Some(false);
    image.creation_time = Some(timestamp::format(time));
    image.usage = Some(["none", "instance"][usize::from(n % 4 == 1)].into());
    image.resource_group_id = text("");
    image.disk_device_mappings = vec![disk(n)];
    if n.is_multiple_of(3) {
        image.tags = vec![Tag::new("env", ["prod", "test"][(n % 2) as usize])];
    }
    image
}

fn disk(n: u32) -> DiskDeviceMapping {
    let mut disk = DiskDeviceMapping::default();
    disk.device = Some("/dev/xvda".to_owned());
    disk.size = Some("40".to_owned());
    disk.snapshot_id = Some(format!("s-bench{n:017}"));
    disk.r#type = Some("system".into());
    disk.format = Some(String::new());
    disk
}

/// 2019-12-27.
const OLDEST: Duration = Duration::from_secs(1_577_400_000);
const MINUTE: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;
    use aliyun_ecs_wire::{Decoded, decode};

    #[test]
    fn the_page_reads_back_newest_first() {
        let Ok(Decoded::Page(page)) = decode(body(20)) else { panic!("no page") };
        let page = page.to_response();
        assert_eq!(page.region_id.as_deref(), Some("cn-hangzhou"));
        assert_eq!(page.images.len(), 20);
        let times: Vec<_> = page.images.iter().map(Image::created).collect();
        assert!(times.is_sorted_by(|a, b| a > b));
    }
}
