//! Filters against a second opinion that works on the JSON form of the images.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aliyun_ecs_emulator::Catalogue;
use aliyun_ecs_emulator::Service;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::Value;

use crate::ask::Ask;
use crate::ask::service;

type Parameters = Vec<(String, String)>;

/// Says by the words of the documents which images are meant, newest first.
fn expected(region: &str, params: &Parameters) -> Vec<String> {
    let mut images: Vec<&Value> = IMAGES.get(region).into_iter().flatten().collect();
    let given = |name: &str| params.iter().any(|(own, _)| own == name);
    images.retain(|image| {
        (given("Status") || image["Status"] == "Available")
            && (given("ImageOwnerAlias") || image["ImageOwnerAlias"] != "marketplace")
            && (given("IsPublic") || !is_community(image))
            && params.iter().all(|(name, value)| holds(image, name, value, params))
    });
    let time = |image: &&Value| image["CreationTime"].as_str().unwrap().to_owned();
    images.sort_by_key(time);
    let id = |image: &&Value| image["ImageId"].as_str().unwrap().to_owned();
    images.iter().rev().map(id).collect()
}

fn is_community(image: &Value) -> bool {
    image["ImageOwnerAlias"] == "others" && image["IsPublic"] == true
}

fn holds(image: &Value, name: &str, value: &str, params: &Parameters) -> bool {
    let among = |member: &str| value.split(',').any(|item| image[member] == item);
    let sibling = |from: &str, to: &str| {
        let name = name.replace(from, to);
        params.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    };
    match name {
        "ImageId" | "Status" => among(name),
        "SnapshotId" => {
            let disks = image["DiskDeviceMappings"]["DiskDeviceMapping"].as_array().unwrap();
            disks.iter().any(|disk| disk["SnapshotId"] == value)
        }
        "ImageName" => {
            let pattern: Vec<char> = value.chars().collect();
            let text: Vec<char> = image[name].as_str().unwrap_or_default().chars().collect();
            glob(&pattern, &text)
        }
        "ImageFamily" | "ImageOwnerAlias" | "Usage" | "OSType" | "Architecture"
        | "ResourceGroupId" => image[name] == value,
        "IsSupportIoOptimized" | "IsSupportCloudinit" | "ImageOwnerId" => {
            let written = image[name].to_string();
            written == value
        }
        "IsPublic" => is_community(image) == (value == "true"),
        "Filter.1.Key" | "Filter.2.Key" => {
            let bound = sibling("Key", "Value").unwrap();
            // The same length makes the order of the texts that of the times.
            let bound =
                if bound.len() == 17 { bound.replace('Z', ":00Z") } else { bound.to_owned() };
            let time = image["CreationTime"].as_str().unwrap();
            if value == "CreationStartTime" { *time >= *bound } else { *time <= *bound }
        }
        _ if name.starts_with("Tag.") && name.ends_with(".Key") => {
            let wanted = sibling("Key", "Value");
            image["Tags"]["Tag"].as_array().unwrap().iter().any(|tag| {
                tag["TagKey"] == value && wanted.is_none_or(|wanted| tag["TagValue"] == wanted)
            })
        }
        _ => true,
    }
}

fn glob(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len()).any(|skip| glob(rest, &text[skip..])),
        [first, rest @ ..] => text.first() == Some(first) && glob(rest, &text[1..]),
    }
}

/// The images as JSON, by their regions.
static IMAGES: LazyLock<BTreeMap<String, Vec<Value>>> = LazyLock::new(|| {
    let catalogue = Catalogue::seeded();
    let json = |image| serde_json::to_value(image).unwrap();
    let of = |region| catalogue.images(region).into_iter().map(json).collect();
    catalogue.regions().map(|region| (region.to_owned(), of(region))).collect()
});

fn any_of(values: &'static [&'static str]) -> BoxedStrategy<String> {
    prop::sample::select(values).prop_map(str::to_owned).boxed()
}

/// A text that some image has under a member.
fn member_of_an_image(path: &'static str) -> BoxedStrategy<String> {
    let texts: Vec<String> = IMAGES
        .values()
        .flatten()
        .filter_map(|image| image.pointer(path)?.as_str().map(str::to_owned))
        .filter(|text| !text.is_empty())
        .collect();
    prop::sample::select(texts).boxed()
}

