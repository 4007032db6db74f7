//! What was asked of the project stays: the libraries it is built with, its top-level folders, and
//! a README that begins with the two commands that are enough.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr as _;

use cargo_metadata::{Metadata, MetadataCommand, Package};
use proc_macro2::{TokenStream, TokenTree};

/// Each is depended on and used.
const LIBRARIES: [&str; 12] = [
    "serde",
    "serde_json",
    "quick-xml",
    "hyper",
    "hyper-rustls",
    "tokio",
    "hmac",
    "sha1",
    "base64",
    "proptest",
    "wiremock",
    "criterion",
];

/// What stands at the top and has to.
const ASKED: [&str; 6] = ["Cargo.toml", "README.md", "benches", "conformance", "crates", "docs"];

/// What may stand beside it; names with a dot in front may, too.
const BESIDE: [&str; 6] =
    ["CHANGELOG.md", "Cargo.lock", "LICENSE-APACHE", "LICENSE-MIT", "clippy.toml", "rustfmt.toml"];

/// The main job, and the tests.
const COMMANDS: [&str; 2] =
    ["cargo run -p aliyun-images -- list --emulator", "cargo test --workspace"];

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.expect("a folder in the repository").to_owned()
}

fn metadata() -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml")).no_deps();
    command.exec().expect("cargo metadata runs")
}

#[test]
fn every_library_is_a_dependency_and_used() {
    let metadata = metadata();
    let packages = metadata.workspace_packages();
    for library in LIBRARIES {
        let dependents: Vec<_> = packages
            .iter()
            .filter(|package| package.dependencies.iter().any(|other| other.name == library))
            .collect();
        assert!(!dependents.is_empty(), "nothing depends on {library}");
        let users: Vec<_> = dependents
            .iter()
            .filter(|package| sources(package).iter().any(|text| uses(text, library)))
            .map(|package| package.name.as_str())
            .collect();
        println!("{library}: {users:?}");
        assert!(!users.is_empty(), "{library} is a dependency of {dependents:?}, and unused");
    }
}

/// The texts of a package's Rust files.
fn sources(package: &Package) -> Vec<String> {
    let folder = package.manifest_path.parent().expect("a manifest has a folder");
    let mut texts = Vec::new();
    for part in ["src", "tests", "examples", "benches"] {
        collect(folder.join(part).as_std_path(), &mut texts);
    }
    texts
}

fn collect(folder: &Path, texts: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(std::fs::read_to_string(&path).expect("a readable file"));
        }
    }
}

/// Whether a path in the code begins with this crate; a comment or a text does not count.
fn uses(text: &str, library: &str) -> bool {
    let tokens = TokenStream::from_str(text).expect("Rust");
    begins(tokens, &library.replace('-', "_"))
}

fn begins(tokens: TokenStream, name: &str) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let punct = |at: Option<usize>, wanted: char| {
        let token = at.and_then(|at| tokens.get(at));
        matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
    };
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Group(group) => begins(group.stream(), name),
        TokenTree::Ident(ident) if ident == name => {
            let inner = punct(at.checked_sub(1), ':') || punct(at.checked_sub(1), '.');
            let path = punct(Some(at + 1), ':') && punct(Some(at + 2), ':');
            path && !inner
        }
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

#[test]
fn only_paths_of_code_are_uses() {
    for text in [
        "use sha1::Sha1;",
        "fn f() { g(sha1::digest()) }",
        "#[sha1::attribute] struct S;",
        "m! { [sha1::X] }",
    ] {
        assert!(uses(text, "sha1"), "{text}");
    }
    for text in [
        "// use sha1::Sha1;",
        "/// [`sha1::Sha1`]\nstruct S;",
        "fn f() { g(\"sha1::digest()\") }",
        "use own::sha1::X;",
        "fn f(sha1: u8) { x.sha1() }",
    ] {
        assert!(!uses(text, "sha1"), "{text}");
    }
    assert!(uses("use quick_xml::Reader;", "quick-xml"));
}

#[test]
fn top_level_is_what_was_asked_for_and_nothing_else() {
    let names = top_level();
    for asked in ASKED {
        assert!(names.contains(asked), "{asked} is missing: {names:?}");
    }
    let known =
        |name: &str| name.starts_with('.') || ASKED.contains(&name) || BESIDE.contains(&name);
    let others: Vec<_> = names.iter().filter(|name| !known(name)).collect();
    assert!(others.is_empty(), "nobody asked for {others:?}");
}

/// What git keeps, or without git what is there, but for what cargo builds.
fn top_level() -> BTreeSet<String> {
    let git = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    if let Ok(output) = git
        && output.status.success()
        && !output.stdout.is_empty()
    {
        let text = String::from_utf8(output.stdout).expect("names in UTF-8");
        let files = text.split('\0').filter(|file| !file.is_empty());
        return files.filter_map(|file| Some(file.split('/').next()?.to_owned())).collect();
    }
    let entries = std::fs::read_dir(root()).expect("the repository");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let names = names.map(|name| name.into_string().expect("a name in UTF-8"));
    names.filter(|name| name != "target").collect()
}

#[test]
fn readme_begins_with_the_two_commands() {
    let text = std::fs::read_to_string(root().join("README.md")).expect("the README");
    assert_eq!(commands(&text), Ok(COMMANDS.map(str::to_owned).to_vec()));
}

/// Returns the commands of the first two fenced blocks.
///
/// # Errors
///
/// Something else that a reader would have to do first.
fn commands(readme: &str) -> Result<Vec<String>, String> {
    let mut blocks = readme.split("```");
    let mut commands = Vec::new();
    for _ in COMMANDS {
        let prose = blocks.next().unwrap_or_default();
        let inline = prose.split('`').skip(1).step_by(2);
        for word in inline.filter_map(|code| code.split_whitespace().next()) {
            if TOOLS.contains(&word) {
                return Err(format!("{word} comes before {commands:?}"));
            }
        }
        let block = blocks.next().unwrap_or_default();
        let (language, lines) = block.split_once('\n').unwrap_or_default();
        if language != "sh" {
            return Err(format!("a block of {language:?} comes first"));
        }
        commands.extend(lines.lines().map(str::to_owned));
    }
    Ok(commands)
}

/// What sets up a machine or a project.
const TOOLS: [&str; 14] = [
    "apt", "apt-get", "brew", "cargo", "curl", "docker", "export", "git", "make", "npm", "pip",
    "rustup", "sudo", "wget",
];

#[test]
fn command_before_the_two_is_noticed() {
    let [main, tests] = COMMANDS;
    let plain =
        format!("# Title\n\n`code`\n\n```sh\n{main}\n```\n\nThen:\n\n```sh\n{tests}\n```\n");
    assert_eq!(commands(&plain), Ok(COMMANDS.map(str::to_owned).to_vec()));
    assert!(commands(&plain.replace("`code`", "First `rustup update`.")).is_err());
    assert!(commands(&plain.replace("Then:", "```sh\ncargo build\n```")) != commands(&plain));
    assert!(
        commands(&plain.replacen("```sh\n", "```sh\napt-get install x\n", 1)) != commands(&plain)
    );
    assert!(commands(&plain.replacen("```sh", "```text", 1)).is_err());
}
