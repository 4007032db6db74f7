//! The built-in catalogue: made up, but in the shape and the proportions of real ones.

mod blueprint;
mod owners;
mod profiles;

use std::time::Duration;
use std::time::SystemTime;

use aliyun_ecs_model::DiskDeviceMapping;
use aliyun_ecs_model::Image;
use aliyun_rpc_signer::timestamp;

use crate::splitmix::SplitMix64;
use blueprint::Blueprint;
use blueprint::Region;
use owners::Owner;
use profiles::PROFILES;
use profiles::Profile;

/// Returns every image with its region.
pub(super) fn images() -> Vec<(&'static str, Image)> {
    let mut random = SplitMix64::new(SEED);
    let mut time = SystemTime::UNIX_EPOCH + FIRST_CREATION;
    let mut images = vec![(DOCUMENTED_REGION, documented())];
    for (owner, blueprint) in blueprints(&mut random) {
        // More than a day apart, so that public images of one system differ in their date.
        time += Duration::from_secs(90_000 + random.below(400_000));
        let image = image(owner, &blueprint, &timestamp::format(time), &mut random);
        images.push((blueprint.region.id, image));
    }
    images
}

/// Lists what is to be made, in an order in which regions and owners mix.
fn blueprints(random: &mut SplitMix64) -> Vec<(Owner, Blueprint)> {
    let mut blueprints = Vec::new();
    for region in REGIONS {
        for (owner, count) in [
            (Owner::System, region.system),
            (Owner::Own, region.own),
            (Owner::Others, region.others),
            (Owner::Marketplace, region.marketplace),
        ] {
            let made = (0..count).map(|n| (random.next(), (owner, Blueprint { region, n })));
            blueprints.extend(made);
        }
    }
    blueprints.sort_by_key(|(rank, _)| *rank);
    blueprints.into_iter().map(|(_, made)| made).collect()
}

fn image(
    owner: Owner,
    blueprint: &Blueprint,
    creation_time: &str,
    random: &mut SplitMix64,
) -> Image {
    let mut image = Image::default();
    let profile = profile(blueprint);
    if let Some(profile) = profile {
        describe(&mut image, profile);
    }
    image.creation_time = Some(creation_time.to_owned());
    image.image_version = Some(String::new());
    image.progress = Some("100%".to_owned());
    image.status = Some("Available".into());
    image.usage = Some(if blueprint.n % 4 == 1 { "instance" } else { "none" }.into());
    image.is_copied = Some(false);
    image.is_subscribed = Some(false);
    image.is_self_shared = Some(String::new());
    image.is_public = Some(false);
    image.product_code = Some(String::new());
    image.resource_group_id = Some(String::new());
    image.image_family = Some(String::new());
    image.detection_options = Some(Default::default());
    owner.complete(&mut image, blueprint, profile, random);
    image
}

/// Images take the systems in turn, so that every region has every system.
fn profile(blueprint: &Blueprint) -> Option<&'static Profile> {
    PROFILES.iter().cycle().nth(blueprint.n as usize)
}

fn describe(image: &mut Image, profile: &Profile) {
    image.platform = Some(profile.platform.to_owned());
    image.os_name = Some(profile.os_name.to_owned());
    image.os_name_en = Some(profile.os_name_en.to_owned());
    image.os_type = Some(profile.os_type.into());
    image.architecture = Some(profile.architecture.into());
    image.boot_mode = Some(profile.boot_mode.into());
    image.size = Some(profile.size);
    image.is_support_cloudinit = Some(profile.cloud_init);
    image.is_support_io_optimized = Some(profile.architecture != "i386");
    image.login_as_non_root_supported = Some(profile.cloud_init);

    let support = |yes| Some(if yes { "supported" } else { "unsupported" }.to_owned());
    let features = image.features.get_or_insert_default();
    features.nvme_support = support(profile.boot_mode != "BIOS");
    features.cpu_online_upgrade = support(profile.os_type == "linux");
    features.memory_online_upgrade = support(profile.platform == "Aliyun");
}

