//! Nothing the emulator prints about itself holds a secret.

use aliyun_ecs_emulator::Emulator;
use aliyun_ecs_emulator::Service;
use aliyun_rpc_signer::Credentials;

use crate::ask::Ask;
use crate::ask::options;

const CANARY: &str = "CANARY-0123456789abcdef";

#[tokio::test]
async fn debug_of_every_public_type_shows_no_secret_and_no_token() {
    let key = Credentials::new("some-id", CANARY).with_security_token(CANARY);
    let options = options().key(key);
    let service = Service::new(options.clone()).unwrap();
    // A request with a nonce and a token has been seen.
    let _ =
        Ask::new().with("SecurityToken", CANARY).with("SignatureNonce", CANARY).answer(&service);
    let emulator = Emulator::start_with(options.clone()).await.unwrap();
    for printed in [
        format!("{options:?}"),
        format!("{service:#?}"),
        format!("{emulator:?}"),
        format!("{:?}", emulator.credentials()),
        format!("{:?}", emulator.catalogue()),
    ] {
        assert!(!printed.contains("CANARY"), "{printed}");
        assert!(!printed.contains("testsecret"), "{printed}");
    }
    emulator.shutdown().await;
}

#[tokio::test]
async fn a_throwaway_secret_differs_each_time_and_is_not_printed() {
    let (one, two) = (Emulator::start().await.unwrap(), Emulator::start().await.unwrap());
    let secret = one.credentials().access_key_secret();
    assert_eq!(secret.len(), 32);
    assert_ne!(secret, two.credentials().access_key_secret());
    assert_ne!(one.credentials().access_key_id(), two.credentials().access_key_id());
    assert!(!format!("{one:?}").contains(secret));
}

#[test]
fn an_answer_never_holds_the_secret_of_the_key() {
    let service = Service::new(options()).unwrap();
    let answer = Ask::new().secret("wrong").answer(&service);
    assert_eq!(answer.code(), "SignatureDoesNotMatch");
    assert!(!answer.body.contains("testsecret"));
}
