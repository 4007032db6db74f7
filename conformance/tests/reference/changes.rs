//! Generated pages in both formats, changed in the ways bodies go wrong.

use std::sync::LazyLock;

use aliyun_ecs_wire::{BodyFormat, encode_page};
use conformance::reference::{Verdict, compare};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::FileFailurePersistence;

use crate::{Shared, Tally, add, pages};

#[test]
fn changed_pages_are_judged_alike() {
    static JSON: LazyLock<Shared> = LazyLock::new(Shared::default);
    static XML: LazyLock<Shared> = LazyLock::new(Shared::default);
    // PROPTEST_CASES sets the number; it is 256 without.
    let config = ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/proptest-regressions/reference.txt"
        )))),
        ..ProptestConfig::default()
    };
    proptest!(config, |(
        response in pages::page(pages::any_text()),
        json in changes(JSON_PIECES),
        xml in changes(XML_PIECES),
    )| {
        let formats = [(BodyFormat::Json, json, &*JSON), (BodyFormat::Xml, xml, &*XML)];
        for (format, changes, tally) in formats {
            let mut body = encode_page(&response, format).into_bytes();
            // Every step on the way is a body, too.
            add(tally, &explained(&body)?);
            for change in changes {
                body = change.apply(body);
                add(tally, &explained(&body)?);
            }
        }
    });
    for (format, tally) in [("JSON", &*JSON), ("XML", &*XML)] {
        let tally: &Tally = &tally.lock().expect("the property is done");
        println!("changed pages in {format}: {tally}");
        // The changes must leave something to compare.
        let total: usize = tally.0.values().sum();
        let (same, refused) = (tally.count("Same"), tally.count("BothRefuse"));
        assert!(same * 5 > total && refused * 5 > total, "{tally}");
    }
}

fn explained(body: &[u8]) -> Result<Verdict, TestCaseError> {
    let verdict = compare(body);
    if let Verdict::Unexplained(disagreement) = &verdict {
        let body = body.escape_ascii();
        return Err(TestCaseError::fail(format!("{disagreement:#?}\n{body}")));
    }
    Ok(verdict)
}