/// Returns the image of the documents' response example (ECS API Reference, DescribeImages,
/// revisions 2018-06-15 and 2019-02-18; the spaces of `OSName` as in the first).
fn documented() -> Image {
    let mut disk = DiskDeviceMapping::default();
    disk.device = Some("/dev/xvda".to_owned());
    disk.size = Some("20".to_owned());

    let mut image = Image::new("suse11sp3_64_20G_aliaegis_20150428.vhd");
    image.image_name = Some(image.image_id.clone());
    image.architecture = Some("x86_64".into());
    image.creation_time = Some("2015-05-06T09:01:32Z".to_owned());
    image.disk_device_mappings = vec![disk];
    image.image_owner_alias = Some("system".into());
    image.image_version = Some("1".to_owned());
    image.is_copied = Some(false);
    image.is_subscribed = Some(false);
    image.os_name = Some("SUSE Linux  Enterprise Server 11 SP3 64位".to_owned());
    image.os_type = Some("linux".into());
    image.platform = Some("SUSE".to_owned());
    image.progress = Some("100%".to_owned());
    image.size = Some(20);
    image.status = Some("Available".into());
    image.usage = Some("instance".into());
    image
}

const REGIONS: &[Region] = &[
    Region { id: "cn-hangzhou", infix: "bp1", system: 64, own: 60, others: 28, marketplace: 14 },
    Region { id: "cn-beijing", infix: "2ze", system: 14, own: 18, others: 6, marketplace: 3 },
    Region { id: "cn-shanghai", infix: "uf6", system: 13, own: 16, others: 6, marketplace: 3 },
    Region { id: "ap-southeast-1", infix: "t4n", system: 13, own: 16, others: 6, marketplace: 3 },
    Region { id: "us-west-1", infix: "rj9", system: 12, own: 16, others: 6, marketplace: 3 },
    Region { id: "eu-central-1", infix: "gw8", system: 12, own: 16, others: 6, marketplace: 3 },
];

const DOCUMENTED_REGION: &str = "cn-hangzhou";

/// 2019-12-27: the images are made during the four years or so that follow.
const FIRST_CREATION: Duration = Duration::from_secs(1_577_400_000);

const SEED: u64 = 0x0ec5_2014_0526;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_catalogue_is_the_same_on_every_run() {
        assert_eq!(images(), images());
    }

    #[test]
    fn ids_and_creation_times_are_distinct() {
        let images = images();
        assert!(images.len() >= 240, "{}", images.len());
        let ids: BTreeSet<_> = images.iter().map(|(region, i)| (region, &i.image_id)).collect();
        let times: BTreeSet<_> = images.iter().map(|(_, i)| &i.creation_time).collect();
        assert_eq!(ids.len(), images.len());
        assert_eq!(times.len(), images.len());
    }

    #[test]
    fn every_region_has_every_owner_status_usage_and_number_of_disks() {
        for region in REGIONS {
            let own = images().into_iter().filter(|(id, _)| *id == region.id);
            let own: Vec<_> = own.map(|(_, image)| image).collect();
            let count = |of: &dyn Fn(&Image) -> String| own.iter().map(of).collect::<BTreeSet<_>>();
            assert_eq!(count(&|i| format!("{:?}", i.image_owner_alias)).len(), 4);
            assert_eq!(count(&|i| format!("{:?}", i.status)).len(), 6);
            assert_eq!(count(&|i| format!("{:?}", i.usage)).len(), 2);
            assert_eq!(count(&|i| format!("{:?}", i.architecture)).len(), 3);
            let disks = count(&|i| i.disk_device_mappings.len().to_string());
            assert!(disks.is_superset(&["1", "2", "3"].map(str::to_owned).into()), "{disks:?}");
            let tags = count(&|i| i.tags.len().to_string());
            assert_eq!(tags, ["0", "1", "2"].map(str::to_owned).into());
        }
    }

    #[test]
    fn names_have_spaces_and_characters_beyond_ascii() {
        let images = images();
        let name = |wanted: &dyn Fn(&str) -> bool| {
            images.iter().any(|(_, i)| wanted(i.image_name.as_deref().unwrap_or_default()))
        };
        assert!(name(&|name| name.contains(' ')));
        assert!(name(&|name| !name.is_ascii()));
        assert!(images.iter().all(|(_, i)| i.os_name.as_deref().is_some_and(|n| n.contains("  "))));
    }
}
