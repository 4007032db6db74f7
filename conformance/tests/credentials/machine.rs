//! A machine with real files and programs, and the environment that a test says.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use aliyun_credentials::{File, FileError, Host, Process, ProcessFuture, SystemHost};
use serde_json::json;
use tempfile::TempDir;

/// Answers variables from a map, and everything else as the machine that runs the test.
#[derive(Clone, Debug, Default)]
pub(crate) struct Machine(BTreeMap<&'static str, OsString>);

impl Machine {
    pub(crate) fn with_variable(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.0.insert(name, value.into());
        self
    }
}

impl Host for Machine {
    fn variable(&self, name: &str) -> Option<OsString> {
        self.0.get(name).cloned()
    }

    fn home(&self) -> Option<PathBuf> {
        None
    }

    fn read(&self, path: &Path, limit: usize) -> Result<File, FileError> {
        SystemHost.read(path, limit)
    }

    fn run(&self, process: Process) -> ProcessFuture<'_> {
        SystemHost.run(process)
    }
}

/// A folder of the machine with a token file, and a configuration whose profile `top` assumes a role with
/// the key of the profile `pod`, which assumes one with that token.
pub(crate) struct Profiles(TempDir);

impl Profiles {
    pub(crate) fn new(sts_endpoint: &str, token: &str, session_seconds: u64) -> Self {
        let this = Self(TempDir::new().expect("a folder"));
        this.write_token(token);
        let role = |name: &str| format!("acs:ram::1234567890123456:role/{name}");
        let profiles = json!([
            {"name": "top", "mode": "ChainableRamRoleArn", "source_profile": "pod",
                "ram_role_arn": role("reader"), "ram_session_name": "inventory",
                "expired_seconds": session_seconds, "sts_endpoint": sts_endpoint},
            {"name": "pod", "mode": "OIDC", "ram_role_arn": role("pod"),
                "oidc_provider_arn": "acs:ram::1234567890123456:oidc-provider/cluster",
                "oidc_token_file": this.path("token"), "ram_session_name": "pod",
                "expired_seconds": session_seconds, "sts_endpoint": sts_endpoint},
        ]);
        let config = json!({"current": "top", "profiles": profiles}).to_string();
        fs::write(this.path("config.json"), config).expect("written");
        this
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// As a cluster does, long before the last one expires.
    pub(crate) fn write_token(&self, token: &str) {
        fs::write(self.path("token"), token).expect("written");
    }

    /// A machine that looks for its profiles there.
    pub(crate) fn machine(&self) -> Machine {
        Machine::default().with_variable("ALIBABA_CLOUD_CONFIG_FILE", self.path("config.json"))
    }
}
