//! The fast readers against the strict ones, on documents nobody thought of.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::generate::{Texts, document};
use super::images::PAGE;
use super::tests::agree;
use crate::format::BodyFormat;

#[test]
fn whatever_a_schema_allows_is_read_fast() {
    let mut runner = runner();
    for _ in 0..512 {
        let any = document(&PAGE, Texts::Any, runner.rng());
        assert!(agree(&any.json("")) && agree(&any.json("\n\t ")));
        let portable = document(&PAGE, Texts::OfXml, runner.rng());
        assert!(agree(&portable.xml("")) && agree(&portable.xml("\r\n\t ")));
    }
}

/// `MUTATIONS` says how many bodies of each format; by default a few.
#[test]
fn changed_bodies_are_never_read_otherwise() {
    let count = std::env::var("MUTATIONS").map_or(512, |count| count.parse().expect("a number"));
    let mut runner = runner();
    let samples = samples();
    let [mut json, mut xml] = [Tally::default(); 2];
    for round in 0..count {
        let page = document(&PAGE, Texts::Plain, runner.rng());
        let sample = samples.get(round % (4 * samples.len() + 1));
        for (format, start, pieces, tally) in [
            (BodyFormat::Json, '{', JSON_PIECES, &mut json),
            (BodyFormat::Xml, '<', XML_PIECES, &mut xml),
        ] {
            let sample = sample.filter(|body| body.starts_with(start));
            let body = sample.cloned().unwrap_or_else(|| match format {
                BodyFormat::Json => page.json(""),
                BodyFormat::Xml => page.xml(""),
            });
            // A change may cut a character in two; then it is made anew.
            let changed = std::iter::repeat_with(|| {
                String::from_utf8(change(body.clone().into_bytes(), pieces, runner.rng()))
            });
            let changed = changed.flatten().next().expect("repeated for ever");
            *(if agree(&changed) { &mut tally.alike } else { &mut tally.left }) += 1;
        }
    }
    println!("{count} changed bodies of each format, seed {SEED}");
    for (format, Tally { alike, left }) in [("JSON", json), ("XML", xml)] {
        println!("{format}: {alike} read alike, {left} left to the strict reader");
        // The test would say nothing if changes always, or never, did harm.
        assert!(alike + left == count && alike > count / 64 && left > count / 64);
    }
}

/// What became of changed bodies of a format: read by both readers alike, or left to the strict
/// one.
#[derive(Clone, Copy, Default)]
struct Tally {
    alike: usize,
    left: usize,
}

fn runner() -> TestRunner {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[SEED; 32]);
    TestRunner::new_with_rng(Config::default(), rng)
}

const SEED: u8 = 7;

/// Puts in a piece or two that mean something to the format, every other time in place of some
/// bytes.
fn change(mut body: Vec<u8>, pieces: &[&str], rng: &mut TestRng) -> Vec<u8> {
    for _ in 0..rng.random_range(1..=2) {
        let at = rng.random_range(0..=body.len());
        let end = body.len().min(at + rng.random_range(0..8_usize).saturating_sub(4));
        let piece = pieces[rng.random_range(0..pieces.len())];
        body.splice(at..end, piece.bytes());
    }
    body
}

/// Bodies that public repositories recorded, from the folder that `CONFORMANCE_DATA` names.
fn samples() -> Vec<String> {
    let Some(data) = std::env::var_os("CONFORMANCE_DATA") else {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("SKIPPED: CONFORMANCE_DATA is not set, no samples are compared\n"),
        );
        return Vec::new();
    };
    let folder = std::path::Path::new(&data).join("samples");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("a readable folder")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "json" || end == "xml"))
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("UTF-8")).collect()
}

#[test]
fn samples_are_read_alike() {
    for body in samples() {
        agree(&body);
    }
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
    "\\n",
    "\\u4f4d",
    "null",
    "1",
    "0",
    "true",
    " ",
    "\r\n",
    "\"Image\":",
    "\"New\":",
    "{}",
    "[]",
    "\"\"",
    "位",
    "\"Size\":2,",
    "-1.5e2",
    "\u{1}",
];

const XML_PIECES: &[&str] = &[
    "",
    "<",
    ">",
    "/",
    "&",
    "&#65;",
    "&lt;",
    "&#0;",
    "<!-- -->",
    "<![CDATA[",
    "]]>",
    "<![CDATA[a]]>",
    "<Image>",
    "</Image>",
    "<X/>",
    "<New>a</New>",
    " a='b'",
    " ",
    "\r\n",
    "1",
    "true",
    "位",
    "<Size>2</Size>",
    "\u{fffe}",
    "\u{1}",
    "]]",
];
