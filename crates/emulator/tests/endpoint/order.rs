//! In which order a request is checked: everything about it is wrong, and one thing after the other is mended.

use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_emulator::codes::{self, ErrorCode};
use aliyun_ecs_emulator::{AccessKey, Options, Service};
use aliyun_ecs_model::Parameter;
use aliyun_rpc_signer::{Credentials, Method, rpc};
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::Request;
use std::collections::BTreeMap;

use crate::ask::{Answer, ID, NOW, SECRET, encoded, now};

/// A request in which something is wrong.
struct Wrong {
    method: http::Method,
    path: &'static str,
    more: &'static str,
    params: BTreeMap<String, String>,
    secret: Option<&'static str>,
    service: Service,
}

impl Wrong {
    fn send(&self) -> Answer {
        let mut params = self.params.clone();
        if let Some(secret) = self.secret {
            let query = rpc::canonical_query(&params);
            let text = rpc::string_to_sign(Method::Get, &query);
            params.insert("Signature".to_owned(), rpc::signature(&text, secret));
        }
        let params: Vec<_> = params.into_iter().collect();
        let uri = format!("{}?{}{}", self.path, encoded(&params), self.more);
        let request = Request::builder().method(self.method.clone()).uri(uri);
        Answer::new(&self.service.handle(&request.body(Bytes::new()).unwrap()))
    }

    fn set(&mut self, name: &str, value: &str) {
        self.params.insert(name.to_owned(), value.to_owned());
    }

    #[track_caller]
    fn is(&self, code: ErrorCode) {
        let answer = self.send();
        assert_eq!((answer.code().as_str(), answer.status), (code.code(), code.status().as_u16()));
        let begin = code.message().split("{}").next().unwrap();
        assert!(answer.member("Message").starts_with(begin), "{}", answer.body);
    }
}

fn with(key: AccessKey) -> Options {
    let clock = VirtualRuntime::manual(now());
    Options::new().key(key).runtime(Arc::new(clock)).strict(true)
}

fn serve(options: Options) -> Service {
    Service::new(options).unwrap()
}

fn key() -> AccessKey {
    AccessKey::new(Credentials::new(ID, SECRET).with_security_token("token"))
}

