//! One attempt as a request: signed by either scheme or not at all; and why its signature was
//! refused.

use aliyun_rpc_explain::{Cause, Evidence, explain};
use aliyun_rpc_signer::{Call, Credentials, Signing, Stamp, acs3, rpc};
use bytes::Bytes;

use crate::code::ServiceErrorKind;
use crate::endpoint::Endpoint;
use crate::failure::Failure;
use crate::http_request::{
    HttpRequestError, acs3_http_request, http_request, unsigned_http_request,
};
use crate::service_error::ServiceError;

/// All that goes into the request of one attempt.
pub(crate) struct Attempt<'a> {
    pub(crate) signing: Signing,
    pub(crate) call: &'a Call,
    pub(crate) endpoint: &'a Endpoint,
    /// None for a call that is not signed.
    pub(crate) credentials: Option<&'a Credentials>,
    pub(crate) stamp: &'a Stamp,
}

impl Attempt<'_> {
    /// Returns the request, signed if there are credentials.
    pub(crate) fn request(&self) -> Result<http::Request<Bytes>, HttpRequestError> {
        let Self { signing, call, endpoint, stamp, .. } = *self;
        let Some(credentials) = self.credentials else {
            return unsigned_http_request(endpoint, call, signing.format(), stamp);
        };
        match signing {
            Signing::Acs3 => {
                let signed = acs3::sign(call, endpoint.host_header(), credentials, stamp);
                acs3_http_request(endpoint, &signed)
            }
            Signing::Rpc(format) => {
                http_request(endpoint, &rpc::sign(call, format, credentials, stamp), format)
            }
        }
    }

    /// Adds to a refused signature, or a parameter that the service does not find, what was wrong.
    pub(crate) fn diagnose(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Refused(error) => Failure::Refused(self.diagnosed(error)),
            Failure::NotSent(_) | Failure::MaybeSent(_) | Failure::NotUnderstood(_) => failure,
        }
    }

    fn diagnosed(&self, error: ServiceError) -> ServiceError {
        let Some(evidence) = self.evidence() else { return error };
        if error.kind() == ServiceErrorKind::SignatureMismatch {
            let diagnosis = explain(&evidence, error.raw_message());
            return error.with_diagnosis(diagnosis);
        }
        if error.kind() == ServiceErrorKind::MissingParameter {
            // What was signed and is missing was lost on the way. What was never signed is for the
            // service's own words.
            let diagnosis = explain(&evidence, error.raw_message());
            if !matches!(diagnosis.cause(), Cause::Undecidable(_)) {
                return error.with_diagnosis(diagnosis);
            }
        }
        error
    }

    fn evidence(&self) -> Option<Evidence> {
        let Self { signing, call, endpoint, stamp, .. } = *self;
        let credentials = self.credentials?;
        Some(match signing {
            Signing::Acs3 => Evidence::acs3(call, endpoint.host_header(), credentials, stamp),
            Signing::Rpc(format) => Evidence::rpc(call, format, credentials, stamp),
        })
    }
}
