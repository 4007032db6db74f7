//! A key that the service does not take any more, while its holder thinks that it is good.

use std::time::Duration;

use aliyun_credentials::{Chain, Credentials, MemoryHost};
use aliyun_ecs_describe_images::{Client, DescribeImages};
use aliyun_ecs_emulator::{Fault, Options};
use aliyun_transport::Runtime as _;

use crate::hours::{MINUTE, World};
use crate::log::Log;
use crate::support::{Cloud, runtime, start};

/// Less than what a timestamp may be off, and more than what a key of 9 minutes has left.
const AHEAD: i64 = 14 * 60;

#[tokio::test]
async fn a_call_refused_for_an_expired_token_asks_for_a_fresh_key_once_and_tries_again() {
    let world = World::new();
    world.call().await.expect("a page");
    world.runtime.advance(9 * MINUTE);
    world.call().await.expect("a page, with the same key");
    assert_eq!(world.log.count("AssumeRole"), 1);

    world.renew_token();
    world.log.clear();
    world.set_faults([Fault::clock(AHEAD).operation("DescribeImages").requests(1..=1)]);
    world.call().await.expect("a page, with another key");
    assert_eq!(
        world.log.answers(),
        ["DescribeImages InvalidSecurityToken.Expired", "AssumeRole 200", "DescribeImages 200"]
    );
    world.log.clear();
    world.call().await.expect("a page, with that key");
    assert_eq!(world.log.answers(), ["DescribeImages 200"]);
}

#[tokio::test]
async fn so_it_is_when_the_key_that_assumes_the_role_has_expired_too() {
    let world = World::new();
    world.call().await.expect("a page");
    world.runtime.advance(9 * MINUTE);
    world.renew_token();
    world.log.clear();
    world.set_faults([
        Fault::clock(AHEAD).operation("DescribeImages").requests(1..=1),
        Fault::clock(AHEAD).operation("AssumeRole").requests(1..=1),
    ]);
    world.call().await.expect("a page, with another key");
    assert_eq!(
        world.log.answers(),
        [
            "DescribeImages InvalidSecurityToken.Expired",
            "AssumeRole InvalidSecurityToken.Expired",
            "AssumeRoleWithOIDC 200",
            "AssumeRole 200",
            "DescribeImages 200",
        ]
    );
}

#[tokio::test]
async fn callers_refused_together_share_one_fresh_key() {
    let world = World::new();
    world.call().await.expect("a page");
    world.runtime.advance(9 * MINUTE);
    world.renew_token();
    world.log.clear();
    world.set_faults([Fault::clock(AHEAD).operation("DescribeImages").requests(..=50)]);
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let client = world.client.clone();
            tokio::spawn(async move {
                client.describe_images(&DescribeImages::new("cn-hangzhou")).await.map(drop)
            })
        })
        .collect();
    for call in calls {
        call.await.expect("no panic").expect("a page");
    }
    println!("50 callers refused: {} AssumeRole", world.log.count("AssumeRole"));
    assert_eq!(world.log.count("AssumeRole"), 1);
}

/// What a server of one's own answers with: a key that it says is good for hours.
fn body(id: &str) -> String {
    format!(
        r#"{{"Code":"Success","AccessKeyId":"{id}","AccessKeySecret":"secret","SecurityToken":"token",
            "Expiration":"2026-01-01T06:00:00Z"}}"#
    )
}

#[tokio::test]
async fn a_source_that_gives_the_expired_key_again_is_asked_once_and_told_of() {
    let (runtime, log) = (runtime(), Log::default());
    let key = |id| Credentials::new(id, "secret").with_security_token("token");
    // The service knows better when it expires than who gives it out.
    let stale = key("STS.stale").with_expiry(start() + MINUTE);
    let options = log.of(Options::new().key(stale).key(key("STS.fresh")));
    let cloud = Cloud::from_elsewhere(options, &runtime);
    cloud.set_uri(&body("STS.stale"));
    let uri = "http://127.0.0.1/key";
    let host = MemoryHost::new().with_variable("ALIBABA_CLOUD_CREDENTIALS_URI", uri);
    let chain = Chain::new(host, cloud.clone(), runtime.clone());
    let client = Client::new(chain, cloud.clone(), runtime.clone());
    let request = DescribeImages::new("cn-hangzhou");
    let asked = || cloud.requests().iter().filter(|line| line.ends_with("/key")).count();

    client.describe_images(&request).await.expect("a page");
    runtime.advance(2 * MINUTE);
    let before = runtime.elapsed();
    let error = client.describe_images(&request).await.expect_err("it has expired").to_string();
    assert!(error.contains("InvalidSecurityToken.Expired"), "{error}");
    assert_eq!(
        log.answers(),
        ["DescribeImages 200", "DescribeImages InvalidSecurityToken.Expired"]
    );
    assert_eq!((asked(), runtime.elapsed() - before), (2, Duration::ZERO));

    let error = client.describe_images(&request).await.expect_err("it still has").to_string();
    assert!(error.contains("gives the key again that the service refused as expired"), "{error}");
    assert_eq!((asked(), log.count("DescribeImages")), (2, 2), "nothing was sent");

    cloud.set_uri(&body("STS.fresh"));
    runtime.advance(Duration::from_secs(1));
    client.describe_images(&request).await.expect("a page, with another key");
    assert_eq!((asked(), log.count("DescribeImages")), (3, 3));
}
