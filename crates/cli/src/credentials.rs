//! The key to sign with: found before anything is asked for, so that what is wrong with it is told by
//! itself.

use std::sync::Arc;

use aliyun_credentials::{AssumeRole, Cached, Chain, Credentials, Provide, SystemHost, Tried};
use aliyun_ecs_describe_images::Endpoint;
use aliyun_rpc_signer::KeyPart;
use aliyun_transport::Transport;
use aliyun_transport_hyper::TokioRuntime;

use crate::args::CredentialArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::keys::HOW_TO_SET;
use crate::messages::Messages;

/// Where keys come from, and the one there is now.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) source: Arc<dyn Provide>,
    pub(crate) now: Credentials,
    chain: Chain,
}

impl Keys {
    /// Finds a key.
    ///
    /// # Errors
    ///
    /// Each source that was tried, with why it has none.
    pub(crate) async fn find(
        args: &CredentialArgs,
        transport: &(impl Transport + Clone + 'static),
        messages: Messages,
    ) -> Result<Self, Failure> {
        let mut chain = Chain::new(SystemHost, transport.clone(), TokioRuntime);
        if let Some(profile) = &args.profile {
            chain = chain.with_profile(profile);
        }
        if args.no_metadata {
            chain = chain.without_metadata();
        }
        let found = chain.provide().await;
        chain.report().warnings().iter().for_each(|warning| messages.warning(warning));
        let found = found.map_err(|_| not_found(&chain))?;
        // Whoever set a source up wants to know that another is used.
        let report = chain.report();
        for tried in report.tried().iter().filter(|tried| tried.is_set_up) {
            if let Some(reason) = &tried.reason {
                let used = found.provider().unwrap_or_default();
                messages
                    .note(format!("{} has no key, so {used} is used: {reason}", tried.provider));
            }
        }
        let (source, now) = match &args.role_arn {
            None => (Arc::new(chain.clone()) as Arc<dyn Provide>, found),
            Some(role) => {
                let of = |error| Failure::of(Exit::Keys, &error);
                let sts = chain.sts().map_err(of)?;
                let role = AssumeRole::new(role, chain.clone(), sts);
                let role = Cached::new(role, TokioRuntime);
                let key = role.provide().await.map_err(|error| {
                    let provider = found.provider().unwrap_or_default();
                    of(error).caused_by(format!("the key comes from {provider}"))
                })?;
                (Arc::new(role) as Arc<dyn Provide>, key)
            }
        };
        if let Err(error) = now.check() {
            let what = match now.provider() {
                Some("default/env") => format!("the variable {}", variable(error.part())),
                provider => format!("the key from {}", provider.unwrap_or_default()),
            };
            let message = format!("{what} cannot be used: {error}");
            let hint = "no access key has such characters; set it again without them";
            return Err(Failure::new(Exit::Keys, message).hint(hint));
        }
        Ok(Self { source, now, chain })
    }

    /// Returns the region that stands in the profile that the key came from.
    pub(crate) fn region(&self) -> Option<String> {
        self.chain.settings()?.region
    }

    /// Returns STS where the profile says it is, else where the environment does.
    pub(crate) fn sts(&self) -> Result<Endpoint, Failure> {
        let sts = self.chain.sts().map_err(|error| Failure::of(Exit::Usage, &error))?;
        Ok(sts.endpoint().clone())
    }
}

fn variable(part: KeyPart) -> &'static str {
    match part {
        KeyPart::Id => "ALIBABA_CLOUD_ACCESS_KEY_ID",
        KeyPart::Secret => "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        KeyPart::Token => "ALIBABA_CLOUD_SECURITY_TOKEN",
    }
}

/// Says of each source why it has no key; first of the one that was set up, if it is one.
fn not_found(chain: &Chain) -> Failure {
    let report = chain.report();
    let reason = |tried: &Tried| {
        let reason = tried.reason.as_deref().unwrap_or_default();
        format!("{}: {reason}", tried.provider)
    };
    if let Some(profile) = report.profile() {
        let failure = Failure::new(Exit::Keys, format!("the profile {profile} has no key"));
        return report.tried().iter().map(reason).fold(failure, Failure::caused_by);
    }
    let mut set_up = report.tried().iter().filter(|tried| tried.is_set_up);
    if let (Some(tried), None) = (set_up.next(), set_up.next()) {
        let message = format!("there is no access key: {}", reason(tried));
        let others = report.tried().iter().filter(|other| *other != tried);
        return others.map(reason).fold(Failure::new(Exit::Keys, message), Failure::caused_by);
    }
    let failure = Failure::new(Exit::Keys, "there is no access key");
    let failure = report.tried().iter().map(reason).fold(failure, Failure::caused_by);
    failure.hint(format!("{HOW_TO_SET}, or run `aliyun configure`"))
}
