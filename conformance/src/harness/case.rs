//! One call of the real client against a scripted server.

use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::{Client, RetryPolicy, Signing};
use aliyun_ecs_emulator::{Fault, Faults};
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::{Format, Method};
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::{HyperTransport, Options};

use super::clock::Clock;
use super::credentials::Rotating;
use super::emulated::Emulated;
use super::outcome::Outcome;
use super::script::Script;
use super::server::Server;
use super::watchdog::within;

/// A call to be made, and what the server does to it.
#[derive(Debug)]
pub struct Case {
    format: Format,
    method: Method,
    connections: Vec<Script>,
    others: Option<Script>,
    faults: Faults,
    options: Options,
    policy: RetryPolicy,
    clock: Clock,
    secure: bool,
    endpoint: Option<String>,
    after: usize,
    corrects_clock: bool,
}

impl Case {
    /// Returns a call that asks for this format, with the defaults of client and transport.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self {
            format,
            method: Method::Get,
            connections: Vec::new(),
            others: None,
            faults: Faults::new(),
            options: Options::new(),
            policy: RetryPolicy::new(),
            clock: Clock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(SERVICE_SECONDS)),
            secure: false,
            endpoint: None,
            after: 0,
            corrects_clock: true,
        }
    }

    /// Returns a call that asks for JSON.
    #[must_use]
    pub fn json() -> Self {
        Self::new(Format::Json)
    }

    /// Adds what happens on the next connection.
    #[must_use]
    pub fn connection(mut self, script: Script) -> Self {
        self.connections.push(script);
        self
    }

    /// Sets what happens on every further connection.
    #[must_use]
    pub fn others(mut self, script: Script) -> Self {
        self.others = Some(script);
        self
    }

    /// Answers the first request with `bytes`, and every later one, on connections of their own,
    /// with a page.
    #[must_use]
    pub fn answered_once(self, bytes: impl AsRef<[u8]>) -> Self {
        let page = super::reply::response(200, &[], super::reply::page_body(self.format));
        self.connection(Script::new().read().write(bytes)).others(Script::new().read().write(page))
    }

    /// Answers every request with `bytes`, on connections of their own.
    #[must_use]
    pub fn answered(self, bytes: impl AsRef<[u8]>) -> Self {
        self.others(Script::new().read().write(bytes))
    }

    /// Adds a fault. Where there is one, the emulator answers every request, on a connection of its own, as all of
    /// them say.
    #[must_use]
    pub fn faulty(mut self, fault: Fault) -> Self {
        self.faults = self.faults.with(fault);
        self
    }

    /// Sets the method.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Sets the options of the transport.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Sets the policy.
    #[must_use]
    pub fn policy(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets the clock; needed by scripts that expire deadlines.
    #[must_use]
    pub fn clock(mut self, clock: &Clock) -> Self {
        self.clock = clock.clone();
        self
    }

    /// Calls `https://localhost`.
    #[must_use]
    pub fn secure(mut self) -> Self {
        self.secure = true;
        self
    }

    /// Calls this endpoint instead of the scripted server.
    #[must_use]
    pub fn endpoint(mut self, endpoint: &str) -> Self {
        self.endpoint = Some(endpoint.to_owned());
        self
    }

    /// Makes this many calls first, which have to work; the outcome is about the one after them.
    #[must_use]
    pub fn after(mut self, calls: usize) -> Self {
        self.after = calls;
        self
    }

    /// Turns the correction of the clock off.
    #[must_use]
    pub fn without_clock_correction(mut self) -> Self {
        self.corrects_clock = false;
        self
    }

    /// Makes the call and checks what holds for every case: no nonce twice, nothing secret in the
    /// error, and, once the client is dropped, no connection left open and no deadline waited for.
    ///
    /// # Panics
    ///
    /// When one of these does not hold.
    pub async fn run(self) -> Outcome {
        let others = match self.faults.is_empty() {
            true => self.others,
            false => Some(Script::new().answer(&Emulated::new(self.faults, &self.clock))),
        };
        let server = Server::start(self.connections, others).await;
        let port = server.address().port();
        let endpoint = self.endpoint.unwrap_or_else(|| match self.secure {
            true => format!("https://localhost:{port}"),
            false => format!("http://127.0.0.1:{port}"),
        });
        let provide = Rotating::default();
        let transport = HyperTransport::with_options(self.options).expect("usable options");
        let client = Client::new(provide.clone(), transport, self.clock.clone())
            .with_endpoint(endpoint.parse().expect("an endpoint"))
            .with_signing(Signing::Rpc(self.format))
            .with_method(self.method)
            .with_retry(self.policy)
            .with_clock_correction(self.corrects_clock);
        let request = DescribeImages::new("cn-hangzhou");
        for _ in 0..self.after {
            within(client.describe_images(&request)).await.expect("a call before");
        }
        let (asked, paused) = (provide.asked(), self.clock.pauses().len());
        let began = self.clock.elapsed();
        let result = within(client.describe_images(&request)).await;
        let elapsed = self.clock.elapsed().saturating_sub(began);
        drop(client);
        within(server.log().all_released()).await;
        assert_eq!(self.clock.deadlines(), 0, "a deadline is still waited for");
        let outcome = Outcome {
            result,
            attempts: provide.asked() - asked,
            log: server.log().clone(),
            pauses: self.clock.pauses().split_off(paused),
            elapsed,
        };
        outcome.check();
        server.stop().await;
        outcome
    }
}

/// 1994-11-06T08:49:37Z, the example of RFC 9110: where clocks start.
const SERVICE_SECONDS: u64 = 784_111_777;
