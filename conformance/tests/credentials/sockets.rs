//! Over real sockets, with real files: a role assumed by a role that a token stands for.

use std::time::Duration;

use aliyun_credentials::{Chain, Provide as _};
use aliyun_ecs_describe_images::{Client, DescribeImages, Signing};
use aliyun_ecs_emulator::{Catalogue, Emulator, Options};
use aliyun_rpc_signer::Format;
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;

use crate::log::Log;
use crate::machine::Profiles;
use crate::support::{my_key, token};
use crate::tap::{Change, Tap};

struct World {
    emulator: Emulator,
    log: Log,
    tap: Tap,
    chain: Chain,
    client: Client,
    _profiles: Profiles,
}

async fn world(signing: Signing, change: Change) -> World {
    let log = Log::default();
    // It has a key of its own, which nobody here uses.
    let options = log.of(Options::new().key(my_key()).catalogue(Catalogue::generated(250)));
    let emulator = Emulator::start_with(options).await.expect("an emulator");
    let an_hour = TokioRuntime.now() + Duration::from_secs(3_600);
    let profiles = Profiles::new(emulator.url(), &token(an_hour), 900);
    let tap = Tap::new(change);
    // Nothing may leave this machine.
    let chain = Chain::new(profiles.machine(), tap.clone(), TokioRuntime).without_metadata();
    let client = Client::new(chain.clone(), tap.clone(), TokioRuntime)
        .with_endpoint(emulator.url().parse().expect("an endpoint"))
        .with_signing(signing);
    World { emulator, log, tap, chain, client, _profiles: profiles }
}

const REGION: &str = "cn-hangzhou";
const RPC: Signing = Signing::Rpc(Format::Json);

/// Lists all images, and returns what was asked for.
async fn lists_all(signing: Signing) -> String {
    let world = world(signing, Change::Nothing).await;
    let World { emulator, log, tap, chain, client, .. } = &world;
    let mut listing = client.list_images(&DescribeImages::new(REGION));
    let (images, verdict) = listing.finish().await.expect("a listing");
    assert!(verdict.is_complete(), "{verdict:?}");
    assert_eq!(images.len(), emulator.catalogue().count(REGION));

    let [first, second] = &tap.issued()[..] else { panic!("{:?}", tap.issued()) };
    let key = chain.provide().await.expect("the same key");
    assert_eq!(key.access_key_id(), second);
    assert_eq!(key.provider(), Some("default/cli_profile/ram_role_arn/oidc_role_arn"));

    let signers = log.lines().into_iter().map(|line| (line.operation.unwrap(), line.key));
    let signers: Vec<_> = signers.collect();
    let pages = signers.len() - 2;
    let mut expected = vec![
        ("AssumeRoleWithOIDC".to_owned(), None),
        ("AssumeRole".to_owned(), Some(first.clone())),
    ];
    expected.resize(pages + 2, ("DescribeImages".to_owned(), Some(second.clone())));
    assert_eq!(signers, expected);
    assert!(log.answers().iter().all(|answer| answer.ends_with(" 200")), "{:?}", log.answers());
    assert_eq!(listing.requests(), pages as u64);
    format!("{signing:?}: {} images, {:?}", images.len(), log.answers())
}

#[tokio::test]
async fn a_client_lists_all_images_with_a_role_that_a_role_assumed() {
    println!("{}", lists_all(RPC).await);
}

#[tokio::test]
async fn so_it_does_with_the_newer_signature() {
    println!("{}", lists_all(Signing::Acs3).await);
}

/// What a client gets, and what the emulator wrote down.
async fn changed(signing: Signing, change: Change) -> (String, Vec<String>) {
    let world = world(signing, change).await;
    let error = world.client.describe_images(&DescribeImages::new(REGION)).await;
    (error.expect_err("it was changed").to_string(), world.log.answers())
}

#[tokio::test]
async fn one_wrong_character_in_a_signature_is_refused() {
    for signing in [RPC, Signing::Acs3] {
        let (error, answers) = changed(signing, Change::Signature("DescribeImages")).await;
        assert!(error.contains("SignatureDoesNotMatch"), "{error}");
        assert_eq!(answers[..2], ["AssumeRoleWithOIDC 200", "AssumeRole 200"]);
        assert_eq!(answers[2], "DescribeImages SignatureDoesNotMatch");
        let (error, answers) = changed(signing, Change::Signature("AssumeRole")).await;
        assert!(error.contains("STS refused AssumeRole with SignatureDoesNotMatch"), "{error}");
        assert_eq!(answers, ["AssumeRoleWithOIDC 200", "AssumeRole SignatureDoesNotMatch"]);
    }
}

#[tokio::test]
async fn one_wrong_character_in_a_secret_is_refused() {
    for signing in [RPC, Signing::Acs3] {
        let (error, answers) = changed(signing, Change::Secret("AssumeRole")).await;
        assert!(error.contains("SignatureDoesNotMatch"), "{error}");
        assert_eq!(answers[2], "DescribeImages SignatureDoesNotMatch");
        let (error, answers) = changed(signing, Change::Secret("AssumeRoleWithOIDC")).await;
        assert!(error.contains("the secret does not belong to the key id"), "{error}");
        assert_eq!(answers, ["AssumeRoleWithOIDC 200", "AssumeRole SignatureDoesNotMatch"]);
    }
}
