//! JSONTestSuite and the W3C XML suite, as documents and inside a page.

use std::fs;
use std::path::Path;
use std::process::Command;

use aliyun_ecs_wire::decode;
use conformance::reference::{Verdict, read_xml};

use crate::Tally;
use crate::bodies::{files, outside};

#[test]
fn json_files_are_judged_alike_as_documents_and_inside_a_page() {
    let mut tally = Tally::default();
    for part in ["suites/json/test_parsing", "suites/json/test_transform"] {
        let Some(folder) = outside(part) else { return };
        for path in files(&folder) {
            let name = path.display().to_string();
            let file = fs::read(&path).expect("a readable file");
            tally.judge(&name, &file);
            for (before, behind) in AROUND_JSON {
                tally.judge(&name, &[before.as_bytes(), &file, behind.as_bytes()].concat());
            }
        }
    }
    println!("JSONTestSuite: {tally}");
    assert!(tally.count("Same") > 90 && tally.count("BothRefuse") > 180, "{tally}");
}

/// An unknown member, a text, a number, and an item of a list.
const AROUND_JSON: &[(&str, &str)] = &[
    (r#"{"TotalCount":1,"Unknown":"#, "}"),
    (r#"{"TotalCount":1,"RegionId":"#, "}"),
    (r#"{"TotalCount":"#, r#","Images":{"Image":[]}}"#),
    (r#"{"Images":{"Image":[{"ImageOwnerId":"#, "}]}}"),
    (r#"{"Images":{"Image":["#, "]}}"),
];

#[test]
fn xml_files_are_judged_alike_as_documents_and_inside_a_page() {
    let Some(suite) = Suite::open() else { return };
    let mut tally = Tally::default();
    for row in &suite.rows {
        let file = suite.read(row);
        tally.judge(&row.path, &file);
        if let Some(body) = as_page(&file) {
            tally.judge(&row.path, &body);
        }
    }
    println!("W3C XML suite: {tally}");
    assert!(tally.count("BothRefuse") > 2000 && tally.count("Same") >= 10, "{tally}");
}

/// How much of what is not well-formed quick-xml finds, and how much the readers here.
#[test]
fn malformed_files_of_the_core_list_are_counted() {
    let Some(suite) = Suite::open() else { return };
    let (mut files, mut by_quick_xml, mut by_reference, mut noted, mut ours) = (0, 0, 0, 0, 0);
    for row in suite.rows.iter().filter(|row| row.is_core && row.kind == "not-wf") {
        let file = suite.read(row);
        let body = as_page(&file).unwrap_or(file);
        files += 1;
        ours += usize::from(decode(body.clone()).is_err());
        match read_xml(&body) {
            Err(refusal) if refusal.is_by_library() => by_quick_xml += 1,
            Err(_) => by_reference += 1,
            Ok(reading) if !reading.differences().is_empty() => noted += 1,
            Ok(_) => panic!("{} is read", row.path),
        }
    }
    println!(
        "{files} malformed files: quick-xml refuses {by_quick_xml}, the rules around it \
         {by_reference} more, {noted} are noted as differences; aliyun-ecs-wire refuses {ours}"
    );
    assert_eq!((files, ours), (102, 102));
    assert_eq!(by_quick_xml + by_reference + noted, files);
}

struct Suite {
    folder: tempfile::TempDir,
    rows: Vec<Row>,
}

struct Row {
    kind: String,
    path: String,
    /// XML 1.0, fifth edition, no namespaces, no document type.
    is_core: bool,
}

impl Suite {
    fn open() -> Option<Self> {
        let xml = outside("suites/xml")?;
        let folder = tempfile::tempdir().expect("a folder");
        let unpacked = Command::new("python3")
            .args(["-m", "zipfile", "-e"])
            .args([xml.join("xmlts20130923.zip").as_path(), folder.path()])
            .status();
        assert!(unpacked.is_ok_and(|status| status.success()), "python3 unpacks the suite");
        let index = fs::read_to_string(xml.join("xmlconf-index.tsv")).expect("an index");
        let mut lines = index.lines().filter(|line| !line.starts_with('#'));
        let names: Vec<&str> = lines.next().expect("names").split('\t').collect();
        let rows = lines.map(|line| row(&names, line)).collect();
        Some(Self { folder, rows })
    }

    #[track_caller]
    fn read(&self, row: &Row) -> Vec<u8> {
        fs::read(self.folder.path().join(Path::new(&row.path))).expect("a readable file")
    }
}

fn row(names: &[&str], line: &str) -> Row {
    let cells: Vec<&str> = line.split('\t').collect();
    let cell = |name: &str| {
        let column = names.iter().position(|one| *one == name);
        column.and_then(|column| cells.get(column)).copied().unwrap_or_else(|| panic!("no {name}"))
    };
    Row {
        kind: cell("type").to_owned(),
        path: cell("path_in_zip").to_owned(),
        is_core: cell("dtd") == "nodtd"
            && cell("xml_version") != "1.1"
            && !cell("recommendation").starts_with("NS")
            && !cell("recommendation").starts_with("XML1.1")
            && (cell("edition") == "all" || cell("edition").contains('5')),
    }
}

/// Puts the content of a document's root into an unknown element of a page, if there is a root to
/// be found.
fn as_page(document: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(document).ok()?;
    let is_name = |c: char| !c.is_whitespace() && !matches!(c, '/' | '>' | '<' | '=');
    let (start, _) = text
        .match_indices('<')
        .find(|(at, _)| !text[at + 1..].starts_with(['!', '?', '/', ' ']))?;
    let name: String = text[start + 1..].chars().take_while(|c| is_name(*c)).collect();
    let (before, root) = text.split_at(start);
    let root = root.strip_prefix('<')?.strip_prefix(&*name)?;
    let (tag, content) = root.split_once('>')?;
    if let Some(tag) = tag.strip_suffix('/') {
        return Some(format!("{before}<{PAGE}{tag}><Images/></{PAGE}>{content}").into_bytes());
    }
    let (content, behind) = content.rsplit_once(&format!("</{name}"))?;
    let page = format!("<{PAGE}{tag}><Images/><Unknown>{content}</Unknown></{PAGE}{behind}");
    Some(format!("{before}{page}").into_bytes())
}

const PAGE: &str = "DescribeImagesResponse";

/// The wrapping itself is sound.
#[test]
fn a_document_becomes_a_page() {
    let mut tally = Tally::default();
    for document in ["<?xml version='1.0'?><doc a='1'>x<b/></doc>", "<doc/>", "<doc></doc >\n"] {
        let page = as_page(document.as_bytes()).expect("a page");
        assert_eq!(tally.judge(document, &page), Verdict::Same);
    }
}