/// One way to change a body.
#[derive(Clone, Debug)]
enum Change {
    /// One bit is another.
    Flip(Index, u8),
    /// The rest is lost.
    Truncate(Index),
    /// Some bytes are lost, and something else is put there.
    Replace(Index, usize, &'static str),
    /// A value is another: what stands between a name and the next mark.
    Value(Index, &'static str),
    /// A stretch between two marks comes again elsewhere: duplicates, other orders.
    Copy(Index, Index, Index),
    /// Two neighbouring stretches change places.
    Swap(Index, Index, Index),
    /// A character is escaped, in the way of the format.
    Escape(Index),
    /// White space at a place between tokens.
    Whitespace(Index, &'static str),
    /// Other quotes around attributes, or in JSON around texts.
    Quotes(Index),
}

fn changes(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<Change>> {
    let at = any::<Index>;
    let blanks = select(&[" ", "\n", "\r\n", "\t", "\r", "\u{c}", "\u{a0}"][..]);
    let change = prop_oneof![
        2 => (at(), 0..8_u8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        1 => at().prop_map(Change::Truncate),
        6 => (at(), 0..4_usize, select(pieces)).prop_map(|(a, n, p)| Change::Replace(a, n, p)),
        6 => (at(), select(pieces)).prop_map(|(at, piece)| Change::Value(at, piece)),
        3 => (at(), at(), at()).prop_map(|(from, to, at)| Change::Copy(from, to, at)),
        2 => (at(), at(), at()).prop_map(|(a, b, c)| Change::Swap(a, b, c)),
        2 => at().prop_map(Change::Escape),
        3 => (at(), blanks).prop_map(|(at, blank)| Change::Whitespace(at, blank)),
        1 => at().prop_map(Change::Quotes),
    ];
    prop::collection::vec(change, 0..5)
}

impl Change {
    fn apply(&self, mut body: Vec<u8>) -> Vec<u8> {
        if body.is_empty() {
            return body;
        }
        let is_json = body.first() == Some(&b'{');
        match self {
            Self::Flip(at, bit) => {
                let at = at.index(body.len());
                body[at] ^= 1 << bit;
            }
            Self::Truncate(at) => body.truncate(at.index(body.len())),
            Self::Replace(at, count, piece) => {
                let at = at.index(body.len());
                let end = body.len().min(at + count);
                body.splice(at..end, piece.bytes());
            }
            Self::Value(at, piece) => {
                let marks: &[u8] = if is_json { b":" } else { b">" };
                let ends: &[u8] = if is_json { b",}]" } else { b"<" };
                let starts = positions(&body, marks);
                if let Some(start) = starts.get(at.index(starts.len().max(1))) {
                    let rest = &body[start + 1..];
                    let length = rest.iter().position(|byte| ends.contains(byte));
                    let end = length.map_or(body.len(), |length| start + 1 + length);
                    body.splice(start + 1..end, piece.bytes());
                }
            }
            Self::Copy(from, to, at) => {
                let marks = marks(&body, is_json);
                let [from, to, at] = [from, to, at].map(|at| marks[at.index(marks.len())]);
                let piece = body[from.min(to)..from.max(to)].to_vec();
                body.splice(at..at, piece);
            }
            Self::Swap(first, second, third) => {
                let marks = marks(&body, is_json);
                let mut at = [first, second, third].map(|at| marks[at.index(marks.len())]);
                at.sort_unstable();
                body[at[0]..at[2]].rotate_left(at[1] - at[0]);
            }
            Self::Escape(at) => {
                let letters = letters(&body);
                if let Some(at) = letters.get(at.index(letters.len().max(1))).copied() {
                    let number = u32::from(body[at]);
                    let escape =
                        if is_json { format!("\\u{number:04x}") } else { format!("&#{number};") };
                    body.splice(at..=at, escape.into_bytes());
                }
            }
            Self::Whitespace(at, blank) => {
                let marks = marks(&body, is_json);
                let at = marks[at.index(marks.len())];
                body.splice(at..at, blank.bytes());
            }
            Self::Quotes(at) => {
                let quotes = positions(&body, b"'\"");
                if let Some(at) = quotes.get(at.index(quotes.len().max(1))) {
                    body[*at] = if body[*at] == b'"' { b'\'' } else { b'"' };
                }
            }
        }
        body
    }
}

/// Places between members or tags, with both ends of the body.
fn marks(body: &[u8], is_json: bool) -> Vec<usize> {
    let mut marks = vec![0, body.len()];
    marks.extend(positions(body, if is_json { b",:{}[]" } else { b"<" }));
    marks
}

fn letters(body: &[u8]) -> Vec<usize> {
    (0..body.len()).filter(|at| body[*at].is_ascii_alphanumeric()).collect()
}

fn positions(body: &[u8], wanted: &[u8]) -> Vec<usize> {
    (0..body.len()).filter(|at| wanted.contains(&body[*at])).collect()
}

const JSON_PIECES: &[&str] = &[
    "",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "\\ud83d\\ude00",
    "null",
    "{}",
    "[]",
    "true",
    "\"True\"",
    "\" false \"",
    "0",
    "1",
    "-0",
    "-0.0",
    "1.50",
    "1e2",
    "1e999",
    "007",
    "4294967295",
    "4294967296",
    "-9223372036854775808",
    "9223372036854775808",
    "123456789012345678901234567890",
    "\"\"",
    "\" 24 \"",
    "\"24\"",
    "\"-7\"",
    "\"100%\"",
    "\"٢٤\"",
    "位",
    "\u{feff}",
    "\u{1}",
    "\"New\":1,",
    "\"New\":[{}],",
    "\"TotalCount\":\"7\",",
    "\"Images\":null,",
    "{\"Image\":{}}",
    "{\"Image\":[{\"ImageId\":\"\"}]}",
    "{\"Tag\":null}",
    "{\"Items\":{\"Item\":[]}}",
    "// x\n",
    "[[[[[[[[",
    "]]]]]]]]",
    " ",
];

const XML_PIECES: &[&str] = &[
    "",
    "<",
    ">",
    "/",
    "&",
    ";",
    "\"",
    "'",
    "=",
    "&#65;",
    "&#x41;",
    "&#0;",
    "&#1;",
    "&#xFFFE;",
    "&#xD800;",
    "&#x;",
    "&#X41;",
    "&amp;",
    "&nbsp;",
    "&lt",
    "]]>",
    "]]&gt;",
    "<![CDATA[",
    "<![CDATA[]]>",
    "<![CDATA[ <&> ]]>",
    "<!-- -->",
    "<!--",
    "-->",
    "<!-- -- -->",
    "<!---->",
    "<!--->",
    "<?p?>",
    "<?p q?>",
    "<?xml version='1.0'?>",
    "<?xml version='1.0' encoding='GBK'?>",
    "<?XML?>",
    "<?1?>",
    "<??>",
    "<!DOCTYPE a>",
    "<!ELEMENT a>",
    "<Image>",
    "</Image>",
    "<Image/>",
    "<Tags/>",
    "<X/>",
    "<X></X>",
    "<X></X >",
    "<X></ X>",
    "< X/>",
    "<1/>",
    "<X/ >",
    "<a:b xmlns:a='c'/>",
    "<位/>",
    "<X a='1' b=\"2\"/>",
    "<X a='1'b='2'/>",
    "<X a='1' a='2'/>",
    "<X a='<'/>",
    "<X a='>'/>",
    "<X a='&lt;&#1;'/>",
    "<X a/>",
    "<X a=1/>",
    " a='b'",
    " ",
    "\r\n",
    "\r",
    "1",
    "true",
    "TRUE",
    " 24 ",
    "+5",
    "-7",
    "1.0",
    "100%",
    "位",
    "\u{feff}",
    "\u{1}",
    "\u{fffe}",
    "\u{85}",
    "\u{c}",
    "<TotalCount>7</TotalCount>",
    "<TotalCount/>",
];
