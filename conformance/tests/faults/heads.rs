//! Response heads that are broken, strange or endless.

use aliyun_ecs_describe_images::Ended;
use aliyun_rpc_signer::Format;
use conformance::harness::{Case, Script, Server, reply};

use crate::support::{BOTH, SOON, half, options, page, works};

/// The answer is refused as HTTP, tried once more, and refused for good.
async fn is_protocol(answer: &[u8]) {
    let outcome = Case::json().answered(answer).run().await;
    outcome.fails("Protocol", Ended::NotRetryable, 2).wire(2, 2);
}

#[tokio::test]
async fn t16_content_lengths_that_differ_are_protocol() {
    is_protocol(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok").await;
}

#[tokio::test]
async fn t16_negative_content_length_is_protocol() {
    is_protocol(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok").await;
}

#[tokio::test]
async fn t16_content_length_beyond_all_numbers_is_protocol() {
    is_protocol(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok").await;
}

#[tokio::test]
async fn t16_one_broken_head_is_survived() {
    for format in BOTH {
        let broken = "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n";
        Case::new(format).answered_once(broken).run().await.page(2).wire(2, 2);
    }
}

#[tokio::test]
async fn t17_chunked_wins_over_content_length_and_ends_the_connection() {
    for format in BOTH {
        let body = reply::page_body(format);
        let head = "200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked";
        let both = reply::raw(head, &format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()));
        let outcome = Case::new(format).after(1).others(Script::new().read().write(both)).run();
        outcome.await.page(1).wire(2, 2);
    }
}

#[tokio::test]
async fn t18_greeting_of_another_protocol_is_protocol() {
    is_protocol(b"220 mail.example.com ESMTP ready\r\n\r\n").await;
}

#[tokio::test]
async fn t18_tls_alert_on_a_plain_port_is_protocol() {
    is_protocol(b"\x15\x03\x01\x00\x02\x02\x28 and more \r\n\r\n").await;
}

#[tokio::test]
async fn t18_other_versions_and_impossible_statuses_are_protocol() {
    is_protocol(b"HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    is_protocol(b"HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n").await;
}

#[tokio::test]
async fn t19_unknown_status_is_not_understood() {
    for format in BOTH {
        let outcome = Case::new(format).answered(reply::response(999, &[], "busy")).run().await;
        outcome.fails("NotUnderstood(999)", Ended::NotRetryable, 1).wire(1, 1);
    }
}

#[tokio::test]
async fn t20_too_many_headers_are_protocol() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(101));
    is_protocol(many.as_bytes()).await;
}

#[tokio::test]
async fn t20_header_of_a_mebibyte_is_protocol() {
    let long = format!("HTTP/1.1 200 OK\r\na: {}\r\n\r\n", "b".repeat(1 << 20));
    is_protocol(long.as_bytes()).await;
}

#[tokio::test]
async fn t21_a_thousand_interim_responses_are_passed_over() {
    for format in BOTH {
        let answer = "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000) + &page(format);
        Case::new(format).answered(answer).run().await.page(1).wire(1, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t22_endless_interim_responses_run_into_the_timer() {
    let endless = Script::new().read().write_for_ever("HTTP/1.1 100 Continue\r\n\r\n");
    let outcome =
        Case::json().options(options().first_byte_timeout(SOON)).others(endless).run().await;
    outcome.fails("Timeout(FirstByte)", Ended::Attempts, 3).wire(3, 3);
}

#[tokio::test]
async fn t23_header_that_is_not_text_is_carried_over() {
    let body = reply::PAGE_JSON;
    let mut answer =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nDate: ", body.len()).into_bytes();
    answer.extend_from_slice(b"\xff\xfe\r\nRetry-After: \xc3\xa9\r\n\r\n");
    answer.extend_from_slice(body.as_bytes());
    Case::json().answered(answer).run().await.page(1).wire(1, 1);
}

#[tokio::test]
async fn t23_hint_and_date_that_are_not_text_are_ignored() {
    let body = reply::refusal_body(Format::Json, "InvalidTimeStamp.Expired");
    let mut answer =
        format!("HTTP/1.1 400 Bad\r\nContent-Length: {}\r\nDate: ", body.len()).into_bytes();
    answer.extend_from_slice(b"\xff\r\nRetry-After: \xff\r\n\r\n");
    answer.extend_from_slice(body.as_bytes());
    let outcome = Case::json().answered(answer).run().await;
    outcome.fails("Refused(InvalidTimeStamp.Expired)", Ended::NotRetryable, 1).wire(1, 1);
}

#[tokio::test]
async fn t23_nul_and_folded_headers_are_protocol() {
    is_protocol(b"HTTP/1.1 200 OK\r\nA: b\0c\r\nContent-Length: 0\r\n\r\n").await;
    is_protocol(b"HTTP/1.1 200 OK\r\nA: b\r\n folded\r\nContent-Length: 0\r\n\r\n").await;
}

#[tokio::test]
async fn t26_empty_answer_is_not_an_empty_page() {
    for format in BOTH {
        for (status, attempts) in [(200, 2), (204, 2), (304, 1)] {
            let head = match status {
                200 => "200 OK\r\nContent-Length: 0",
                204 => "204 No Content",
                _ => "304 Not Modified",
            };
            let outcome = Case::new(format).answered(reply::raw(head, "")).run().await;
            let kind = format!("NotUnderstood({status})");
            outcome.fails(&kind, Ended::NotRetryable, attempts).wire(attempts, attempts);
        }
    }
}

#[tokio::test]
async fn t26_page_under_a_status_that_has_none_is_no_page() {
    for (status, attempts) in [(205, 2), (206, 2), (300, 1), (305, 1)] {
        let page = reply::page_body(Format::Json);
        let answer = reply::response(status, &[], if status == 205 { "" } else { page });
        let outcome = Case::json().answered(answer).run().await;
        let kind = format!("NotUnderstood({status})");
        outcome.fails(&kind, Ended::NotRetryable, attempts).wire(attempts, attempts);
        assert!(!outcome.error().to_string().contains("redirect"), "{}", outcome.error());
    }
}

#[tokio::test]
async fn t27_redirect_to_instance_metadata_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let target = Server::start(Vec::new(), None).await;
        let location = format!("http://{}/latest/meta-data/", target.address());
        for location in [location.as_str(), "http://100.100.100.200/latest/meta-data/"] {
            let answer = reply::response(status, &[("Location", location)], "");
            let outcome = Case::json().answered(answer).run().await;
            let kind = format!("NotUnderstood({status})");
            outcome.fails(&kind, Ended::NotRetryable, 1).wire(1, 1).at_once();
            assert!(outcome.error().to_string().contains("redirect"), "{}", outcome.error());
        }
        assert!(target.log().events().is_empty(), "somebody followed the redirect");
    }
}

#[tokio::test]
async fn t38_bytes_after_the_answer_do_not_become_the_next_answer() {
    for format in BOTH {
        let stray = page(format) + &reply::response(500, &[], "stray");
        let outcome = Case::new(format)
            .after(1)
            .connection(Script::new().read().write(stray).read().until_released())
            .others(works(format))
            .run()
            .await;
        // The pool may notice the stray bytes before or while the second request is sent.
        assert!((1..=2).contains(&outcome.attempts));
        outcome.page(outcome.attempts);
    }
}

#[tokio::test]
async fn head_and_body_in_single_bytes_are_joined() {
    for format in BOTH {
        let page = page(format);
        let script = page.bytes().fold(Script::new().read(), |script, byte| script.write([byte]));
        Case::new(format).connection(script).run().await.page(1).wire(1, 1);
    }
}

#[tokio::test]
async fn head_that_promises_an_upgrade_is_not_understood() {
    let upgrade =
        reply::raw("101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade", half(Format::Json));
    let outcome = Case::json().answered(upgrade).run().await;
    outcome.fails("NotUnderstood(101)", Ended::NotRetryable, 1).wire(1, 1);
}
