//! Whom to ask, with which key: a region's server, a given one, or an emulator inside this process.

use std::env;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use aliyun_credentials::Provide;
use aliyun_ecs_describe_images::{Client, Endpoint, endpoints};
use aliyun_ecs_emulator::Emulator;
use aliyun_rpc::RetryPolicy;
use aliyun_transport::is_this_machine;
use aliyun_transport_hyper::{HyperTransport, Options, Proxies, TokioRuntime};

use crate::args::ConnectionArgs;
use crate::credentials::Keys;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::read;
use crate::messages::Messages;
use crate::patient::Patient;
use crate::trace;

/// A way to the service.
#[derive(Debug)]
pub(crate) struct Session {
    client: Client,
    /// The one server to ask, whatever the region.
    endpoint: Option<Endpoint>,
    is_vpc: bool,
    /// The region that is given, or that of the profile.
    region: Option<String>,
    /// Where the key comes from.
    provider: Option<String>,
    /// Kept running for as long as it is asked.
    emulator: Option<Emulator>,
}

impl Session {
    /// Finds the server and the key that the arguments ask for. `region` is the one that is given.
    pub(crate) async fn open(
        args: &ConnectionArgs,
        region: Option<String>,
        messages: Messages,
    ) -> Result<Self, Failure> {
        trace::begin(args.verbose);
        if args.emulator {
            return Self::embedded(args, region, messages).await;
        }
        refuse_plain_http(args)?;
        let transport = Patient::new(transport(options(args)?)?, messages);
        let keys = Keys::find(&args.credentials, &transport, messages).await;
        let keys = keys.map_err(|failure| failure.or_hint(OR_EMULATOR))?;
        let region = region.or_else(|| keys.region());
        let provider = keys.now.provider().map(str::to_owned);
        let client = client(args, keys.source, transport);
        let endpoint = args.endpoint.clone();
        let client = match &endpoint {
            Some(endpoint) => client.with_endpoint(endpoint.clone()),
            None => client,
        };
        Ok(Self { client, endpoint, is_vpc: args.vpc, region, provider, emulator: None })
    }

    /// Starts an emulator in this process.
    async fn embedded(
        args: &ConnectionArgs,
        region: Option<String>,
        messages: Messages,
    ) -> Result<Self, Failure> {
        let emulator = Emulator::start().await.map_err(|error| Failure::of(Exit::Other, &error))?;
        let endpoint: Endpoint =
            emulator.url().parse().map_err(|error| Failure::of(Exit::Other, &error))?;
        // It is in this process: no setting of a proxy can concern it.
        let transport = Patient::new(transport(Options::new().proxies(Proxies::none()))?, messages);
        let client = client(args, Arc::new(emulator.credentials().clone()), transport);
        Ok(Self {
            client: client.with_endpoint(endpoint.clone()),
            endpoint: Some(endpoint),
            is_vpc: false,
            region: Some(region.unwrap_or_else(|| EMULATOR_REGION.to_owned())),
            provider: None,
            emulator: Some(emulator),
        })
    }

    /// Returns the region to ask for if one is enough.
    pub(crate) fn region(&self) -> Result<String, Failure> {
        self.region.clone().ok_or_else(|| no_region(""))
    }

    /// Returns a client that asks the server of a region, and which that is.
    pub(crate) fn client_of(&self, region: &str) -> Result<(Client, Endpoint), Failure> {
        let endpoint = match &self.endpoint {
            Some(endpoint) => Ok(endpoint.clone()),
            None if self.is_vpc => endpoints::vpc(region),
            None => endpoints::for_region(region),
        };
        let endpoint = endpoint.map_err(|error| Failure::of(Exit::Usage, &error))?;
        Ok((self.client.clone().with_endpoint(endpoint.clone()), endpoint))
    }

    /// Returns a client that asks each region's own server, unless one is given for all.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Changes how the client asks.
    pub(crate) fn with_client(mut self, change: impl FnOnce(Client) -> Client) -> Self {
        self.client = change(self.client);
        self
    }

    /// Adds whom a failure is about: the server if it was not reached, the source of the key if that is
    /// not accepted.
    pub(crate) fn told(&self, region: &str, failure: Failure, is_verbose: bool) -> Failure {
        match &self.provider {
            Some(provider) if failure.exit() == Exit::Keys => {
                failure.caused_by(format!("the key comes from {provider}"))
            }
            _ => failure.at(&self.origin(region), is_verbose),
        }
    }

    /// Returns where images of a region come from, for people.
    pub(crate) fn origin(&self, region: &str) -> String {
        let emulator = if self.emulator.is_some() { " (emulator)" } else { "" };
        match self.client_of(region) {
            Ok((_, endpoint)) => format!("{endpoint}{emulator}"),
            Err(_) => emulator.trim().to_owned(),
        }
    }
}

fn client(args: &ConnectionArgs, keys: Arc<dyn Provide>, transport: Patient) -> Client {
    Client::new(keys, transport, TokioRuntime).with_retry(retry(args))
}

pub(crate) fn retry(args: &ConnectionArgs) -> RetryPolicy {
    let timeout = Duration::from_secs(args.timeout.into());
    let policy = RetryPolicy::new().max_attempts(args.retries.saturating_add(1));
    policy.operation_timeout(timeout).attempt_timeout(policy.attempt_timeout.min(timeout))
}

/// Returns the settings of the transport.
pub(crate) fn options(args: &ConnectionArgs) -> Result<Options, Failure> {
    let mut options = Options::new().allow_plain_http(args.plain_http);
    options = match args.proxy.as_deref() {
        None => options,
        Some("none") => options.proxies(Proxies::none()),
        Some(proxy) => {
            let except = env::var("NO_PROXY").or_else(|_| env::var("no_proxy")).unwrap_or_default();
            let proxies = Proxies::through(proxy, &except);
            options.proxies(proxies.map_err(|error| Failure::of(Exit::Usage, &error))?)
        }
    };
    match &args.ca_file {
        Some(file) => trusting(options, file),
        None => Ok(options),
    }
}

pub(crate) fn transport(options: Options) -> Result<HyperTransport, Failure> {
    HyperTransport::with_options(options).map_err(|error| Failure::of(Exit::Usage, &error))
}

/// Trusts the certificates of a file, too.
fn trusting(options: Options, file: &Path) -> Result<Options, Failure> {
    let pem = read(file, MAX_CERTIFICATES)?;
    options.extra_roots_pem(&pem).map_err(|error| Failure::of(Exit::Usage, &error))
}

/// In bytes: some hundred certificates.
const MAX_CERTIFICATES: u64 = 1 << 20;

/// The transport would refuse it, too, and not know of the flag.
pub(crate) fn refuse_plain_http(args: &ConnectionArgs) -> Result<(), Failure> {
    let Some(endpoint) = &args.endpoint else { return Ok(()) };
    let uri = endpoint.as_str().parse::<http::Uri>().ok();
    let host = uri.as_ref().and_then(http::Uri::host).unwrap_or_default();
    if args.plain_http || endpoint.as_str().starts_with("https://") || is_this_machine(host) {
        return Ok(());
    }
    let message =
        format!("plain http to {host} would show the signed request to everybody on the way");
    Err(Failure::new(Exit::Usage, message).hint(
        "use https; in a network of containers of your own, --plain-http allows it \
         (127.0.0.1, [::1] and localhost always are)",
    ))
}

/// Returns the region that is given, or that of the environment.
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
pub(crate) const EMULATOR_REGION: &str = "cn-hangzhou";
