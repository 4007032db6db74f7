//! Whom to ask: a region's server, a given one, or an emulator inside this process.

use std::env;
use std::path::Path;

use aliyun_ecs_describe_images::{Client, Endpoint, Signing, endpoints};
use aliyun_ecs_emulator::Emulator;
use aliyun_rpc_signer::Provide;
use aliyun_transport_hyper::{HyperTransport, Options, Proxies, TokioRuntime};

use crate::args::ListArgs;
use crate::credentials::Keys;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::read;
use crate::messages::Messages;

/// A client, and where it asks.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) client: Client,
    pub(crate) endpoint: Endpoint,
    pub(crate) region: String,
    /// Kept running for as long as the target is used.
    emulator: Option<Emulator>,
}

/// Trusts the certificates of a file, too.
pub(crate) fn trusting(options: Options, file: &Path) -> Result<Options, Failure> {
    let pem = read(file, MAX_CERTIFICATES)?;
    options.extra_roots_pem(&pem).map_err(|error| Failure::of(Exit::Usage, &error))
}

/// In bytes: some hundred certificates.
const MAX_CERTIFICATES: u64 = 1 << 20;

impl Target {
    /// Finds the server and the keys that the arguments ask for, and the region if none is given.
    pub(crate) async fn open(
        args: &ListArgs,
        region: Option<String>,
        messages: Messages,
    ) -> Result<Self, Failure> {
        if args.emulator {
            return Self::embedded(args, region).await;
        }
        let options = match &args.ca_file {
            Some(file) => trusting(Options::new(), file)?,
            None => Options::new(),
        };
        let transport = transport(options)?;
        let keys = Keys::find(&args.credentials, &transport, messages).await;
        let keys = keys.map_err(|failure| failure.or_hint(OR_EMULATOR))?;
        let region = region.or_else(|| keys.region()).ok_or_else(|| no_region(""))?;
        let endpoint = match &args.endpoint {
            Some(endpoint) => Ok(endpoint.clone()),
            None if args.vpc => endpoints::vpc(&region),
            None => endpoints::for_region(&region),
        };
        let endpoint = endpoint.map_err(|error| Failure::of(Exit::Usage, &error))?;
        let client = client(args, keys.source, transport, &endpoint);
        Ok(Self { client, endpoint, region, emulator: None })
    }

    /// Starts an emulator in this process.
    async fn embedded(args: &ListArgs, region: Option<String>) -> Result<Self, Failure> {
        let emulator = Emulator::start().await.map_err(|error| Failure::of(Exit::Other, &error))?;
        let endpoint = emulator.url().parse().map_err(|error| Failure::of(Exit::Other, &error))?;
        // It is in this process: no setting of a proxy can concern it.
        let transport = transport(Options::new().proxies(Proxies::none()))?;
        let client = client(args, emulator.credentials().clone(), transport, &endpoint);
        let region = region.unwrap_or_else(|| EMULATOR_REGION.to_owned());
        Ok(Self { client, endpoint, region, emulator: Some(emulator) })
    }

    /// Returns where images come from, for the summary.
    pub(crate) fn origin(&self) -> String {
        let emulator = if self.emulator.is_some() { " (emulator)" } else { "" };
        format!("{}{emulator}", self.endpoint)
    }
}

fn transport(options: Options) -> Result<HyperTransport, Failure> {
    HyperTransport::with_options(options).map_err(|error| Failure::of(Exit::Usage, &error))
}

fn client(
    args: &ListArgs,
    keys: impl Provide + 'static,
    transport: HyperTransport,
    endpoint: &Endpoint,
) -> Client {
    Client::new(keys, transport, TokioRuntime)
        .with_endpoint(endpoint.clone())
        .with_revision(args.revision)
        .with_signing(Signing::Rpc(args.format))
        .with_method(args.method)
}

/// Returns the region that is given.
pub(crate) fn region(given: Option<&str>) -> Option<String> {
    let region = given.map(str::to_owned).or_else(|| env::var(REGION).ok());
    region.filter(|region| !region.is_empty())
}

/// Neither the arguments nor the environment nor a profile has one.
pub(crate) fn no_region(or_else: &str) -> Failure {
    Failure::new(Exit::Usage, "no region was given").hint(format!(
        "name one with --region, such as --region cn-hangzhou, or set {REGION}{or_else}"
    ))
}

const OR_EMULATOR: &str = "or try --emulator, which needs no account";
const REGION: &str = "ALIBABA_CLOUD_REGION_ID";
const EMULATOR_REGION: &str = "cn-hangzhou";
