//! Making requests that are signed with ACS3-HMAC-SHA256, stage by stage.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use aliyun_ecs_emulator::Service;
use aliyun_rpc_signer::acs3;
use bytes::Bytes;
use http::Request;

use crate::ask::Answer;
use crate::ask::ID;
use crate::ask::NOW;
use crate::ask::SECRET;
use crate::ask::encoded;

/// A request in the making: every header is right, until changed. What is changed before
/// [`sign`](Self::sign) is signed, what is changed in the result is tampered with.
#[derive(Clone)]
pub(crate) struct AskAcs3 {
    method: &'static str,
    params: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    body: &'static str,
    key: (String, String),
}

impl AskAcs3 {
    /// A request for the images of cn-hangzhou, as SDKs of the current generation make it.
    pub(crate) fn new() -> Self {
        static NONCE: AtomicU64 = AtomicU64::new(0);
        let nonce = format!("acs3-{}", NONCE.fetch_add(1, Ordering::Relaxed));
        let ask = Self {
            method: "POST",
            params: BTreeMap::new(),
            headers: BTreeMap::new(),
            body: "",
            key: (ID.to_owned(), SECRET.to_owned()),
        };
        ask.param("RegionId", "cn-hangzhou")
            .header("accept", "application/json")
            .header("host", "ecs.cn-hangzhou.aliyuncs.com")
            .header("user-agent", "test")
            .header("x-acs-action", "DescribeImages")
            .header("x-acs-content-sha256", &acs3::hashed_payload(b""))
            .header("x-acs-date", NOW)
            .header("x-acs-signature-nonce", &nonce)
            .header("x-acs-version", "2014-05-26")
    }

    pub(crate) fn method(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    pub(crate) fn param(mut self, name: &str, value: &str) -> Self {
        self.params.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn without_param(mut self, name: &str) -> Self {
        self.params.remove(name);
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    /// Sets a form as the body, with its hash.
    pub(crate) fn form(mut self, form: &'static str) -> Self {
        self.body = form;
        self.header("x-acs-content-sha256", &acs3::hashed_payload(form.as_bytes()))
            .header("content-type", "application/x-www-form-urlencoded")
    }

    pub(crate) fn key(mut self, id: &str, secret: &str) -> Self {
        self.key = (id.to_owned(), secret.to_owned());
        self
    }

    pub(crate) fn canonical_request(&self) -> String {
        let headers = acs3::canonical_headers(&self.headers);
        let query = acs3::canonical_query(&self.params);
        let hash = acs3::hashed_payload(self.body.as_bytes());
        acs3::canonical_request(self.method, "/", &query, &headers, &hash)
    }

    /// Signs the request with all of its headers, as the Python SDK does.
    pub(crate) fn sign(&self) -> Request<Bytes> {
        let names = acs3::canonical_headers(&self.headers).names().to_owned();
        let (id, secret) = &self.key;
        let to_sign = acs3::string_to_sign(&self.canonical_request());
        let authorization = acs3::authorization(id, &names, &acs3::signature(&to_sign, secret));
        self.authorized(&authorization)
    }

    /// The request with this `Authorization`, whatever it is.
    pub(crate) fn authorized(&self, authorization: &str) -> Request<Bytes> {
        let mut request = self.unsigned();
        request.headers_mut().insert("authorization", authorization.parse().unwrap());
        request
    }

    pub(crate) fn unsigned(&self) -> Request<Bytes> {
        let params: Vec<_> = self.params.clone().into_iter().collect();
        let uri = format!("/?{}", encoded(&params));
        let mut request = Request::builder().method(self.method).uri(uri);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request.body(Bytes::from(self.body)).unwrap()
    }

    pub(crate) fn answer(&self, service: &Service) -> Answer {
        Answer::new(&service.handle(&self.sign()))
    }
}
