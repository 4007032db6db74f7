//! Every fault and every drift, as a client sees it.

use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_emulator::{Catalogue, Emulator, Faults, NewImage, Service};
use aliyun_transport::virtual_time::VirtualRuntime;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::ask::{Answer, Ask, options};

fn faults(toml: &str) -> Faults {
    Faults::from_toml(toml).unwrap()
}

fn service(toml: &str) -> Service {
    Service::new(options().catalogue(images()).faults(faults(toml))).unwrap()
}

/// Ten images, `m-0` the newest.
fn images() -> Catalogue {
    (0..10).fold(Catalogue::new(), |catalogue, n| {
        let time = format!("2026-01-{:02}T00:00:00Z", 20 - n);
        catalogue.with("cn-hangzhou", NewImage::own(format!("m-{n}")).created(time))
    })
}

fn status(service: &Service) -> u16 {
    service.handle(&Ask::new().get()).status().as_u16()
}

#[test]
fn errors_come_when_they_are_told_to() {
    let service = service(
        "[[fault]]\nkind = \"error\"\ncode = \"ServiceUnavailable\"\nrequests = \"2..=3\"\n\
         [[fault]]\nkind = \"status\"\nstatus = 502\npage = 7\nrequests = 1\n",
    );
    let statuses: Vec<u16> = (0..4).map(|_| status(&service)).collect();
    assert_eq!(statuses, [200, 503, 503, 200]);
    let page = Ask::new().with("PageNumber", "7").get();
    let response = service.handle(&page);
    assert_eq!((response.status().as_u16(), response.body().len()), (502, 0));
    // The nonce of a request that failed is used all the same.
    let answer = Answer::new(&service.handle(&page));
    assert_eq!(answer.json()["Code"], "SignatureNonceUsed");
}

#[test]
fn throttling_says_how_long_to_wait_in_both_formats() {
    let service = service("[[fault]]\nkind = \"throttle\"\nwait_ms = 2500\n");
    for format in ["JSON", "XML"] {
        let response = service.handle(&Ask::new().with("Format", format).get());
        assert_eq!(response.status(), 400);
        assert_eq!(response.headers()["x-acs-retry-after"], "2500");
        let hint = response.headers()["x-ratelimit-user-api"].to_str().unwrap();
        assert!(hint.contains("TimeLeft:2500"), "{hint}");
        assert!(String::from_utf8_lossy(response.body()).contains("Throttling.User"));
    }
}

#[test]
fn web_pages_and_garbage_come_instead_of_answers() {
    for (page, status, begin) in [
        ("waf", 405, "<!doctypehtml>"),
        ("proxy", 502, "<html>"),
        ("login", 200, "<!DOCTYPE html>"),
        ("xhtml", 403, "<?xml"),
    ] {
        let service = service(&format!("[[fault]]\nkind = \"web-page\"\nbody = \"{page}\"\n"));
        let response = service.handle(&Ask::new().get());
        assert_eq!(response.status().as_u16(), status, "{page}");
        assert!(response.body().starts_with(begin.as_bytes()), "{page}");
    }
    let garbage = service("seed = 3\n[[fault]]\nkind = \"garbage\"\nbytes = 77\n");
    let response = garbage.handle(&Ask::new().get());
    assert_eq!((response.status().as_u16(), response.body().len()), (200, 77));
}

#[test]
fn a_clock_that_is_off_refuses_what_is_signed_by_a_right_one() {
    let service = service("[[fault]]\nkind = \"clock\"\noffset_s = 1200\nrequests = 1\n");
    let answer = Ask::new().answer(&service);
    assert_eq!(answer.json()["Code"], "InvalidTimeStamp.Expired");
    assert_eq!(status(&service), 200);
}

fn page(service: &Service, number: u32, size: u32) -> (serde_json::Value, Vec<String>) {
    let ask = Ask::new().with("PageNumber", &number.to_string());
    let answer = ask.with("PageSize", &size.to_string()).answer(service);
    (answer.json(), answer.ids())
}

#[test]
fn pages_lie_about_totals_sizes_and_echoes() {
    let lying = service("[[fault]]\nkind = \"total\"\nby = -3\n");
    assert_eq!(page(&lying, 1, 10).0["TotalCount"], 7);

    let clamping = service("[[fault]]\nkind = \"clamp\"\nsize = 4\n");
    let (json, ids) = page(&clamping, 2, 10);
    assert_eq!(
        (&json["PageSize"], ids),
        (&4.into(), vec!["m-4", "m-5", "m-6", "m-7"].into_iter().map(str::to_owned).collect())
    );
    let silent = service("[[fault]]\nkind = \"clamp\"\nsize = 4\necho = false\n");
    assert_eq!(page(&silent, 1, 10).0["PageSize"], 10);

    let echoing = service(
        "[[fault]]\nkind = \"echo\"\npage_number = 9\npage_size = 8\nregion_id = \"eu-central-1\"\n",
    );
    let (json, ids) = page(&echoing, 1, 3);
    assert_eq!(
        (&json["PageNumber"], &json["PageSize"], &json["RegionId"], ids.len()),
        (&9.into(), &8.into(), &"eu-central-1".into(), 3)
    );
}

