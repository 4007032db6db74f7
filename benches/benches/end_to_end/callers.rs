//! Three ways to make a call, on one thread.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aliyun_ecs_describe_images::Client;
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::Credentials;
use aliyun_transport::{Runtime as _, Transport as _};
use aliyun_transport_hyper::{HyperTransport, Options, TokioRuntime};
use benches::bodies::Body;
use bytes::Bytes;
use http::{Request, Uri};
use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::parts::signed_request;

/// A way to make a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    BareHyper,
    Transport,
    Client,
}

impl Caller {
    pub(crate) const ALL: [Self; 3] = [Self::BareHyper, Self::Transport, Self::Client];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::BareHyper => "bare_hyper",
            Self::Transport => "transport",
            Self::Client => "client",
        }
    }
}

/// All of them, for one server. Each keeps as many connections as there are calls in flight.
pub(crate) struct Callers {
    runtime: Runtime,
    state: State,
}

#[derive(Clone)]
struct State {
    bare: HyperClient<HttpConnector, Empty<Bytes>>,
    transport: HyperTransport,
    client: Client,
    /// A signed request, so that the server reads the same from everybody.
    uri: Uri,
    request: Arc<DescribeImages>,
}

impl Callers {
    pub(crate) fn new(url: &str) -> Result<Self, Box<dyn Error>> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let options = Options::new().max_idle_per_host(MAX_IN_FLIGHT);
        let transport = HyperTransport::with_options(options)?;
        let client = Client::new(Credentials::new("id", "secret"), transport.clone(), TokioRuntime)
            .with_endpoint(url.parse()?);
        let request = Arc::new(DescribeImages::new("cn-hangzhou").page_size(100));
        let signed = signed_request(&url.parse()?, &request, TokioRuntime.now());
        let state = State {
            bare: HyperClient::builder(TokioExecutor::new())
                .pool_max_idle_per_host(MAX_IN_FLIGHT)
                .build(connector),
            transport,
            client,
            uri: signed.uri().clone(),
            request,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, state })
    }

    /// Makes sure that everybody reads all the bodies as they were sent, and the client the values
    /// in them: the server begins with the first page and rotates.
    pub(crate) fn check(&self, pages: &[Body]) {
        for page in pages {
            let body = self.runtime.block_on(self.state.bare());
            assert_eq!(body, page.bytes, "the bare client reads the page");
        }
        for page in pages {
            let body = self.runtime.block_on(self.state.transported());
            assert_eq!(body, page.bytes, "the transport reads the page");
        }
        for page in pages {
            let ask = self.state.client.describe_images(&self.state.request);
            let answer = self.runtime.block_on(ask).expect("a page");
            assert!(answer.to_response() == page.expected, "the client reads the page");
        }
        let counts = self.state.client.counts();
        assert_eq!((counts.attempts, counts.retries), (pages.len() as u64, 0));
        for caller in Caller::ALL {
            assert!(self.calls(caller, 2 * MAX_IN_FLIGHT, MAX_IN_FLIGHT) > 0, "{caller:?}");
        }
    }

    /// Makes calls, this many at a time, and returns how many bytes or images came.
    pub(crate) fn calls(&self, caller: Caller, calls: usize, in_flight: usize) -> usize {
        let next = Arc::new(AtomicUsize::new(0));
        self.runtime.block_on(async {
            let mut workers = JoinSet::new();
            for _ in 0..in_flight {
                let (state, next) = (self.state.clone(), Arc::clone(&next));
                workers.spawn(async move {
                    let mut read = 0;
                    while next.fetch_add(1, Ordering::Relaxed) < calls {
                        read += state.call(caller).await;
                    }
                    read
                });
            }
            workers.join_all().await.into_iter().sum()
        })
    }
}

impl State {
    async fn call(&self, caller: Caller) -> usize {
        match caller {
            Caller::BareHyper => self.bare().await.len(),
            Caller::Transport => self.transported().await.len(),
            Caller::Client => {
                self.client.describe_images(&self.request).await.expect("a page").len()
            }
        }
    }

    async fn bare(&self) -> Bytes {
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = self.uri.clone();
        let response = self.bare.request(request).await.expect("an answer");
        response.into_body().collect().await.expect("a whole body").to_bytes()
    }

    async fn transported(&self) -> Bytes {
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = self.uri.clone();
        self.transport.send(request).await.expect("an answer").into_body()
    }
}

const MAX_IN_FLIGHT: usize = 64;
