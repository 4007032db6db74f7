//! Which of the two signatures a request uses.

use aliyun_rpc_signer::Scheme;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::parameters::Parameters;

/// Tells the scheme: ACS3 if `Authorization` begins so, or if the operation is named in a header
/// alone.
///
/// The header `x-acs-action` by itself says nothing: SDKs of the current generation send it
/// with RPC 1.0, too, beside the parameter. And another `Authorization`, such as one of a
/// proxy, takes nothing away from a request of RPC 1.0.
pub(crate) fn scheme_of(headers: &HeaderMap, params: &Parameters) -> Scheme {
    let mut authorizations = headers.get_all(AUTHORIZATION).iter();
    let is_acs3 = authorizations.any(|value| value.as_bytes().starts_with(b"ACS3-"));
    let named_in_a_header = headers.contains_key("x-acs-action");
    if is_acs3 || named_in_a_header && params.raw("Action").is_none() {
        Scheme::Acs3
    } else {
        Scheme::Rpc
    }
}
