//! A cloud in the same process: STS and ECS that verify signatures, and the metadata of an instance.

#![allow(dead_code, unreachable_pub, reason = "each test program uses a part of it")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aliyun_credentials::Credentials;
use aliyun_ecs_emulator::{Metadata, Options, Service};
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{
    Direct, METADATA_ADDRESS, SendFuture, Sent, Transport, TransportError, TransportErrorKind,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::Request;

/// When the tests begin: 2026-01-01.
pub fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600)
}

/// A clock that moves by itself from one sleep to the next, and tasks that tokio runs.
pub fn runtime() -> VirtualRuntime {
    VirtualRuntime::automatic(start()).spawn_with(|task| drop(tokio::spawn(task)))
}

/// A key of the account at the cloud.
pub fn my_key() -> Credentials {
    Credentials::new(MY_ID, MY_SECRET)
}

pub const MY_ID: &str = "LTAI5tMineMineMineMine00";
pub const MY_SECRET: &str = "my-secret-CANARY";

/// A token of an identity provider that expires at a time. The emulator does not verify who signed it.
pub fn token(expiry: SystemTime) -> String {
    let seconds = expiry.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let part = |json: String| URL_SAFE_NO_PAD.encode(json);
    let claims = format!(r#"{{"iss":"https://i","sub":"pod","aud":"sts","exp":{seconds}}}"#);
    let header = part(r#"{"alg":"RS256"}"#.to_owned());
    format!("{header}.{}.{}", part(claims), part("CANARY".to_owned()))
}

/// A transport that carries requests to an emulator in the same process. A `Direct` request to the
/// metadata address reaches the metadata; without `Direct`, nothing does.
#[derive(Clone, Debug)]
pub struct Cloud(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    service: Arc<Service>,
    metadata: Option<Metadata>,
    requests: Mutex<Vec<Request<Bytes>>>,
    uri: Mutex<Option<String>>,
}

impl Cloud {
    /// A cloud with these options, on the clock of the tests, seen from one of its instances.
    pub fn on_an_instance(options: Options, runtime: &VirtualRuntime) -> Self {
        let service = Arc::new(Service::new(options.runtime(Arc::new(runtime.clone()))).unwrap());
        let metadata = Some(Metadata::new(Arc::clone(&service)));
        Self(Arc::new(Inner {
            service,
            metadata,
            requests: Mutex::default(),
            uri: Mutex::default(),
        }))
    }

    /// The same, seen from elsewhere: nobody answers at the metadata address.
    pub fn from_elsewhere(options: Options, runtime: &VirtualRuntime) -> Self {
        let service = Arc::new(Service::new(options.runtime(Arc::new(runtime.clone()))).unwrap());
        Self(Arc::new(Inner {
            service,
            metadata: None,
            requests: Mutex::default(),
            uri: Mutex::default(),
        }))
    }

    /// Makes `http://127.0.0.1/key` answer with a body.
    pub fn set_uri(&self, body: &str) {
        *self.0.uri.lock().unwrap() = Some(body.to_owned());
    }

    pub fn service(&self) -> &Service {
        &self.0.service
    }

    /// The requests so far, as `GET host/path`.
    pub fn requests(&self) -> Vec<String> {
        let requests = self.0.requests.lock().unwrap();
        let line = |request: &Request<Bytes>| {
            let (host, path) = (request.uri().host().unwrap_or("?"), request.uri().path());
            format!("{} {host}{path}", request.method())
        };
        requests.iter().map(line).collect()
    }
}

impl Transport for Cloud {
    fn send(&self, mut request: Request<Bytes>) -> SendFuture<'_> {
        let is_direct = request.extensions().get::<Direct>().is_some();
        let authority = request.uri().authority().unwrap().clone();
        request.headers_mut().insert(http::header::HOST, authority.as_str().parse().unwrap());
        self.0.requests.lock().unwrap().push(request.clone());
        let is_for_metadata = authority.host() == METADATA_ADDRESS.to_string();
        Box::pin(async move {
            match &self.0.metadata {
                Some(metadata) if is_for_metadata && is_direct => Ok(metadata.handle(&request)),
                None if is_for_metadata && is_direct => std::future::pending().await,
                _ if is_for_metadata => {
                    Err(TransportError::new(TransportErrorKind::Refused, Sent::No))
                }
                _ if request.uri().path() == "/key" => {
                    let body = self.0.uri.lock().unwrap().clone();
                    Ok(http::Response::new(Bytes::from(body.unwrap_or_default())))
                }
                _ => Ok(self.0.service.handle(&request)),
            }
        })
    }
}
