//! Making signed requests, and reading answers, without the code under test.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::SystemTime;

use aliyun_ecs_emulator::Options;
use aliyun_ecs_emulator::Service;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::percent;
use aliyun_rpc_signer::rpc;
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::Request;
use http::Response;
use serde_json::Value;

pub(crate) const ID: &str = "testid";
pub(crate) const SECRET: &str = "testsecret";
/// 2026-11-20T12:00:00Z, where the clock of [`options`] stands.
pub(crate) const NOW: &str = "2026-11-20T12:00:00Z";

pub(crate) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_176_000)
}

/// Options with the test key, and with a clock that stands still.
pub(crate) fn options() -> Options {
    Options::new()
        .key(Credentials::new(ID, SECRET))
        .runtime(Arc::new(VirtualRuntime::manual(now())))
}

pub(crate) fn service() -> Service {
    Service::new(options()).unwrap()
}

/// A request in the making: every common parameter is right, until changed.
#[derive(Clone)]
pub(crate) struct Ask {
    params: BTreeMap<String, String>,
    secret: String,
}

impl Ask {
    /// A request for the images of cn-hangzhou, in JSON.
    pub(crate) fn new() -> Self {
        static NONCE: AtomicU64 = AtomicU64::new(0);
        let nonce = NONCE.fetch_add(1, Ordering::Relaxed).to_string();
        let params = [
            ("AccessKeyId", ID),
            ("Action", "DescribeImages"),
            ("Format", "JSON"),
            ("RegionId", "cn-hangzhou"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", &nonce),
            ("SignatureVersion", "1.0"),
            ("Timestamp", NOW),
            ("Version", "2014-05-26"),
        ];
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self { params: params.into_iter().map(owned).collect(), secret: SECRET.to_owned() }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.params.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.params.remove(name);
        self
    }

    pub(crate) fn secret(mut self, secret: &str) -> Self {
        self.secret = secret.to_owned();
        self
    }

    pub(crate) fn string_to_sign(&self, method: Method) -> String {
        rpc::string_to_sign(method, &rpc::canonical_query(&self.params))
    }

    /// The parameters with their signature, in the order of their names.
    pub(crate) fn signed(&self, method: Method) -> Vec<(String, String)> {
        let signature = rpc::signature(&self.string_to_sign(method), &self.secret);
        let mut params = self.params.clone();
        params.insert("Signature".to_owned(), signature);
        params.into_iter().collect()
    }

    pub(crate) fn query(&self, method: Method) -> String {
        encoded(&self.signed(method))
    }

    pub(crate) fn get(&self) -> Request<Bytes> {
        get(&self.query(Method::Get))
    }

    pub(crate) fn answer(&self, service: &Service) -> Answer {
        Answer::new(&service.handle(&self.get()))
    }

    /// The answer when the parameters go out as they are, without a signature of ours.
    pub(crate) fn unsigned_answer(&self, service: &Service) -> Answer {
        let params: Vec<_> = self.params.clone().into_iter().collect();
        Answer::new(&service.handle(&get(&encoded(&params))))
    }
}

pub(crate) fn encoded(params: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in params {
        if !text.is_empty() {
            text.push('&');
        }
        percent::push_encoded(name, &mut text);
        text.push('=');
        percent::push_encoded(value, &mut text);
    }
    text
}

pub(crate) fn get(query: &str) -> Request<Bytes> {
    Request::get(format!("/?{query}")).body(Bytes::new()).unwrap()
}

/// A response, read as simply as possible.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) request_id: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn new(response: &Response<Bytes>) -> Self {
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        Self {
            status: response.status().as_u16(),
            content_type: header("content-type"),
            request_id: header("x-acs-request-id"),
            body: String::from_utf8(response.body().to_vec()).unwrap(),
        }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.content_type == "application/json;charset=utf-8"
    }

    pub(crate) fn json(&self) -> Value {
        assert!(self.is_json(), "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }

    /// A member of the envelope, whichever the format.
    #[track_caller]
    pub(crate) fn member(&self, name: &str) -> String {
        if self.is_json() {
            let value = &self.json()[name];
            return value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        }
        assert_eq!(self.content_type, "application/xml;charset=utf-8");
        let (_, rest) = self.body.split_once(&format!("<{name}>")).expect(name);
        let (text, _) = rest.split_once(&format!("</{name}>")).expect(name);
        let text = text.replace("&lt;", "<").replace("&gt;", ">");
        let text = text.replace("&quot;", "\"").replace("&apos;", "'");
        text.replace("&amp;", "&")
    }

    pub(crate) fn code(&self) -> String {
        self.member("Code")
    }

    /// The ids of the images on the page, in their order.
    #[track_caller]
    pub(crate) fn ids(&self) -> Vec<String> {
        assert_eq!(self.status, 200, "{}", self.body);
        let page = self.json();
        let images = page["Images"]["Image"].as_array().unwrap();
        let id = |image: &Value| image["ImageId"].as_str().unwrap().to_owned();
        images.iter().map(id).collect()
    }
}
