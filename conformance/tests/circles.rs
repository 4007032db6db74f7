//! No two files of a crate import each other, over whatever way around.
//!
//! Every path outside of tests is resolved to the file that defines what it names, through
//! re-exports. A module that only declares modules and re-exports is the crate's table of
//! contents: it does not count. A parent with code of its own does, and so do the paths into its
//! children, whether they begin with `self::` or not.

#![forbid(unsafe_code)]

#[path = "circles/graph.rs"]
mod graph;
#[path = "circles/paths.rs"]
mod paths;
#[path = "circles/tree.rs"]
mod tree;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cargo_metadata::MetadataCommand;
use graph::{circles, describe, edges};
use tree::Tree;

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.expect("a folder in the repository").to_owned()
}

#[test]
fn no_crate_has_a_circle_of_files() {
    let root = root();
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata runs");
    let read = |path: &Path| std::fs::read_to_string(root.join(path)).ok();
    let mut found = Vec::new();
    let mut files = 0;
    for package in metadata.workspace_packages() {
        for target in package.targets.iter().filter(|target| target.is_lib() || target.is_bin()) {
            let path = target.src_path.strip_prefix(&root).expect("a file of the repository");
            let edges = edges(&Tree::read(path.as_std_path(), &read));
            files += edges.len();
            found.extend(circles(&edges).iter().map(|circle| describe(&edges, circle)));
        }
    }
    assert!(files > 150, "only {files} files were looked at");
    assert!(found.is_empty(), "{} circles:\n{}", found.len(), found.join("\n"));
}

/// The circles of a made-up crate of these files.
#[track_caller]
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let read = |path: &Path| files.get(path.to_str()?).map(|text| (*text).to_owned());
    let edges = edges(&Tree::read(Path::new("src/lib.rs"), &read));
    circles(&edges).iter().map(|circle| describe(&edges, circle)).collect()
}

#[test]
fn two_files_that_use_each_other_are_named_with_what_they_use() {
    let circle = found(&[
        ("src/lib.rs", "mod a; mod b;"),
        ("src/a.rs", "use crate::b::B; pub struct A(B);"),
        ("src/b.rs", "pub struct B; impl B { fn a() -> Option<super::a::A> { None } }"),
    ]);
    assert_eq!(
        circle,
        [
            "a circle of 2 files:\n  src/a.rs uses src/b.rs by `crate::b::B`\n  src/b.rs uses src/a.rs by `super::a::A`"
        ]
    );
}

#[test]
fn one_direction_is_no_circle() {
    assert!(
        found(&[
            ("src/lib.rs", "mod a; mod b; mod c;"),
            ("src/a.rs", "use crate::b::B; use crate::c::C; pub struct A(B, C);"),
            ("src/b.rs", "use crate::c::C; pub struct B(C);"),
            ("src/c.rs", "use std::fmt; pub struct C;"),
        ])
        .is_empty()
    );
}

#[test]
fn way_around_may_be_long() {
    let circles = found(&[
        ("src/lib.rs", "mod a; mod b; mod c; mod outside;"),
        ("src/a.rs", "use crate::b::B; pub struct A(B);"),
        ("src/b.rs", "use crate::c::C; pub struct B(C);"),
        ("src/c.rs", "pub struct C; fn a() { let _: crate::a::A; }"),
        ("src/outside.rs", "use crate::a::A; struct Outside(A);"),
    ]);
    assert_eq!(circles.len(), 1, "{circles:?}");
    assert!(circles[0].starts_with("a circle of 3 files") && !circles[0].contains("outside"));
}

#[test]
fn re_export_leads_to_the_file_that_defines() {
    let circles = found(&[
        ("src/lib.rs", "mod a; mod b; pub use a::A; pub use deeper::*; mod deeper;"),
        ("src/a.rs", "pub struct A; fn b() -> crate::Renamed { loop {} }"),
        ("src/b.rs", "use crate::A; pub struct B(A);"),
        ("src/deeper/mod.rs", "pub(crate) use super::b::B as Renamed;"),
    ]);
    assert_eq!(circles.len(), 1, "{circles:?}");
    assert!(circles[0].contains("src/a.rs uses src/b.rs by `crate::Renamed`"), "{circles:?}");
}

