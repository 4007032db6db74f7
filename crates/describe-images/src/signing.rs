//! Signing a call by the scheme of the client's choice, and telling why a signature was refused.

use aliyun_rpc_explain::{Cause, Evidence, explain};
use aliyun_rpc_signer::{Call, Credentials, Format, Scheme, Stamp, acs3, rpc};
use bytes::Bytes;

use crate::code::ServiceErrorKind;
use crate::endpoint::Endpoint;
use crate::failure::Failure;
use crate::http_request::{HttpRequestError, acs3_http_request, http_request};
use crate::service_error::ServiceError;

/// All that goes into the signature of one attempt.
pub(crate) struct Signing<'a> {
    pub(crate) scheme: Scheme,
    pub(crate) format: Format,
    pub(crate) call: &'a Call,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) credentials: &'a Credentials,
    pub(crate) stamp: &'a Stamp,
}

impl Signing<'_> {
    /// Returns the signed request.
    pub(crate) fn request(&self) -> Result<http::Request<Bytes>, HttpRequestError> {
        let Self { format, call, endpoint, credentials, stamp, .. } = *self;
        match self.scheme {
            Scheme::Acs3 => {
                let signed = acs3::sign(call, endpoint.host_header(), credentials, stamp);
                acs3_http_request(endpoint, &signed)
            }
            _ => http_request(endpoint, &rpc::sign(call, format, credentials, stamp), format),
        }
    }

    /// Adds to a refused signature, or a parameter that the service misses, what was wrong with it.
    pub(crate) fn diagnose(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Refused(error) => Failure::Refused(self.diagnosed(error)),
            other => other,
        }
    }

    fn diagnosed(&self, error: ServiceError) -> ServiceError {
        let explained = || explain(&self.evidence(), error.raw_message());
        match error.kind() {
            ServiceErrorKind::SignatureMismatch => {
                let diagnosis = explained();
                error.with_diagnosis(diagnosis)
            }
            // What was signed and is missed was lost on the way. What was never signed is for the
            // service's own words.
            ServiceErrorKind::MissingParameter => {
                let diagnosis = explained();
                if matches!(diagnosis.cause(), Cause::Undecidable(_)) {
                    error
                } else {
                    error.with_diagnosis(diagnosis)
                }
            }
            _ => error,
        }
    }

    fn evidence(&self) -> Evidence {
        let Self { format, call, endpoint, credentials, stamp, .. } = *self;
        match self.scheme {
            Scheme::Acs3 => Evidence::acs3(call, endpoint.host_header(), credentials, stamp),
            _ => Evidence::rpc(call, format, credentials, stamp),
        }
    }
}
