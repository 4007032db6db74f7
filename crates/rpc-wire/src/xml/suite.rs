//! The W3C XML conformance suite against the cursor alone, as its documents are no pages.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::error::{DecodeErrorKind, ReadError};
use crate::xml::cursor::{Cursor, Token};

#[test]
fn documents_without_a_document_type_are_judged_as_the_suite_says() {
    let Some(suite) = Suite::unpack() else { return };
    let (mut refused, mut accepted, mut utf16) = (0, 0, 0);
    for row in suite.rows().filter(Row::is_core) {
        let body = suite.read(row.path);
        let outcome = check(&body);
        match (row.verdict, row.encoding) {
            ("not-wf", _) => {
                let error = outcome.expect_err(row.id);
                assert_ne!(error.kind, DecodeErrorKind::Doctype, "{}", row.id);
                refused += 1;
            }
            (_, "utf-16") => {
                assert_eq!(outcome.expect_err(row.id).kind, DecodeErrorKind::NotUtf8);
                utf16 += 1;
            }
            _ => {
                outcome.unwrap_or_else(|error| panic!("{}: {error:?}", row.id));
                accepted += 1;
            }
        }
    }
    assert_eq!((refused, accepted, utf16), (102, 11, 2));
}

#[test]
fn documents_with_a_document_type_are_refused() {
    let Some(suite) = Suite::unpack() else { return };
    let (mut as_such, mut not_utf8, mut malformed) = (0, 0, 0);
    for row in suite.rows().filter(|row| row.dtd == "dtd") {
        match check(&suite.read(row.path)).expect_err(row.id).kind {
            DecodeErrorKind::Doctype => as_such += 1,
            DecodeErrorKind::NotUtf8 => not_utf8 += 1,
            // Something is wrong before the document type, such as the version (1.7 in `008`).
            DecodeErrorKind::Syntax
                if row.verdict == "not-wf"
                    || row.version == "1.1"
                    || row.path.ends_with("errata-4e/008.xml") =>
            {
                malformed += 1;
            }
            other => panic!("{}: {other:?}", row.id),
        }
    }
    assert_eq!((as_such, not_utf8, malformed), (1_760, 61, 192));
}

/// Goes through a document to its end.
fn check(bytes: &[u8]) -> Result<(), ReadError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ReadError::new(DecodeErrorKind::NotUtf8, error.valid_up_to(), "UTF-8"))?;
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut cursor = Cursor::new(text, start);
    cursor.declaration()?;
    while cursor.next()? != Token::Eof {}
    Ok(())
}

struct Suite {
    folder: tempfile::TempDir,
    index: String,
}

/// A line of the index.
struct Row<'a> {
    verdict: &'a str,
    id: &'a str,
    path: &'a str,
    recommendation: &'a str,
    version: &'a str,
    edition: &'a str,
    dtd: &'a str,
    encoding: &'a str,
}

impl Suite {
    fn unpack() -> Option<Self> {
        let Some(data) = std::env::var_os("CONFORMANCE_DATA") else {
            let _ = std::io::Write::write_fmt(
                &mut std::io::stderr(),
                format_args!("SKIPPED: CONFORMANCE_DATA is not set, the XML suite is not run\n"),
            );
            return None;
        };
        let source = Path::new(&data).join("suites/xml");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let unzip = Command::new("unzip")
            .arg("-q")
            .arg(source.join("xmlts20130923.zip"))
            .arg("-d")
            .arg(folder.path())
            .status();
        assert!(unzip.expect("the command unzip").success(), "the archive cannot be unpacked");
        let index = fs::read_to_string(source.join("xmlconf-index.tsv")).expect("the index");
        Some(Self { folder, index })
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.index.lines().skip(1).map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            Row {
                verdict: fields[0],
                id: fields[1],
                path: fields[2],
                recommendation: fields[3],
                version: fields[4],
                edition: fields[5],
                dtd: fields[8],
                encoding: fields[9],
            }
        })
    }

    fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(path)).expect(path)
    }
}

impl Row<'_> {
    /// XML 1.0, fifth edition, no namespaces, no document type.
    fn is_core(&self) -> bool {
        self.dtd == "nodtd"
            && self.version != "1.1"
            && !self.recommendation.starts_with("NS")
            && !self.recommendation.starts_with("XML1.1")
            && (self.edition == "all" || self.edition.contains('5'))
    }
}
