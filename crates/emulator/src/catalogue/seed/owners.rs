//! What sets the images of one kind of owner apart.

use aliyun_ecs_model::DiskDeviceMapping;
use aliyun_ecs_model::Image;
use aliyun_ecs_model::Tag;

use super::blueprint::Blueprint;
use super::profiles::Profile;
use crate::splitmix::SplitMix64;

/// Whose images are made.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    System,
    Own,
    Others,
    Marketplace,
}

impl Owner {
    /// Fills in what depends on the owner.
    pub(super) fn complete(
        self,
        image: &mut Image,
        blueprint: &Blueprint,
        profile: Option<&Profile>,
        random: &mut SplitMix64,
    ) {
        match self {
            Self::System => system(image, blueprint, profile),
            Self::Own => own(image, blueprint, random),
            Self::Others => others(image, blueprint, random),
            Self::Marketplace => marketplace(image, blueprint, random),
        }
    }
}

/// Public images are named by file, have no disks of their own and are retired in time.
fn system(image: &mut Image, blueprint: &Blueprint, profile: Option<&Profile>) {
    let date: String = image.creation_time.iter().flat_map(|time| time.chars()).take(10).collect();
    let stem = profile.map_or("image", |profile| profile.stem);
    image.image_id = format!("{stem}_{}.vhd", date.replace('-', ""));
    image.image_name = Some(image.image_id.clone());
    image.image_owner_alias = Some("system".into());
    image.is_public = Some(true);
    image.description = Some(String::new());
    image.image_family = profile.map(|profile| format!("acs:{}", profile.stem));
    if blueprint.n % 12 == 11 {
        image.status = Some("Deprecated".into());
    }
}

/// The caller's own images are in every state, named freely, tagged and grouped.
fn own(image: &mut Image, blueprint: &Blueprint, random: &mut SplitMix64) {
    let n = blueprint.n;
    image.image_id = id("m", blueprint, random);
    image.image_owner_alias = Some("self".into());
    image.image_name = Some(match n % 6 {
        0 => format!("web-frontend-{n:04}"),
        1 => format!("Golden image {n} (final)"),
        2 => format!("订单服务 v{n}.0"),
        3 => format!("data_node.{n:02}"),
        4 => format!("größe-测试-🐘-{n}"),
        // An image without a name of its own has its id's.
        _ => image.image_id.clone(),
    });
    image.description = Some(match n % 3 {
        0 => "Nightly build; do not delete".to_owned(),
        1 => "说明 <b>&\"'</b>".to_owned(),
        _ => String::new(),
    });
    let (status, progress) = match n % 12 {
        1 => ("Creating", "32%"),
        3 => ("Waiting", "0%"),
        5 => ("UnAvailable", "100%"),
        7 => ("CreateFailed", "0%"),
        9 => ("Deprecated", "100%"),
        _ => ("Available", "100%"),
    };
    image.status = Some(status.into());
    image.progress = Some(progress.to_owned());
    image.is_copied = Some(n % 5 == 2);
    image.is_self_shared = Some(if n % 4 == 2 { "True" } else { "False" }.to_owned());
    image.disk_device_mappings = disks(image, blueprint, 1 + n % 3, random);
    image.tags = match n % 3 {
        0 => vec![
            Tag::new("env", if n.is_multiple_of(2) { "prod" } else { "test" }),
            Tag::new("team", if n % 4 < 2 { "blue" } else { "red team" }),
        ],
        1 => vec![if n.is_multiple_of(4) {
            Tag::new("keep", "")
        } else {
            Tag::new("部门", "研发")
        }],
        _ => Vec::new(),
    };
    if n.is_multiple_of(5) {
        image.resource_group_id = Some("rg-acfm2example0001".to_owned());
    }
    if n.is_multiple_of(4) {
        image.image_family =
            Some(if n.is_multiple_of(8) { "web-tier" } else { "数据库" }.to_owned());
    }
}

/// Images of other accounts: shared with the caller, or of the community.
fn others(image: &mut Image, blueprint: &Blueprint, random: &mut SplitMix64) {
    let community = blueprint.n % 6 == 5;
    image.image_id = id("m", blueprint, random);
    image.image_owner_alias = Some("others".into());
    image.image_owner_id = Some(1_234_567_890_123_456 + i64::from(blueprint.n % 3));
    image.image_name = Some(format!("shared-base-{}", blueprint.n));
    image.description = Some("Shared by another account".to_owned());
    image.disk_device_mappings = disks(image, blueprint, 1, random);
    image.is_public = Some(community);
    if community {
        image.image_name = Some(format!("community image {}", blueprint.n));
        image.supplier_name = Some("Example Community".to_owned());
    }
}

/// Images of vendors, with a product code; the caller has subscribed to some.
fn marketplace(image: &mut Image, blueprint: &Blueprint, random: &mut SplitMix64) {
    image.image_id = id("m", blueprint, random);
    image.image_owner_alias = Some("marketplace".into());
    image.image_name = Some(format!("LAMP 环境 V{}.0", blueprint.n + 1));
    image.description = Some("PHP 8.1 + MySQL 8.0".to_owned());
    image.image_version = Some(format!("V{}.0", blueprint.n + 1));
    image.product_code = Some(format!("cmjj{:06}", 20_000 + blueprint.n));
    image.is_subscribed = Some(blueprint.n.is_multiple_of(2));
    image.disk_device_mappings = disks(image, blueprint, 1, random);
}

/// Makes a system disk and data disks, each from a snapshot of its own.
fn disks(
    image: &Image,
    blueprint: &Blueprint,
    count: u32,
    random: &mut SplitMix64,
) -> Vec<DiskDeviceMapping> {
    let devices = ["/dev/xvda", "/dev/xvdb", "/dev/xvdc"];
    let creating = image.status.as_ref().is_some_and(|status| status.as_str() == "Creating");
    (0..count)
        .zip(devices)
        .map(|(index, device)| {
            let mut disk = DiskDeviceMapping::default();
            let size = if index == 0 { image.size.unwrap_or(20) } else { 60 * index };
            disk.device = Some(device.to_owned());
            disk.size = Some(size.to_string());
            disk.snapshot_id = Some(id("s", blueprint, random));
            disk.r#type = Some(if index == 0 { "system" } else { "data" }.into());
            disk.format = Some(String::new());
            disk.import_oss_bucket = Some(String::new());
            disk.import_oss_object = Some(String::new());
            disk.progress = Some(String::new());
            if creating {
                disk.progress = Some("32%".to_owned());
                disk.remain_time = Some(600);
            }
            disk
        })
        .collect()
}

/// Returns an identifier in the service's form: a prefix, the region's infix and 17 characters.
fn id(prefix: &str, blueprint: &Blueprint, random: &mut SplitMix64) -> String {
    let mut id = format!("{prefix}-{}", blueprint.region.infix);
    for _ in 0..17 {
        id.push(random.pick(ID_CHARS).copied().map_or('0', char::from));
    }
    id
}

const ID_CHARS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
