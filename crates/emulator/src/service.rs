//! The emulator without a socket: one request in, one response out.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use aliyun_ecs_model::DescribeImagesResponse;
use aliyun_ecs_model::Image;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Method;
use aliyun_rpc_wire::scalar;
use aliyun_transport::Runtime;
use bytes::Bytes;
use http::Request;
use http::Response;
use http::header::CONTENT_TYPE;
use http::request::Parts;

use crate::Catalogue;
use crate::Options;
use crate::StartError;
use crate::codes;
use crate::codes::ErrorCode;
use crate::gateway::Gateway;
use crate::gateway::scheme_of;
use crate::operations::Operation;
use crate::parameters::Parameters;
use crate::parse;
use crate::parse::RequestLimits;
use crate::rejection::Rejection;
use crate::reply::Reply;
use crate::throwaway;

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
    catalogue: Catalogue,
    regions: BTreeSet<String>,
    limits: RequestLimits,
    runtime: Arc<dyn Runtime>,
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
            keys.push(throwaway::credentials(options.runtime.as_ref())?);
        }
        let nonce_capacity = options.check_nonces.then_some(options.nonce_capacity);
        Ok(Self {
            gateway: Gateway::new(keys, nonce_capacity, options.notice),
            catalogue: options.catalogue,
            regions: options.regions,
            limits: RequestLimits {
                page_size: options.max_page_size.max(1),
                clamp_page_size: options.clamp_page_size,
                tags: options.max_tags,
                image_ids: 100,
            },
            runtime: options.runtime,
            served: AtomicU64::new(0),
        })
    }

    /// Answers a request.
    pub fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        self.served.fetch_add(1, Ordering::Relaxed);
        let mut reply = Reply::new(request, self.runtime.as_ref());
        match self.answer(request, &mut reply) {
            Ok(Answer::Page(page)) => reply.page(*page),
            Ok(Answer::Regions) => reply.regions(&self.regions),
            Err(refusal) => reply.refusal(refusal),
        }
    }

    /// Returns the access keys that may sign; the throwaway one if none was set.
    pub fn keys(&self) -> &[Credentials] {
        self.gateway.keys()
    }

    /// Returns the first access key, which is the throwaway one unless one was set.
    #[expect(clippy::expect_used, reason = "a service without keys makes one")]
    pub fn credentials(&self) -> &Credentials {
        self.keys().first().expect("a service without keys makes one")
    }

    /// Returns the images.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Returns how many requests were answered so far, refused ones included.
    pub fn served(&self) -> u64 {
        self.served.load(Ordering::Relaxed)
    }

    /// Answers a request whose body could not be had.
    pub(crate) fn refuse(&self, head: Parts, code: ErrorCode) -> Response<Bytes> {
        self.served.fetch_add(1, Ordering::Relaxed);
        let request = Request::from_parts(head, Bytes::new());
        let mut reply = Reply::new(&request, self.runtime.as_ref());
        // A wrong format leaves XML, and the body is what the client needs to know about.
        let params = params(&request).params;
        let _ = reply.read_format(scheme_of(request.headers(), &params), &params);
        reply.refusal(code.into())
    }

    fn answer(&self, request: &Request<Bytes>, reply: &mut Reply) -> Result<Answer, Rejection> {
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
        match self.gateway.admit(method, request, &params, self.runtime.now())? {
            Operation::DescribeImages => Ok(Answer::Page(Box::new(self.describe_images(&params)?))),
            Operation::DescribeRegions => Ok(Answer::Regions),
        }
    }

    /// Does the operation: the required parameter, then the stop of a dry run, then the values.
    ///
    /// The documents say of `DryRun` that it checks the access key and the required parameters.
    fn describe_images(&self, params: &Parameters) -> Result<DescribeImagesResponse, Rejection> {
        let region = params.get("RegionId");
        let region =
            region.ok_or_else(|| Rejection::naming(codes::MISSING_PARAMETER, "RegionId"))?;
        if !self.regions.contains(region) && self.catalogue.images(region).is_empty() {
            return Err(codes::INVALID_REGION_ID.into());
        }
        if params.get("DryRun").is_some_and(|flag| scalar::boolean(flag) == Ok(Some(true))) {
            return Err(codes::DRY_RUN_OPERATION.into());
        }

        let request = parse::parse(region, params, &self.limits)?;
        let number = request.page_number.unwrap_or(1);
        let size = request.page_size.unwrap_or(self.limits.page_size);
        let skipped = u64::from(number.saturating_sub(1)) * u64::from(size);
        let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
        let images: Vec<&Image> = self.catalogue.select(&request).collect();

        let mut page = DescribeImagesResponse::default();
        page.region_id = Some(region.to_owned());
        page.page_number = Some(number);
        page.page_size = Some(size);
        page.total_count = Some(u32::try_from(images.len()).unwrap_or(u32::MAX));
        let of_page = images.into_iter().skip(skipped).take(size as usize);
        page.images = of_page.cloned().collect();
        Ok(page)
    }
}

/// What a request is answered with.
enum Answer {
    Page(Box<DescribeImagesResponse>),
    Regions,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("keys", &self.keys())
            .field("catalogue", &self.catalogue)
            .field("limits", &self.limits)
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
