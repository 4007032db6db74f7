//! The role of an instance, at the emulator: keys that sign.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aliyun_credentials::{EcsRamRole, Provide, Sts};
use aliyun_ecs_emulator::Options;
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{SendFuture, Transport};
use bytes::Bytes;
use http::{Method, Request};

use crate::script::answer;
use crate::support::{Cloud, runtime, start};

const TOKEN: &str = "PUT 100.100.100.200/latest/api/token";
const ROLES: &str = "GET 100.100.100.200/latest/meta-data/ram/security-credentials/";

/// Asks STS whose key it is.
async fn arn(cloud: &Cloud, runtime: &VirtualRuntime, source: EcsRamRole) -> String {
    let sts = Sts::new(Sts::CENTRAL.parse().unwrap(), cloud.clone(), runtime.clone());
    sts.caller_identity(source).await.unwrap().arn
}

#[tokio::test]
async fn the_key_of_the_attached_role_signs_in_either_mode() {
    for v2_only in [false, true] {
        let runtime = runtime();
        let options = Options::new().metadata_v2_only(v2_only);
        let cloud = Cloud::on_an_instance(options, &runtime);
        let source = EcsRamRole::new(cloud.clone(), runtime.clone());
        let key = source.provide().await.unwrap();
        assert_eq!(key.provider(), Some("ecs_ram_role"));
        assert_eq!(key.expiry(), Some(start() + Duration::from_secs(6 * 3_600)));
        let role = format!("{ROLES}EmulatorRole");
        assert_eq!(cloud.requests(), [TOKEN, ROLES, &role]);
        let arn = arn(&cloud, &runtime, source.without_v1()).await;
        assert_eq!(
            arn,
            "acs:ram::1234567890123456:assumed-role/EmulatorRole/vm-ram-i-emulator000000000000"
        );
    }
}

#[tokio::test]
async fn a_role_that_is_named_is_not_asked_for() {
    let runtime = runtime();
    let cloud = Cloud::on_an_instance(Options::new().metadata_role("web-1"), &runtime);
    let source = EcsRamRole::new(cloud.clone(), runtime.clone());
    source.clone().with_role("web-1").provide().await.unwrap();
    assert_eq!(cloud.requests(), [TOKEN.to_owned(), format!("{ROLES}web-1")]);
    assert!(arn(&cloud, &runtime, source.clone()).await.contains("/web-1/"));

    let error = source.with_role("other").provide().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the metadata service at 100.100.100.200 has no key of the RAM role other (HTTP 404); \
         attach the role to the instance, or set ALIBABA_CLOUD_ECS_METADATA_DISABLED=true"
    );
}

#[tokio::test]
async fn without_a_role_the_reason_says_what_to_do() {
    let runtime = runtime();
    let cloud = Cloud::on_an_instance(Options::new().metadata_role(""), &runtime);
    let error = EcsRamRole::new(cloud, runtime).provide().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no RAM role is attached to this instance (the metadata service at 100.100.100.200 answers \
         HTTP 404); attach a RAM role to the instance, or set \
         ALIBABA_CLOUD_ECS_METADATA_DISABLED=true"
    );
}

/// An instance from before there were tokens, or that breaks them on the way.
#[derive(Debug)]
struct Older {
    cloud: Cloud,
    refuses_tokens: bool,
}

impl Transport for Older {
    fn send(&self, mut request: Request<Bytes>) -> SendFuture<'_> {
        if request.method() == Method::PUT && !self.refuses_tokens {
            return Box::pin(async { Ok(answer(404, "<html>").map(Bytes::from)) });
        }
        if let Some(token) = request.headers_mut().get_mut("x-aliyun-ecs-metadata-token") {
            *token = "another".parse().unwrap();
        }
        self.cloud.send(request)
    }
}

#[tokio::test]
async fn where_tokens_do_not_work_none_is_sent() {
    for refuses_tokens in [false, true] {
        let runtime = runtime();
        let cloud = Cloud::on_an_instance(Options::new(), &runtime);
        let older = Arc::new(Older { cloud: cloud.clone(), refuses_tokens });
        let source = EcsRamRole::new(older, runtime.clone());
        source.provide().await.unwrap();
        let role = format!("{ROLES}EmulatorRole");
        match refuses_tokens {
            false => assert_eq!(cloud.requests(), [ROLES, &role]),
            true => assert_eq!(cloud.requests(), [TOKEN, ROLES, ROLES, &role]),
        }
        assert!(arn(&cloud, &runtime, source.clone()).await.contains("/EmulatorRole/"));

        let before = cloud.requests().len();
        let error = source.without_v1().provide().await.unwrap_err().to_string();
        assert!(error.contains("is not to be asked without a token"), "{error}");
        let sent = &cloud.requests()[before..];
        assert_eq!(sent, if refuses_tokens { &[TOKEN, ROLES][..] } else { &[] });
    }
}

/// An instance whose role is replaced.
#[derive(Debug)]
struct Replaced(Mutex<Cloud>);

impl Transport for Replaced {
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        let cloud = self.0.lock().unwrap().clone();
        Box::pin(async move { cloud.send(request).await })
    }
}

#[tokio::test]
async fn a_role_that_is_replaced_is_noticed() {
    let runtime = runtime();
    let on = |role: &str| Cloud::on_an_instance(Options::new().metadata_role(role), &runtime);
    let (first, second) = (on("first"), on("second"));
    let instance = Arc::new(Replaced(Mutex::new(first.clone())));
    let source = EcsRamRole::new(Arc::clone(&instance), runtime.clone());
    assert!(arn(&first, &runtime, source.clone()).await.contains("/first/"));
    *instance.0.lock().unwrap() = second.clone();
    assert!(arn(&second, &runtime, source.clone()).await.contains("/second/"));
    let error = source.with_role("first").provide().await.unwrap_err().to_string();
    assert!(error.contains("no key of the RAM role first"), "{error}");
}
