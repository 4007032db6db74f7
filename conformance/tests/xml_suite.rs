//! The W3C XML conformance suite through the page decoder, for the files a decoder without document
//! types can judge, and every file with one.
//!
//! The suite is read from `$CONFORMANCE_DATA/suites/xml`; without it the tests say so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aliyun_ecs_wire::{DecodeError, DecodeErrorKind, decode};

/// What became of the 115 files without a document type, XML 1.0 Fifth Edition.
const WITHOUT_DOCTYPE: &[(&str, usize)] =
    &[("not-wf refused", 102), ("well-formed read", 10), ("well-formed, not UTF-8, refused", 2)];

/// Files without a document type are made pages: the root takes the name of a page's root, and its
/// content becomes an unknown element.
#[test]
fn files_without_a_doctype_are_judged_as_the_suite_says() {
    let Some(suite) = Suite::open() else { return };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in suite.rows.iter().filter(|row| row.is_core()) {
        let body = as_page(&suite.read(row));
        let outcome = decode(body);
        let kind = outcome.as_ref().err().map(DecodeError::kind);
        match (row.kind.as_str(), kind) {
            // Refused before its fault was reached, as nothing of it looks like a root.
            ("not-wf", Some(DecodeErrorKind::Neither { .. })) => {
                *counts.entry("not-wf, no root to be judged by").or_default() += 1;
            }
            ("not-wf", Some(_)) => *counts.entry("not-wf refused").or_default() += 1,
            ("not-wf", None) => wrong.push(format!("{} is read", row.path)),
            ("error", _) => {}
            (_, None) => *counts.entry("well-formed read").or_default() += 1,
            (_, Some(DecodeErrorKind::NotUtf8)) => {
                *counts.entry("well-formed, not UTF-8, refused").or_default() += 1;
            }
            (_, Some(kind)) => wrong.push(format!("{} is refused: {kind}", row.path)),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), WITHOUT_DOCTYPE);
}

#[test]
fn no_file_with_a_doctype_is_ever_a_page() {
    let Some(suite) = Suite::open() else { return };
    let mut files = 0;
    for row in suite.rows.iter().filter(|row| row.has_doctype) {
        let body = suite.read(row);
        assert!(decode(body).is_err(), "{}", row.path);
        files += 1;
    }
    assert!(files > 2000, "{files} files");
}

struct Suite {
    folder: tempfile::TempDir,
    rows: Vec<Row>,
}

struct Row {
    kind: String,
    path: String,
    has_doctype: bool,
    core: bool,
}

impl Row {
    fn is_core(&self) -> bool {
        self.core && !self.has_doctype
    }
}

impl Suite {
    /// Unpacks the suite, or says that there is no outside data.
    fn open() -> Option<Self> {
        let Some(data) = std::env::var_os("CONFORMANCE_DATA") else {
            let _ = std::io::Write::write_fmt(
                &mut std::io::stderr(),
                format_args!("SKIPPED: CONFORMANCE_DATA is not set; the XML suite was not run\n"),
            );
            return None;
        };
        let xml = PathBuf::from(data).join("suites/xml");
        let (zip, index) = (xml.join("xmlts20130923.zip"), xml.join("xmlconf-index.tsv"));
        let index = fs::read_to_string(&index)
            .unwrap_or_else(|error| panic!("{}: {error}", index.display()));
        let folder = tempfile::tempdir().expect("a folder");
        // The suite may be passed on as its archive only, and Python's library unpacks one.
        let unpacked = Command::new("python3")
            .args(["-m", "zipfile", "-e"])
            .args([zip.as_path(), folder.path()])
            .status();
        let is_unpacked = unpacked.is_ok_and(|status| status.success());
        assert!(is_unpacked, "python3 did not unpack {}", zip.display());
        Some(Self { folder, rows: rows(&index) })
    }

    #[track_caller]
    fn read(&self, row: &Row) -> Vec<u8> {
        let path = self.folder.path().join(Path::new(&row.path));
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

fn rows(index: &str) -> Vec<Row> {
    let mut lines = index.lines().filter(|line| !line.starts_with('#'));
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| {
        names.iter().position(|one| *one == name).unwrap_or_else(|| panic!("no column {name}"))
    };
    let (kind, path, dtd) = (column("type"), column("path_in_zip"), column("dtd"));
    let (version, recommendation, edition) =
        (column("xml_version"), column("recommendation"), column("edition"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let recommendation = cells[recommendation];
            let editions = cells[edition];
            Row {
                kind: cells[kind].to_owned(),
                path: cells[path].to_owned(),
                has_doctype: cells[dtd] == "dtd",
                core: cells[version] != "1.1"
                    && !recommendation.starts_with("NS")
                    && recommendation != "XML1.1"
                    && (editions == "all" || editions.contains('5')),
            }
        })
        .collect()
}

/// Gives a document the root of a page; what cannot be found stays as it is.
fn as_page(document: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(document) else { return document.to_vec() };
    let is_name = |c: char| !c.is_whitespace() && !matches!(c, '/' | '>' | '<' | '=');
    let is_start = |(at, _): &(usize, &str)| !text[at + 1..].starts_with(['!', '?', '/', ' ']);
    let start = text.match_indices('<').find(is_start);
    let Some((start, _)) = start else { return document.to_vec() };
    let name: String = text[start + 1..].chars().take_while(|c| is_name(*c)).collect();
    let renamed = format!(
        "{}{}",
        &text[..start],
        text[start..]
            .replacen(&format!("<{name}"), "<DescribeImagesResponse", 1)
            .replace(&format!("</{name}>"), "</DescribeImagesResponse>")
    );
    let Some(open) = renamed[start..].find('>').map(|at| start + at) else {
        return renamed.into_bytes();
    };
    if let Some(before) = renamed[..open].strip_suffix('/') {
        let page = "><TotalCount>1</TotalCount></DescribeImagesResponse>";
        return format!("{before}{page}{}", &renamed[open + 1..]).into_bytes();
    }
    let Some(end) = renamed.rfind("</DescribeImagesResponse>").filter(|end| *end > open) else {
        return renamed.into_bytes();
    };
    format!(
        "{}<TotalCount>1</TotalCount><Unknown>{}</Unknown>{}",
        &renamed[..=open],
        &renamed[open + 1..end],
        &renamed[end..]
    )
    .into_bytes()
}
