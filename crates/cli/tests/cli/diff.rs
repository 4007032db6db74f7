//! What changed between two listings.

use std::fs;
use std::path::{Path, PathBuf};

use aliyun_ecs_emulator::{Catalogue, Emulator, NewImage};

use crate::command::{Output, bare, keyed_for, run, run_on};
use crate::find::{ask, served};
use crate::hostile::is_harmless;

const REGION: &str = "cn-hangzhou";

fn catalogue() -> Catalogue {
    ["m-1", "m-2", "m-3"]
        .into_iter()
        .fold(Catalogue::new(), |catalogue, id| catalogue.with(REGION, NewImage::own(id)))
}

fn change(emulator: &Emulator) {
    emulator.change(|catalogue| {
        catalogue.remove(REGION, "m-1");
        catalogue.insert(REGION, NewImage::own("m-4").named("new"));
        catalogue.update(REGION, "m-2", |image| image.description = Some("other".to_owned()));
    });
}

/// Saves what an emulator lists.
fn save(emulator: &Emulator, folder: &Path, name: &str, how: &str) -> String {
    let listed = ask(emulator, &["list", "-q", "-o", how]);
    let file = folder.join(name);
    fs::write(&file, listed.exits(0)).expect("a file");
    file.to_str().expect("UTF-8").to_owned()
}

fn diff(arguments: &[&str]) -> Output {
    run(bare(), &[&["diff"], arguments].concat())
}

