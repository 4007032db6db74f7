//! Listings that go well, against the emulator's own catalogue.

use std::collections::BTreeSet;

use aliyun_ecs_emulator::{Catalogue, Emulator};
use aliyun_ecs_model::{Architecture, Image, ImageOwnerAlias, ImageStatus};

use crate::command::{Output, bare, ids_in_jsonl, ids_in_table, keyed_for, run};

#[track_caller]
fn list(arguments: &[&str]) -> Output {
    let output = run(bare(), &[&["list", "--emulator"], arguments].concat());
    output.exits(0);
    output
}

/// Returns the identifiers the catalogue has for a request, in the order of the service.
fn expected(wanted: impl Fn(&Image) -> bool) -> Vec<String> {
    let catalogue = Catalogue::seeded();
    let mut images = catalogue.images("cn-hangzhou").to_vec();
    images.retain(|image| {
        let community = image.is_public == Some(true)
            && image.image_owner_alias == Some(ImageOwnerAlias::Others);
        !community && wanted(image)
    });
    images.into_iter().map(|image| image.image_id).collect()
}

fn by_default(image: &Image) -> bool {
    image.status == Some(ImageStatus::Available)
        && image.image_owner_alias != Some(ImageOwnerAlias::Marketplace)
}

#[test]
fn all_outputs_have_the_images_of_the_catalogue() {
    let expected = expected(by_default);
    assert!(expected.len() > 100);
    assert_eq!(ids_in_table(list(&[]).exits(0)), expected);
    assert_eq!(ids_in_jsonl(list(&["-o", "jsonl"]).exits(0)), expected);

    let csv = list(&["--output=csv"]);
    let mut reader = csv::Reader::from_reader(csv.stdout.as_bytes());
    let ids: Vec<String> =
        reader.records().map(|record| record.expect("a record")[0].to_owned()).collect();
    assert_eq!(ids, expected);

    let json = list(&["--output=json"]);
    let document: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    let images = document["Images"]["Image"].as_array().expect("a list");
    let ids: Vec<&str> = images.iter().filter_map(|image| image["ImageId"].as_str()).collect();
    assert_eq!(ids, expected);
    assert_eq!(document["TotalCount"], expected.len());
    assert_eq!(document["RegionId"], "cn-hangzhou");

    let summary = format!("{} images in 2 answers from http://127.0.0.1:", expected.len());
    json.says(&[&summary, " (emulator) in ", " ms: complete\n"]);
}

#[test]
fn whole_images_are_printed_not_only_identifiers() {
    let lines = list(&["-o", "jsonl", "--owner", "self"]);
    let read: Vec<Image> =
        lines.stdout.lines().map(|line| serde_json::from_str(line).expect("an image")).collect();
    let catalogue = Catalogue::seeded();
    let own = |image: &&Image| image.image_owner_alias == Some(ImageOwnerAlias::Own);
    let mut expected =
        catalogue.images("cn-hangzhou").iter().filter(own).cloned().collect::<Vec<_>>();
    expected.retain(by_default);
    assert_eq!(read, expected);
}

#[test]
fn the_page_size_does_not_change_what_comes() {
    let all = list(&["-o", "jsonl"]);
    let small = list(&["-o", "jsonl", "--page-size", "20"]);
    assert_eq!(small.stdout, all.stdout);
}

#[test]
fn the_wire_does_not_change_what_comes() {
    let all = list(&["-o", "jsonl"]);
    for wire in [&["--format=xml"][..], &["--method=post"], &["--format=xml", "--method=post"]] {
        let arguments = [&["-o", "jsonl"], wire].concat();
        assert_eq!(list(&arguments).stdout, all.stdout, "{wire:?}");
    }
}

