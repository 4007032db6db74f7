//! The key in environment variables.

use std::time::SystemTime;

use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture};

use crate::failed::failed;
use crate::host::Host;
use crate::variables::Variables;

/// The key in `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, with the token of a
/// temporary one in `ALIBABA_CLOUD_SECURITY_TOKEN`.
///
/// An empty variable counts as unset. The variables are read each time. `ALIBABA_CLOUD_ROLE_ARN`
/// alone does not make this assume a role, as with the official SDKs.
///
/// ```
/// use aliyun_credentials::{Environment, MemoryHost, Provide};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let host = MemoryHost::new() // a program has `SystemHost`
///     .with_variable("ALIBABA_CLOUD_ACCESS_KEY_ID", "example-id")
///     .with_variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "example-secret");
/// let key = Environment::new(host).provide().await?;
/// assert_eq!(key.access_key_id(), "example-id");
/// assert_eq!(key.provider(), Some("env"));
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Environment<H> {
    host: H,
    with_older_names: bool,
}

impl<H: Host> Environment<H> {
    /// Reads the variables of a machine.
    pub fn new(host: H) -> Self {
        Self { host, with_older_names: false }
    }

    /// Sets whether the older prefixes `ALIBABACLOUD_` and `ALICLOUD_` and the names of the
    /// Terraform provider are read, too, where a variable is unset; `false` by default.
    #[must_use]
    pub fn with_older_names(mut self, with_older_names: bool) -> Self {
        self.with_older_names = with_older_names;
        self
    }

    fn read(&self) -> Result<Credentials, ProvideError> {
        let variables = Variables::new(&self.host, self.with_older_names);
        let id = variables.get("ACCESS_KEY_ID")?;
        let secret = variables.get("ACCESS_KEY_SECRET")?;
        let token = variables.get("SECURITY_TOKEN")?;
        match (id, secret) {
            (Some(id), Some(secret)) => Ok(Credentials::new(id, secret)
                .with_security_token(token.unwrap_or_default())
                .with_provider(NAME)),
            (None, Some(_)) => Err(failed(
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET is set, but ALIBABA_CLOUD_ACCESS_KEY_ID is not",
            )),
            (Some(_), None) => Err(failed(
                "ALIBABA_CLOUD_ACCESS_KEY_ID is set, but ALIBABA_CLOUD_ACCESS_KEY_SECRET is not",
            )),
            (None, None) => Err(failed(
                "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set",
            )),
        }
    }
}

impl<H: Host> Provide for Environment<H> {
    /// # Errors
    ///
    /// When one of the two variables is unset, empty or not UTF-8.
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(std::future::ready(self.read()))
    }

    fn provide_at(&self, _: SystemTime, _: Option<&Credentials>) -> ProvideFuture<'_> {
        self.provide()
    }
}

/// What the SDKs call it.
const NAME: &str = "env";

#[cfg(test)]
mod tests {
    use super::Environment;
    use crate::host::MemoryHost;

    fn read(variables: &[(&str, &str)], with_older_names: bool) -> Result<[String; 3], String> {
        let host = MemoryHost::new();
        variables.iter().for_each(|(name, value)| host.set_variable(name, value));
        let key = Environment::new(host).with_older_names(with_older_names).read();
        let key = key.map_err(|error| error.to_string())?;
        let token = key.security_token().unwrap_or_default();
        Ok([key.access_key_id(), key.access_key_secret(), token].map(str::to_owned))
    }

    const ID: (&str, &str) = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id");
    const SECRET: (&str, &str) = ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "CANARY");

    #[test]
    fn a_key_takes_an_id_and_a_secret_and_may_have_a_token() {
        assert_eq!(read(&[ID, SECRET], false), Ok(["id", "CANARY", ""].map(str::to_owned)));
        let token = ("ALIBABA_CLOUD_SECURITY_TOKEN", "token");
        assert_eq!(
            read(&[ID, SECRET, token], false),
            Ok(["id", "CANARY", "token"].map(str::to_owned))
        );
    }

    #[test]
    fn what_is_unset_or_empty_is_named() {
        let empty = ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "");
        for variables in [&[ID][..], &[ID, empty]] {
            assert_eq!(
                read(variables, false).unwrap_err(),
                "ALIBABA_CLOUD_ACCESS_KEY_ID is set, but ALIBABA_CLOUD_ACCESS_KEY_SECRET is not"
            );
        }
        let error = read(&[SECRET], false).unwrap_err();
        assert!(error.ends_with("but ALIBABA_CLOUD_ACCESS_KEY_ID is not"), "{error}");
        assert!(read(&[], false).unwrap_err().ends_with("are not set"));
    }

    #[test]
    fn older_names_are_read_by_choice() {
        let older = [("ALICLOUD_ACCESS_KEY", "id"), ("ALIBABACLOUD_ACCESS_KEY_SECRET", "s")];
        assert!(read(&older, false).is_err());
        assert_eq!(read(&older, true), Ok(["id", "s", ""].map(str::to_owned)));
    }
}