#[test]
fn one_thing_after_the_other_is_mended() {
    let mut wrong = Wrong {
        method: http::Method::PUT,
        path: "/x",
        more: "&a=1&a=2",
        params: [("Format", "YAML"), ("SecurityToken", "a b"), ("Colour", "red")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        secret: None,
        service: serve(with(key().disabled())),
    };
    wrong.is(codes::UNSUPPORTED_HTTP_METHOD);
    wrong.method = http::Method::GET;
    wrong.is(codes::INVALID_PARAMETER);
    wrong.more = "";
    wrong.is(codes::INVALID_FORMAT);
    wrong.set("Format", "JSON");
    wrong.is(codes::INVALID_ACTION);
    wrong.path = "/";
    for (name, value, code) in [
        ("Action", "Nothing", codes::MISSING_PARAMETER),
        ("Action", "DescribeImages", codes::INVALID_ACTION),
        ("Version", "2013-01-10", codes::MISSING_PARAMETER),
        ("Version", "2014-05-26", codes::INVALID_VERSION),
        ("AccessKeyId", "nobody", codes::MISSING_ACCESS_KEY_ID),
        ("SignatureMethod", "none", codes::MISSING_SIGNATURE_METHOD),
        ("SignatureMethod", "HMAC-SHA1", codes::INVALID_SIGNATURE_METHOD),
        ("SignatureVersion", "1.0", codes::MISSING_SIGNATURE_VERSION),
        ("Timestamp", "today", codes::MISSING_TIMESTAMP),
        ("Timestamp", "2026-11-20T11:00:00Z", codes::INVALID_TIMESTAMP_FORMAT),
        ("Timestamp", NOW, codes::INVALID_TIMESTAMP_EXPIRED),
        ("SignatureNonce", "once", codes::MISSING_SIGNATURE_NONCE),
        ("SecurityToken", "other", codes::INVALID_SECURITY_TOKEN_MALFORMED),
    ] {
        wrong.is(code);
        wrong.set(name, value);
    }
    wrong.is(codes::MISSING_SIGNATURE);
    wrong.secret = Some("another");
    wrong.is(codes::INVALID_ACCESS_KEY_ID);
    wrong.set("AccessKeyId", ID);
    wrong.is(codes::SIGNATURE_DOES_NOT_MATCH);
    wrong.secret = Some(SECRET);
    wrong.is(codes::INACTIVE_ACCESS_KEY_ID);
    let over = Credentials::new(ID, SECRET).with_security_token("token").with_expiry(now());
    wrong.service = serve(with(over.into()));
    wrong.is(codes::INVALID_SECURITY_TOKEN_MISMATCH);
    wrong.set("SecurityToken", "token");
    wrong.is(codes::EXPIRED_SECURITY_TOKEN);

    // The nonce counts as used from here on, and is looked at before the rate.
    let denied = || with(key().denied("ecs:*"));
    wrong.service = serve(denied().rate_limit(0, Duration::from_secs(60)));
    wrong.is(codes::THROTTLING);
    wrong.is(codes::SIGNATURE_NONCE_USED);
    wrong.service = serve(denied().check_nonces(false));
    wrong.is(codes::INVALID_PARAMETER);
    wrong.params.remove("Colour");

    wrong.set("DryRun", "true");
    wrong.is(codes::MISSING_PARAMETER);
    wrong.set("RegionId", "cn-nowhere");
    wrong.is(codes::INVALID_REGION_ID);
    wrong.set("RegionId", "cn-hangzhou");
    wrong.is(codes::FORBIDDEN_RAM);
    wrong.service = serve(with(key()).check_nonces(false));
    wrong.is(codes::DRY_RUN_OPERATION);
    wrong.params.remove("DryRun");
    values(wrong);
}

/// The values are checked in the order of the documents' table.
fn values(mut wrong: Wrong) {
    let ids = vec!["m"; 101].join(",");
    let of = |parameter: Parameter| match parameter {
        Parameter::ImageId => Some(("ImageId", ids.as_str(), codes::INVALID_PARAMETER)),
        Parameter::ImageOwnerAlias => {
            Some(("ImageOwnerAlias", "mine", codes::INVALID_IMAGE_OWNER_ALIAS))
        }
        Parameter::Usage => Some(("Usage", "disk", codes::INVALID_USAGE)),
        Parameter::Architecture => Some(("Architecture", "vax", codes::INVALID_ARCHITECTURE)),
        Parameter::OsType => Some(("OSType", "beos", codes::INVALID_OS_TYPE)),
        Parameter::ActionType => Some(("ActionType", "Destroy", codes::INVALID_PARAMTER)),
        Parameter::InstanceType => Some(("InstanceType", "t2", codes::INVALID_INSTANCE_TYPE)),
        Parameter::PageNumber => Some(("PageNumber", "0", codes::INVALID_PARAMETER)),
        Parameter::PageSize => Some(("PageSize", "101", codes::INVALID_PARAMETER)),
        Parameter::TagKey => Some(("Tag.21.Key", "k", codes::INVALID_TAG_COUNT)),
        Parameter::FilterKey => Some(("Filter.1.Key", "Colour", codes::INVALID_FILTER_KEY)),
        _ => None,
    };
    let all: Vec<_> = Parameter::ALL.iter().filter_map(|parameter| of(*parameter)).collect();
    assert_eq!(all.len(), 11);
    for (name, value, _) in &all {
        wrong.set(name, value);
    }
    for (name, _, code) in all {
        wrong.is(code);
        wrong.params.remove(name);
    }
    assert_eq!(wrong.send().status, 200);
}
