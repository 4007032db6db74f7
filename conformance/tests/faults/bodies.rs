//! Bodies that are cut, stalled, endless, encoded or of something else.

use aliyun_ecs_describe_images::Ended;
use aliyun_rpc_signer::Format;
use conformance::harness::{Case, Identity, Script, reply};

use crate::support::{BOTH, SOON, clock, half, options, works};

/// The answer is half a page, framed by `head`; the next attempt works.
async fn half_a_page_is_retried(head: &str) {
    for format in BOTH {
        let answer = reply::raw(head, half(format));
        Case::new(format).answered_once(answer).run().await.page(2).wire(2, 2);
    }
}

#[tokio::test]
async fn t08_body_shorter_than_announced_is_retried() {
    half_a_page_is_retried("200 OK\r\nContent-Length: 1000").await;
}

#[tokio::test]
async fn t08_body_shorter_than_announced_in_every_attempt_is_incomplete() {
    for format in BOTH {
        let answer = reply::raw("200 OK\r\nContent-Length: 1000", half(format));
        let outcome = Case::new(format).answered(answer).run().await;
        outcome.fails("BodyIncomplete", Ended::Attempts, 3).wire(3, 3);
    }
}

#[tokio::test]
async fn t09_reset_in_the_body_is_retried() {
    for format in BOTH {
        let answer = reply::raw("200 OK\r\nContent-Length: 1000", half(format));
        let outcome = Case::new(format)
            .connection(Script::new().read().write(answer).reset())
            .connection(works(format))
            .run()
            .await;
        outcome.page(2).wire(2, 2);
    }
}

#[tokio::test]
async fn t10_stalled_body_runs_into_the_transports_timer_and_is_retried() {
    for format in BOTH {
        let answer = reply::raw("200 OK\r\nContent-Length: 1000", half(format));
        let outcome = Case::new(format)
            .options(options().body_idle_timeout(SOON))
            .connection(Script::new().read().write(answer).until_released())
            .connection(works(format))
            .run()
            .await;
        outcome.page(2).wire(2, 2);
    }
}

#[tokio::test]
async fn t10_stalled_body_in_every_attempt_is_named() {
    let answer = reply::raw("200 OK\r\nContent-Length: 1000", half(Format::Json));
    let outcome = Case::json()
        .options(options().body_idle_timeout(SOON))
        .others(Script::new().read().write(answer).until_released())
        .run()
        .await;
    outcome.fails("Timeout(BodyIdle)", Ended::Attempts, 3).wire(3, 3);
}

#[tokio::test]
async fn t11_dripping_body_runs_into_the_deadline_of_the_attempt() {
    for format in BOTH {
        let clock = clock();
        let drip = Script::new()
            .read()
            .write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
            .expire(&clock)
            .write_for_ever("1\r\n \r\n");
        let case = Case::new(format).clock(&clock).connection(drip).connection(works(format));
        case.run().await.page(2).wire(2, 2);
    }
}

#[tokio::test]
async fn t12_body_longer_than_announced_is_not_a_short_page() {
    for format in BOTH {
        let answer = reply::raw("200 OK\r\nContent-Length: 70", reply::page_body(format));
        Case::new(format).answered_once(answer).run().await.page(2).wire(2, 2);
    }
}

#[tokio::test]
async fn t12_body_longer_than_announced_in_every_attempt_is_not_understood() {
    for format in BOTH {
        let answer = reply::raw("200 OK\r\nContent-Length: 70", reply::page_body(format));
        let outcome = Case::new(format).answered(answer).run().await;
        outcome.fails("NotUnderstood(200)", Ended::Attempts, 3).wire(3, 3);
    }
}

#[tokio::test]
async fn t13_body_cut_where_no_framing_can_tell_is_retried() {
    half_a_page_is_retried("200 OK").await;
}

#[tokio::test]
async fn t13_body_cut_under_tls_is_retried() {
    for format in BOTH {
        let identity = Identity::of("localhost");
        let cut = reply::raw("200 OK", half(format));
        let outcome = Case::new(format)
            .secure()
            .options(options().extra_root(identity.root()))
            .connection(Script::new().handshake(&identity).read().write(cut).cut())
            .connection(Script::new().handshake(&identity).read().write(reply::response(
                200,
                &[],
                reply::page_body(format),
            )))
            .run()
            .await;
        outcome.page(2).wire(2, 2);
    }
}

#[tokio::test]
async fn t14_body_cut_under_tls_with_a_proper_goodbye_is_retried() {
    for format in BOTH {
        let identity = Identity::of("localhost");
        let cut = Script::new()
            .handshake(&identity)
            .read()
            .write(reply::raw("200 OK", half(format)))
            .close();
        let outcome = Case::new(format)
            .secure()
            .options(options().extra_root(identity.root()))
            .others(cut)
            .run()
            .await;
        outcome.fails("NotUnderstood(200)", Ended::Attempts, 3).wire(3, 3);
    }
}

