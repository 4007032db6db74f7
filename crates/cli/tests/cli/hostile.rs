//! Images whose names were written by somebody who means harm.

use aliyun_ecs_emulator::{Catalogue, Emulator, Options};
use aliyun_ecs_model::{DescribeImagesResponse, Image};

use crate::command::{Output, decode, ids_in_table, keyed_for, run};

const NAME: &str = "=cmd|' /C calc'!A0 \u{1b}]0;owned\u{7}\u{9b}2J\u{202e}gpj.\u{7f}\n m-forged";

fn page() -> DescribeImagesResponse {
    let mut image = Image::new("m-\u{1b}[31m-1");
    image.image_name = Some(NAME.to_owned());
    image.description = Some("@SUM(1+1)*cmd|'!A0".to_owned());
    image.os_name = Some("+1,\"two\"".to_owned());
    image.status = Some("Available".into());
    image.unknown.insert(NAME, NAME);
    image.image_owner_alias = Some("others".into());
    image.creation_time = Some("2023-01-01T00:00:00Z".to_owned());
    let mut page = DescribeImagesResponse::default();
    page.region_id = Some("cn-hangzhou".to_owned());
    page.total_count = Some(1);
    page.images = vec![image];
    page
}

#[track_caller]
pub(crate) fn is_harmless(output: &Output) {
    let printed = output.stdout.chars().chain(output.stderr.chars());
    let harmful =
        |c: &char| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c);
    assert_eq!(printed.filter(harmful).collect::<String>(), "", "{output:?}");
}

/// Runs each way of printing, both from a listing and from a file.
async fn printed(how: &str) -> [Output; 2] {
    let catalogue = Catalogue::from_pages([page()]).expect("a catalogue");
    let options = Options::new().catalogue(catalogue);
    let emulator = Emulator::start_with(options).await.expect("an emulator");
    let arguments =
        ["list", "--region=cn-hangzhou", "--endpoint", emulator.url(), "-q", "--output", how];
    let listed = run(keyed_for(&emulator), &arguments);
    emulator.shutdown().await;
    let body = serde_json::to_vec(&page()).expect("JSON");
    let decoded = decode(&body, &["-q", "--report", "--output", how]);
    for output in [&listed, &decoded] {
        output.exits(0);
        is_harmless(output);
    }
    [listed, decoded]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_table_is_escaped() {
    for output in printed("table").await {
        assert_eq!(ids_in_table(&output.stdout), [r"m-\u{1b}[31m-1"]);
        assert!(output.stdout.contains(r"\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}gpj.\u{7f} m-"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn json_is_escaped_by_its_own_rules_and_loses_nothing() {
    for how in ["json", "jsonl"] {
        for output in printed(how).await {
            let value: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
            let image = if how == "json" { &value["Images"]["Image"][0] } else { &value };
            assert_eq!(image["ImageName"], NAME, "{how}");
            assert_eq!(image[NAME], NAME, "{how}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn csv_cells_are_no_formulas() {
    for output in printed("csv").await {
        let mut reader = csv::Reader::from_reader(output.stdout.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let records: Vec<csv::StringRecord> =
            reader.records().map(|r| r.expect("a record")).collect();
        let [record] = records.as_slice() else { panic!("{records:?}") };
        assert_eq!(record.len(), header.len());
        for cell in record {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
        let cell = |name: &str| {
            let at = header.iter().position(|title| title == name).expect("a column");
            record[at].to_owned()
        };
        assert!(cell("ImageName").starts_with("'=cmd|' /C calc'!A0"));
        assert_eq!(cell("OSName"), "'+1,\"two\"");
        assert_eq!(cell("Description"), "'@SUM(1+1)*cmd|'!A0");
    }
}

#[test]
fn a_broken_body_cannot_steer_the_terminal_through_its_error() {
    let output = decode(b"{\"Images\":{\"Image\":[{\"Size\":\"\x1b[2J\xc2\x9b\"}]}}", &[]);
    output.exits(7);
    is_harmless(&output);
    let output = decode(br#"{"Code":"A\u001b[2J","Message":"\u202e\r\nhint: x"}"#, &["--report"]);
    output.says(&["[withheld]", r"\u{202e}\r\nhint"]).exits(4);
    is_harmless(&output);
}

#[test]
fn colour_is_only_where_it_is_asked_for() {
    let body = serde_json::to_vec(&page()).expect("JSON");
    is_harmless(&decode(&body, &["--color=never"]));
    is_harmless(&decode(&body, &["--color=auto"]));
    let colored = decode(&body, &["--color=always"]);
    assert_eq!(colored.stdout.matches('\u{1b}').count(), 2, "{colored:?}");
    let failed = decode(b"", &["--color=always"]);
    assert!(failed.stderr.starts_with("\u{1b}[1;31merror:\u{1b}[0m "), "{failed:?}");
}
