//! Whom to ask: a region's server, a given one, or an emulator inside this process.

use std::env;
use std::path::Path;

use aliyun_ecs_describe_images::{Client, Endpoint, Signing, endpoints};
use aliyun_ecs_emulator::Emulator;
use aliyun_transport_hyper::{HyperTransport, Options, Proxies, TokioRuntime};

use crate::args::ListArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::read;
use crate::keys;

/// A client, and where it asks.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) client: Client,
    pub(crate) endpoint: Endpoint,
    /// Kept running for as long as the target is used.
    emulator: Option<Emulator>,
}

/// Trusts the certificates of a file, too.
fn trusting(options: Options, file: &Path) -> Result<Options, Failure> {
    let pem = read(file, MAX_CERTIFICATES)?;
    options.extra_roots_pem(&pem).map_err(|error| Failure::of(Exit::Usage, &error))
}

/// In bytes: some hundred certificates.
const MAX_CERTIFICATES: u64 = 1 << 20;

impl Target {
    /// Finds the server and the keys that the arguments ask for.
    pub(crate) async fn open(args: &ListArgs, region: &str) -> Result<Self, Failure> {
        let (endpoint, credentials, emulator) = if args.emulator {
            let emulator =
                Emulator::start().await.map_err(|error| Failure::of(Exit::Other, &error))?;
            let endpoint =
                emulator.url().parse().map_err(|error| Failure::of(Exit::Other, &error))?;
            (endpoint, emulator.credentials().clone(), Some(emulator))
        } else {
            let endpoint = match &args.endpoint {
                Some(endpoint) => Ok(endpoint.clone()),
                None if args.vpc => endpoints::vpc(region),
                None => endpoints::for_region(region),
            };
            let endpoint = endpoint.map_err(|error| Failure::of(Exit::Usage, &error))?;
            let credentials = keys::from_environment().map_err(|failure| {
                let or = "or try --emulator, which needs no account";
                failure.hint(format!("{}, {or}", keys::HOW_TO_SET))
            })?;
            (endpoint, credentials, None)
        };
        // The embedded server is in this process: no setting of a proxy can concern it.
        let options = match emulator {
            Some(_) => Options::new().proxies(Proxies::none()),
            None => Options::new(),
        };
        let options = match &args.ca_file {
            Some(file) => trusting(options, file)?,
            None => options,
        };
        let transport = HyperTransport::with_options(options)
            .map_err(|error| Failure::of(Exit::Usage, &error))?;
        let client = Client::new(credentials, transport, TokioRuntime)
            .with_endpoint(endpoint.clone())
            .with_revision(args.revision)
            .with_signing(Signing::Rpc(args.format))
            .with_method(args.method);
        Ok(Self { client, endpoint, emulator })
    }

    /// Returns where images come from, for the summary.
    pub(crate) fn origin(&self) -> String {
        let emulator = if self.emulator.is_some() { " (emulator)" } else { "" };
        format!("{}{emulator}", self.endpoint)
    }
}

/// Returns the region to ask for.
pub(crate) fn region(args: &ListArgs) -> Result<String, Failure> {
    if let Some(region) = &args.region {
        return Ok(region.clone());
    }
    match env::var(REGION) {
        Ok(region) if !region.is_empty() => Ok(region),
        _ if args.emulator => Ok(EMULATOR_REGION.to_owned()),
        _ => Err(Failure::new(Exit::Usage, "no region was given").hint(format!(
            "name one with --region, such as --region cn-hangzhou, or set {REGION}"
        ))),
    }
}

pub(crate) const REGION: &str = "ALIBABA_CLOUD_REGION_ID";
const EMULATOR_REGION: &str = "cn-hangzhou";