#[test]
fn parent_that_only_declares_does_not_count_and_one_with_code_does() {
    let child = ("src/parent/child.rs", "use super::other::Other; pub struct Child(Other);");
    let other = ("src/parent/other.rs", "pub struct Other;");
    let lib = ("src/lib.rs", "mod parent; #[cfg(doctest)] struct Readme;");
    let table = "mod child; mod other; pub use child::Child; pub(crate) use other::Other;";
    assert!(found(&[lib, ("src/parent.rs", table), child, other]).is_empty());

    let child = ("src/parent/child.rs", "use super::LIMIT; pub fn child() { let _ = LIMIT; }");
    let parent = "mod child; pub const LIMIT: u32 = 1; fn parent() { child::child() }";
    let circles = found(&[lib, ("src/parent.rs", parent), child]);
    assert_eq!(circles.len(), 1, "{circles:?}");
    assert!(circles[0].contains("src/parent.rs uses src/parent/child.rs by `child::child`"));
}

#[test]
fn tests_do_not_count() {
    assert!(
        found(&[
            ("src/lib.rs", "mod a; mod b;"),
            ("src/a.rs", "use crate::b::B; pub struct A(B);"),
            (
                "src/b.rs",
                "pub struct B; #[cfg(test)] use crate::a::A; #[cfg(test)] mod tests;
                 #[cfg(test)] mod more { use crate::a::A; }
                 impl B { #[cfg(test)] fn a() -> crate::a::A { loop {} } }
                 #[test] fn test() { crate::a::A; }",
            ),
        ])
        .is_empty()
    );
}

#[test]
fn code_that_is_not_compiled_for_tests_counts() {
    let b = "pub struct B; #[cfg(not(test))] fn a() -> crate::a::A { loop {} }";
    let a = "use crate::b::B; pub struct A(B);";
    let files = [("src/lib.rs", "mod a; mod b;"), ("src/a.rs", a), ("src/b.rs", b)];
    assert_eq!(found(&files).len(), 1);
}

/// Each way to write a path, in `b`, closes the circle.
#[test]
fn paths_are_found_wherever_they_stand() {
    for b in [
        "fn f() { crate::a::f() }",
        "fn f() { use crate::a; a::f() }",
        "use super::a; fn f() { a::f() }",
        "use super::{a::{self as alias}}; fn f() { alias::f() }",
        "fn f() { println!(\"{}\", crate::a::f()) }",
        "fn f() { assert!(matches!(1, x if x == super::a::N)) }",
        "macro_rules! m { () => { $crate::a::f() } }",
        "m! { pub struct M(crate::a::A); }",
        "struct S { #[serde(with = \"crate::a\", default = \"crate::a::f\")] field: u8 }",
        "impl crate::a::T for u8 {}",
        "fn f<T: crate::a::T>() {}",
        "type X = Vec<Option<crate::a::A>>;",
        "fn f(x: u8) { match x { crate::a::N => {} _ => {} } }",
        "mod inline { fn f() { super::super::a::f() } }",
        "mod inline { pub(super) use crate::a::f; } fn f() { inline::f() }",
        "use crate::r#a::f as g;",
    ] {
        let b = format!("{b} pub struct B;");
        let circles = found(&[
            ("src/lib.rs", "mod a; mod b;"),
            ("src/a.rs", "use crate::b::B; pub const N: u8 = 1; pub fn f() -> B { B }"),
            ("src/b.rs", &b),
        ]);
        assert_eq!(circles.len(), 1, "{b}: {circles:?}");
    }
}

/// Names of other crates and of std are nobody's file, whatever they are called.
#[test]
fn foreign_names_are_no_files() {
    assert!(
        found(&[
            ("src/lib.rs", "mod a; mod fmt;"),
            ("src/a.rs", "use std::fmt; use http::a::B; fn f(_: fmt::Error, _: ::fmt::X, _: B) {}"),
            ("src/fmt.rs", "use crate::a; fn f() { a::f() }"),
        ])
        .is_empty()
    );
}

/// Two modules that re-export from each other end the search, not the test.
#[test]
fn aliases_in_a_circle_are_survived() {
    assert!(
        found(&[
            ("src/lib.rs", "mod a; mod b; mod c;"),
            ("src/a.rs", "pub use crate::b::X; pub use crate::b::*;"),
            ("src/b.rs", "pub use crate::a::X; pub use crate::a::*;"),
            ("src/c.rs", "use crate::a::X; fn f(_: X, _: crate::b::Y) {}"),
        ])
        .is_empty()
    );
}
