//! What must hold of the answer to any request. The fuzz target `request` calls [`request`], and so does the test that
//! replays its corpus.
//!
//! An input is text: a line of marks, a line with method and target, lines of headers, an empty line, the body. The
//! marks are letters: `s` for a strict emulator, `r` to sign by version 1.0, `a` to sign by ACS3-HMAC-SHA256. What a
//! signed request lacks of the common parameters is added, so that any input gets as far as to an operation.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use aliyun_ecs_emulator::{Options, Service, codes};
use aliyun_ecs_wire::{BodyFormat, ErrorBody};
use aliyun_rpc_signer::{Credentials, Method, acs3, form, percent, rpc};
use aliyun_rpc_wire::{Decoded, Field, Schema, Table};
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};

const ID: &str = "fuzz-id";
const SECRET: &str = "kQ8vZx3LmN7tRw2yPb5c";
const NOW: &str = "2026-11-20T12:00:00Z";

/// Answers the request that the bytes describe, if they describe one, and checks the answer.
pub(crate) fn request(bytes: &[u8]) {
    let Some(input) = Input::read(bytes) else { return };
    let is_ours = input.is_rpc_only();
    let Some(request) = input.request() else { return };
    let response = service(input.has(b's')).handle(&request);
    let error = check(&request, &response);
    let code = error.as_ref().map(|error| error.code.as_str());
    let misread = matches!(code, Some("SignatureDoesNotMatch" | "IncompleteSignature"));
    assert!(!(is_ours && misread), "what is signed right is not refused for it: {error:?}");
    if let (false, Some(error)) = (memory_contains(bytes, SECRET), error) {
        assert!(!error.message.contains(SECRET), "{error:?}");
    }
    let is_told = memory_contains(response.body(), SECRET)
        || response.headers().values().any(|value| memory_contains(value.as_bytes(), SECRET));
    assert!(!is_told || memory_contains(bytes, SECRET), "the secret is in the answer");
}

/// Checks an answer by itself, and returns the error it is, if it is one.
fn check(request: &Request<Bytes>, response: &Response<Bytes>) -> Option<ErrorBody> {
    let status = response.status();
    let body = response.body();
    let content_type = response.headers()["content-type"].to_str().expect("plain text");
    if request.uri().path().starts_with("/_emulator/") {
        assert_eq!(content_type, "application/json");
        let _: serde_json::Value = serde_json::from_slice(body).expect("JSON");
        assert!([200, 403, 405].contains(&status.as_u16()), "{status}");
        return None;
    }
    let format = match content_type {
        "application/json;charset=utf-8" => BodyFormat::Json,
        "application/xml;charset=utf-8" => BodyFormat::Xml,
        other => panic!("no format of the service: {other}"),
    };
    assert_eq!(body.first(), Some(if format == BodyFormat::Json { &b'{' } else { &b'<' }));
    let request_id = response.headers()["x-acs-request-id"].to_str().expect("plain text");
    let text = std::str::from_utf8(body).expect("text");
    assert!(text.contains(request_id), "{text}");
    if status == 200 {
        answered(text);
        return None;
    }
    let error = aliyun_rpc_wire::decode_error(text).expect("an error");
    assert_eq!(error.request_id.as_deref(), Some(request_id));
    let is_known = |it: &codes::ErrorCode| it.code() == error.code && it.status() == status;
    assert!(codes::ALL.iter().any(is_known), "{status} {error:?}");
    Some(error)
}

/// A page of images, or the answer of another operation.
fn answered(text: &str) {
    if let Ok(aliyun_ecs_wire::Decoded::Page(page)) = aliyun_ecs_wire::decode(text) {
        assert!(page.images().count() <= 100);
        return;
    }
    static IDS: Table = Table::new(&[Field::text("RequestId")]);
    static SCHEMAS: &[Schema] = &[
        Schema::new("DescribeRegionsResponse", &IDS, &["RequestId"]),
        Schema::new("FromFamilyResponse", &IDS, &["RequestId"]),
        Schema::new("AssumeRoleResponse", &IDS, &["RequestId"]),
        Schema::new("AssumeRoleWithOIDCResponse", &IDS, &["RequestId"]),
        Schema::new("GetCallerIdentityResponse", &IDS, &["RequestId"]),
    ];
    // Longer than the name of a schema may be.
    let text = text.replace("DescribeImageFromFamilyResponse", "FromFamilyResponse");
    let is_read = |schema: &'static Schema| {
        matches!(aliyun_rpc_wire::decode(text.as_str(), schema), Ok(Decoded::Document(_)))
    };
    assert!(SCHEMAS.iter().any(is_read), "an answer of no operation: {text}");
}

/// An emulator whose clock stands still and who forgets nonces, so that an input has one answer.
fn service(strict: bool) -> &'static Service {
    static SERVICES: OnceLock<[Service; 2]> = OnceLock::new();
    let services = SERVICES.get_or_init(|| {
        [false, true].map(|strict| {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_176_000);
            let options = Options::new()
                .key(Credentials::new(ID, SECRET))
                .runtime(Arc::new(VirtualRuntime::manual(now)))
                .check_nonces(false)
                .strict(strict);
            Service::new(options).expect("a service")
        })
    });
    &services[usize::from(strict)]
}

