//! The emulator without a socket: one request in, one response out.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use aliyun_ecs_model::Revision;
use aliyun_rpc_signer::Credentials;
use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response, StatusCode};

use crate::access::keyring::Keyring;
use crate::access::rate::RateLimiter;
use crate::admin;
use crate::codes;
use crate::drift::Drift;
use crate::faults::{Asked, Decision, Faults, Plan, Transmission};
use crate::gateway::{Arrival, Gateway, scheme_of};
use crate::hosts::Hosts;
use crate::log::{Log, LogLine};
use crate::nonces::Fingerprints;
use crate::operations::context::{Answer, Context};
use crate::operations::describe_images::{self, parse::RequestLimits};
use crate::parameters::{Decoded, Parameters};
use crate::record::Record;
use crate::rejection::Rejection;
use crate::reply::Reply;
use crate::request::{method, params};
use crate::request_id::RequestIds;
use crate::splitmix::SplitMix64;
use crate::store::Store;
use crate::strict;
use crate::throwaway;
use crate::world::World;
use crate::{Catalogue, Options, StartError};

/// The endpoint as a function from requests to responses, for tests that need no socket.
///
/// It remembers nonces and counts requests; its clock and randomness are the
/// [`Runtime`](aliyun_transport::Runtime) of the [`Options`].
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
    faults: RwLock<Arc<Plan>>,
    log: Log,
    is_admin: bool,
    request_ids: RequestIds,
    /// Whether the server's clock is the one that requests are judged by.
    is_system_time: bool,
    served: AtomicU64,
}

/// A response, and how it is to go out.
pub(crate) struct Outcome {
    pub(crate) response: Response<Bytes>,
    pub(crate) delay: Duration,
    pub(crate) transmission: Option<Transmission>,
}

impl Service {
    /// Makes a service from the options that concern it.
    ///
    /// # Errors
    ///
    /// [`StartError`] when the source of randomness fails.
    pub fn new(options: Options) -> Result<Self, StartError> {
        let mut keys = options.keys;
        if keys.is_empty() {
            keys.push(throwaway::credentials(options.runtime.as_ref())?.into());
        }
        let nonce_capacity = options.check_nonces.then_some(options.nonce_capacity);
        let mut random = [0; 32];
        options.runtime.random(&mut random).map_err(StartError::random)?;
        let (mut key, mut id_key) = ([0; 16], [0; 16]);
        key.iter_mut().chain(&mut id_key).zip(random).for_each(|(to, from)| *to = from);
        let now = options.runtime.now();
        let limiter = options.rate_limit.map(RateLimiter::new);
        Ok(Self {
            gateway: Gateway::new(nonce_capacity, Fingerprints::new(key), limiter, options.notice),
            request_ids: RequestIds::new(id_key),
            world: World {
                keyring: Keyring::new(keys),
                roles: options.roles,
                instance: options.instance,
                store: Store::new(options.catalogue, now),
                drift: Drift::default(),
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
            faults: RwLock::new(Arc::new(Plan::new(options.faults))),
            log: options.log,
            is_admin: options.admin,
            is_system_time: options.is_system_time,
            served: AtomicU64::new(0),
        })
    }

    /// Answers a request. Of [faults](crate::Faults), those that need a connection or take time are left out: the
    /// [`Emulator`](crate::Emulator) has them all.
    pub fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        self.respond(request).response
    }

    /// Sets the faults from now on, and counts requests anew.
    pub fn set_faults(&self, faults: Faults) {
        let plan = Arc::new(Plan::new(faults));
        *self.faults.write().unwrap_or_else(PoisonError::into_inner) = plan;
    }

    /// Answers a request, and says how the answer is to go out.
    pub(crate) fn respond(&self, request: &Request<Bytes>) -> Outcome {
        self.served.fetch_add(1, Ordering::Relaxed);
        let began = self.world.runtime.elapsed();
        let path = request.uri().path();
        if let Some(path) = path.strip_prefix(admin::PREFIX) {
            let response = self.administer(path, request);
            let record = Record::kept(self.log.is_kept());
            self.note(request.uri().path(), record, response.status(), began);
            return Outcome { response, delay: Duration::ZERO, transmission: None };
        }
        let mut reply = Reply::new(request, self.request_ids.next());
        let mut record = Record::kept(self.log.is_kept());
        let decoded = params(request);
        let decision = self.decide(request, &decoded.params);
        let answer = self.answer(request, &decoded, &decision, &mut reply, &mut record);
        let is_answered = answer.is_ok();
        let mut response = match answer {
            Ok(answer) => reply.answer(answer),
            Err(mut refusal) => {
                record.code = Some(refusal.code.code().to_owned());
                record.cause = refusal.cause.take();
                reply.refusal(refusal)
            }
        };
        if decision != Decision::default() {
            record.set_fault(&decision);
            if is_answered {
                self.change_after(&decoded.params, &decision);
            }
            if let Some(substitute) = decision.reply {
                record.code = substitute.code().map(str::to_owned);
                response = reply.substitute(substitute);
            }
        }
        self.note(request.uri().path(), record, response.status(), began);
        Outcome { response, delay: decision.delay, transmission: decision.transmission }
    }

