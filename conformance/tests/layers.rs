//! The architecture as a test: which crate may know which, and how large each may grow.
//!
//! The tables are those of `docs/ARCHITECTURE.md`, which says why.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// The direct dependencies each crate may have, beyond std.
const ARROWS: &[(&str, &[&str])] = &[
    ("aliyun-rpc-value", &["serde"]),
    ("aliyun-ecs-model", &["aliyun-rpc-value", "serde"]),
    ("aliyun-rpc-wire", &["aliyun-rpc-value", "quick-xml", "serde", "serde_json"]),
    ("aliyun-ecs-wire", &["aliyun-ecs-model", "aliyun-rpc-wire"]),
    ("aliyun-rpc-explain", &["aliyun-rpc-signer"]),
    ("aliyun-rpc-signer", &["base64", "hmac", "percent-encoding", "sha1", "sha2", "zeroize"]),
    ("aliyun-transport", &["bytes", "http"]),
    (
        "aliyun-ecs-describe-images",
        &[
            "aliyun-ecs-model",
            "aliyun-ecs-wire",
            "aliyun-rpc",
            "aliyun-rpc-signer",
            "aliyun-transport",
            "base64",
            "bytes",
            "futures-core",
            "futures-util",
            "http",
            "serde",
            "serde_json",
            "siphasher",
            "tracing",
            "wildmatch",
        ],
    ),
    (
        "aliyun-rpc",
        &[
            "aliyun-rpc-explain",
            "aliyun-rpc-signer",
            "aliyun-rpc-wire",
            "aliyun-transport",
            "bytes",
            "http",
            "httpdate",
            "serde",
            "tracing",
        ],
    ),
    (
        "aliyun-transport-hyper",
        &[
            "aliyun-transport",
            "bytes",
            "getrandom",
            "http",
            "http-body-util",
            "hyper",
            "hyper-rustls",
            "hyper-util",
            "rustls",
            "rustls-native-certs",
            "tokio",
            "tower-service",
            "webpki-roots",
        ],
    ),
    (
        "aliyun-credentials",
        &[
            "aliyun-rpc",
            "aliyun-rpc-signer",
            "aliyun-transport",
            "bytes",
            "futures-util",
            "http",
            "ini_core",
            "serde",
            "serde_json",
            "shlex",
            "tracing",
            "zeroize",
        ],
    ),
    (
        "aliyun-ecs-emulator",
        &[
            "aliyun-ecs-model",
            "aliyun-ecs-wire",
            "aliyun-rpc-explain",
            "aliyun-rpc-signer",
            "aliyun-rpc-wire",
            "aliyun-transport",
            "base64",
            "bytes",
            "clap",
            "getrandom",
            "http",
            "http-body-util",
            "httpdate",
            "hyper",
            "hyper-util",
            "memchr",
            "rcgen",
            "serde",
            "serde_json",
            "siphasher",
            "tokio",
            "tokio-rustls",
            "toml",
        ],
    ),
    (
        "aliyun-images",
        &[
            "aliyun-credentials",
            "aliyun-ecs-describe-images",
            "aliyun-ecs-emulator",
            "aliyun-ecs-model",
            "aliyun-ecs-wire",
            "aliyun-rpc",
            "aliyun-rpc-explain",
            "aliyun-rpc-signer",
            "aliyun-transport",
            "aliyun-transport-hyper",
            "bytes",
            "clap",
            "csv",
            "futures-util",
            "http",
            "jmespath",
            "regex",
            "serde",
            "serde_json",
            "strsim",
            "terminal_size",
            "tokio",
            "tracing",
            "tracing-subscriber",
            "unicode-width",
            "wildmatch",
        ],
    ),
];

