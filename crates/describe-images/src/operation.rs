//! The operation and its dry run, as a client of any operation calls them.

use std::fmt;

use aliyun_ecs_model::{DescribeImages, Revision};
use aliyun_ecs_wire::Page;
use aliyun_rpc::{Call, Failure, InvalidRequest, NotUnderstood, Operation};
use aliyun_rpc_signer::Method;
use bytes::Bytes;
use http::StatusCode;

use crate::encode::encode;
use crate::kind::DescribeImagesErrorKind;
use crate::page_limits::PageLimits;
use crate::read::read_response_within;

/// DescribeImages, request parameter PageSize, default value (every revision).
const DEFAULT_PAGE_SIZE: u32 = 10;

/// One page of images, as an [`Operation`].
#[derive(Clone, Copy, Debug)]
pub struct OnePage<'r> {
    request: &'r DescribeImages,
    revision: Revision,
    method: Method,
    limits: PageLimits,
}

impl<'r> OnePage<'r> {
    /// Returns the operation, checked against [`Revision::LATEST`], sent by GET and answered within
    /// [`PageLimits::new`].
    #[must_use]
    pub fn new(request: &'r DescribeImages) -> Self {
        let (revision, method, limits) = (Revision::LATEST, Method::Get, PageLimits::new());
        Self { request, revision, method, limits }
    }

    /// Checks the request against this revision.
    #[must_use]
    pub fn with_revision(mut self, revision: Revision) -> Self {
        self.revision = revision;
        self
    }

    /// Refuses a page beyond these limits.
    #[must_use]
    pub fn with_limits(mut self, limits: PageLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Sends the request by this method.
    #[must_use]
    pub fn with_method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }
}

impl Operation for OnePage<'_> {
    type Output = Page;

    fn call(&self) -> Result<Call, InvalidRequest> {
        Ok(encode(self.request, &self.revision)?.with_method(self.method))
    }

    fn read(&self, status: StatusCode, body: Bytes) -> Result<Page, Failure> {
        let asked = self.request.page_size.unwrap_or(DEFAULT_PAGE_SIZE);
        let page = read_response_within(status, body, asked, self.limits)?;
        let page = page.compared_with(self.request);
        for mismatch in page.mismatches() {
            tracing::warn!(images = page.len(), "{mismatch}");
        }
        Ok(page)
    }

    fn request_id<'p>(&self, page: &'p Page) -> Option<&'p str> {
        Some(page.request_id())
    }
}

/// The dry run of an operation that has one: the service checks a request and does not run it.
///
/// It answers a request that would pass with the error `DryRunOperation`; that is the success of
/// this operation. The request of the inner operation has to have `DryRun` set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DryRun<'r>(pub(crate) OnePage<'r>);

impl Operation for DryRun<'_> {
    type Output = ();

    fn call(&self) -> Result<Call, InvalidRequest> {
        self.0.call()
    }

    fn read(&self, status: StatusCode, body: Bytes) -> Result<(), Failure> {
        match self.0.read(status, body) {
            Ok(_) => Err(NotUnderstood::other(status, DryRunIgnored).into()),
            Err(Failure::Refused(error)) if is_passed(&error.raw_body().code) => Ok(()),
            Err(failure) => Err(failure),
        }
    }
}

fn is_passed(code: &str) -> bool {
    DescribeImagesErrorKind::of(code) == Some(DescribeImagesErrorKind::DryRunPassed)
}

/// A dry run was answered with a page: the endpoint does not know `DryRun`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DryRunIgnored;

impl fmt::Display for DryRunIgnored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the endpoint ignored DryRun and answered with images")
    }
}

impl std::error::Error for DryRunIgnored {}
