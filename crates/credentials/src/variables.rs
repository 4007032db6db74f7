//! The environment variables that choose and feed the sources.

use aliyun_rpc_signer::ProvideError;

use crate::failed::failed;
use crate::host::Host;

/// The environment, seen through the names of one vendor.
///
/// A variable is named by what follows `ALIBABA_CLOUD_`. One that is empty counts as unset.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variables<'h> {
    host: &'h dyn Host,
    with_older_names: bool,
}

impl<'h> Variables<'h> {
    pub(crate) fn new(host: &'h dyn Host, with_older_names: bool) -> Self {
        Self { host, with_older_names }
    }

    /// Returns a variable, `None` if it is unset or empty.
    ///
    /// # Errors
    ///
    /// When it is not UTF-8.
    pub(crate) fn get(&self, name: &str) -> Result<Option<String>, ProvideError> {
        Ok(self.named(name)?.map(|(_, value)| value))
    }

    /// Returns a variable and the name under which it was found.
    ///
    /// # Errors
    ///
    /// When it is not UTF-8.
    pub(crate) fn named(&self, name: &str) -> Result<Option<(String, String)>, ProvideError> {
        let official = format!("{OFFICIAL}{name}");
        let mut names = vec![official];
        if self.with_older_names {
            names.extend(OLDER.iter().map(|prefix| format!("{prefix}{name}")));
            let terraform = TERRAFORM.iter().filter(|(this, _)| *this == name);
            names.extend(terraform.map(|(_, other)| (*other).to_owned()));
        }
        for name in names {
            let Some(value) = self.host.variable(&name) else { continue };
            let value = value
                .into_string()
                .map_err(|_| failed(format_args!("the variable {name} is not UTF-8")))?;
            if !value.is_empty() {
                return Ok(Some((name, value)));
            }
        }
        Ok(None)
    }

    /// Returns whether a switch is on: `true`, in any case.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        matches!(self.get(name), Ok(Some(value)) if value.eq_ignore_ascii_case("true"))
    }

    /// Returns whether a switch of the `aliyun` command is on, which takes `1`, too.
    pub(crate) fn is_on_or_one(&self, name: &str) -> bool {
        self.is_on(name) || matches!(self.get(name), Ok(Some(value)) if value == "1")
    }
}

const OFFICIAL: &str = "ALIBABA_CLOUD_";

/// The names that the `aliyun` command reads as well, in its order.
const OLDER: [&str; 2] = ["ALIBABACLOUD_", "ALICLOUD_"];

/// What the Terraform provider calls them, where not by the older names.
const TERRAFORM: [(&str, &str); 5] = [
    ("ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY"),
    ("ACCESS_KEY_SECRET", "ALICLOUD_SECRET_KEY"),
    ("ECS_METADATA", "ALICLOUD_ECS_ROLE_NAME"),
    ("REGION_ID", "ALICLOUD_REGION"),
    ("CREDENTIALS_FILE", "ALICLOUD_SHARED_CREDENTIALS_FILE"),
];

#[cfg(test)]
mod tests {
    use super::Variables;
    use crate::host::MemoryHost;

    #[test]
    fn an_empty_variable_is_unset() {
        let host = MemoryHost::new()
            .with_variable("ALIBABA_CLOUD_PROFILE", "")
            .with_variable("ALICLOUD_PROFILE", "older");
        assert_eq!(Variables::new(&host, false).get("PROFILE").unwrap(), None);
        let older = Variables::new(&host, true).get("PROFILE").unwrap();
        assert_eq!(older.as_deref(), Some("older"));
    }

    #[test]
    fn official_names_come_before_older_ones_and_those_of_terraform_last() {
        let host = MemoryHost::new();
        let mut expected = None;
        for name in [
            "ALICLOUD_ACCESS_KEY",
            "ALICLOUD_ACCESS_KEY_ID",
            "ALIBABACLOUD_ACCESS_KEY_ID",
            "ALIBABA_CLOUD_ACCESS_KEY_ID",
        ] {
            let found = Variables::new(&host, true).named("ACCESS_KEY_ID").unwrap();
            assert_eq!(found.map(|(name, _)| name), expected);
            host.set_variable(name, "id");
            expected = Some(name.to_owned());
        }
    }

    #[test]
    fn switches_are_true_in_any_case() {
        for (value, is_on, is_on_or_one) in [
            ("true", true, true),
            ("TRUE", true, true),
            ("1", false, true),
            ("yes", false, false),
            ("false", false, false),
            ("", false, false),
        ] {
            let host = MemoryHost::new().with_variable("ALIBABA_CLOUD_X", value);
            let variables = Variables::new(&host, false);
            assert_eq!(variables.is_on("X"), is_on, "{value}");
            assert_eq!(variables.is_on_or_one("X"), is_on_or_one, "{value}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_utf_8_is_an_error_that_names_the_variable() {
        use std::os::unix::ffi::OsStringExt as _;

        let value = std::ffi::OsString::from_vec(b"CANARY\xff".to_vec());
        let host = MemoryHost::new().with_variable("ALIBABA_CLOUD_PROFILE", value);
        let error = Variables::new(&host, false).get("PROFILE").unwrap_err().to_string();
        assert_eq!(error, "the variable ALIBABA_CLOUD_PROFILE is not UTF-8");
    }
}
