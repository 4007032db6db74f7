//! Listings of images that come and go, and from servers that do not do as they are asked.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::command::{Output, ids_in_jsonl, ids_in_table, keyed, run};
use crate::scripted::{Answer, Scripted, error, page, slice};

#[track_caller]
fn list(server: &Scripted, arguments: &[&str]) -> Output {
    let target = ["list", "--region=cn-hangzhou", "--endpoint", &server.url];
    run(keyed("id", "secret"), &[&target[..], arguments].concat())
}

fn images(count: u32) -> Vec<u32> {
    (0..count).collect()
}

fn ids(images: impl IntoIterator<Item = u32>) -> Vec<String> {
    images.into_iter().map(|id| format!("m-{id}")).collect()
}

fn faithful(number: u32, size: u32) -> Answer {
    slice(number, size, &images(250))
}

#[test]
fn a_faithful_server_gives_exit_code_0() {
    let server = Scripted::sliced(faithful);
    let output = list(&server, &[]);
    assert_eq!(ids_in_table(output.exits(0)), ids(0..250));
    output.says(&["250 images in 3 answers from ", ": complete\n"]).hides(&["warning"]);
    assert_eq!(server.requests(), 3);
}

#[test]
fn a_server_that_ignores_the_page_number_is_left() {
    let server = Scripted::sliced(|_, _| faithful(1, 100));
    let output = list(&server, &["-o", "jsonl"]);
    assert_eq!(ids_in_jsonl(output.exits(8)), ids(0..100));
    output.says(&["warning: some images may be missing"]);
    assert!(server.requests() <= 12, "{}", server.requests());
}

#[test]
fn a_server_that_ignores_the_page_size_is_reported() {
    let server = Scripted::start(|_| page(1, 2, 3, &["m-1", "m-2", "m-3"]));
    let output = list(&server, &["-o", "jsonl", "--page=1", "--page-size=2"]);
    assert_eq!(ids_in_jsonl(output.exits(8)), ["m-1", "m-2", "m-3"]);
    output.says(&["warning: the page has more images than were asked for"]);
}

#[test]
fn a_list_that_changes_on_the_way_loses_nothing() {
    let asked = AtomicUsize::new(0);
    let server = Scripted::sliced(move |number, size| {
        // After the first answer the first sixty are gone.
        let gone = if asked.fetch_add(1, Ordering::SeqCst) == 0 { 0 } else { 60 };
        slice(number, size, &images(250)[gone..])
    });
    let output = list(&server, &["-o", "jsonl"]);
    assert_eq!(ids_in_jsonl(output.exits(0)), ids(0..250));
}

#[test]
fn a_list_that_cannot_be_followed_is_reported() {
    let asked = AtomicUsize::new(0);
    let server = Scripted::sliced(move |number, size| {
        // In each answer all images are others.
        let round = asked.fetch_add(1, Ordering::SeqCst) as u32;
        let images: Vec<u32> = (0..250).map(|id| id + 1_000 * round).collect();
        slice(number, size, &images)
    });
    let output = list(&server, &["-o", "jsonl"]);
    output.says(&["warning: some images may be missing; images came and went faster"]).exits(8);
}

#[test]
fn an_image_that_comes_twice_is_reported() {
    let server = Scripted::start(|_| page(1, 100, 3, &["m-1", "m-2", "m-2"]));
    let output = list(&server, &["-o", "jsonl"]);
    assert_eq!(ids_in_jsonl(output.exits(8)), ["m-1", "m-2"]);
    output.says(&["an image stood twice in one answer"]);
}

#[test]
fn pages_that_cannot_overlap_are_reported() {
    let server = Scripted::sliced(faithful);
    let output = list(&server, &["-o", "jsonl", "--page-size=2"]);
    assert_eq!(ids_in_jsonl(output.exits(8)), ids(0..250));
    output.says(&["pages of this size cannot overlap"]);
}

#[test]
fn a_listing_that_breaks_off_goes_on_by_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("listing");
    let resume = ["--resume", file.to_str().expect("text"), "-o", "jsonl"];
    let asked = AtomicUsize::new(0);
    let server = Scripted::sliced(move |number, size| match asked.fetch_add(1, Ordering::SeqCst) {
        1 => error(400, "InvalidParameter", "No more."),
        _ => faithful(number, size),
    });
    let first = list(&server, &resume);
    first.says(&["error: the service answered InvalidParameter", "goes on from here"]);
    let mut came = ids_in_jsonl(first.exits(4));
    assert!(!came.is_empty() && came.len() < 250);

    let other = list(&server, &[&resume[..], &["--owner=self"]].concat());
    other.says(&["the token belongs to another request", "hint: remove "]).exits(2);

    let rest = list(&server, &resume);
    came.extend(ids_in_jsonl(rest.exits(0)));
    assert_eq!(came, ids(0..250));
    assert!(!file.exists());
}

#[test]
fn a_limit_is_gone_on_from_and_a_file_that_cannot_be_written_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("listing");
    let arguments = ["--resume", file.to_str().expect("text"), "-o", "jsonl", "--limit=90"];
    let server = Scripted::sliced(faithful);
    let mut came = Vec::new();
    for round in 0..3 {
        let output = list(&server, &arguments);
        output.says(&[if round == 2 { ": complete" } else { "there is more; the same command" }]);
        came.extend(ids_in_jsonl(output.exits(0)));
    }
    assert_eq!(came, ids(0..250));
    assert!(!file.exists());

    let asked = server.requests();
    let output = list(&server, &["--resume", "/nowhere/at/all", "-o", "jsonl"]);
    assert_eq!(output.exits(1), "");
    output.says(&["/nowhere/at/all: "]);
    assert_eq!(server.requests(), asked, "nothing was asked");
}

#[test]
fn what_came_before_a_failure_is_printed() {
    for (how, ids_in) in
        [("table", ids_in_table as fn(&str) -> Vec<String>), ("jsonl", ids_in_jsonl)]
    {
        let server = Scripted::sliced(|number, size| match number {
            1 => faithful(number, size),
            _ => error(400, "InvalidParameter", "No more."),
        });
        let output = list(&server, &["-o", how]);
        assert_eq!(ids_in(output.exits(4)), ids(0..100));
        output
            .says(&["100 of 250 images in 1 answer", "the listing broke off; with --resume FILE"]);
    }
}

#[test]
fn a_first_page_that_fails_leaves_nothing() {
    for how in ["table", "json", "jsonl", "csv"] {
        let server = Scripted::start(|_| error(404, "InvalidUsage", "No."));
        let output = list(&server, &["-o", how]);
        assert_eq!(output.exits(4), "", "{how}");
        output.hides(&["--resume", "images in"]);
    }
}

#[test]
fn a_page_of_another_region_is_reported() {
    let server = Scripted::start(|_| {
        page(1, 2, 1, &["m-1"]).map(|(status, body)| (status, body.replace("hangzhou", "beijing")))
    });
    list(&server, &[]).says(&["warning: some images may be missing"]).exits(8);
    list(&server, &["--page=1"]).says(&["of another region than was asked for"]).exits(8);
}
