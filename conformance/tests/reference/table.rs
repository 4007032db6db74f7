//! `docs/differences.md` lists exactly the allowed differences, and none of them is dead.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use aliyun_ecs_wire::decode;
use conformance::reference::{Difference, Side, Verdict, compare, read};

#[test]
fn every_difference_shows_in_its_example() {
    for difference in Difference::ALL {
        let example = difference.example().as_bytes();
        assert_eq!(compare(example), Verdict::AllowedDifference(*difference), "{difference}");
        let (here, there) = (decode(example).is_ok(), read(example).is_ok());
        let expected = match difference.side() {
            Side::Values => (true, true),
            Side::AcceptedHere => (true, false),
            Side::MayBeRefusedHere | Side::MustBeRefusedHere => (false, true),
        };
        assert_eq!((here, there), expected, "{difference}");
    }
}

/// With CONFORMANCE_UPDATE=1 it is written.
#[test]
fn the_document_lists_the_differences() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/differences.md");
    let expected = document();
    if env::var_os("CONFORMANCE_UPDATE").is_some() {
        fs::write(&path, &expected).expect("a writable document");
    }
    let found = fs::read_to_string(&path).expect("docs/differences.md");
    assert!(found == expected, "docs/differences.md is old: run this with CONFORMANCE_UPDATE=1");
}

fn document() -> String {
    let mut document = INTRODUCTION.to_owned();
    for difference in Difference::ALL {
        let (here, there) = match difference.side() {
            Side::Values => ("accepted, its own value", "accepted, its own value"),
            Side::AcceptedHere => ("accepted", "refused"),
            Side::MayBeRefusedHere => ("refused", "accepted, cannot tell"),
            Side::MustBeRefusedHere => ("refused, always", "accepted"),
        };
        let reason = difference.reason();
        let example = difference.example().escape_debug().to_string().replace("\\\"", "\"");
        let example = example.replace("\\'", "'");
        writeln!(document, "| `{difference}` | {here} | {there} | {reason} | `{example}` |")
            .expect("a text");
    }
    document.push_str(END);
    document
}

const INTRODUCTION: &str = "\
# Where the readers differ from serde_json and quick-xml

Written by `conformance/tests/reference.rs` from `conformance::reference::Difference`; do not edit.

`conformance/src/reference` reads pages a second time, with `serde_json` and with the events of
`quick-xml`. `compare` reads a body with those readers and with `aliyun-ecs-wire`: what both accept
must have equal values, and what the reference refuses must be refused. These differences are
allowed, and no other. Each is decided by what the reference met at the place, not by how the
body looks on the whole; `NumberOutOfRange` alone leaves the rest of its body uncompared, as
serde_json stops there.

| difference | `aliyun-ecs-wire` | the library | why | a body, with escapes as in Rust |
|---|---|---|---|---|
";

const END: &str = "
\"Refused, always\" is demanded: to accept such a body would be a disagreement, too.

What the libraries let pass and no page may have, the reference readers refuse by rules of their own,
so that the rules are compared body by body: a name twice in a JSON object (known or not), a known
element twice, another root, a text or a second element behind the root, an element left open, a
document type, an encoding other than UTF-8, more than 64 levels or attributes, neither `TotalCount`
nor `Images`.
";
