//! Lines that a shell can source.

use std::fmt::Write as _;

use aliyun_rpc_signer::Credentials;

/// Returns lines that set the variables which clients read: the key, the region with the most images, and the
/// endpoint, which each of them takes under another name.
pub(super) fn lines(
    url: &str,
    https_url: Option<&str>,
    metadata_url: Option<&str>,
    key: &Credentials,
) -> String {
    let address = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    let variables = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", Some(key.access_key_id())),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", Some(key.access_key_secret())),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", key.security_token()),
        ("ALIBABA_CLOUD_REGION_ID", Some("cn-hangzhou")),
        ("ALIBABA_CLOUD_ENDPOINT", address),
        ("EMULATOR_URL", Some(url)),
        ("EMULATOR_HTTPS_URL", https_url),
        ("EMULATOR_METADATA_URL", metadata_url),
    ];
    let mut lines = String::new();
    for (name, value) in variables {
        // Writing to a string does not fail.
        let _ = match value {
            Some(value) => writeln!(lines, "export {name}={}", quoted(value)),
            None => writeln!(lines, "unset {name}"),
        };
    }
    lines
}

/// Quotes a text for a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_otherwise_is_quoted() {
        let key = Credentials::new("id", "a'b $(c)");
        let lines = lines("http://127.0.0.1:80", None, Some("http://127.0.0.1:81"), &key);
        assert!(
            lines.contains("export ALIBABA_CLOUD_ACCESS_KEY_SECRET='a'\\''b $(c)'\n"),
            "{lines}"
        );
        assert!(lines.contains("unset ALIBABA_CLOUD_SECURITY_TOKEN\n"));
        assert!(lines.contains("unset EMULATOR_HTTPS_URL\n"));
        assert!(lines.contains("export EMULATOR_METADATA_URL='http://127.0.0.1:81'\n"));
        assert!(lines.contains("export ALIBABA_CLOUD_ENDPOINT='127.0.0.1:80'\n"));
    }
}
