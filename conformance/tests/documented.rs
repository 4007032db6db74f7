//! The documented examples on disk are those the documents print, byte for byte.

use std::fs;
use std::path::PathBuf;

use aliyun_rpc_signer::hex;
use conformance::case;
use serde_json::Value;
use sha2::{Digest, Sha256};

#[test]
fn every_file_has_the_checksum_its_origin_states() {
    let mut files = 0;
    for date in ["2018-06-15", "2019-02-18"] {
        let folder = case::root().join("documented").join(date);
        let origin: Value = read(&folder.join("origin.json"));
        let stated = origin["files"].as_object().expect("files");
        for (name, about) in stated {
            let bytes =
                fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            let digest = hex::encode(Sha256::digest(&bytes));
            assert_eq!(about["sha256"], digest.as_str(), "{date}/{name}");
            files += 1;
        }
        let on_disk = fs::read_dir(&folder).expect("a folder").count();
        assert_eq!(on_disk, stated.len() + 1, "{date}: a file that origin.json does not name");
    }
    assert_eq!(files, 10);
}

/// A repair changes the lines it names and no other, and each as it says.
#[test]
fn the_repairs_are_the_ones_that_are_told() {
    for date in ["2018-06-15", "2019-02-18"] {
        let folder = case::root().join("documented").join(date);
        let origin: Value = read(&folder.join("origin.json"));
        let text = |name: &str| fs::read_to_string(folder.join(name)).expect("a text");
        let (printed, repaired) = (text("response.json"), text("response.repaired.json"));
        let mut lines: Vec<&str> = printed.split('\n').collect();
        for repair in origin["repairs"].as_array().expect("repairs") {
            let at = repair["line"].as_u64().expect("a line") as usize - 1;
            assert_eq!(repair["printed"], lines[at], "{date}, line {}", at + 1);
            lines[at] = repair["repaired"].as_str().expect("a text");
        }
        assert_eq!(lines.join("\n"), repaired, "{date}");
    }
}

#[track_caller]
fn read(path: &PathBuf) -> Value {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
