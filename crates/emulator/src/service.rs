//! The emulator without a socket: one request in, one response out.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aliyun_ecs_model::Revision;
use aliyun_rpc_signer::{Credentials, Method};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{Request, Response, StatusCode};

use crate::access::keyring::Keyring;
use crate::access::rate::RateLimiter;
use crate::codes;
use crate::gateway::{Arrival, Gateway, scheme_of};
use crate::hosts::Hosts;
use crate::log::{Log, LogLine};
use crate::operations::context::{Answer, Context};
use crate::operations::describe_images::parse::RequestLimits;
use crate::parameters::Parameters;
use crate::record::Record;
use crate::rejection::Rejection;
use crate::reply::Reply;
use crate::store::Store;
use crate::strict;
use crate::throwaway;
use crate::world::World;
use crate::{Catalogue, Options, StartError};

/// The endpoint as a function from requests to responses, for tests that need no socket.
///
/// It remembers nonces and counts requests; its clock and randomness are the
/// [`Runtime`] of the [`Options`].
///
/// ```
/// use aliyun_ecs_emulator::{Options, Service};
/// use bytes::Bytes;
///
/// let service = Service::new(Options::new())?;
/// let request = http::Request::get("/?Format=JSON").body(Bytes::new())?;
/// let response = service.handle(&request);
/// assert_eq!(response.status(), 400);
/// assert!(response.body().starts_with(b"{"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Service {
    gateway: Gateway,
    world: World,
    hosts: Hosts,
    /// What a strict emulator holds parameters against.
    strict: Option<Revision>,
    log: Log,
    served: AtomicU64,
}

impl Service {
    /// Makes a service from the options that concern it.
    ///
    /// # Errors
    ///
    /// [`StartError`] when a throwaway access key is needed and the source of randomness fails.
    pub fn new(options: Options) -> Result<Self, StartError> {
        let mut keys = options.keys;
        if keys.is_empty() {
            keys.push(throwaway::credentials(options.runtime.as_ref())?.into());
        }
        let nonce_capacity = options.check_nonces.then_some(options.nonce_capacity);
        let now = options.runtime.now();
        let limiter = options.rate_limit.map(RateLimiter::new);
        Ok(Self {
            gateway: Gateway::new(nonce_capacity, limiter, options.notice),
            world: World {
                keyring: Keyring::new(keys),
                store: Store::new(options.catalogue, now),
                regions: options.regions,
                limits: RequestLimits {
                    page_size: options.max_page_size.max(1),
                    clamp_page_size: options.clamp_page_size,
                    tags: options.max_tags,
                    image_ids: usize::try_from(options.revision.limits().image_ids).unwrap_or(100),
                },
                runtime: options.runtime,
            },
            hosts: options.hosts,
            strict: options.strict.then_some(options.revision),
            log: options.log,
            served: AtomicU64::new(0),
        })
    }