#[test]
fn lists_drift_between_answers_and_answers_may_be_old() {
    let first = |toml: &str| {
        let service = service(toml);
        let before = page(&service, 1, 10).1;
        assert_eq!(before.len(), 10, "the change comes after the answer");
        page(&service, 1, 20).1
    };
    assert_eq!(
        first("[[fault]]\nkind = \"delete\"\nat = \"front\"\ncount = 2\nrequests = 1\n")[0],
        "m-2"
    );
    let inserted = first("[[fault]]\nkind = \"insert\"\nat = 3\nrequests = 1\n");
    assert!(inserted.len() == 11 && inserted[3].starts_with("m-drift"), "{inserted:?}");
    assert_eq!(first("[[fault]]\nkind = \"toggle\"\nat = \"back\"\nrequests = 1\n").len(), 9);

    let service = service(
        "[[fault]]\nkind = \"delete\"\nat = \"front\"\n[[fault]]\nkind = \"stale\"\nchanges = 2\nrequests = 3\n",
    );
    let firsts: Vec<String> = (0..4).map(|_| page(&service, 1, 1).1.remove(0)).collect();
    assert_eq!(firsts, ["m-0", "m-1", "m-0", "m-3"]);
}

#[test]
fn the_same_seed_drifts_the_same_way() {
    let drift = |seed: u64| {
        let toml = format!(
            "seed = {seed}\n[[fault]]\nkind = \"toggle\"\n[[fault]]\nkind = \"delete\"\nprobability = 0.5\n"
        );
        let service = service(&toml);
        (0..12).map(|_| page(&service, 1, 20).1).collect::<Vec<_>>()
    };
    assert_eq!(drift(5), drift(5));
    assert!((0..5).any(|seed| drift(seed) != drift(5)));
}

/// What comes back on a connection of its own, until it ends.
async fn raw(toml: &str) -> (Vec<u8>, std::io::Result<()>) {
    let emulator =
        Emulator::start_with(options().catalogue(images()).faults(faults(toml))).await.unwrap();
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    let query = Ask::new().query(aliyun_rpc_signer::Method::Get);
    let request = format!("GET /?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await.map(drop);
    (bytes, end)
}

fn body(bytes: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    text.split_once("\r\n\r\n").map(|(_, body)| body.len())
}

#[tokio::test]
async fn connections_end_before_within_and_without_an_answer() {
    let (bytes, end) = raw("[[fault]]\nkind = \"close\"\n").await;
    assert!(bytes.is_empty() && end.is_ok());
    let (bytes, end) = raw("[[fault]]\nkind = \"cut\"\nafter = 30\n").await;
    assert!(body(&bytes) == Some(30) && end.is_ok(), "{bytes:?}");
    let (bytes, _) = raw("[[fault]]\nkind = \"cut\"\nafter = 30\nhead = true\n").await;
    assert!(bytes.len() == 30 && bytes.starts_with(b"HTTP/1.1 200"));
    let (_, end) = raw("[[fault]]\nkind = \"reset\"\nafter = 30\n").await;
    assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn answers_drip_lie_about_their_length_or_are_no_http() {
    let (whole, _) = raw("").await;
    let (dripped, _) = raw("[[fault]]\nkind = \"drip\"\nbytes = 500\nevery_ms = 1\n").await;
    assert_eq!(body(&dripped), body(&whole));
    let (long, _) = raw("[[fault]]\nkind = \"wrong-length\"\nby = 5\n").await;
    let text = String::from_utf8_lossy(&long);
    let length = body(&whole).unwrap() + 5;
    assert!(text.contains(&format!("content-length: {length}\r\n")), "{text}");
    let (garbled, _) = raw("[[fault]]\nkind = \"garble\"\nbytes = 40\n").await;
    assert!(garbled.len() == 40 && !garbled.starts_with(b"HTTP/"));
}

#[tokio::test]
async fn a_stalled_answer_waits_for_its_client() {
    let toml = "[[fault]]\nkind = \"stall\"\nafter = 20\nrequests = 1\n";
    let emulator =
        Emulator::start_with(options().catalogue(images()).faults(faults(toml))).await.unwrap();
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    let ask = || {
        let query = Ask::new().query(aliyun_rpc_signer::Method::Get);
        format!("GET /?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    };
    stream.write_all(ask().as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    while body(&bytes).is_none_or(|length| length < 20) {
        let mut piece = [0; 1024];
        let count = stream.read(&mut piece).await.unwrap();
        bytes.extend(&piece[..count]);
    }
    // Another is answered in the meantime, and the first has nothing more.
    let mut other = TcpStream::connect(emulator.address()).await.unwrap();
    other.write_all(ask().as_bytes()).await.unwrap();
    let mut answer = String::new();
    other.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"));
    assert_eq!(body(&bytes), Some(20));
    assert!(stream.try_read(&mut [0; 8]).is_err(), "nothing to read, and not the end");
}

#[tokio::test]
async fn latency_is_waited_for_by_the_timers() {
    let timers = Arc::new(VirtualRuntime::manual(crate::ask::now()));
    let options = options()
        .timers(Arc::clone(&timers) as _)
        .faults(faults("[[fault]]\nkind = \"latency\"\nms = 5000\n"));
    let emulator = Emulator::start_with(options).await.unwrap();
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    let query = Ask::new().query(aliyun_rpc_signer::Method::Get);
    let request = format!("GET /?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    while emulator.served() == 0 {
        tokio::task::yield_now().await;
    }
    let mut answer = Vec::new();
    assert!(stream.try_read(&mut [0; 8]).is_err(), "it was answered at once");
    timers.advance(Duration::from_secs(5));
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"));
}
