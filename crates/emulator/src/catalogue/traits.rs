//! What requests select images by that has few values, as bits of one number.

use aliyun_ecs_model::{
    Architecture, DescribeImages, Filter, FilterKey, Image, ImageOwnerAlias, ImageStatus, OsType,
    Usage,
};

/// The values of an image that have few others, each in bits of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Traits(u64);

/// What traits have to be for a request.
#[derive(Debug)]
pub(crate) struct WantedTraits {
    mask: u64,
    value: u64,
    /// The bit of each status that is wanted.
    statuses: u64,
    /// The bit of each architecture that the instance type runs, if one is asked about.
    architectures: Option<u64>,
    is_marketplace_wanted: bool,
    /// Whether a status is wanted that has no code.
    pub(crate) is_status_unknown: bool,
}

const STATUS: u32 = 0;
const OWNER: u32 = 8;
const USAGE: u32 = 16;
const ARCHITECTURE: u32 = 24;
const OS_TYPE: u32 = 32;
const FLAGS: u32 = 40;

/// Flags are two bits each: 0 is absent, 1 false, 2 true.
#[derive(Clone, Copy)]
enum Flag {
    IoOptimized,
    Cloudinit,
    Community,
    Usable,
    CpuUpgrade,
    CpuDowngrade,
    MemoryUpgrade,
    MemoryDowngrade,
    Expired,
}

impl Traits {
    /// An image that a subscription has run out for is said so apart: no member of it tells.
    pub(crate) fn of(image: &Image, is_expired: bool) -> Self {
        let features = image.features.as_ref();
        let support = |text: Option<&Option<String>>| match text?.as_deref()? {
            "supported" => Some(true),
            "unsupported" => Some(false),
            _ => None,
        };
        let status = code(ImageStatus::KNOWN, image.status.as_ref().map(ImageStatus::as_str));
        let owner = image.image_owner_alias.as_ref().map(ImageOwnerAlias::as_str);
        let architecture = image.architecture.as_ref().map(Architecture::as_str);
        let is_available = image.status == Some(ImageStatus::Available);
        let flags = [
            (Flag::IoOptimized, image.is_support_io_optimized),
            (Flag::Cloudinit, image.is_support_cloudinit),
            (Flag::Community, Some(is_community(image))),
            (Flag::Usable, Some(image.usable.unwrap_or(is_available))),
            (Flag::CpuUpgrade, support(features.map(|it| &it.cpu_online_upgrade))),
            (Flag::CpuDowngrade, support(features.map(|it| &it.cpu_online_downgrade))),
            (Flag::MemoryUpgrade, support(features.map(|it| &it.memory_online_upgrade))),
            (Flag::MemoryDowngrade, support(features.map(|it| &it.memory_online_downgrade))),
            (Flag::Expired, Some(is_expired)),
        ];
        let codes = (status << STATUS)
            | code(ImageOwnerAlias::KNOWN, owner) << OWNER
            | code(Usage::KNOWN, image.usage.as_ref().map(Usage::as_str)) << USAGE
            | code(Architecture::KNOWN, architecture) << ARCHITECTURE
            | code(OsType::KNOWN, image.os_type.as_ref().map(OsType::as_str)) << OS_TYPE;
        let flags = flags.into_iter().map(|(flag, value)| flag_bits(flag, value));
        Self(flags.fold(codes, |bits, flag| bits | flag))
    }

    /// Tells whether the status has no code, so that nothing but the image tells it.
    pub(crate) fn is_status_unknown(self) -> bool {
        (self.0 >> STATUS) & CODE == UNKNOWN
    }

    fn status_bit(self) -> u64 {
        bit((self.0 >> STATUS) & CODE)
    }
}

/// Community images count as `others`, but are listed only when `IsPublic` asks for them (revision
/// 2025-04-22). System images are marked public too and are not meant by it.
fn is_community(image: &Image) -> bool {
    image.image_owner_alias == Some(ImageOwnerAlias::Others) && image.is_public == Some(true)
}

