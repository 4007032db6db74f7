//! The name of a role's session, by which an audit log tells who had it.

use std::time::SystemTime;

/// Returns a session's own name, or one of ours as the SDKs make it up: the library and the second.
pub(crate) fn session_name(own: Option<&str>, now: SystemTime) -> String {
    match own {
        Some(name) => name.to_owned(),
        None => {
            let seconds = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
            format!("credentials-rust-{seconds}")
        }
    }
}
