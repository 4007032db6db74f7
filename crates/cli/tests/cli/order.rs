//! Listings that do not come in order.

use crate::command::{Output, ids_in_jsonl, ids_in_table, keyed, run};
use crate::scripted::{Answer, Scripted, error, page};

#[track_caller]
fn list(server: &Scripted, arguments: &[&str]) -> Output {
    let target = ["list", "--region=cn-hangzhou", "--endpoint", &server.url, "--page-size=2"];
    run(keyed("id", "secret"), &[&target[..], arguments].concat())
}

fn three_pages(number: u32) -> Answer {
    match number {
        1 => page(1, 2, 5, &["m-1", "m-2"]),
        2 => page(2, 2, 5, &["m-3", "m-4"]),
        _ => page(number, 2, 5, &["m-5"]),
    }
}

#[test]
fn a_faithful_server_gives_exit_code_0() {
    let server = Scripted::start(three_pages);
    let output = list(&server, &[]);
    assert_eq!(ids_in_table(output.exits(0)), ["m-1", "m-2", "m-3", "m-4", "m-5"]);
    output.says(&["5 images on 3 pages"]).hides(&["warning"]);
    assert_eq!(server.requests(), 3);
}

#[test]
fn a_server_that_ignores_the_page_number_is_left_after_two_pages() {
    let server = Scripted::start(|_| three_pages(1));
    let output = list(&server, &["-o", "jsonl"]);
    assert_eq!(ids_in_jsonl(output.exits(8)), ["m-1", "m-2"]);
    output.says(&["warning: page 2 has the same images", "PageNumber", "counts 5 images"]);
    assert_eq!(server.requests(), 2);
}

#[test]
fn a_server_that_ignores_the_page_size_is_reported() {
    let server = Scripted::start(|_| page(1, 2, 3, &["m-1", "m-2", "m-3"]));
    let output = list(&server, &["-o", "jsonl"]);
    assert_eq!(ids_in_jsonl(output.exits(8)), ["m-1", "m-2", "m-3"]);
    output.says(&["warning: page 1 has 3 images", "PageSize"]);
}

#[test]
fn a_list_that_changes_on_the_way_is_reported() {
    let server = Scripted::start(|number| match number {
        1 => page(1, 2, 5, &["m-1", "m-2"]),
        _ => page(number, 2, 4, &["m-4", "m-5"]),
    });
    let output = list(&server, &[]);
    assert_eq!(ids_in_table(output.exits(8)), ["m-1", "m-2", "m-4", "m-5"]);
    output.says(&["warning: there were 5 images at the beginning and 4 at the end"]);
}

#[test]
fn an_image_that_comes_twice_is_reported() {
    let server = Scripted::start(|number| match number {
        1 => page(1, 2, 3, &["m-1", "m-2"]),
        _ => page(number, 2, 3, &["m-2"]),
    });
    let output = list(&server, &[]);
    output.says(&["warning: one image came twice", "counts 3 images and sent 2"]).exits(8);
}

#[test]
fn a_page_that_fails_leaves_what_came_and_says_how_to_go_on() {
    for (how, ids) in [("table", ids_in_table as fn(&str) -> Vec<String>), ("jsonl", ids_in_jsonl)]
    {
        let server = Scripted::start(|number| match number {
            1 | 2 => three_pages(number),
            _ => error(400, "InvalidParameter", "No more."),
        });
        let output = list(&server, &["-o", how]);
        assert_eq!(ids(output.exits(4)), ["m-1", "m-2", "m-3", "m-4"]);
        output.says(&["4 of 5 images on 2 pages", "before page 3", "--from-page 3 --page-size 2"]);
        output.says(&["error: the service answered InvalidParameter"]);
    }
    let server = Scripted::start(three_pages);
    let rest = list(&server, &["-o", "jsonl", "--from-page", "3"]);
    assert_eq!(ids_in_jsonl(rest.exits(0)), ["m-5"]);
}

#[test]
fn a_first_page_that_fails_leaves_nothing() {
    for how in ["table", "json", "jsonl", "csv"] {
        let server = Scripted::start(|_| error(404, "InvalidUsage", "No."));
        let output = list(&server, &["-o", how]);
        assert_eq!(output.exits(4), "", "{how}");
        output.hides(&["--from-page", "images on"]);
    }
}

#[test]
fn a_page_of_another_region_is_reported() {
    let server = Scripted::start(|_| {
        page(1, 2, 1, &["m-1"]).map(|(status, body)| (status, body.replace("hangzhou", "beijing")))
    });
    let output = list(&server, &[]);
    output.says(&["images of cn-hangzhou were asked for", "cn-beijing"]).exits(8);
}