/// The floor each crate stands on. An arrow only goes down: crates of one floor do not know each
/// other.
const FLOORS: &[(u8, &[&str])] = &[
    (0, &["aliyun-rpc-value"]),
    (1, &["aliyun-rpc-wire", "aliyun-ecs-model", "aliyun-rpc-signer", "aliyun-transport"]),
    (2, &["aliyun-ecs-wire", "aliyun-rpc-explain", "aliyun-transport-hyper"]),
    (3, &["aliyun-rpc"]),
    (4, &["aliyun-ecs-describe-images", "aliyun-credentials", "aliyun-ecs-emulator"]),
    (5, &["aliyun-images", "conformance", "benches"]),
];

/// Heavy dependencies that a crate has only when a feature asks for them.
const OPTIONAL: &[(&str, &str)] = &[
    ("aliyun-ecs-emulator", "clap"),
    ("aliyun-ecs-emulator", "rcgen"),
    ("aliyun-ecs-emulator", "tokio-rustls"),
    ("aliyun-transport-hyper", "rustls-native-certs"),
];

/// How many packages `cargo tree -e normal` may list for these crates together, own ones
/// included.
const BUDGETS: &[(&[&str], usize)] = &[
    (&["aliyun-rpc-value"], 8),
    (&["aliyun-ecs-model"], 10),
    (&["aliyun-rpc-wire"], 18),
    (&["aliyun-ecs-wire"], 25),
    (&["aliyun-rpc-signer"], 22),
    (&["aliyun-rpc-explain"], 22),
    (&["aliyun-transport"], 8),
    (&["aliyun-rpc"], 45),
    (&["aliyun-ecs-describe-images"], 50),
    (&["aliyun-transport-hyper", "aliyun-ecs-describe-images"], 80),
    (&["aliyun-credentials", "aliyun-transport-hyper", "aliyun-ecs-describe-images"], 90),
];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata runs")
}

fn crates(metadata: &Metadata) -> Vec<&Package> {
    let members = metadata.workspace_packages();
    members.into_iter().filter(|package| package.publish.is_none()).collect()
}

#[test]
fn every_arrow_points_the_way_the_architecture_says() {
    let metadata = metadata();
    let mut seen = BTreeSet::new();
    for package in crates(&metadata) {
        let name = package.name.as_str();
        let (_, allowed) = ARROWS
            .iter()
            .find(|(of, _)| *of == name)
            .unwrap_or_else(|| panic!("{name} has no row in the table of arrows"));
        for dependency in &package.dependencies {
            let other = dependency.name.as_str();
            if dependency.kind == DependencyKind::Normal {
                assert!(allowed.contains(&other), "{name} must not depend on {other}");
            }
        }
        seen.insert(name);
    }
    assert_eq!(seen.len(), ARROWS.len(), "a row names a crate that is gone");
}

