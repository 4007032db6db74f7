//! The operations of the examples, against recorded replies.

#[path = "../examples/operations/assume_role_with_oidc.rs"]
mod assume_role_with_oidc;
#[path = "../examples/operations/describe_regions.rs"]
mod describe_regions;
#[path = "../examples/operations/get_caller_identity.rs"]
mod get_caller_identity;

use std::time::{Duration, SystemTime};

use aliyun_rpc::{Client, Endpoint, Failure, ServiceError, ServiceErrorKind, Signing};
use aliyun_rpc_signer::{Credentials, Format, timestamp};
use aliyun_transport::replay::Replay;
use aliyun_transport::virtual_time::VirtualRuntime;
use http::Response;

use assume_role_with_oidc::AssumeRoleWithOidc;
use describe_regions::DescribeRegions;
use get_caller_identity::{GetCallerIdentity, Identity};

const IDENTITY: &str = r#"{"RequestId":"2C9BE469-4A35-44D5-9529-CAA280B11603",
    "IdentityType":"RAMUser","AccountId":"196813200012","PrincipalId":"216959339000",
    "UserId":"216959339000","Arn":"acs:ram::196813200012:user/admin"}"#;
const REGIONS: &str = "<?xml version='1.0'?><DescribeRegionsResponse><RequestId>R</RequestId><Regions>\
    <Region><RegionId>cn-qingdao</RegionId><LocalName>青岛</LocalName>\
    <RegionEndpoint>ecs.cn-qingdao.aliyuncs.com</RegionEndpoint></Region>\
    <Region><RegionId>cn-hangzhou</RegionId>\
    <RegionEndpoint>ecs-cn-hangzhou.aliyuncs.com</RegionEndpoint></Region>\
    </Regions></DescribeRegionsResponse>";
const KEY: &str = r#"{"RequestId":"R","AssumedRoleUser":{"Arn":"acs:ram::1:role/a/b"},
    "Credentials":{"AccessKeyId":"STS.NTKx","AccessKeySecret":"CANARYSECRET",
    "SecurityToken":"CANARYTOKEN","Expiration":"2015-04-09T11:52:19Z"}}"#;
const THROTTLED: &str = r#"{"Code":"Throttling.User","Message":"Slow down.","RequestId":"R-1"}"#;

fn client(transport: &Replay) -> Client {
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH + Duration::from_secs(1));
    Client::new(Credentials::new("testid", "testsecret"), transport.clone(), runtime)
}

fn sts() -> Endpoint {
    Endpoint::regional("sts", "cn-hangzhou").expect("an endpoint")
}

fn refused(status: u16, body: &'static str) -> Response<&'static str> {
    Response::builder().status(status).body(body).expect("a response")
}

fn with_token(token: &str) -> AssumeRoleWithOidc {
    let (role, provider) = ("acs:ram::1:role/a", "acs:ram::1:oidc-provider/p");
    AssumeRoleWithOidc([role.to_owned(), provider.to_owned(), token.to_owned()])
}

#[test]
fn each_operation_is_under_forty_lines() {
    for source in [
        include_str!("../examples/operations/get_caller_identity.rs"),
        include_str!("../examples/operations/assume_role_with_oidc.rs"),
        include_str!("../examples/operations/describe_regions.rs"),
    ] {
        let lines = source.lines().filter(|line| !line.starts_with("//!")).count();
        assert!(lines < 40, "{lines} lines:\n{source}");
    }
}

#[tokio::test]
async fn an_identity_is_read_after_being_throttled_by_either_scheme() {
    for signing in [Signing::Rpc(Format::Json), Signing::Acs3] {
        let transport = Replay::new().respond(refused(400, THROTTLED));
        let transport = transport.respond(Response::new(IDENTITY));
        let client = client(&transport).with_signing(signing);
        let identity = client.run(&GetCallerIdentity, &sts()).await.expect("an identity");
        let expected = Identity {
            account_id: "196813200012".to_owned(),
            arn: "acs:ram::196813200012:user/admin".to_owned(),
        };
        assert_eq!(identity, expected);
        assert_eq!((client.counts().attempts, client.counts().retries), (2, 1));
        for request in transport.requests() {
            let is_acs3 = request.headers().contains_key("authorization");
            assert_eq!(is_acs3, signing == Signing::Acs3);
            assert_eq!(request.uri().host(), Some("sts.cn-hangzhou.aliyuncs.com"));
        }
    }
}

#[tokio::test]
async fn regions_are_read_from_xml() {
    let transport = Replay::new().respond(Response::new(REGIONS));
    let client = client(&transport).with_signing(Signing::Rpc(Format::Xml));
    let regions = client.run(&DescribeRegions, &sts()).await.expect("regions");
    let expected = [
        ("cn-qingdao", "ecs.cn-qingdao.aliyuncs.com"),
        ("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"),
    ];
    assert_eq!(regions, expected.map(|(id, host)| (id.to_owned(), host.to_owned())));
}

#[tokio::test]
async fn a_token_buys_a_key_without_a_signature() {
    let transport = Replay::new().respond(Response::new(KEY));
    let key = client(&transport).run(&with_token("CANARYOIDC"), &sts()).await.expect("a key");
    assert_eq!((key.access_key_id(), key.access_key_secret()), ("STS.NTKx", "CANARYSECRET"));
    assert_eq!(key.security_token(), Some("CANARYTOKEN"));
    assert_eq!(key.expiry(), timestamp::parse("2015-04-09T11:52:19Z"));
    let request = transport.requests().remove(0);
    let text = format!("{} {}", request.uri(), String::from_utf8_lossy(request.body()));
    assert!(!text.contains("AccessKeyId") && !text.contains("Signature"), "{text}");
    assert!(text.contains("OIDCToken=CANARYOIDC"));
}

#[tokio::test]
async fn answers_that_are_no_answer_print_no_secret() {
    let partial = KEY.replace("Expiration", "Expires");
    let refusal = r#"{"Code":"AuthenticationFail.OIDCToken.Expired","Message":"No."}"#;
    let transport = Replay::new().respond(Response::new(partial));
    let error = client(&transport).run(&with_token("CANARYOIDC"), &sts()).await.unwrap_err();
    assert!(matches!(error.failure(), Failure::NotUnderstood(_)));
    assert!(!format!("{error} {error:?}").contains("CANARY"), "{error:?}");
    let transport = Replay::new().respond(refused(400, refusal));
    let error = client(&transport).run(&with_token("CANARYOIDC"), &sts()).await.unwrap_err();
    let kind = error.service_error().map(ServiceError::kind);
    assert_eq!(kind, Some(ServiceErrorKind::Other));
    assert!(!format!("{error} {error:?}").contains("CANARY"), "{error:?}");
}
