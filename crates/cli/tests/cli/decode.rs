//! Saved responses.

use std::path::{Path, PathBuf};

use crate::command::{Output, bare, decode, ids_in_jsonl, run};

#[track_caller]
fn decode_file(file: &Path, arguments: &[&str]) -> Output {
    let mut command = bare();
    command.arg("decode").arg(file);
    run(command, arguments)
}

/// Returns the folder of outside data, or says what is skipped without it.
fn outside(folder: &str) -> Option<PathBuf> {
    let data = std::env::var_os("CONFORMANCE_DATA").map(PathBuf::from);
    if data.is_none() {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("SKIPPED: {folder} is not decoded; CONFORMANCE_DATA is not set\n"),
        );
    }
    data.map(|data| data.join(folder))
}

#[test]
fn every_outside_sample_gives_its_images_or_its_error() {
    let Some(folder) = outside("samples") else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).expect("a folder") {
        let file = entry.expect("an entry").path();
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if !name.ends_with("json") && !name.ends_with("xml") {
            continue;
        }
        seen += 1;
        let output = decode_file(&file, &["--output=jsonl", "--report"]);
        if name.starts_with('e') {
            let code = if name.starts_with("e14") {
                "InvalidInstanceType.ValueNotSupported"
            } else {
                "MissingParameter"
            };
            assert_eq!(output.exits(4), "", "{name}");
            output.says(&["error: ", code, "request id"]);
            continue;
        }
        // The identifiers as they stand in the text, found without any decoder.
        let text = std::fs::read_to_string(&file).expect("text");
        assert_eq!(ids_in_jsonl(output.exits(0)), ids_in_text(&text), "{name}");
        output.says(&["report: ", "in the body"]);
    }
    assert!(seen >= 10, "only {seen} samples in {folder:?}");
}

/// Takes what stands behind the name of an identifier, XML or JSON.
fn ids_in_text(text: &str) -> Vec<String> {
    let until = |mark| move |rest: &str| Some(rest.split_once(mark)?.0.to_owned());
    let xml = text.split("<ImageId>").skip(1).filter_map(until("<"));
    let json = text.split("\"ImageId\"").skip(1).filter_map(|rest| {
        let value = rest.trim_start().strip_prefix(':')?.trim_start();
        until("\"")(value.strip_prefix('"')?)
    });
    xml.chain(json).collect()
}

/// Returns a file of the documents' own examples.
fn documented(file: &str) -> PathBuf {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/cases/documented");
    cases.join(file)
}

#[test]
fn the_documents_examples_decode_in_xml_and_once_repaired() {
    for revision in ["2018-06-15", "2019-02-18"] {
        for file in ["response.xml", "response.repaired.json"] {
            let file = documented(revision).join(file);
            let output = decode_file(&file, &["-o", "jsonl"]);
            assert_eq!(ids_in_jsonl(output.exits(0)), ["suse11sp3_64_20G_aliaegis_20150428.vhd"]);
            output.says(&["1 image of 24 in the body"]);
        }
    }
}

#[test]
fn the_documents_json_as_printed_is_refused_with_a_position() {
    for revision in ["2018-06-15", "2019-02-18"] {
        let output = decode_file(&documented(revision).join("response.json"), &[]);
        assert_eq!(output.exits(7), "", "{revision}");
        output.says(&["error: the body cannot be decoded", " at line ", ", column "]);
    }
    let missing_comma = decode_file(&documented("2019-02-18/response.json"), &[]);
    missing_comma.says(&["line 31, column 1", "PageNumber"]);
}

#[test]
fn a_printed_document_reads_back() {
    let listed = run(bare(), &["list", "--emulator", "--output=json", "--limit=60"]);
    let read = decode(listed.exits(0).as_bytes(), &["--output=json", "-q"]);
    assert_eq!(read.exits(0), listed.stdout);
    assert_eq!(read.stderr, "");
}

#[test]
fn members_that_nobody_knows_are_printed() {
    let body = br#"{"TotalCount":1,"NextToken":"t","Images":{"Image":[{"ImageId":"m-1",
        "New\u001b":{"A":[1,2.5,null]},"Tags":{"Tag":[{"TagKey":"k","Scope":"s"}]}}]}}"#;
    let json = decode(body, &["-o", "json", "-q"]);
    let value: serde_json::Value = serde_json::from_str(json.exits(0)).expect("JSON");
    assert_eq!(value["NextToken"], "t");
    let image = &value["Images"]["Image"][0];
    assert_eq!(image["New\u{1b}"], serde_json::json!({"A": [1, 2.5, null]}));
    assert_eq!(image["Tags"]["Tag"][0]["Scope"], "s");
    assert!(json.stdout.contains(r#""New\u001b""#), "{}", json.stdout);
    let xml =
        b"<DescribeImagesResponse><TotalCount>1</TotalCount><Images><Image><ImageId>m-1</ImageId>\
        <New>a</New><New><B>b</B></New></Image></Images></DescribeImagesResponse>";
    let lines = decode(xml, &["-o", "jsonl", "-q"]);
    assert!(lines.exits(0).contains(r#""New":["a",{"B":"b"}]"#), "{}", lines.stdout);
}

#[test]
fn a_report_names_deviations_and_unknown_members() {
    let body =
        br#"{"RequestId":"R","TotalCount":"1","Images":{"Image":[{"ImageId":"m-1","Colour":1}]}}"#;
    let quiet = decode(body, &["-o", "jsonl", "-q"]);
    assert_eq!(
        (quiet.exits(0), quiet.stderr.as_str()),
        (
            "{\"ImageId\":\"m-1\",\"DiskDeviceMappings\":{\"DiskDeviceMapping\":[]},\"Tags\":{\"Tag\":[]},\
             \"Colour\":1}\n",
            ""
        )
    );
    let output = decode(body, &["-o", "jsonl", "--report"]);
    output.says(&["report: byte 30: TotalCount: a number written as a text"]);
    output.says(&["Images.Image[0].Colour: an unknown member"]);
    assert_eq!(output.stdout, quiet.stdout);
}

#[test]
fn a_saved_error_ends_like_the_call_it_was() {
    for (code, exit) in [
        ("InvalidUsage", 4),
        ("SignatureDoesNotMatch", 3),
        ("Throttling.User", 5),
        ("Brand.New", 4),
    ] {
        let body = format!(
            "<Error><RequestId>R-1</RequestId><Code>{code}</Code><Message>Words. server string to sign is:CANARY</Message></Error>"
        );
        let output = decode(body.as_bytes(), &[]);
        assert_eq!(output.exits(exit), "");
        output.says(&[code, "R-1", "Words."]).hides(&["CANARY", "HTTP"]);
    }
}

#[test]
fn what_is_no_response_is_not_an_empty_page() {
    for body in ["", " \n", "[]", "{}", "null", "<html></html>", "<DescribeImagesResponse>"] {
        let output = decode(body.as_bytes(), &[]);
        assert_eq!(output.exits(7), "", "{body:?}");
        output.says(&["error: the body cannot be decoded", "line", "column"]);
    }
}

#[test]
fn a_body_beyond_the_limit_is_not_read() {
    let output = decode(&vec![b' '; (64 << 20) + 1], &[]);
    output.says(&["standard input is larger than the limit of 67108864 bytes"]).exits(7);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let output = decode_file(Path::new("no-such\u{1b}file.json"), &[]);
    output.says(&[r"no-such\u{1b}file.json cannot be read", "cause: "]).hides(&["\u{1b}"]).exits(1);
    run(bare(), &["decode", "."]).says(&["cause: "]).exits(1);
}
