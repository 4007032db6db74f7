//! What must hold of any bytes in the place of `config.json`. The fuzz target `cli_config` calls [`config`], and so does
//! the test that replays its corpus.

use std::time::{Duration, SystemTime};

use aliyun_credentials::{CliProfile, Credentials, MemoryHost};
use aliyun_transport::replay::Replay;

use crate::common::{ask, everything, filled, holds_canary, is_clean, runtime};
use crate::tree::{Tree, is_json, may_be_of_the_unread};

const FILE: &str = "/home/user/.aliyun/config.json";

/// What every program prints.
const PRINTED: &str = r#"{"access_key_id":"printed-id","access_key_secret":"printed-secret"}"#;

/// What may be shown, to say which profile, file, role or place is meant.
const SHOWN: [&str; 11] = [
    "current",
    "name",
    "source_profile",
    "access_key_id",
    "ram_role_arn",
    "ram_role_name",
    "oidc_provider_arn",
    "oidc_token_file",
    "sts_endpoint",
    "sts_region",
    "mode",
];

/// Reads the bytes as the file of profiles, asks for the key of the current one, and checks both.
pub(crate) fn config(bytes: &[u8]) {
    let json = filled(bytes);
    let host = MemoryHost::new().with_file(FILE, json.as_slice()).with_output(0, PRINTED);
    let source = CliProfile::new(host, Replay::new(), runtime());
    let key = ask(&source);
    let settings = source.settings();
    let tree = Tree::read(&json);
    let is_secret = match &tree {
        Ok(tree) => !shows_canary(tree),
        Err(_) => !is_json(&json),
    };
    if is_secret {
        is_clean(&format!("{source:?} {source:#?}"));
        is_clean(&key.as_ref().map_or_else(everything, |key| format!("{key:?} {key:#?}")));
        is_clean(&settings.as_ref().map_or_else(everything, |_| String::new()));
    }
    match (&tree, key) {
        (Ok(tree), Ok(key)) => is_of_the_file(tree, &key),
        (Ok(tree), Err(error)) => assert!(!is_plain(tree), "a key is there: {error}"),
        (Err(error), Ok(_)) => {
            assert!(may_be_of_the_unread(error), "serde_json refuses what was accepted: {error}");
            assert!(is_json(&json));
        }
        (Err(_), Err(_)) => {}
    }
}

/// Whether the secret stands where it may be shown.
fn shows_canary(tree: &Tree) -> bool {
    let program = |command: &str| holds_canary(command) && !command.starts_with("key-helper ");
    let server = |uri: &str| holds_canary(uri) && !uri.starts_with("https://keys.example/");
    tree.any(&SHOWN, &holds_canary)
        || tree.any(&["process_command"], &program)
        || tree.any(&["credentials_uri"], &server)
}

/// The profile that the file says is the current one.
fn current(tree: &Tree) -> Option<&Tree> {
    let current = tree.text(&["current"])?;
    let Tree::List(profiles) = tree.only(&["profiles"])? else { return None };
    profiles.iter().find(|profile| profile.text(&["name"]) == Some(current))
}

/// Checks a key against the profile it must come from.
fn is_of_the_file(tree: &Tree, key: &Credentials) {
    let profile = current(tree).expect("a current profile");
    let mode = profile.text(&["mode"]).expect("a mode").to_ascii_lowercase();
    let provider = key.provider().expect("a provider");
    let expected = match mode.as_str() {
        "ak" => "cli_profile/static_ak",
        "ststoken" => "cli_profile/static_sts",
        "cloudsso" => "cli_profile/cloud_sso",
        "oauth" => "cli_profile/oauth",
        "external" => "cli_profile/external",
        other => panic!("a key without an answer of anybody: {other}"),
    };
    assert_eq!(provider, expected);
    if mode == "external" {
        assert_eq!(
            (key.access_key_id(), key.access_key_secret()),
            ("printed-id", "printed-secret")
        );
        return;
    }
    assert_eq!(Some(key.access_key_id()), profile.text(&["access_key_id"]));
    assert_eq!(Some(key.access_key_secret()), profile.text(&["access_key_secret"]));
    let token = profile.text(&["sts_token"]).filter(|_| mode != "ak");
    assert_eq!(key.security_token(), token);
    let seconds = match profile.only(&["sts_expiration"]) {
        Some(Tree::Number(seconds)) => *seconds,
        Some(Tree::Text(text)) => text.parse().ok(),
        _ => None,
    };
    let expiry = seconds.map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
    assert_eq!(key.expiry(), expiry.filter(|_| matches!(mode.as_str(), "cloudsso" | "oauth")));
}

/// Whether the file says as plainly as can be what the key is.
fn is_plain(tree: &Tree) -> bool {
    const MEMBERS: [&str; 4] = ["name", "mode", "access_key_id", "access_key_secret"];
    current(tree).is_some_and(|profile| {
        profile.members().len() == MEMBERS.len()
            && MEMBERS.iter().all(|name| profile.text(&[name]).is_some())
            && profile.text(&["mode"]).is_some_and(|mode| mode.eq_ignore_ascii_case("ak"))
    })
}
