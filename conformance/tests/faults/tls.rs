//! TLS: peers that cannot be trusted, and handshakes that fail.

use aliyun_ecs_describe_images::Ended;
use aliyun_rpc_signer::Format;
use aliyun_transport_hyper::Options;
use conformance::harness::{Case, Identity, Script, reply};

use crate::support::{BOTH, SOON, options, page};

fn trusting(identity: &Identity) -> Options {
    options().extra_root(identity.root())
}

async fn is_not_trusted(identity: &Identity, options: Options) {
    let greeting = Script::new().handshake(identity).read().write(reply::page());
    let outcome = Case::json().secure().options(options).others(greeting).run().await;
    outcome.fails("Tls", Ended::NotRetryable, 1).wire(0, 1).at_once();
}

#[tokio::test]
async fn trusted_peer_is_answered_over_one_connection() {
    for format in BOTH {
        let identity = Identity::of("localhost");
        let outcome = Case::new(format)
            .secure()
            .after(1)
            .options(trusting(&identity))
            .connection(
                Script::new()
                    .handshake(&identity)
                    .read()
                    .write(page(format))
                    .read()
                    .write(page(format)),
            )
            .run()
            .await;
        outcome.page(1).wire(2, 1);
    }
}

#[tokio::test]
async fn t30_unknown_issuer_is_never_retried() {
    is_not_trusted(&Identity::of("localhost"), options()).await;
}

#[tokio::test]
async fn t30_certificate_of_another_host_is_never_retried() {
    let identity = Identity::of("other.example");
    is_not_trusted(&identity, trusting(&identity)).await;
}

#[tokio::test]
async fn t30_expired_certificate_is_never_retried() {
    let identity = Identity::expired();
    is_not_trusted(&identity, trusting(&identity)).await;
}

#[tokio::test]
async fn t31_plain_http_behind_the_https_port_is_never_retried() {
    let plain = Script::new().write(reply::response(400, &[], "")).until_released();
    let outcome = Case::json().secure().others(plain).run().await;
    outcome.fails("Tls", Ended::NotRetryable, 1).wire(0, 1);
}

#[tokio::test]
async fn t32_stalled_handshake_runs_into_the_connect_timer_and_is_retried() {
    let outcome = Case::json()
        .secure()
        .options(options().connect_timeout(SOON))
        .others(Script::new().until_released())
        .run()
        .await;
    outcome.fails("Timeout(Connect)", Ended::Attempts, 3).wire(0, 3);
}

#[tokio::test]
async fn t33_close_in_the_handshake_is_retried() {
    let identity = Identity::of("localhost");
    let outcome = Case::json()
        .secure()
        .options(trusting(&identity))
        .connection(Script::new())
        .connection(Script::new().handshake(&identity).read().write(page(Format::Json)))
        .run()
        .await;
    outcome.page(2).wire(1, 2);
}

#[tokio::test]
async fn t33_reset_in_the_handshake_is_retried() {
    let identity = Identity::of("localhost");
    let outcome = Case::json()
        .secure()
        .options(trusting(&identity))
        .connection(Script::new().reset())
        .connection(Script::new().handshake(&identity).read().write(page(Format::Json)))
        .run()
        .await;
    outcome.page(2).wire(1, 2);
}

#[tokio::test]
async fn goodbye_instead_of_an_answer_is_retried() {
    let identity = Identity::of("localhost");
    let outcome = Case::json()
        .secure()
        .options(trusting(&identity))
        .connection(Script::new().handshake(&identity).read().close())
        .connection(Script::new().handshake(&identity).read().write(page(Format::Json)))
        .run()
        .await;
    outcome.page(2).wire(2, 2);
}
