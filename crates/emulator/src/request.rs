//! What is read of a request before it is known whose it is.

use aliyun_rpc_signer::Method;
use bytes::Bytes;
use http::Request;
use http::header::CONTENT_TYPE;

use crate::parameters::{Decoded, Parameters};

/// Reads the parameters of the query and, of a POST, of the form.
///
/// A body without a content type counts as a form; one of another type has no parameters in it.
pub(crate) fn params(request: &Request<Bytes>) -> Decoded {
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

pub(crate) fn method<B>(request: &Request<B>) -> Option<Method> {
    match *request.method() {
        http::Method::GET => Some(Method::Get),
        http::Method::POST => Some(Method::Post),
        _ => None,
    }
}

const FORM: &[u8] = b"application/x-www-form-urlencoded";
