//! Keys that were issued: they sign with both signatures until they expire, and may take the next role.

use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_emulator::{Metadata, Service};
use aliyun_rpc_signer::timestamp;
use aliyun_transport::Runtime;
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::Request;
use serde_json::Value;

use crate::ask::{Answer, Ask, now, options};
use crate::ask_acs3::AskAcs3;
use crate::sts::{ask, assume_role};

/// A key as answers tell of it.
pub(crate) struct Issued {
    id: String,
    secret: String,
    token: String,
}

impl Issued {
    pub(crate) fn of(credentials: &Value) -> Self {
        let text = |name: &str| credentials[name].as_str().unwrap().to_owned();
        Self {
            id: text("AccessKeyId"),
            secret: text("AccessKeySecret"),
            token: text("SecurityToken"),
        }
    }

    fn signs(&self, ask: Ask, now: &str) -> Ask {
        ask.with("AccessKeyId", &self.id)
            .with("SecurityToken", &self.token)
            .with("Timestamp", now)
            .secret(&self.secret)
    }

    /// Lists images with both signatures, and returns status and code of the answers.
    fn lists(&self, service: &Service, runtime: &VirtualRuntime) -> [(u16, Option<String>); 2] {
        let now = timestamp::format(runtime.now());
        let rpc = self.signs(Ask::new(), &now).answer(service);
        let acs3 = AskAcs3::new()
            .key(&self.id, &self.secret)
            .header("x-acs-security-token", &self.token)
            .header("x-acs-accesskey-id", &self.id)
            .header("x-acs-date", &now);
        let result =
            |answer: Answer| (answer.status, (answer.status != 200).then(|| answer.code()));
        [rpc, acs3.answer(service)].map(result)
    }
}

fn running() -> (Arc<Service>, VirtualRuntime) {
    let runtime = VirtualRuntime::manual(now());
    (Arc::new(Service::new(options().runtime(Arc::new(runtime.clone()))).unwrap()), runtime)
}

#[test]
fn an_issued_key_signs_until_it_expires() {
    let (service, runtime) = running();
    let assumed = assume_role().with("DurationSeconds", "900").answer(&service).json();
    let key = Issued::of(&assumed["Credentials"]);
    assert_eq!(key.lists(&service, &runtime), [(200, None), (200, None)]);
    runtime.advance(Duration::from_secs(899));
    assert_eq!(key.lists(&service, &runtime), [(200, None), (200, None)]);
    runtime.advance(Duration::from_secs(1));
    let expired = (400, Some("InvalidSecurityToken.Expired".to_owned()));
    assert_eq!(key.lists(&service, &runtime), [expired.clone(), expired]);
}

#[test]
fn an_issued_key_needs_its_token() {
    let (service, _) = running();
    let assumed = assume_role().answer(&service).json();
    let key = Issued::of(&assumed["Credentials"]);
    let now = timestamp::format(now());
    let without = key.signs(Ask::new(), &now).without("SecurityToken").answer(&service);
    assert_eq!(without.code(), "MissingSecurityToken");
    let wrong = key.signs(Ask::new(), &now).with("SecurityToken", "x").answer(&service);
    assert_eq!(wrong.code(), "InvalidSecurityToken.MismatchWithAccessKey");
    // Another service does not know it.
    let other = running().0;
    assert_eq!(key.signs(Ask::new(), &now).answer(&other).code(), "InvalidAccessKeyId.NotFound");
}

#[test]
fn a_session_may_take_the_next_role_and_knows_who_it_is() {
    let (service, _) = running();
    let now = timestamp::format(now());
    let first = assume_role().answer(&service).json();
    let first = Issued::of(&first["Credentials"]);
    let next =
        assume_role().with("RoleArn", "acs:ram::42:role/next").with("RoleSessionName", "bob");
    let next = first.signs(next, &now).answer(&service).json();
    let next_key = Issued::of(&next["Credentials"]);

    let who = next_key.signs(ask("GetCallerIdentity"), &now).answer(&service);
    let member = |name: &str| who.member(name);
    assert_eq!(
        (member("IdentityType"), member("AccountId")),
        ("AssumedRoleUser".into(), "42".into())
    );
    assert_eq!(member("Arn"), "acs:ram::42:assumed-role/next/bob");
    assert_eq!(member("PrincipalId"), format!("{}:bob", member("RoleId")));
    assert_eq!(member("PrincipalId"), next["AssumedRoleUser"]["AssumedRoleId"].as_str().unwrap());
    assert!(!who.body.contains("UserId"));
}

#[test]
fn the_key_of_the_instance_signs_and_is_renewed_in_time() {
    let (service, runtime) = running();
    let metadata = Metadata::new(Arc::clone(&service));
    let document = || -> Value {
        let path = "/latest/meta-data/ram/security-credentials/EmulatorRole";
        let response = metadata.handle(&Request::get(path).body(Bytes::new()).unwrap());
        serde_json::from_slice(response.body()).unwrap()
    };
    let first = document();
    assert_eq!(
        (&first["Code"], &first["LastUpdated"]),
        (&"Success".into(), &"2026-11-20T12:00:00Z".into())
    );
    assert_eq!(first["Expiration"], "2026-11-20T18:00:00Z");
    let key = Issued::of(&first);
    assert_eq!(key.lists(&service, &runtime), [(200, None), (200, None)]);
    let who = key.signs(ask("GetCallerIdentity"), "2026-11-20T12:00:00Z").answer(&service);
    assert!(
        who.member("Arn")
            .starts_with("acs:ram::1234567890123456:assumed-role/EmulatorRole/vm-ram-i-")
    );

    runtime.advance(Duration::from_secs(5 * 3_600 + 1_799));
    assert_eq!(document(), first);
    runtime.advance(Duration::from_secs(1));
    let second = document();
    assert_ne!(second["AccessKeyId"], first["AccessKeyId"]);
    assert_eq!(second["LastUpdated"], "2026-11-20T17:30:00Z");
    // The old one is good until its end.
    assert_eq!(key.lists(&service, &runtime), [(200, None), (200, None)]);
}