#[test]
fn filters_select() {
    let ids =
        |arguments: &[&str]| ids_in_jsonl(list(&[&["-o", "jsonl"], arguments].concat()).exits(0));
    let arm = |image: &Image| image.architecture == Some(Architecture::Arm64);
    assert_eq!(ids(&["--architecture=arm64"]), expected(|i| by_default(i) && arm(i)));

    let market = |image: &Image| image.image_owner_alias == Some(ImageOwnerAlias::Marketplace);
    let available = |image: &Image| image.status == Some(ImageStatus::Available);
    assert_eq!(ids(&["--owner=marketplace"]), expected(|i| available(i) && market(i)));

    let web = |image: &Image| image.image_name.as_ref().is_some_and(|n| n.starts_with("web-"));
    assert_eq!(ids(&["--name", "web-*"]), expected(|i| by_default(i) && web(i)));
    assert!(ids(&["--name", "web-*", "--os-type=windows"]).len() < ids(&["--name=web-*"]).len());

    let every_status = ImageStatus::KNOWN.join(",");
    let not_market = |image: &Image| !market(image);
    let all = ids(&["--status", &every_status]);
    assert_eq!(all, expected(not_market));
    assert!(all.len() > expected(by_default).len());

    let two: Vec<&str> =
        all.iter().map(String::as_str).filter(|id| id.starts_with("m-")).take(2).collect();
    assert_eq!(ids(&["--status", &every_status, "--image-id", &two.join(",")]), two);
    assert_eq!(ids(&["--image-id=m-none"]), [""; 0]);
}

#[test]
fn tags_select_by_key_or_by_both() {
    let catalogue = Catalogue::seeded();
    let images = || catalogue.images("cn-hangzhou").into_iter().filter(by_default);
    let tag = images().find_map(|image| image.tags.into_iter().next()).expect("a tagged image");
    let (key, value) = (tag.key.clone().expect("a key"), tag.value.clone().expect("a value"));
    let with = |value: Option<&String>| {
        let fits = |image: &Image| {
            let mut tags = image.tags.iter();
            tags.any(|t| {
                t.key.as_ref() == Some(&key) && (value.is_none() || t.value.as_ref() == value)
            })
        };
        images().filter(fits).map(|image| image.image_id.clone()).collect::<Vec<_>>()
    };
    let ids = |tag: &str| ids_in_jsonl(list(&["-o", "jsonl", "--tag", tag]).exits(0));
    assert_eq!(ids(&format!("{key}={value}")), with(Some(&value)));
    // A key alone is advice of the rules, not a refusal.
    assert_eq!(ids(&key), with(None));
}

#[test]
fn one_page_some_images_or_the_rest_can_be_asked_for() {
    let all = expected(by_default);
    let page = list(&["--page", "2", "--page-size", "30"]);
    assert_eq!(ids_in_table(&page.stdout), all[30..60]);
    page.says(&[&format!("30 of {} images in 1 answer", all.len())]);

    let some = list(&["--limit", "60", "-o", "jsonl"]);
    assert_eq!(ids_in_jsonl(&some.stdout), all[..60]);
    some.says(&["60 of 119 images in 1 answer"]);

    let past = list(&["--page", "99"]);
    assert_eq!(past.stdout, "");
}

#[test]
fn quiet_leaves_standard_error_empty() {
    assert_eq!(list(&["--quiet", "--tag", "team"]).stderr, "");
    assert_eq!(list(&["-q", "--dry-run"]).stderr, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn keys_and_region_come_from_the_environment() {
    let emulator = Emulator::start().await.expect("an emulator");
    let arguments = ["list", "--endpoint", emulator.url(), "-o", "jsonl"];
    let mut command = keyed_for(&emulator);
    command.env("ALIBABA_CLOUD_REGION_ID", "ap-southeast-1");
    command.env("ALIBABA_CLOUD_SECURITY_TOKEN", "");
    let output = run(command, &arguments);
    let ids: BTreeSet<String> = ids_in_jsonl(output.exits(0)).into_iter().collect();
    let in_region = emulator.catalogue().images("ap-southeast-1");
    assert!(!ids.is_empty());
    assert!(ids.iter().all(|id| in_region.iter().any(|image| image.image_id == *id)));
    output.says(&[emulator.url()]).hides(&["(emulator)"]);

    let mut command = keyed_for(&emulator);
    command.env("ALIBABA_CLOUD_REGION_ID", "ap-southeast-1");
    let output = run(command, &[&arguments[..], &["--region", "cn-hangzhou"]].concat());
    assert_eq!(ids_in_jsonl(output.exits(0)), expected(by_default));
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_dry_run_fetches_nothing() {
    let emulator = Emulator::start().await.expect("an emulator");
    let arguments = ["list", "--endpoint", emulator.url(), "--region=cn-hangzhou", "--dry-run"];
    let output = run(keyed_for(&emulator), &arguments);
    assert_eq!(output.exits(0), "");
    output.says(&["would accept this request"]);
    assert_eq!(emulator.served(), 1);

    let output = run(bare(), &["list", "--emulator", "--dry-run", "--region=cn-nowhere"]);
    output.says(&["InvalidRegionId.NotFound"]).exits(4);
    emulator.shutdown().await;
}
