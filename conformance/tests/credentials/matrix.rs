//! Each source in each situation: the table of `docs/credentials.md`, printed, and each cell of it a
//! test that exists or a reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

const BEGIN: &str = "<!-- matrix: from here -->";
const END: &str = "<!-- matrix: to here -->";

/// Where the tests are that a cell may name.
const TESTS: [&str; 4] = [
    "crates/credentials",
    "crates/rpc/tests",
    "crates/signer/src",
    "conformance/tests/credentials",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn each_cell_is_a_test_or_a_reason() {
    let text = fs::read_to_string(root().join("docs/credentials.md")).expect("the guide");
    let table = text.split(BEGIN).nth(1).and_then(|rest| rest.split(END).next());
    let table = table.expect("the table stands between its marks");
    println!("{table}");
    let mut tests = BTreeSet::new();
    TESTS.iter().for_each(|folder| collect(&root().join(folder), &mut tests));

    let rows: Vec<Vec<&str>> =
        table.lines().filter(|line| line.starts_with('|')).map(cells).collect();
    let [head, _, rows @ ..] = rows.as_slice() else { panic!("a head and rows") };
    let situations =
        ["works", "missing", "malformed", "expired", "slow", "refused", "changed while running"];
    assert_eq!(head[1..], situations);
    let mut named = 0;
    for row in rows {
        assert_eq!(row.len(), head.len(), "{row:?}");
        for (situation, cell) in head.iter().zip(row).skip(1) {
            let (source, is_reason) = (row[0], cell.starts_with("– ") && cell.len() > 8);
            let test = cell.split('`').nth(1);
            match test {
                Some(test) => {
                    named += 1;
                    assert!(tests.contains(test), "{source}, {situation}: there is no test {test}");
                }
                None => assert!(is_reason, "{source}, {situation}: neither a test nor a reason"),
            }
        }
    }
    println!("{} sources, {named} cells name a test", rows.len());
    assert!(rows.len() >= 12 && named > 60);
}

fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}

/// Collects the names of the functions with an attribute `#[test]` or `#[tokio::test…]`.
fn collect(folder: &Path, tests: &mut BTreeSet<String>) {
    for entry in
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            collect(&entry, tests);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&entry).expect("a source file");
            let file = syn::parse_file(&text).expect("Rust");
            Tests(tests).visit_file(&file);
        }
    }
}

struct Tests<'t>(&'t mut BTreeSet<String>);

impl<'a> Visit<'a> for Tests<'_> {
    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        let is_test = |attribute: &syn::Attribute| {
            attribute.path().segments.last().is_some_and(|last| last.ident == "test")
        };
        if item.attrs.iter().any(is_test) {
            self.0.insert(item.sig.ident.to_string());
        }
    }
}