    fn administer(&self, path: &str, request: &Request<Bytes>) -> Response<Bytes> {
        let now = self.world.runtime.now();
        let answer = match path {
            "health" if *request.method() != http::Method::GET => Err(admin::Error::method()),
            "health" => Ok(admin::health(self.served(), self.world.store.at(now).as_ref())),
            _ if !self.is_admin => Err(admin::Error::off()),
            "faults" => admin::faults(request).map(|faults| {
                let count = faults.len();
                self.set_faults(faults);
                admin::counted("faults", count)
            }),
            "images" => admin::images(request, &self.world.store, now),
            "changes" => admin::changes(request, &self.world, now),
            _ => Err(admin::Error::unknown()),
        };
        admin::response(answer)
    }

    /// Asks the faults what becomes of a request.
    fn decide(&self, request: &Request<Bytes>, params: &Parameters) -> Decision {
        let plan = Arc::clone(&self.faults.read().unwrap_or_else(PoisonError::into_inner));
        if plan.is_empty() {
            return Decision::default();
        }
        let named = request.headers().get("x-acs-action").and_then(|name| name.to_str().ok());
        plan.decide(&Asked {
            operation: params.get("Action").or(named),
            region: params.get("RegionId"),
            page: params.get("PageNumber").map_or(Some(1), |number| number.parse().ok()),
        })
    }

    /// Makes the changes that follow an answer.
    fn change_after(&self, params: &Parameters, decision: &Decision) {
        let now = self.world.runtime.now();
        let region = params.get("RegionId").filter(|region| self.world.has_region(region, now));
        let Some(region) = region else { return };
        let mut random = SplitMix64::new(decision.draw);
        for change in &decision.changes {
            let World { drift, limits, store, .. } = &self.world;
            store.change(now, |catalogue| {
                let listed = describe_images::listed(params, limits, catalogue);
                let listed = listed.unwrap_or_else(|| Arc::from([]));
                drift.apply(catalogue, region, &listed, *change, &mut random);
            });
        }
    }

    /// Refuses a request for a host that is not this emulator's, before its body is read.
    pub(crate) fn check_host(&self, head: &Parts) -> Result<(), Rejection> {
        self.hosts.check(&head.uri, &head.headers)
    }

    fn note(&self, path: &str, record: Record, status: StatusCode, began: Duration) {
        let runtime = &self.world.runtime;
        self.log.write(|| LogLine {
            time: runtime.now(),
            // Another path may hold anything.
            operation: record
                .operation
                .or_else(|| path.starts_with(admin::PREFIX).then(|| path.to_owned())),
            key: record.key_id,
            region: record.region,
            status,
            code: record.code,
            fault: record.fault,
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

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// Answers a request whose body could not be had, or is not to be read.
    pub(crate) fn refuse(&self, head: Parts, refusal: Rejection) -> Response<Bytes> {
        self.served.fetch_add(1, Ordering::Relaxed);
        let began = self.world.runtime.elapsed();
        let request = Request::from_parts(head, Bytes::new());
        let mut reply = Reply::new(&request, self.request_ids.next());
        // A wrong format leaves XML, and the body is what the client needs to know about.
        let params = params(&request).params;
        let _ = reply.read_format(scheme_of(request.headers(), &params), &params);
        let mut record = Record::kept(self.log.is_kept());
        record.set_operation(params.get("Action"));
        record.code = Some(refusal.code.code().to_owned());
        let response = reply.refusal(refusal);
        self.note(request.uri().path(), record, response.status(), began);
        response
    }

    fn answer(
        &self,
        request: &Request<Bytes>,
        decoded: &Decoded,
        decision: &Decision,
        reply: &mut Reply,
        record: &mut Record,
    ) -> Result<Answer, Rejection> {
        let world = &self.world;
        let params = &decoded.params;
        record.set_operation(params.get("Action"));
        record.set_region(params.get("RegionId"));
        if record.is_kept
            && let Some(id) = params.get("AccessKeyId")
        {
            record.set_key(id, world.keyring.find(id).is_some());
        }
        let scheme = scheme_of(request.headers(), params);
        let format = reply.read_format(scheme, params);
        let method = method(request).ok_or(codes::UNSUPPORTED_HTTP_METHOD)?;
        if let Some(parameter) = &decoded.fault {
            return Err(Rejection::naming(codes::INVALID_PARAMETER, parameter));
        }
        format?;
        if request.uri().path() != "/" {
            return Err(codes::INVALID_ACTION.into());
        }
        let now = offset(world.runtime.now(), decision.clock_offset);
        if !self.is_system_time || decision.clock_offset != 0 {
            // The server's own would say otherwise.
            reply.set_date(now);
        }
        let arrival = Arrival { now, elapsed: world.runtime.elapsed() };
        let admitted =
            self.gateway.admit(method, request, params, &world.keyring, arrival, record)?;
        if let Some(revision) = &self.strict {
            strict::check(admitted.operation, params, |name| {
                name.parse().map_or(true, |parameter| revision.documents(parameter))
            })?;
        }
        (admitted.operation.run)(&Context {
            operation: admitted.operation,
            params,
            caller: admitted.caller.as_deref(),
            now: arrival.now,
            host: reply.host(),
            world,
            page_effects: &decision.page,
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

/// Returns a time so many seconds later, or earlier.
fn offset(time: SystemTime, seconds: i64) -> SystemTime {
    let distance = Duration::from_secs(seconds.unsigned_abs().min(CENTURY));
    let moved = if seconds < 0 { time.checked_sub(distance) } else { time.checked_add(distance) };
    moved.unwrap_or(time)
}

/// In seconds. Clocks are no further off.
const CENTURY: u64 = 100 * 365 * 24 * 60 * 60;