fn list_of(item: BoxedStrategy<String>) -> BoxedStrategy<String> {
    prop::collection::vec(item, 1..5).prop_map(|items| items.join(",")).boxed()
}

fn pattern() -> BoxedStrategy<String> {
    (member_of_an_image("/ImageName"), 0..4_usize, 0..12_usize)
        .prop_map(|(name, kind, at)| {
            let head: String = name.chars().take(at).collect();
            let tail: String = name.chars().skip(at).collect();
            match kind {
                0 => name,
                1 => format!("{head}*"),
                2 => format!("*{tail}"),
                _ => format!("*{}*", tail.chars().take(3).collect::<String>()),
            }
        })
        .prop_filter("an empty name is none", |pattern| !pattern.is_empty())
        .boxed()
}

/// Zero to four conditions, each of a kind that at least one image fulfils.
fn conditions() -> impl Strategy<Value = Parameters> {
    let one = |name: &'static str, value: BoxedStrategy<String>| {
        value.prop_map(move |value| vec![(name.to_owned(), value)]).boxed()
    };
    let statuses =
        &["Creating", "Waiting", "Available", "UnAvailable", "CreateFailed", "Deprecated", "?"];
    let flags = &["true", "false"];
    let pair = |list: &'static str, n: u32, key: &str, value: Option<&str>| {
        let mut params = vec![(format!("{list}.{n}.Key"), key.to_owned())];
        params.extend(value.map(|value| (format!("{list}.{n}.Value"), value.to_owned())));
        params
    };
    let tags = [
        ("env", Some("prod")),
        ("env", None),
        ("team", Some("blue")),
        ("team", Some("red team")),
        ("部门", Some("研发")),
        ("keep", Some("")),
        ("keep", Some("x")),
        ("none", None),
    ];
    let tag = (prop::sample::select(tags.to_vec()), 1..=20_u32)
        .prop_map(move |((key, value), n)| pair("Tag", n, key, value));
    let span = (
        any_of(&["CreationStartTime", "CreationEndTime"]),
        member_of_an_image("/CreationTime"),
        1..=2_u32,
        any::<bool>(),
    )
        .prop_map(move |(key, time, n, short)| {
            let time = if short { format!("{}Z", &time[..16]) } else { time };
            pair("Filter", n, &key, Some(&time))
        });
    let community = any_of(flags).prop_map(|flag| {
        vec![("IsPublic".to_owned(), flag), ("ImageOwnerAlias".to_owned(), "others".to_owned())]
    });
    let account = any_of(&["1234567890123456", "1234567890123457", "1"]).prop_map(|id| {
        vec![("ImageOwnerId".to_owned(), id), ("ImageOwnerAlias".to_owned(), "others".to_owned())]
    });
    let condition = prop_oneof![
        one("ImageId", list_of(member_of_an_image("/ImageId"))),
        one("Status", list_of(any_of(statuses))),
        one("SnapshotId", member_of_an_image("/DiskDeviceMappings/DiskDeviceMapping/0/SnapshotId")),
        one("ImageName", pattern()),
        one("ImageFamily", member_of_an_image("/ImageFamily")),
        one("ImageOwnerAlias", any_of(&["system", "self", "others", "marketplace"])),
        one("Usage", any_of(&["instance", "none"])),
        one("OSType", any_of(&["linux", "windows"])),
        one("Architecture", any_of(&["i386", "x86_64", "arm64"])),
        one("IsSupportIoOptimized", any_of(flags)),
        one("IsSupportCloudinit", any_of(flags)),
        one("ResourceGroupId", any_of(&["rg-acfm2example0001", "rg-none"])),
        tag,
        span,
        community,
        account,
    ];
    prop::collection::vec(condition, 0..5).prop_map(|conditions| {
        let mut params = Parameters::new();
        for (name, value) in conditions.into_iter().flatten() {
            params.retain(|(own, _)| *own != name);
            params.push((name, value));
        }
        repair(&mut params);
        params
    })
}

/// Makes the list one the service accepts: what was drawn later may have replaced half a pair.
fn repair(params: &mut Parameters) {
    let has = |params: &Parameters, name: &str, value: &str| {
        params.iter().any(|(own, of)| own == name && of == value)
    };
    if !has(params, "ImageOwnerAlias", "others") {
        params.retain(|(name, _)| name != "IsPublic" && name != "ImageOwnerId");
    }
}