impl WantedTraits {
    /// Without `Status` only `Available` images are meant, and without `ImageOwnerAlias` all but those of the
    /// marketplace; images whose subscription has expired only with `ShowExpired`. (ECS API Reference,
    /// DescribeImages.) An image of an architecture runs on instance types of that architecture. No image is known
    /// to be of a network type, which therefore selects nothing, as `ActionType` does, whose effect no document
    /// states.
    pub(crate) fn of(request: &DescribeImages) -> Self {
        let mut wanted = Self {
            mask: 0,
            value: 0,
            statuses: 0,
            architectures: request.instance_type.as_deref().map(architectures_of),
            is_marketplace_wanted: true,
            is_status_unknown: false,
        };
        if request.statuses.is_empty() {
            wanted.statuses = 1 << code(ImageStatus::KNOWN, Some(ImageStatus::Available.as_str()));
        }
        for status in &request.statuses {
            match code(ImageStatus::KNOWN, Some(status.as_str())) {
                UNKNOWN => wanted.is_status_unknown = true,
                code => wanted.statuses |= 1 << code,
            }
        }
        match &request.image_owner_alias {
            Some(alias) => wanted.code(ImageOwnerAlias::KNOWN, alias.as_str(), OWNER),
            None => wanted.is_marketplace_wanted = false,
        }
        if let Some(usage) = &request.usage {
            wanted.code(Usage::KNOWN, usage.as_str(), USAGE);
        }
        if let Some(architecture) = &request.architecture {
            wanted.code(Architecture::KNOWN, architecture.as_str(), ARCHITECTURE);
        }
        if let Some(os_type) = &request.os_type {
            wanted.code(OsType::KNOWN, os_type.as_str(), OS_TYPE);
        }
        wanted.flag(Flag::Community, Some(request.is_public == Some(true)));
        wanted.flag(Flag::IoOptimized, request.is_support_io_optimized);
        wanted.flag(Flag::Cloudinit, request.is_support_cloudinit);
        wanted.flag(Flag::Usable, request.usable);
        if request.show_expired != Some(true) {
            wanted.flag(Flag::Expired, Some(false));
        }
        for filter in &request.filters {
            wanted.filter(filter);
        }
        wanted
    }

    fn filter(&mut self, filter: &Filter) {
        let flag = match &filter.key {
            Some(FilterKey::CpuOnlineUpgrade) => Flag::CpuUpgrade,
            Some(FilterKey::CpuOnlineDowngrade) => Flag::CpuDowngrade,
            Some(FilterKey::MemoryOnlineUpgrade) => Flag::MemoryUpgrade,
            Some(FilterKey::MemoryOnlineDowngrade) => Flag::MemoryDowngrade,
            _ => return,
        };
        self.flag(flag, Some(filter.value.as_deref() == Some("supported")));
    }

    fn code(&mut self, known: &[&str], text: &str, shift: u32) {
        self.mask |= CODE << shift;
        self.value |= code(known, Some(text)) << shift;
    }

    fn flag(&mut self, flag: Flag, value: Option<bool>) {
        if value.is_some() {
            self.mask |= 0b11 << (FLAGS + 2 * flag as u32);
            // Two filters that contradict each other leave a value that no image has.
            self.value |= flag_bits(flag, value);
        }
    }

    /// Tells whether traits are wanted, the unknown statuses aside.
    pub(crate) fn are(&self, traits: Traits) -> bool {
        self.statuses & traits.status_bit() != 0 && self.are_but_for_status(traits)
    }

    /// The same for traits whose status is unknown, and is found to be wanted.
    pub(crate) fn are_but_for_status(&self, traits: Traits) -> bool {
        let owner = (traits.0 >> OWNER) & CODE;
        let architecture = bit((traits.0 >> ARCHITECTURE) & CODE);
        (traits.0 ^ self.value) & self.mask == 0
            && owner != 0
            && (self.is_marketplace_wanted || owner != MARKETPLACE)
            && self.architectures.is_none_or(|wanted| wanted & architecture != 0)
    }
}