#[test]
fn every_arrow_goes_to_a_lower_floor() {
    let metadata = metadata();
    let packages = metadata.workspace_packages();
    let arrows = packages.iter().flat_map(|package| {
        let built = |kind| matches!(kind, DependencyKind::Normal | DependencyKind::Build);
        let dependencies = package.dependencies.iter().filter(move |other| built(other.kind));
        dependencies.map(|other| (package.name.as_str(), other.name.as_str()))
    });
    let own = |name: &str| packages.iter().any(|package| package.name == name);
    let wrong: Vec<_> =
        arrows.filter(|(_, to)| own(to)).filter_map(|(from, to)| upwards(from, to)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Says what is wrong with an arrow.
fn upwards(from: &str, to: &str) -> Option<String> {
    let floor = |name: &str| {
        let found = FLOORS.iter().find(|(_, crates)| crates.contains(&name));
        found.unwrap_or_else(|| panic!("{name} stands on no floor")).0
    };
    let (above, below) = (floor(from), floor(to));
    (below >= above).then(|| format!("{from} (floor {above}) must not know {to} (floor {below})"))
}

#[test]
fn arrow_that_does_not_go_down_is_found() {
    assert_eq!(upwards("aliyun-ecs-wire", "aliyun-rpc-wire"), None);
    assert!(upwards("aliyun-rpc-wire", "aliyun-ecs-wire").is_some());
    assert!(upwards("aliyun-ecs-emulator", "aliyun-ecs-describe-images").is_some());
}

/// Somebody who takes the emulator as a library builds no parser of command lines and no TLS.
#[test]
fn optional_dependencies_are_not_built_unasked() {
    let metadata = metadata();
    for (name, optional) in OPTIONAL {
        let package = crates(&metadata).into_iter().find(|package| package.name == *name);
        let dependencies = &package.expect("a crate").dependencies;
        let declared = dependencies.iter().find(|other| other.name == *optional);
        assert!(declared.is_some_and(|other| other.optional), "{name}: {optional}");
        let starts = format!("{optional} ");
        let built = |lines: BTreeSet<String>| lines.iter().any(|line| line.starts_with(&starts));
        assert!(!built(tree(&[name], &[])), "{name} builds {optional}");
        assert!(built(tree(&[name], &["--all-features"])), "no feature of {name} adds {optional}");
    }
}

#[test]
fn no_crate_is_over_its_budget_of_packages() {
    for (packages, budget) in BUDGETS {
        let listed = tree(packages, &[]);
        println!("{packages:?}: {} of {budget} packages", listed.len());
        assert!(
            listed.len() <= *budget,
            "{packages:?} need {} packages, {budget} are allowed: {listed:?}",
            listed.len()
        );
        for package in *packages {
            let itself = listed.iter().any(|line| line.starts_with(&format!("{package} ")));
            assert!(itself, "{package} is not in its own tree: {listed:?}");
        }
    }
}

fn tree(packages: &[&str], features: &[&str]) -> BTreeSet<String> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).args(["tree", "--locked", "-e", "normal", "--prefix", "none"]);
    command.args(["--format", "{p}"]).args(features);
    for package in packages {
        command.args(["-p", package]);
    }
    let output = command.output().expect("cargo tree runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo prints UTF-8");
    let lines = text.lines().map(|line| line.trim_end_matches(" (*)").trim());
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_package_states_what_a_registry_shows() {
    for package in crates(&metadata()) {
        let name = &package.name;
        assert!(package.description.is_some(), "{name} has no description");
        assert_eq!(package.license.as_deref(), Some("Apache-2.0 OR MIT"), "{name}");
        assert!(package.readme.is_some(), "{name} has no README");
        assert!(package.documentation.is_some(), "{name} has no documentation");
        assert!((1..=5).contains(&package.keywords.len()), "{name}: keywords");
        assert!(!package.categories.is_empty(), "{name}: categories");
        let folder = package.manifest_path.parent().expect("a manifest has a folder");
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            assert!(folder.join(licence).exists(), "{name} ships no {licence}");
        }
    }
}

#[test]
fn every_crate_forbids_unsafe_code() {
    for package in crates(&metadata()) {
        for target in package.targets.iter().filter(|target| target.is_lib() || target.is_bin()) {
            let source = std::fs::read_to_string(&target.src_path).expect("a crate root");
            assert!(source.contains("#![forbid(unsafe_code)]"), "{}", target.src_path);
        }
    }
}

/// The stated minimum must not be lower than what a dependency states for itself.
#[test]
fn the_stated_rust_version_is_enough_for_every_dependency() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .exec()
        .expect("cargo metadata runs");
    let own = crates(&metadata);
    let stated = own[0].rust_version.clone().expect("a rust-version");
    let resolve = metadata.resolve.as_ref().expect("a resolved graph");
    let mut queue: Vec<_> = own.iter().map(|package| &package.id).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = queue.pop() {
        if !seen.insert(id) {
            continue;
        }
        let package = &metadata[id];
        if let Some(needed) = &package.rust_version {
            assert!(*needed <= stated, "{} needs Rust {needed}, stated is {stated}", package.name);
        }
        let node = resolve.nodes.iter().find(|node| node.id == *id).expect("a node");
        for dependency in &node.deps {
            if dependency.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development) {
                queue.push(&dependency.pkg);
            }
        }
    }
    assert!(seen.len() > 50, "the graph was walked");
}