/// What the bytes say.
struct Input<'a> {
    marks: &'a [u8],
    method: &'a [u8],
    target: &'a [u8],
    headers: HeaderMap,
    body: &'a [u8],
}

impl<'a> Input<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (marks, rest) = line(bytes);
        let (first, mut rest) = line(rest);
        let space = first.iter().position(|byte| *byte == b' ')?;
        let mut headers = HeaderMap::new();
        loop {
            let (header, after) = line(rest);
            rest = after;
            if header.is_empty() {
                break;
            }
            let colon = header.iter().position(|byte| *byte == b':')?;
            let name = HeaderName::from_bytes(&header[..colon]).ok()?;
            let value = HeaderValue::from_bytes(header[colon + 1..].trim_ascii()).ok()?;
            headers.append(name, value);
        }
        let (method, target) = (&first[..space], &first[space + 1..]);
        Some(Self { marks, method, target, headers, body: rest })
    }

    fn has(&self, mark: u8) -> bool {
        self.marks.contains(&mark)
    }

    /// Whether the signature is of version 1.0, by us, and nothing the input says can be taken for another one.
    fn is_rpc_only(&self) -> bool {
        self.has(b'r')
            && !self.headers.contains_key("x-acs-action")
            && !self.headers.contains_key("authorization")
    }

    fn request(&self) -> Option<Request<Bytes>> {
        let mut request = Request::builder().method(self.method).uri(self.target);
        *request.headers_mut()? = self.headers.clone();
        let mut request = request.body(Bytes::copy_from_slice(self.body)).ok()?;
        if self.has(b'r') {
            sign_rpc(&mut request)?;
        } else if self.has(b'a') {
            sign_acs3(&mut request)?;
        }
        Some(request)
    }
}

/// Splits the first line off.
fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[]),
    }
}

/// Puts the common parameters and the signature into the query; a form becomes a part of it.
fn sign_rpc(request: &mut Request<Bytes>) -> Option<()> {
    let method = match *request.method() {
        http::Method::POST => Method::Post,
        _ => Method::Get,
    };
    let mut params = query(request);
    params.extend(form::pairs(request.body()).filter_map(Result::ok));
    params.remove("Signature");
    let action = params.get("Action").filter(|action| !action.is_empty());
    let version = version(action.map_or("", String::as_str));
    for (name, value) in [
        ("AccessKeyId", ID),
        ("Action", "DescribeImages"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "nonce"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", NOW),
        ("Version", version),
    ] {
        params.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    }
    let text = rpc::string_to_sign(method, &rpc::canonical_query(&params));
    params.insert("Signature".to_owned(), rpc::signature(&text, SECRET));
    set_query(request, &params)?;
    *request.body_mut() = Bytes::new();
    Some(())
}

/// Puts the common headers and the signature of all headers into the request.
fn sign_acs3(request: &mut Request<Bytes>) -> Option<()> {
    let params = query(request);
    set_query(request, &params)?;
    let hash = acs3::hashed_payload(request.body());
    let action = request.headers().get("x-acs-action").and_then(|name| name.to_str().ok());
    let version = version(action.unwrap_or_default());
    for (name, value) in [
        ("host", "ecs.cn-hangzhou.aliyuncs.com"),
        ("x-acs-action", "DescribeImages"),
        ("x-acs-content-sha256", &hash),
        ("x-acs-date", NOW),
        ("x-acs-signature-nonce", "nonce"),
        ("x-acs-version", version),
    ] {
        let value = HeaderValue::from_str(value).ok()?;
        request.headers_mut().entry(name).or_insert(value);
    }
    request.headers_mut().remove("authorization");
    let headers: Vec<(String, String)> = request
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let headers = acs3::canonical_headers(headers);
    let query = acs3::canonical_query(&params);
    let canonical =
        acs3::canonical_request(request.method().as_str(), "/", &query, &headers, &hash);
    let signature = acs3::signature(&acs3::string_to_sign(&canonical), SECRET);
    let authorization = acs3::authorization(ID, headers.names(), &signature);
    let authorization = HeaderValue::from_str(&authorization).ok()?;
    request.headers_mut().insert("authorization", authorization);
    Some(())
}

fn version(action: &str) -> &'static str {
    let is_sts = action.starts_with("AssumeRole") || action == "GetCallerIdentity";
    if is_sts { "2015-04-01" } else { "2014-05-26" }
}

fn query(request: &Request<Bytes>) -> BTreeMap<String, String> {
    let query = request.uri().query().unwrap_or_default();
    form::pairs(query.as_bytes()).filter_map(Result::ok).collect()
}

fn set_query(request: &mut Request<Bytes>, params: &BTreeMap<String, String>) -> Option<()> {
    let mut target = format!("{}?", request.uri().path());
    for (name, value) in params {
        percent::push_encoded(name, &mut target);
        target.push('=');
        percent::push_encoded(value, &mut target);
        target.push('&');
    }
    *request.uri_mut() = target.parse().ok()?;
    Some(())
}

fn memory_contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
