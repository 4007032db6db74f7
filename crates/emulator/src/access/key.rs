//! An access key and what it may do.

use std::collections::BTreeSet;
use std::fmt;
use std::time::SystemTime;

use aliyun_rpc_signer::Credentials;

/// An access key that the emulator knows, and what it may do with it: everything unless said otherwise.
///
/// ```
/// use aliyun_ecs_emulator::{AccessKey, Emulator, Options};
/// use aliyun_rpc_signer::Credentials;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main()
/// # -> Result<(), aliyun_ecs_emulator::StartError> {
/// let reader = AccessKey::new(Credentials::new("reader-id", "reader-secret"))
///     .ram_user("reader")
///     .only_in(["cn-hangzhou"])
///     .denied("sts:*");
/// let retired = AccessKey::new(Credentials::new("old-id", "old-secret")).disabled();
/// let emulator = Emulator::start_with(Options::new().key(reader).key(retired)).await?;
/// # emulator.shutdown().await;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct AccessKey {
    credentials: Credentials,
    account_id: u64,
    identity: Identity,
    is_disabled: bool,
    regions: Option<BTreeSet<String>>,
    denials: Vec<(String, Denial)>,
    sees_public_images: bool,
}

/// Who signs with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    /// The account itself.
    Account,
    /// A user of the account.
    RamUser { name: String },
    /// Somebody in a role of the account, by a temporary key.
    AssumedRole { role: String, session: String },
}

/// How an access policy says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denial {
    /// A statement denies it.
    Explicit,
    /// No statement allows it.
    Implicit,
}

impl AccessKey {
    /// Returns a key of the account itself, which may do everything. An [expiry](Credentials::expiry) of the
    /// credentials holds: from then on requests are refused with `InvalidSecurityToken.Expired`.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            account_id: ACCOUNT_ID,
            identity: Identity::Account,
            is_disabled: false,
            regions: None,
            denials: Vec::new(),
            sees_public_images: true,
        }
    }

    /// Makes it a key of a RAM user of this name.
    #[must_use]
    pub fn ram_user(mut self, name: impl Into<String>) -> Self {
        self.identity = Identity::RamUser { name: name.into() };
        self
    }

    /// Sets the account, 1234567890123456 unless set.
    #[must_use]
    pub fn account(mut self, account_id: u64) -> Self {
        self.account_id = account_id;
        self
    }

    /// Disables it: requests signed with it are refused with `InvalidAccessKeyId.Inactive`.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.is_disabled = true;
        self
    }

    /// Allows these regions only; in others it is refused with `Forbidden.RAM`.
    #[must_use]
    pub fn only_in<I: Into<String>>(mut self, regions: impl IntoIterator<Item = I>) -> Self {
        self.regions = Some(regions.into_iter().map(Into::into).collect());
        self
    }

    /// Denies an action, such as `ecs:DescribeImages`, `sts:*` or `*`, by a statement of a policy.
    ///
    /// A denied request is refused with `Forbidden.RAM`, or `NoPermission` by STS, and an `AccessDeniedDetail` that
    /// says `ExplicitDeny`.
    #[must_use]
    pub fn denied(mut self, action: impl Into<String>) -> Self {
        self.denials.push((action.into(), Denial::Explicit));
        self
    }

    /// Denies an action by not allowing it: as [`denied`](Self::denied), with `ImplicitDeny`.
    #[must_use]
    pub fn not_allowed(mut self, action: impl Into<String>) -> Self {
        self.denials.push((action.into(), Denial::Implicit));
        self
    }

    /// Makes it a key of an account that may not see community images: `IsPublic=true` is refused with
    /// `CurrentAccount.NotSupportPublicImage`.
    #[must_use]
    pub fn without_public_images(mut self) -> Self {
        self.sees_public_images = false;
        self
    }

    /// Returns the id, the secret and the token.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Makes it the key of somebody in a role, who may do what the role may: everything.
    pub(crate) fn in_role(mut self, role: &str, session: &str) -> Self {
        self.identity =
            Identity::AssumedRole { role: role.to_owned(), session: session.to_owned() };
        self
    }

    pub(crate) fn account_id(&self) -> u64 {
        self.account_id
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    pub(crate) fn sees_public_images(&self) -> bool {
        self.sees_public_images
    }

    pub(crate) fn is_disabled(&self) -> bool {
        self.is_disabled
    }

    pub(crate) fn is_expired_at(&self, now: SystemTime) -> bool {
        self.credentials.is_expired_at(now)
    }

    /// Tells how an action in a region is denied, if it is.
    pub(crate) fn denial(&self, action: &str, region: Option<&str>) -> Option<Denial> {
        let product = action.split_once(':').map_or("", |(product, _)| product);
        let is_meant = |pattern: &str| {
            pattern == "*" || pattern == action || pattern.strip_suffix(":*") == Some(product)
        };
        let of_action = self.denials.iter().filter(|(pattern, _)| is_meant(pattern));
        // What a statement denies, no other allows.
        let by_action =
            of_action.map(|(_, denial)| *denial).max_by_key(|it| *it == Denial::Explicit);
        by_action.or_else(|| {
            let (regions, region) = (self.regions.as_ref()?, region?);
            (!regions.contains(region)).then_some(Denial::Implicit)
        })
    }
}

impl From<Credentials> for AccessKey {
    fn from(credentials: Credentials) -> Self {
        Self::new(credentials)
    }
}

/// Shows what the key may do; of the credentials what [`Credentials`] shows.
impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey")
            .field("credentials", &self.credentials)
            .field("account_id", &self.account_id)
            .field("identity", &self.identity)
            .field("is_disabled", &self.is_disabled)
            .field("regions", &self.regions)
            .field("denials", &self.denials)
            .finish()
    }
}

/// The account of keys that name none.
pub(crate) const ACCOUNT_ID: u64 = 1_234_567_890_123_456;

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> AccessKey {
        AccessKey::new(Credentials::new("id", "CANARY"))
    }

    #[test]
    fn an_action_is_denied_by_name_by_product_or_with_all() {
        for pattern in ["*", "ecs:*", "ecs:DescribeImages"] {
            let key = key().denied(pattern);
            assert_eq!(key.denial("ecs:DescribeImages", None), Some(Denial::Explicit), "{pattern}");
        }
        for pattern in ["", "ecs", "ecs:", "sts:*", "ecs:DescribeImage"] {
            assert_eq!(key().denied(pattern).denial("ecs:DescribeImages", None), None, "{pattern}");
        }
        let both = key().denied("ecs:*").not_allowed("ecs:*");
        assert_eq!(both.denial("ecs:DescribeImages", None), Some(Denial::Explicit));
        let implicit = key().not_allowed("ecs:*");
        assert_eq!(implicit.denial("ecs:DescribeImages", None), Some(Denial::Implicit));
    }

    #[test]
    fn a_key_of_some_regions_is_refused_in_others() {
        let key = key().only_in(["a"]);
        assert_eq!(key.denial("ecs:DescribeImages", Some("a")), None);
        assert_eq!(key.denial("ecs:DescribeImages", Some("b")), Some(Denial::Implicit));
        assert_eq!(key.denial("sts:AssumeRole", None), None);
    }

    #[test]
    fn debug_shows_no_secret() {
        assert!(!format!("{:?}", key().ram_user("u")).contains("CANARY"));
    }
}