static SERVICE: LazyLock<Service> = LazyLock::new(service);

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "proptest-regressions/filters.txt",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_page_holds_what_a_naive_reading_of_the_documents_says(
        region in any_of(&["cn-hangzhou", "cn-hangzhou", "cn-beijing", "eu-central-1", "me-east-1"]),
        params in conditions(),
        number in 1..4_usize,
        size in 1..=100_usize,
    ) {
        let mut ask = Ask::new()
            .with("RegionId", &region)
            .with("PageNumber", &number.to_string())
            .with("PageSize", &size.to_string());
        for (name, value) in &params {
            ask = ask.with(name, value);
        }
        let answer = ask.answer(&SERVICE);
        let expected = expected(&region, &params);
        prop_assert_eq!(&answer.json()["TotalCount"], expected.len());
        let page: Vec<String> =
            expected.into_iter().skip((number - 1) * size).take(size).collect();
        prop_assert_eq!(answer.ids(), page);
    }
}

#[track_caller]
fn count(params: &[(&str, &str)]) -> usize {
    let ask = params.iter().fold(Ask::new(), |ask, (name, value)| ask.with(name, value));
    ask.with("PageSize", "100").answer(&SERVICE).ids().len()
}

#[test]
fn two_tags_must_both_be_on_the_image() {
    let prod = count(&[("Tag.1.Key", "env"), ("Tag.1.Value", "prod")]);
    let tags = [("Tag.1.Key", "env"), ("Tag.1.Value", "prod"), ("Tag.2.Key", "team")];
    let blue = [&tags[..], &[("Tag.2.Value", "blue")]].concat();
    assert!(count(&blue) > 0 && count(&blue) < prod);
    assert_eq!(count(&tags), prod);
    assert_eq!(count(&[("Tag.1.Key", "env"), ("Tag.2.Key", "部门")]), 0);
}

#[test]
fn both_ends_of_a_span_of_time_belong_to_it() {
    let example = |key, time| {
        let id = "suse11sp3_64_20G_aliaegis_20150428.vhd";
        count(&[("ImageId", id), ("Filter.1.Key", key), ("Filter.1.Value", time)])
    };
    for (key, within, outside) in [
        ("CreationStartTime", "2015-05-06T09:01:32Z", "2015-05-06T09:01:33Z"),
        ("CreationEndTime", "2015-05-06T09:01:32Z", "2015-05-06T09:01:31Z"),
        ("CreationStartTime", "2015-05-06T09:01Z", "2015-05-06T09:02Z"),
        ("CreationEndTime", "2015-05-06T09:02Z", "2015-05-06T09:01Z"),
    ] {
        assert_eq!((example(key, within), example(key, outside)), (1, 0), "{key}");
    }
}

#[test]
fn lower_case_tag_names_mean_the_same() {
    let upper = count(&[("Tag.1.Key", "keep"), ("Tag.1.Value", "")]);
    assert!(upper > 0);
    assert_eq!(count(&[("Tag.1.key", "keep"), ("Tag.1.value", "")]), upper);
}

#[test]
fn community_images_are_listed_only_when_asked_for() {
    let others = ("ImageOwnerAlias", "others");
    let shared = count(&[others]);
    let community = count(&[others, ("IsPublic", "true")]);
    assert!(shared > 0 && community > 0);
    assert_eq!(count(&[others, ("IsPublic", "false")]), shared);
}

#[test]
fn an_empty_parameter_filters_nothing() {
    let all = Ask::new().answer(&SERVICE).json()["TotalCount"].clone();
    for name in ["ImageId", "Status", "ImageName", "ImageOwnerAlias", "Usage", "OSType", "IsPublic"]
    {
        let answer = Ask::new().with(name, "").answer(&SERVICE);
        assert_eq!(answer.json()["TotalCount"], all, "{name}");
    }
}

#[test]
fn unknown_images_are_no_error() {
    assert_eq!(count(&[("ImageId", "m-nowhere,,m-neither")]), 0);
    assert_eq!(count(&[("Status", "available")]), 0);
}

#[test]
fn features_are_filtered_by_what_images_say() {
    let feature = |key, value| count(&[("Filter.1.Key", key), ("Filter.1.Value", value)]);
    assert!(feature("MemoryOnlineUpgrade", "supported") > 0);
    assert_eq!(feature("CpuOnlineDowngrade", "supported"), 0);
    assert_eq!(feature("NetworkType", "vpc"), 100);
}