    /// Answers a request.
    pub fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        self.served.fetch_add(1, Ordering::Relaxed);
        let began = self.world.runtime.elapsed();
        let mut reply = Reply::new(request, self.world.runtime.as_ref());
        let mut record = Record::kept(self.log.is_kept());
        let response = match self.answer(request, &mut reply, &mut record) {
            Ok(answer) => reply.answer(answer),
            Err(mut refusal) => {
                record.code = Some(refusal.code.code());
                record.cause = refusal.cause.take();
                reply.refusal(refusal)
            }
        };
        self.note(request.uri().path(), record, response.status(), began);
        response
    }

    /// Refuses a request for a host that is not this emulator's, before its body is read.
    pub(crate) fn check_host(&self, head: &Parts) -> Result<(), Rejection> {
        self.hosts.check(&head.uri, &head.headers)
    }

    fn note(&self, path: &str, record: Record, status: StatusCode, began: Duration) {
        let runtime = &self.world.runtime;
        self.log.write(|| LogLine {
            time: runtime.now(),
            operation: record.operation.or_else(|| (path != "/").then(|| path.to_owned())),
            key: record.key_id,
            region: record.region,
            status,
            code: record.code.map(str::to_owned),
            fault: None,
            duration: runtime.elapsed().saturating_sub(began),
            cause: record.cause,
        });
    }

    /// Returns the access keys that may sign; the throwaway one if none was set.
    pub fn keys(&self) -> &[Credentials] {
        self.world.keyring.credentials()
    }

    /// Returns the first access key, which is the throwaway one unless one was set.
    #[expect(clippy::expect_used, reason = "a service without keys makes one")]
    pub fn credentials(&self) -> &Credentials {
        self.keys().first().expect("a service without keys makes one")
    }

    /// Returns the images as they are now.
    pub fn catalogue(&self) -> Catalogue {
        let now = self.world.runtime.now();
        Catalogue::clone(&self.world.store.at(now))
    }

    /// Changes the images: requests that are answered from now on see all of the change, those under way none of it.
    ///
    /// ```
    /// use aliyun_ecs_emulator::{NewImage, Options, Service};
    ///
    /// let service = Service::new(Options::new())?;
    /// let count = service.catalogue().count("cn-hangzhou");
    /// service.change(|images| images.insert("cn-hangzhou", NewImage::own("m-new")));
    /// assert_eq!(service.catalogue().count("cn-hangzhou"), count + 1);
    /// assert!(service.change(|images| images.remove("cn-hangzhou", "m-new")));
    /// # Ok::<(), aliyun_ecs_emulator::StartError>(())
    /// ```
    pub fn change<T>(&self, change: impl FnOnce(&mut Catalogue) -> T) -> T {
        self.world.store.change(self.world.runtime.now(), change)
    }

    /// Returns how many requests were answered so far, refused ones included.
    pub fn served(&self) -> u64 {
        self.served.load(Ordering::Relaxed)
    }

    /// Answers a request whose body could not be had, or is not to be read.
    pub(crate) fn refuse(&self, head: Parts, refusal: Rejection) -> Response<Bytes> {
        self.served.fetch_add(1, Ordering::Relaxed);
        let began = self.world.runtime.elapsed();
        let request = Request::from_parts(head, Bytes::new());
        let mut reply = Reply::new(&request, self.world.runtime.as_ref());
        // A wrong format leaves XML, and the body is what the client needs to know about.
        let params = params(&request).params;
        let _ = reply.read_format(scheme_of(request.headers(), &params), &params);
        let mut record = Record::kept(self.log.is_kept());
        record.set_operation(params.get("Action"));
        record.code = Some(refusal.code.code());
        let response = reply.refusal(refusal);
        self.note(request.uri().path(), record, response.status(), began);
        response
    }

    fn answer(
        &self,
        request: &Request<Bytes>,
        reply: &mut Reply,
        record: &mut Record,
    ) -> Result<Answer, Rejection> {
        let world = &self.world;
        let decoded = params(request);
        let scheme = scheme_of(request.headers(), &decoded.params);
        let format = reply.read_format(scheme, &decoded.params);
        let method = method(request).ok_or(codes::UNSUPPORTED_HTTP_METHOD)?;
        decoded.fault.map_or(Ok(()), Err)?;
        format?;
        if request.uri().path() != "/" {
            return Err(codes::INVALID_ACTION.into());
        }
        let params = decoded.params;
        record.set_operation(params.get("Action"));
        record.set_region(params.get("RegionId"));
        let arrival = Arrival { now: world.runtime.now(), elapsed: world.runtime.elapsed() };
        let admitted =
            self.gateway.admit(method, request, &params, &world.keyring, arrival, record)?;
        if let Some(revision) = &self.strict {
            strict::check(admitted.operation, &params, |name| {
                name.parse().map_or(true, |parameter| revision.documents(parameter))
            })?;
        }
        (admitted.operation.run)(&Context {
            operation: admitted.operation,
            params: &params,
            caller: admitted.caller.as_deref(),
            now: arrival.now,
            host: reply.host(),
            world,
        })
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("keys", &self.keys())
            .field("catalogue", &self.catalogue())
            .field("limits", &self.world.limits)
            .field("served", &self.served())
            .finish_non_exhaustive()
    }
}

/// Reads the parameters of the query and, of a POST, of the form.
///
/// A body without a content type counts as a form; one of another type has no parameters in it.
fn params(request: &Request<Bytes>) -> crate::parameters::Decoded {
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let content_type = request.headers().get(CONTENT_TYPE);
    let is_form = content_type.is_none_or(|value| {
        let essence = value.as_bytes().split(|byte| *byte == b';').next();
        essence.is_some_and(|e| e.trim_ascii().eq_ignore_ascii_case(FORM))
    });
    let form: &[u8] = match *request.method() {
        http::Method::POST if is_form => request.body(),
        _ => &[],
    };
    Parameters::decode([query, form])
}

fn method<B>(request: &Request<B>) -> Option<Method> {
    match *request.method() {
        http::Method::GET => Some(Method::Get),
        http::Method::POST => Some(Method::Post),
        _ => None,
    }
}

const FORM: &[u8] = b"application/x-www-form-urlencoded";
