//! Which roles and which providers of OpenID Connect there are.

use std::collections::BTreeSet;
use std::time::Duration;

/// What is known of roles.
#[derive(Clone, Debug)]
pub(crate) struct Roles {
    /// The ARNs of all roles; with none, every well-formed one exists.
    pub(crate) known: Option<BTreeSet<String>>,
    /// The ARNs of all providers, likewise.
    pub(crate) oidc_providers: Option<BTreeSet<String>>,
    /// How long a session may last at most.
    pub(crate) max_session: Duration,
}

impl Roles {
    pub(crate) fn has(&self, role: RoleArn<'_>) -> bool {
        self.known.as_ref().is_none_or(|known| known.contains(role.text))
    }

    pub(crate) fn has_oidc_provider(&self, arn: &str) -> bool {
        self.oidc_providers.as_ref().is_none_or(|known| known.contains(arn))
    }
}

/// Every role exists, and its sessions last an hour at most (RAM API Reference, CreateRole, `MaxSessionDuration`).
impl Default for Roles {
    fn default() -> Self {
        Self { known: None, oidc_providers: None, max_session: Duration::from_secs(3_600) }
    }
}

/// The name of a role: `acs:ram::<account>:role/<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RoleArn<'a> {
    pub(crate) account_id: u64,
    pub(crate) name: &'a str,
    text: &'a str,
}

impl<'a> RoleArn<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (account_id, name) = of_kind("role", text)?;
        Some(Self { account_id, name, text })
    }
}

/// Tells whether a text is the ARN of a provider: `acs:ram::<account>:oidc-provider/<name>`.
pub(crate) fn is_oidc_provider_arn(text: &str) -> bool {
    of_kind("oidc-provider", text).is_some()
}

/// Reads the account and the name of an ARN of RAM.
///
/// A name has 1 to 64 letters, digits, `.` and `-` (RAM API Reference, CreateRole), and `_` in providers (IMS API
/// Reference, CreateOIDCProvider, up to 128 characters). One rule that allows all of this serves for both.
fn of_kind<'a>(kind: &str, text: &'a str) -> Option<(u64, &'a str)> {
    let (account_id, rest) = text.strip_prefix("acs:ram::")?.split_once(':')?;
    let (found, name) = rest.split_once('/')?;
    let is_number = account_id.bytes().all(|byte| byte.is_ascii_digit());
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let is_name = (1..=128).contains(&name.len()) && name.bytes().all(plain);
    (found == kind && is_number && is_name).then_some(())?;
    Some((account_id.parse().ok()?, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_has_an_account_and_a_name() {
        let role = RoleArn::parse("acs:ram::123:role/web-1.x").unwrap();
        assert_eq!((role.account_id, role.name), (123, "web-1.x"));
        assert!(is_oidc_provider_arn("acs:ram::123:oidc-provider/Test_Idp"));
        assert!(!is_oidc_provider_arn("acs:ram::123:role/web"));
        for wrong in [
            "",
            "web",
            "acs:ram::123:user/web",
            "acs:ram::123:role/",
            "acs:ram::123:role/a/b",
            "acs:ram::123:role/a b",
            "acs:ram::123:role",
            "acs:ram:::role/web",
            "acs:ram::+1:role/web",
            "acs:ram::12****:role/web",
            "acs:ram::99999999999999999999:role/web",
            "acs:ram:cn:123:role/web",
            "arn:aws:iam::123:role/web",
        ] {
            assert_eq!(RoleArn::parse(wrong), None, "{wrong}");
        }
        assert!(RoleArn::parse(&format!("acs:ram::1:role/{}", "a".repeat(128))).is_some());
        assert!(RoleArn::parse(&format!("acs:ram::1:role/{}", "a".repeat(129))).is_none());
    }

    #[test]
    fn roles_exist_unless_others_are_named() {
        let [one, two] = ["acs:ram::1:role/one", "acs:ram::1:role/two"];
        let mut roles = Roles::default();
        assert!(roles.has(RoleArn::parse(one).unwrap()) && roles.has_oidc_provider("any"));
        roles.known = Some(BTreeSet::from([one.to_owned()]));
        roles.oidc_providers = Some(BTreeSet::new());
        assert!(roles.has(RoleArn::parse(one).unwrap()));
        assert!(!roles.has(RoleArn::parse(two).unwrap()) && !roles.has_oidc_provider("any"));
    }
}