const CHANGES: &str = "m-4  new  -  x86_64  2026-01-01T00:00:00Z";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn saved_listings_of_any_form_are_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let emulator = served(catalogue()).await;
    let before =
        ["json", "jsonl"].map(|how| save(&emulator, folder.path(), &format!("a.{how}"), how));
    change(&emulator);
    let after =
        ["json", "jsonl"].map(|how| save(&emulator, folder.path(), &format!("b.{how}"), how));
    emulator.shutdown().await;
    for (before, after, region) in [
        (&before[0], &after[0], "cn-hangzhou  "),
        (&before[0], &after[1], "cn-hangzhou  "),
        (&before[1], &after[0], "cn-hangzhou  "),
        (&before[1], &after[1], ""),
    ] {
        let output = diff(&[before, after]);
        let expected = format!(
            "+ {region}{CHANGES}\n\
             - {region}m-1  m-1  -  x86_64  2026-01-01T00:00:00Z\n\
             ~ {region}m-2\n    Description: null → \"other\"\n"
        );
        assert_eq!(output.exits(13), expected);
        output.says(&["1 image added, 1 removed, 1 changed, 1 the same\n"]);
        assert_eq!(diff(&[before, after, "--exit-zero"]).exits(0), expected);
        assert_eq!(diff(&[before, before]).exits(0), "");
        let fewer = diff(&[before, after, "--name=m-2", "-q"]);
        assert_eq!(fewer.exits(13).lines().count(), 2);
        assert_eq!(fewer.stderr, "");
    }
    let output = run_on(&fs::read(&before[1]).expect("a file"), bare(), &["diff", "-", &before[0]]);
    assert_eq!(output.exits(0), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn json_has_images_and_members() {
    let folder = tempfile::tempdir().expect("a folder");
    let emulator = served(catalogue()).await;
    let before = save(&emulator, folder.path(), "a", "json");
    change(&emulator);
    let after = save(&emulator, folder.path(), "b", "json");
    emulator.shutdown().await;
    let output = diff(&[&before, &after, "-o", "json"]);
    let value: serde_json::Value = serde_json::from_str(output.exits(13)).expect("JSON");
    let region = &value["regions"][0];
    assert_eq!((&region["region"], &region["is_proved"]), (&REGION.into(), &true.into()));
    assert_eq!(region["added"][0]["ImageId"], "m-4");
    assert_eq!(region["removed"][0]["ImageId"], "m-1");
    let changes = serde_json::json!([{"member": "Description", "before": null, "after": "other"}]);
    assert_eq!(region["changed"], serde_json::json!([{"id": "m-2", "changes": changes}]));
    assert_eq!(value["not_compared"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_next_night_is_compared_with_what_was_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let emulator = served(catalogue()).await;
    let file = save(&emulator, folder.path(), "images", "jsonl");
    let night = |more: &[&str]| {
        let arguments = [&["diff", &file, "live", "--owner=self", "--save", &file], more].concat();
        ask(&emulator, &arguments)
    };
    assert_eq!(night(&[]).exits(0), "");
    assert!(fs::read_to_string(&file).expect("a file").starts_with(r#"{"Version":1"#));
    change(&emulator);
    assert!(night(&[]).exits(13).starts_with(&format!("+ cn-hangzhou  {CHANGES}\n")));
    assert_eq!(night(&[]).exits(0), "");
    // A snapshot knows its regions and how it was asked for.
    let arguments = ["diff", "live", &file, "--endpoint", emulator.url()];
    assert_eq!(run(keyed_for(&emulator), &arguments).exits(0), "");
    let left: Vec<PathBuf> = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    assert_eq!(left, [PathBuf::from(&file)]);
    emulator.shutdown().await;

    // Another account's images do not replace it.
    let saved = fs::read(&file).expect("a file");
    let other = served(catalogue()).await;
    let output = ask(&other, &["diff", &file, "live", "--save", &file]);
    output.says(&["of different accounts", "aliyun-images whoami"]).exits(2);
    assert_eq!(fs::read(&file).expect("a file"), saved);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    other.shutdown().await;
}

#[test]
fn what_is_not_complete_says_nothing_of_what_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, ids: &[&str], total: usize| {
        let images: Vec<String> = ids.iter().map(|id| format!(r#"{{"ImageId":"{id}"}}"#)).collect();
        let images = images.join(",");
        let file = folder.path().join(name);
        let body =
            format!(r#"{{"RegionId":"r","TotalCount":{total},"Images":{{"Image":[{images}]}}}}"#);
        fs::write(&file, body).expect("a file");
        file.to_str().expect("UTF-8").to_owned()
    };
    let (whole, part) = (file("whole", &["m-1", "m-2"], 2), file("part", &["m-1"], 2));
    let output = diff(&[&whole, &part]);
    assert_eq!(output.exits(13), "? r  m-2  -  -  -  -\n");
    output.says(&["1 in one only", "part, r: images may be missing; it has 1 of 2 images\n"]);
    let output = diff(&[&part, &part]);
    assert_eq!(output.exits(8), "");
    assert_eq!(diff(&[&part, &whole]).exits(13), "? r  m-2  -  -  -  -\n");
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).expect("a file");
        file.to_str().expect("UTF-8").to_owned()
    };
    let lines = file("lines", "{\"ImageId\":\"m-1\"}\n\n{\"ImageId\":\"m-2\"}\n");
    for (text, words, code) in [
        ("<html></html>", "is no file of images", 7),
        ("{\"ImageId\":\"m-1\"}\n{\"ImageId\":", "line 2 of ", 7),
        (r#"{"Code":"Throttling","Message":"No."}"#, "it is the service's error Throttling", 7),
        (r#"{"Version":9,"Regions":[]}"#, "is no file of images", 7),
    ] {
        let other = file("other", text);
        diff(&[&lines, &other]).says(&[words]).exits(code);
    }
    diff(&[&lines, "/nowhere"]).says(&["/nowhere cannot be read"]).exits(1);
    diff(&["live", "live"]).says(&["only one of the two can be live"]).exits(2);
    diff(&["-", "-"]).says(&["only one argument can be -"]).exits(2);
    diff(&[&lines, &lines, "--save=x"]).says(&["--save is for what is live"]).exits(2);
    let two = file(
        "two",
        "{\"ImageId\":\"m-1\",\"RegionId\":\"a\"}\n{\"ImageId\":\"m-1\",\"RegionId\":\"b\"}\n",
    );
    diff(&[&lines, &two])
        .says(&["names no region", "name the region of it with --region"])
        .exits(2);
    let output = diff(&[&lines, &two, "--region=a"]);
    output.says(&["b is in ", " only, and nothing is said of it"]).exits(13);
    let empty = file("empty", "");
    assert_eq!(diff(&[&empty, &lines]).exits(13).lines().count(), 2);
    assert_eq!(diff(&[&empty, &empty]).exits(0), "");
}

#[test]
fn a_live_side_that_fails_is_told_as_any_other_failure() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lines");
    fs::write(&file, "{\"ImageId\":\"m-1\"}\n").expect("a file");
    let file = file.to_str().expect("UTF-8");
    let output = diff(&[file, "live", "--emulator", "--region=cn-nowhere"]);
    output.says(&["InvalidRegionId.NotFound"]).exits(4);
    let output = diff(&[file, "live", "--emulator", "--owner=self", "--owner=system"]);
    output.says(&["of one owner at a time"]).exits(2);
    assert!(diff(&[file, "live", "--emulator", "-q"]).exits(13).len() > 1000);
}

#[test]
fn hostile_files_are_escaped() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).expect("a file");
        file.to_str().expect("UTF-8").to_owned()
    };
    let one = file(
        "one",
        r#"{"ImageId":"m\u001b[2J","ImageName":"a\u202e","RegionId":"r\u009b","x\u001b":"\u202e"}"#,
    );
    let two =
        file("two", r#"{"ImageId":"m\u001b[2J","ImageName":"b\n+ forged","RegionId":"r\u009b"}"#);
    let none = file("none", "");
    for pair in [[&one, &two], [&one, &none], [&none, &two]] {
        for how in ["text", "json"] {
            let output = diff(&[pair[0], pair[1], "-o", how]);
            output.exits(13);
            is_harmless(&output);
            assert!(!output.stdout.contains("\n+ forged"), "{output:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_enough_is_no_failure() {
    use std::process::Stdio;

    for arguments in [
        &["diff", "/dev/null", "live", "--emulator", "-q"][..],
        &["find", "--emulator", "--latest"],
        &["regions", "--known"],
    ] {
        let mut command = bare();
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the command ends");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}
