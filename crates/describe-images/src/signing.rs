//! Signing a call by the scheme of the client's choice, and telling why a signature was refused.

use aliyun_rpc_signer::explain::{Ours, Scheme, explain};
use aliyun_rpc_signer::{Call, Credentials, Format, Stamp, acs3, rpc};
use bytes::Bytes;

use crate::code::ServiceErrorKind;
use crate::endpoint::Endpoint;
use crate::failure::Failure;
use crate::http_request::{HttpRequestError, acs3_http_request, http_request};

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

    /// Adds to a refused signature what was wrong with it.
    pub(crate) fn diagnose(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Refused(error) if error.kind() == ServiceErrorKind::SignatureMismatch => {
                let diagnosis = explain(&self.ours(), error.raw_message());
                Failure::Refused(error.with_diagnosis(diagnosis))
            }
            other => other,
        }
    }

    fn ours(&self) -> Ours {
        let Self { format, call, endpoint, credentials, stamp, .. } = *self;
        match self.scheme {
            Scheme::Acs3 => Ours::acs3(call, endpoint.host_header(), credentials, stamp),
            _ => Ours::rpc(call, format, credentials, stamp),
        }
    }
}
