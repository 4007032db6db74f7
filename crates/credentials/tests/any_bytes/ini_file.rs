//! What must hold of any bytes in the place of the ini file. The fuzz target `ini_file` calls [`file`], and so does the
//! test that replays its corpus.

use aliyun_credentials::{Credentials, IniFile, MemoryHost, ProvideError};
use aliyun_transport::replay::Replay;

use crate::common::{ask, everything, filled, holds_canary, is_clean, runtime};
use crate::ini_writer::written;

const FILE: &str = "/home/user/.alibabacloud/credentials";

/// Reads the bytes as the file, then takes them for choices of which a file is made whose key is known.
pub(crate) fn file(bytes: &[u8]) {
    any(&filled(bytes));
    let file = written(bytes);
    let (key, region) = read(file.text.as_bytes());
    let key = key.unwrap_or_else(|error| panic!("{error}, in {:?}", file.text));
    let found = [key.access_key_id(), key.access_key_secret(), region.as_deref().unwrap_or("")];
    assert_eq!(found, [&file.id, &file.secret, &file.region], "in {:?}", file.text);
    assert_eq!((key.security_token(), key.provider()), (None, Some("profile/static_ak")));
}

/// Reads any file, and looks for secrets in what it says.
fn any(file: &[u8]) {
    let (key, _) = read(file);
    match key {
        Ok(key) if !holds_canary(key.access_key_id()) => is_clean(&format!("{key:?} {key:#?}")),
        Ok(_) => {}
        Err(error) if !names_a_file(file) => is_clean(&everything(&error)),
        Err(_) => {}
    }
    if std::str::from_utf8(file).is_err() {
        assert!(read(file).0.is_err(), "it is not UTF-8");
    }
}

/// Whether the secret stands where the path of a file does, which may be shown.
fn names_a_file(file: &[u8]) -> bool {
    let text = String::from_utf8_lossy(file).to_ascii_lowercase();
    let canary = crate::common::CANARY.to_ascii_lowercase();
    text.split(['\r', '\n']).any(|line| line.contains("token_file") && line.contains(&canary))
}

/// Returns the key of a file and the region that it names.
fn read(file: &[u8]) -> (Result<Credentials, ProvideError>, Option<String>) {
    let source = IniFile::new(MemoryHost::new().with_file(FILE, file), Replay::new(), runtime());
    let key = ask(&source);
    is_clean(&format!("{source:?}"));
    (key, source.settings().ok().and_then(|settings| settings.region))
}
