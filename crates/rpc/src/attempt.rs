//! One attempt as a request: signed by either scheme or not at all; why its signature was refused; and
//! what of it may not be shown.

use aliyun_rpc_explain::{Cause, Evidence, explain};
use aliyun_rpc_signer::{Call, Credentials, Signing, Stamp, acs3, percent, rpc};
use bytes::Bytes;

use crate::endpoint::Endpoint;
use crate::http_request::{
    HttpRequestError, acs3_http_request, http_request, unsigned_http_request,
};
use crate::kind::ServiceErrorKind;
use crate::mask::Mask;
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
                let signed = signed
                    .map_err(|error| HttpRequestError::Header { name: error.name().to_owned() })?;
                acs3_http_request(endpoint, &signed)
            }
            Signing::Rpc(format) => {
                http_request(endpoint, &rpc::sign(call, format, credentials, stamp), format)
            }
        }
    }

    /// Adds to a refused signature, or a parameter that the service does not find, what was wrong.
    pub(crate) fn diagnosed(&self, error: ServiceError) -> ServiceError {
        // What is signed fits into a URI: a longer text quotes something else, and comparing it
        // would take many times its length.
        let Some(evidence) = self.evidence() else { return error };
        if error.raw_message().len() > LONGEST_EXPLAINED {
            return error;
        }
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

    /// Adds what may not be shown of this attempt. It signs once more to know the signature.
    pub(crate) fn add_to(&self, mask: &mut Mask) {
        let Self { signing, call, endpoint, stamp, .. } = *self;
        mask.add_secret(stamp.nonce());
        let secrets = call.params().filter(|(name, _)| is_secret(name));
        secrets.for_each(|(_, value)| mask.add_secret(value));
        let Some(credentials) = self.credentials else { return };
        mask.add_credentials(credentials);
        match signing {
            Signing::Acs3 => {
                let host = endpoint.host_header();
                let unsigned = acs3::Unsigned::new(call, host, credentials, stamp);
                let to_sign = unsigned.string_to_sign();
                to_sign.lines().skip(1).for_each(|hash| mask.add_secret(hash));
                mask.add_signed(&unsigned.canonical_request());
                // What was sent could be signed.
                let Ok(signed) = unsigned.sign() else { return };
                let mut headers = signed.headers();
                let authorization = headers.find(|(name, _)| *name == "authorization");
                let signature = authorization.and_then(|(_, value)| value.rsplit_once('='));
                signature.into_iter().for_each(|(_, signature)| mask.add_secret(signature));
            }
            Signing::Rpc(format) => {
                let unsigned = rpc::Unsigned::new(call, format, credentials, stamp);
                mask.add_signed(&unsigned.string_to_sign());
                let signed = unsigned.sign();
                mask.add_signed(signed.query());
                let signature = signed.query().rsplit_once('=');
                let signature = signature.and_then(|(_, value)| percent::decode(value).ok());
                signature.iter().for_each(|signature| mask.add_secret(signature));
            }
        }
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

/// The longest message, in bytes, that is searched for what the service signed.
const LONGEST_EXPLAINED: usize = 32 * 1024;

/// Whether the name of a parameter says that its value proves who one is, as `OIDCToken` does, or may
/// hold keys, as `UserData` does.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRETS.iter().any(|secret| name.contains(secret))
}

const SECRETS: [&str; 10] = [
    "token",
    "assertion",
    "saml",
    "passw",
    "secret",
    "credential",
    "privatekey",
    "nonce",
    "signature",
    "userdata",
];