/// Returns the bits of the architectures that an instance type runs: `arm64` on the families with `y` behind their
/// generation, such as `g8y`, and on `g6r` and `c6r`; the others on the rest. (ECS User Guide, "Instance families".)
fn architectures_of(instance_type: &str) -> u64 {
    let family = instance_type.split('.').nth(1).unwrap_or_default();
    let generation = family.find(|letter: char| letter.is_ascii_digit()).unwrap_or(family.len());
    let generation = family.get(generation..).unwrap_or_default();
    let suffix = generation.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let is_arm = suffix.starts_with('y') || generation == "6r";
    let arm = Architecture::Arm64.as_str();
    let runs = Architecture::KNOWN.iter().filter(|it| (**it == arm) == is_arm);
    runs.map(|it| bit(code(Architecture::KNOWN, Some(it)))).fold(0, |bits, bit| bits | bit)
}

/// Returns a number with this bit, or without any if it has no room for it.
fn bit(code: u64) -> u64 {
    u32::try_from(code).ok().and_then(|code| 1_u64.checked_shl(code)).unwrap_or_default()
}

/// Returns the place of a text among known ones, from 1; 0 if there is none.
fn code(known: &[&str], text: Option<&str>) -> u64 {
    let Some(text) = text else { return 0 };
    let place = known.iter().position(|it| *it == text);
    place.map_or(UNKNOWN, |place| place as u64 + 1)
}

fn flag_bits(flag: Flag, value: Option<bool>) -> u64 {
    value.map_or(0, |value| 1 + u64::from(value)) << (FLAGS + 2 * flag as u32)
}

const CODE: u64 = 0xff;
/// The code of a text that is not known.
const UNKNOWN: u64 = 0xff;
/// The code of `marketplace`, which a test holds against the list of owners.
const MARKETPLACE: u64 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_the_marketplace_is_its_own() {
        let text = ImageOwnerAlias::Marketplace;
        assert_eq!(code(ImageOwnerAlias::KNOWN, Some(text.as_str())), MARKETPLACE);
        for known in [ImageStatus::KNOWN, ImageOwnerAlias::KNOWN, Usage::KNOWN, OsType::KNOWN] {
            assert!(known.len() < 60, "statuses are bits of a number");
        }
    }

    #[test]
    fn instance_types_run_the_images_of_their_architecture() {
        let runs = |instance_type: &str, architecture: &str| {
            let mut image = Image::new("m");
            image.status = Some("Available".into());
            image.image_owner_alias = Some("self".into());
            image.architecture = Some(architecture.into());
            let mut request = DescribeImages::new("r");
            request.instance_type = Some(instance_type.to_owned());
            WantedTraits::of(&request).are(Traits::of(&image, false))
        };
        for arm in ["ecs.g8y.large", "ecs.c6r.xlarge", "ecs.ebmc8y.32xlarge"] {
            assert!(runs(arm, "arm64") && !runs(arm, "x86_64") && !runs(arm, "i386"), "{arm}");
        }
        for intel in ["ecs.g7.large", "ecs.re6.large", "ecs.t5-lc1m1.small", "ecs.i4r.large"] {
            assert!(
                !runs(intel, "arm64") && runs(intel, "x86_64") && runs(intel, "i386"),
                "{intel}"
            );
        }
    }

    #[test]
    fn filters_that_contradict_each_other_find_nothing() {
        let mut image = Image::new("m");
        image.status = Some("Available".into());
        image.image_owner_alias = Some("self".into());
        let both =
            |value: &str| Filter::new(Some(FilterKey::CpuOnlineUpgrade), Some(value.to_owned()));
        let mut request = DescribeImages::new("r");
        request.filters = vec![both("supported"), both("unsupported")];
        for support in ["supported", "unsupported", "neither"] {
            image.features.get_or_insert_default().cpu_online_upgrade = Some(support.to_owned());
            let traits = Traits::of(&image, false);
            assert!(!WantedTraits::of(&request).are(traits), "{support}");
        }
    }
}
