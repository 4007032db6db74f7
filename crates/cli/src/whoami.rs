//! `aliyun-images whoami`: whose key is used, and where it was found.

use std::sync::Arc;
use std::time::SystemTime;

use aliyun_credentials::{CallerIdentity, Credentials, Provide, Sts};
use aliyun_ecs_emulator::Emulator;
use aliyun_rpc_signer::timestamp;
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::{Options, Proxies, TokioRuntime};
use serde_json::json;

use crate::args::{WhoamiArgs, WhoamiOutput};
use crate::credentials::Keys;
use crate::diagnose::diagnose;
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::interrupt::Interrupt;
use crate::messages::Messages;
use crate::patient::Patient;
use crate::printable::{escape_in_json, printable};
use crate::session::{options, refuse_plain_http, retry, transport};
use crate::stdout::print_line;
use crate::terminal::Color;
use crate::trace;

/// Runs the command.
pub(crate) async fn run(
    args: &WhoamiArgs,
    color: Color,
    mut interrupt: Interrupt,
) -> Result<Exit, Stop> {
    let found = tokio::select! {
        found = find(args, Messages::new(color, false)) => found?,
        () = interrupt.wait() => return Ok(Exit::Interrupted),
    };
    print_line(&match args.output {
        WhoamiOutput::Text => found.text(TokioRuntime.now()),
        WhoamiOutput::Json => found.json(),
    })?;
    Ok(Exit::Success)
}

/// A key, and whose it is.
struct Found {
    key: Credentials,
    identity: CallerIdentity,
    region: Option<String>,
}

async fn find(args: &WhoamiArgs, messages: Messages) -> Result<Found, Failure> {
    let connection = &args.connection;
    trace::begin(connection.verbose);
    if connection.emulator {
        return embedded().await;
    }
    refuse_plain_http(connection)?;
    let transport = Patient::new(transport(options(connection)?)?, messages);
    let keys = Keys::find(&connection.credentials, &transport, messages).await?;
    let endpoint = match &connection.endpoint {
        Some(endpoint) => endpoint.clone(),
        None => keys.sts()?,
    };
    let sts = Sts::new(endpoint, transport, TokioRuntime).with_retry(retry(connection));
    let source: Arc<dyn Provide> = Arc::clone(&keys.source);
    let identity = sts.caller_identity(source).await.map_err(|error| {
        let provider = keys.now.provider().unwrap_or_default();
        diagnose(&error).caused_by(format!("the key comes from {provider}"))
    })?;
    Ok(Found { key: keys.now.clone(), identity, region: keys.region() })
}

/// Asks an emulator in this process for whom it takes its own key.
async fn embedded() -> Result<Found, Failure> {
    let other = |error: &dyn std::error::Error| Failure::of(Exit::Other, error);
    let emulator = Emulator::start().await.map_err(|error| other(&error))?;
    let endpoint = emulator.url().parse().map_err(|error| other(&error))?;
    let transport = transport(Options::new().proxies(Proxies::none()))?;
    let key = emulator.credentials().clone().with_provider("emulator");
    let sts = Sts::new(endpoint, transport, TokioRuntime);
    let identity = sts.caller_identity(key.clone()).await.map_err(|error| diagnose(&error))?;
    Ok(Found { key, identity, region: None })
}

impl Found {
    fn text(&self, now: SystemTime) -> String {
        let expires = match self.key.expiry() {
            Some(expiry) => {
                let left = expiry.duration_since(now).map(|left| left.as_secs() / 60);
                let left = left.map_or("expired".to_owned(), |left| format!("in {left} min"));
                format!("{} ({left})", timestamp::format(expiry))
            }
            None if self.key.security_token().is_some() => "unknown".to_owned(),
            None => "never".to_owned(),
        };
        let rows = [
            ("provider", self.key.provider().unwrap_or_default()),
            ("account", &self.identity.account_id),
            ("type", &self.identity.identity_type),
            ("arn", &self.identity.arn),
            ("expires", &expires),
            ("region", self.region.as_deref().unwrap_or_default()),
        ];
        let rows = rows.iter().filter(|(_, value)| !value.is_empty());
        let lines = rows.map(|(name, value)| format!("{name:<10}{}", printable(value)));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn json(&self) -> String {
        let json = json!({
            "provider": self.key.provider(),
            "account_id": self.identity.account_id,
            "identity_type": self.identity.identity_type,
            "arn": self.identity.arn,
            "principal_id": self.identity.principal_id,
            "expires": self.key.expiry().map(timestamp::format),
            "region": self.region,
        });
        escape_in_json(&json.to_string()).into_owned()
    }
}
