//! An operation, and what a client needs around it.

use std::time::{Duration, SystemTime};

use aliyun_rpc::{
    Endpoint, ErrorBody, Failure, InvalidRequest, Operation, ServiceError, read_error,
};
use aliyun_rpc_signer::{Call, Method};
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::{Response, StatusCode};

/// Reads an answer as text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Echo {
    pub(crate) method: Method,
    pub(crate) is_signed: bool,
}

impl Echo {
    pub(crate) const SIGNED: Self = Self { method: Method::Get, is_signed: true };
}

impl Operation for Echo {
    type Output = String;

    fn call(&self) -> Result<Call, InvalidRequest> {
        let call = Call::new("Echo", "2015-04-01").with_method(self.method);
        let call = call.param("Token", "a b+c&d").param("Timestamp", "the call's own");
        Ok(if self.is_signed { call } else { call.unsigned() })
    }

    fn read(&self, status: StatusCode, body: Bytes) -> Result<String, Failure> {
        if status.is_success() {
            Ok(String::from_utf8_lossy(&body).into_owned())
        } else {
            Err(read_error(status, body))
        }
    }
}

pub(crate) fn endpoint(host: &str) -> Endpoint {
    format!("https://{host}").parse().expect("an endpoint")
}

/// 2016-02-23T12:46:24Z.
pub(crate) fn clock() -> VirtualRuntime {
    VirtualRuntime::automatic(SystemTime::UNIX_EPOCH + Duration::from_secs(1_456_231_584))
}

pub(crate) fn refusal(status: u16, code: &str) -> Response<String> {
    let body = format!(r#"{{"Code":"{code}","Message":"No.","RequestId":"R-1"}}"#);
    let mut response = Response::new(body);
    *response.status_mut() = status_of(status);
    response
}

pub(crate) fn service_error(status: u16, code: &str) -> ServiceError {
    ServiceError::new(status_of(status), ErrorBody::new(code, "No."))
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).expect("a status")
}
