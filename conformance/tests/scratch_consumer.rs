//! Someone else's project, outside the workspace, that wants the signer and nothing else.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_signer_alone_serves_a_project_of_its_own() {
    let signer = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/signer"));
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("src")).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"scratch\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\naliyun-rpc-signer = {{ path = {:?} }}\n",
        signer.canonicalize().expect("the signer's folder")
    );
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("writes");
    fs::write(folder.path().join("src/main.rs"), MAIN).expect("writes");

    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline"])
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", folder.path().join("target"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=\n");

    let lock = fs::read_to_string(folder.path().join("Cargo.lock")).expect("a lock file");
    for heavy in ["tokio", "hyper", "rustls", "serde"] {
        assert!(!lock.contains(&format!("name = \"{heavy}\"")), "{heavy} came along");
    }
}

/// ECS API Reference, Request signatures: the example request and its signature.
const MAIN: &str = r#"
use aliyun_rpc_signer::{Method, rpc};

fn main() {
    let query = rpc::canonical_query([
        ("Timestamp", "2016-02-23T12:46:24Z"),
        ("Format", "XML"),
        ("AccessKeyId", "testid"),
        ("Action", "DescribeRegions"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
        ("Version", "2014-05-26"),
        ("SignatureVersion", "1.0"),
    ]);
    println!("{}", rpc::signature(&rpc::string_to_sign(Method::Get, &query), "testsecret"));
}
"#;
