//! What `list` does beyond what the service does: several regions and owners, conditions, orders,
//! columns and queries.

use std::collections::BTreeSet;

use aliyun_ecs_emulator::{Catalogue, Emulator, NewImage, Options};

use crate::command::{Output, bare, keyed_for, run};

#[track_caller]
fn list(arguments: &[&str]) -> Output {
    run(bare(), &[&["list", "--emulator"], arguments].concat())
}

fn ids(output: &Output) -> Vec<String> {
    output.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn identifiers_alone_are_an_output() {
    let output = list(&["-o", "id", "--limit=3"]);
    output.exits(0);
    assert_eq!(ids(&output).len(), 3);
    assert!(!output.stdout.contains(' '));
}

#[test]
fn owners_can_be_many_or_any() {
    let of = |owner: &str| -> BTreeSet<String> {
        let output = list(&["-o", "id", "--owner", owner]);
        output.exits(0);
        ids(&output).into_iter().collect()
    };
    let (system, own) = (of("system"), of("self"));
    assert!(!system.is_empty() && !own.is_empty());
    assert_eq!(of("system,self"), &system | &own);
    assert!(of("any").is_superset(&(&system | &own)));
    assert!(of("any").len() > of("system,self,others").len(), "with the marketplace");
}

#[test]
fn a_name_is_held_against_its_pattern_here_too() {
    let output = list(&["-o", "id", "--name=ubuntu_22_04_x64*", "--owner=system"]);
    output.exits(0);
    assert!(!output.stdout.is_empty());
    assert!(ids(&output).iter().all(|id| id.starts_with("ubuntu_22_04_x64")), "{output:?}");
    let output = list(&["-o", "id", "--name-regex=^ubuntu_2[02]_04_x64"]);
    assert!(ids(&output).iter().all(|id| id.starts_with("ubuntu_2")), "{output:?}");
    assert!(!ids(&output).is_empty());
    list(&["--name-regex=("]).says(&["--name-regex", "unclosed group"]).exits(2);
}

#[test]
fn the_latest_and_the_first_of_an_order_are_printed_alone() {
    let all = list(&["-o", "jsonl"]);
    let mut images: Vec<serde_json::Value> =
        all.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    images.sort_by_key(|image| {
        let text = |name: &str| image[name].as_str().unwrap_or_default().to_owned();
        (text("CreationTime"), text("ImageId"))
    });
    let newest = images.last().expect("an image")["ImageId"].as_str().expect("an id").to_owned();
    let latest = list(&["-o", "id", "--latest"]);
    assert_eq!(ids(&latest), std::slice::from_ref(&newest));
    assert_eq!(ids(&list(&["-o", "id", "--sort=created:desc", "--limit=1"])), [newest]);
    let sorted = list(&["-o", "id", "--sort=id"]);
    sorted.says(&["all images are held in memory"]);
    let mut expected = ids(&sorted);
    expected.sort();
    assert_eq!(ids(&sorted), expected);
    list(&["--latest", "--limit=2"]).says(&["cannot be used with"]).exits(2);
    list(&["--sort=age"]).says(&["created, name, id, size or os"]).exits(2);
}

#[test]
fn any_member_can_be_a_column() {
    let output = list(&["-o", "csv", "--columns=ImageId,OSType,Tags", "--limit=2"]);
    output.exits(0);
    assert!(output.stdout.starts_with("ImageId,OSType,Tags\n"), "{}", output.stdout);
    let output = list(&["--columns=ImageId,Progress", "--limit=1"]);
    assert!(output.exits(0).starts_with("ImageId"), "{output:?}");
    let output = list(&["-o", "csv", "--columns=all", "--limit=1"]);
    assert!(output.exits(0).contains("SecureBootOptions"), "{output:?}");
    list(&["--columns=imageid"])
        .says(&["--columns has imageid, which is written ImageId"])
        .exits(2);
    list(&["-o", "jsonl", "--columns=ImageId"]).says(&["--columns is for", "use --query"]).exits(2);
}

#[test]
fn a_query_sees_the_document_or_each_line() {
    let output = list(&["--query=length(Images.Image)", "--owner=system"]);
    let count: usize = output.exits(0).trim().parse().expect("a number");
    output.says(&["all images are held in memory"]);
    let lines = list(&["-o", "jsonl", "--query=[ImageId, Size]", "--owner=system"]);
    assert_eq!(lines.exits(0).lines().count(), count);
    assert!(lines.stdout.starts_with("[\""), "{}", lines.stdout);
    list(&["--query=Images.["]).says(&["--query is no JMESPath expression"]).exits(2);
    list(&["-o", "csv", "--query=a"]).says(&["--query is for json and jsonl"]).exits(2);
}

#[test]
fn either_scheme_lists_the_same() {
    let output = list(&["-o", "id", "--scheme=acs3"]);
    assert_eq!(ids(&output), ids(&list(&["-o", "id"])));
    list(&["--scheme=acs3", "--format=xml"]).says(&["the answer is JSON", "--scheme rpc"]).exits(2);
}

#[test]
fn an_empty_listing_says_what_was_asked_for() {
    let output = list(&["--image-id=m-none", "-o", "id"]);
    assert_eq!(output.exits(0), "");
    output.says(&["no image m-none was found; `aliyun-images show m-none` looks everywhere"]);
    output.says(&["without --status only Available", "without --owner the marketplace"]);
    let output = list(&["--name=ubuntu", "--fail-empty"]);
    output.says(&["--name 'ubuntu*' also finds"]).exits(11);
    let output = list(&["--os=Plan 9*"]);
    output.says(&["--os left out ", " that the service gave"]);
}

#[test]
fn a_limit_proves_nothing_and_may_be_refused() {
    list(&["--limit=1"]).exits(0);
    list(&["--limit=1", "--require-complete"]).says(&["nothing is proved"]).exits(8);
    list(&["--require-complete"]).exits(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn several_regions_are_listed_with_a_column_for_them() {
    let mut catalogue = Catalogue::new();
    for (region, id) in [("cn-hangzhou", "m-h"), ("eu-central-1", "m-e"), ("us-west-1", "m-u")] {
        catalogue = catalogue.with(region, NewImage::own(id));
    }
    let options =
        Options::new().catalogue(catalogue).regions(["cn-hangzhou", "eu-central-1", "us-west-1"]);
    let emulator = Emulator::start_with(options).await.expect("an emulator");
    let list = |arguments: &[&str]| {
        let fixed = ["list", "--endpoint", emulator.url()];
        run(keyed_for(&emulator), &[&fixed[..], arguments].concat())
    };
    let output = list(&["-r", "cn-hangzhou,eu-central-1", "-o", "id"]);
    let found: BTreeSet<String> = ids(&output).into_iter().collect();
    assert_eq!(found, ["m-h", "m-e"].map(str::to_owned).into());
    let output = list(&["-r", "cn-hangzhou", "-r", "us-west-1"]);
    assert!(output.stdout.contains("REGION") && output.stdout.contains("us-west-1"), "{output:?}");
    let output = list(&["-r", "all", "-o", "csv"]);
    assert!(output.stdout.starts_with("RegionId,ImageId,"), "{output:?}");
    assert_eq!(output.stdout.lines().count(), 4);
    output.says(&["3 images in 3 answers from 3 regions", ": complete"]);
    list(&["-r", "all", "--page=1"]).says(&["--page is for one region and one owner"]).exits(2);
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_slip_in_a_region_is_noticed() {
    let emulator = Emulator::start().await.expect("an emulator");
    let arguments = ["list", "--endpoint", emulator.url(), "--region=cn-hangzou"];
    let output = run(keyed_for(&emulator), &arguments);
    output.says(&["InvalidRegionId", "hint: did you mean --region cn-hangzhou?"]).exits(4);
    emulator.shutdown().await;
}

#[test]
fn a_failure_of_the_network_names_the_server() {
    let arguments =
        ["list", "--region=cn-hangzhou", "--endpoint=http://127.0.0.1:1", "--retries=0"];
    let output = run(crate::command::keyed("id", "secret"), &arguments);
    output
        .says(&["error: http://127.0.0.1:1: no connection to the server could be opened"])
        .exits(6);
}

#[test]
fn other_spellings_of_known_values_are_corrected() {
    let output = list(&["-o", "id", "--architecture=aarch64", "--status=available"]);
    output
        .says(&["note: --architecture aarch64 is taken for arm64", "--status available is taken"]);
    assert!(!output.exits(0).is_empty());
    list(&["--status=Gone", "-o", "id"]).says(&["--status Gone is not known", "Available"]);
}

#[test]
fn what_happens_is_told_if_asked_for() {
    let output = list(&["-o", "id", "-v", "--limit=1"]);
    output.says(&["the attempt succeeded", "request_id"]).hides(&["Signature", "AccessKeySecret"]);
    assert!(output.stdout.lines().count() == 1, "{output:?}");
    assert!(!list(&["-o", "id", "--limit=1"]).stderr.contains("attempt"));
}