#[tokio::test]
async fn t15_chunked_body_without_its_end_is_retried() {
    for format in BOTH {
        let half = half(format);
        let chunk = format!("{:x}\r\n{half}\r\n", half.len());
        let answer = reply::raw("200 OK\r\nTransfer-Encoding: chunked", &chunk);
        Case::new(format).answered_once(answer).run().await.page(2).wire(2, 2);
    }
}

#[tokio::test]
async fn t15_whole_page_without_the_last_chunk_is_not_trusted() {
    for format in BOTH {
        let body = reply::page_body(format);
        let chunk = format!("{:x}\r\n{body}\r\n", body.len());
        let answer = reply::raw("200 OK\r\nTransfer-Encoding: chunked", &chunk);
        let outcome = Case::new(format).answered(answer).run().await;
        outcome.fails("BodyIncomplete", Ended::Attempts, 3).wire(3, 3);
    }
}

#[tokio::test]
async fn t15_chunk_sizes_that_are_none_are_protocol() {
    for size in ["xyz", "fffffffffffffffff", "-1"] {
        let answer =
            reply::raw("200 OK\r\nTransfer-Encoding: chunked", &format!("{size}\r\n{{}}\r\n"));
        let outcome = Case::json().answered(answer).run().await;
        outcome.fails("Protocol", Ended::NotRetryable, 2).wire(2, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t24_endless_body_is_cut_off_and_not_retried() {
    for head in ["200 OK", "200 OK\r\nTransfer-Encoding: chunked"] {
        let chunk = if head.contains("chunked") {
            format!("4000\r\n{}\r\n", "x".repeat(0x4000))
        } else {
            "x".repeat(0x4000)
        };
        let endless = Script::new().read().write(reply::raw(head, "")).write_for_ever(chunk);
        let case = Case::json().options(options().max_body(1 << 20)).others(endless);
        let outcome = case.run().await;
        outcome.fails("BodyTooLarge(1048576)", Ended::NotRetryable, 1).wire(1, 1);
    }
}

#[tokio::test]
async fn t24_body_announced_beyond_the_limit_is_refused_at_once() {
    let answer = reply::raw("200 OK\r\nContent-Length: 8388609", "{");
    let outcome = Case::json().answered(answer).run().await;
    outcome.fails("BodyTooLarge(8388608)", Ended::NotRetryable, 1).wire(1, 1);
}

#[tokio::test]
async fn t25_encoded_body_is_refused_and_no_encoding_is_asked_for() {
    for encoding in ["gzip", "deflate", "br", "zstd", "identity, gzip", "x-new"] {
        let answer = reply::response(200, &[("Content-Encoding", encoding)], reply::PAGE_JSON);
        let outcome = Case::json().answered(answer).run().await;
        outcome.fails("ContentEncoding", Ended::NotRetryable, 1).wire(1, 1);
        let head = outcome.log.requests()[0].head().to_ascii_lowercase();
        assert!(!head.contains("accept-encoding"), "{head}");
    }
}

#[tokio::test]
async fn t25_transfer_coding_that_is_not_read_is_named() {
    for coding in ["gzip, chunked", "gzip", "chunked, deflate"] {
        let head = format!("200 OK\r\nTransfer-Encoding: {coding}\r\nConnection: close");
        let outcome = Case::json().answered(reply::raw(&head, "2\r\n{}\r\n0\r\n\r\n")).run().await;
        outcome.fails("TransferCoding", Ended::NotRetryable, 1).wire(1, 1);
        let printed = outcome.printed();
        assert!(printed.contains("gzip") || printed.contains("deflate"), "{printed}");
    }
}

#[tokio::test]
async fn t25_identity_is_no_encoding() {
    for format in BOTH {
        let body = reply::page_body(format);
        let answer = reply::response(200, &[("Content-Encoding", "identity")], body);
        Case::new(format).answered(answer).run().await.page(1).wire(1, 1);
    }
}

#[tokio::test]
async fn page_in_the_other_format_is_a_page() {
    for (asked, sent) in [(Format::Json, reply::PAGE_XML), (Format::Xml, reply::PAGE_JSON)] {
        Case::new(asked).answered(reply::response(200, &[], sent)).run().await.page(1).wire(1, 1);
    }
}

#[tokio::test]
async fn bodies_that_are_no_page_are_never_an_empty_page() {
    for (body, attempts) in
        [("[]", 2), ("{}", 2), ("null", 2), ("OK", 2), ("<html>502</html>", 2), (" \r\n", 2)]
    {
        let outcome = Case::json().answered(reply::response(200, &[], body)).run().await;
        assert_eq!(outcome.attempts, attempts, "{body}: {:?}", outcome.error());
        outcome.fails("NotUnderstood(200)", Ended::NotRetryable, attempts).wire(2, 2);
    }
}
