//! What must hold of any bytes that a program prints, or that are its command. The fuzz target `process_output` calls
//! [`output`], and so does the test that replays its corpus.

use aliyun_credentials::{Credentials, External, MemoryHost};

use crate::common::{CANARY, ask, everything, filled, holds_canary, is_clean, runtime};
use crate::tree::{Tree, is_json, may_be_of_the_unread};

const MODE: [&str; 1] = ["mode"];
const ID: [&str; 2] = ["access_key_id", "AccessKeyId"];
const SECRET: [&str; 2] = ["access_key_secret", "AccessKeySecret"];
const TOKEN: [&str; 2] = ["sts_token", "SecurityToken"];

/// Reads the bytes as what a program printed, and checks what comes of it; then takes them for a command.
pub(crate) fn output(bytes: &[u8]) {
    let printed = filled(bytes);
    let host = MemoryHost::new().with_output(0, printed.as_slice());
    let command = format!("key-helper --token {CANARY}");
    let source = External::new(&command, host, runtime()).expect("a command");
    is_clean(&format!("{source:?} {source:#?}"));
    match (Tree::read(&printed), ask(&source)) {
        (Ok(tree), Ok(key)) => is_of_the_output(&tree, &key),
        (Ok(tree), Err(error)) => {
            is_clean(&everything(&error));
            assert!(!is_plain(&tree), "a key is there: {error}");
        }
        (Err(error), Ok(_)) => {
            assert!(may_be_of_the_unread(&error), "serde_json refuses what was accepted: {error}");
            assert!(is_json(&printed));
        }
        (Err(_), Err(error)) => is_clean(&everything(&error)),
    }
    if let Ok(command) = std::str::from_utf8(&printed) {
        is_split(command);
    }
}

fn is_of_the_output(tree: &Tree, key: &Credentials) {
    assert_eq!(Some(key.access_key_id()), tree.text(&ID));
    assert_eq!(Some(key.access_key_secret()), tree.text(&SECRET));
    assert_eq!(key.security_token(), tree.text(&TOKEN));
    assert_eq!(key.provider(), Some("external"));
    assert_eq!(key.expiry().is_some(), tree.text(&["expiration", "Expiration"]).is_some());
    if !holds_canary(key.access_key_id()) {
        is_clean(&format!("{key:?} {key:#?}"));
    }
}

/// Whether the output says as plainly as can be what the key is.
fn is_plain(tree: &Tree) -> bool {
    let texts = [&MODE[..], &ID, &SECRET, &TOKEN];
    let count = texts.iter().filter(|names| tree.text(names).is_some()).count();
    let mode = tree.text(&MODE).map(str::to_ascii_lowercase);
    let has_token = tree.text(&TOKEN).is_some();
    tree.members().len() == count
        && tree.text(&ID).is_some()
        && tree.text(&SECRET).is_some()
        && match mode.as_deref() {
            None | Some("ak") => true,
            Some("ststoken") => has_token,
            Some(_) => false,
        }
}

/// Splits a command into words, and checks it where nothing in it has a meaning of its own.
fn is_split(command: &str) {
    let host = MemoryHost::new();
    let words: Vec<&str> =
        command.split([' ', '\t', '\n']).filter(|word| !word.is_empty()).collect();
    let is_plain = !command.contains(['"', '\'', '\\', '#']);
    match External::new(command, host.clone(), runtime()) {
        Ok(source) => {
            ask(&source).expect_err("no program starts");
            let ran = &host.ran()[0];
            assert!(!ran.program.is_empty());
            if is_plain {
                assert_eq!(ran.program, words[0]);
                assert_eq!(ran.arguments, words[1..]);
            }
            // The name of the program may be shown; it has to be without the secret.
            if !holds_canary(&ran.program) {
                is_clean(&format!("{source:?} {ran:?}"));
            }
        }
        Err(error) => {
            is_clean(&everything(&error));
            assert!(!is_plain || words.is_empty() || words[0].contains('='), "{error}");
        }
    }
}
