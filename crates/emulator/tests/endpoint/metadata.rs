//! The metadata of an instance.

use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_emulator::{Emulator, Metadata, Options, Service};
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::Request;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::ask::{now, options};
use crate::sockets::{read_response, soon};

const ROLES: &str = "/latest/meta-data/ram/security-credentials/";
const TOKEN: &str = "x-aliyun-ecs-metadata-token";
const LIFETIME: &str = "x-aliyun-ecs-metadata-token-ttl-seconds";

fn metadata(options: Options) -> Metadata {
    Metadata::new(Arc::new(Service::new(options).unwrap()))
}

fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Bytes> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Bytes::new()).unwrap()
}

/// Asks, and returns status and body.
fn ask(metadata: &Metadata, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let response = metadata.handle(&request(method, path, headers));
    let body = String::from_utf8(response.body().to_vec()).unwrap();
    (response.status().as_u16(), body)
}

fn get(metadata: &Metadata, path: &str) -> (u16, String) {
    ask(metadata, "GET", path, &[])
}

fn status(metadata: &Metadata, path: &str, headers: &[(&str, &str)]) -> u16 {
    ask(metadata, "GET", path, headers).0
}

fn token(metadata: &Metadata, seconds: &str) -> String {
    let (status, token) = ask(metadata, "PUT", "/latest/api/token", &[(LIFETIME, seconds)]);
    assert_eq!(status, 200);
    token
}

#[test]
fn items_and_what_is_below_are_listed() {
    let metadata = metadata(options());
    let ok = |text: &str| (200, text.to_owned());
    let index =
        "hostname\nimage-id\ninstance-id\ninstance/\nowner-account-id\nram/\nregion-id\nzone-id";
    for (path, text) in [
        ("/latest/meta-data/", index),
        ("/latest/meta-data", index),
        ("/2016-01-01/meta-data/", index),
        ("/latest", "meta-data/"),
        ("/latest/meta-data/instance/", "instance-type"),
        ("/latest/meta-data/instance/instance-type", "ecs.g6.large"),
        ("/latest/meta-data/ram/", "security-credentials/"),
        (ROLES, "EmulatorRole"),
        ("/latest/meta-data/ram/security-credentials", "EmulatorRole"),
        ("/latest/meta-data/region-id", "cn-hangzhou"),
        ("/latest/meta-data/zone-id", "cn-hangzhou-h"),
        ("/latest/meta-data/instance-id", "i-emulator000000000000"),
        ("/latest/meta-data/hostname", "iZemulator000000000000Z"),
        ("/latest/meta-data/owner-account-id", "1234567890123456"),
        ("/latest/meta-data/image-id?x=y", "suse11sp3_64_20G_aliaegis_20150428.vhd"),
    ] {
        assert_eq!(get(&metadata, path), ok(text), "{path}");
    }
    for path in [
        "/",
        "/latest/nothing",
        "/latest/meta-data/i",
        "/1999-01-01/meta-data/",
        "/latest/meta-data/region-id/x",
    ] {
        let (status, page) = get(&metadata, path);
        assert_eq!(status, 404, "{path}");
        assert!(page.contains("<title>404 - Not Found</title>"), "{page}");
    }
    let image = get(&metadata, "/latest/meta-data/image-id").1;
    let images = Service::new(options()).unwrap().catalogue().images("cn-hangzhou");
    assert!(images.iter().any(|of| of.image_id == image), "it can be looked up");
}

#[test]
fn a_role_can_have_another_name_or_none() {
    let named = metadata(options().metadata_role("web"));
    assert_eq!(get(&named, ROLES), (200, "web".to_owned()));
    assert_eq!(get(&named, &format!("{ROLES}web")).0, 200);
    assert_eq!(get(&named, &format!("{ROLES}EmulatorRole")).0, 404);

    let none = metadata(options().metadata_role(""));
    for path in
        [ROLES, "/latest/meta-data/ram/", &format!("{ROLES}EmulatorRole"), &format!("{ROLES}/")]
    {
        assert_eq!(get(&none, path).0, 404, "{path}");
    }
    assert!(!get(&none, "/latest/meta-data/").1.contains("ram"));
}

#[test]
fn a_token_lives_for_one_second_to_six_hours() {
    let metadata = metadata(options());
    for seconds in ["1", "21600"] {
        assert_eq!(token(&metadata, seconds).len(), 64);
    }
    let put = |headers: &[(&str, &str)]| ask(&metadata, "PUT", "/latest/api/token", headers);
    for headers in [
        &[][..],
        &[(LIFETIME, "0")],
        &[(LIFETIME, "21601")],
        &[(LIFETIME, "-1")],
        &[(LIFETIME, "hour")],
        &[(LIFETIME, "")],
        &[(LIFETIME, "60"), (LIFETIME, "60")],
    ] {
        let (status, page) = put(headers);
        assert_eq!(status, 400, "{headers:?}");
        assert!(page.contains("400 - Missing or Invalid Parameters"), "{page}");
    }
    let proxied = put(&[(LIFETIME, "60"), ("X-Forwarded-For", "10.0.0.1")]);
    assert!(proxied.0 == 403 && proxied.1.contains("403 - Forbidden"), "{proxied:?}");
    for method in ["GET", "POST", "DELETE"] {
        assert_eq!(ask(&metadata, method, "/latest/api/token", &[(LIFETIME, "60")]).0, 405);
    }
    for method in ["PUT", "POST", "HEAD"] {
        assert_eq!(ask(&metadata, method, ROLES, &[]).0, 405);
    }
}

#[test]
fn a_token_that_is_none_or_has_expired_is_refused_in_either_mode() {
    for (v2_only, without) in [(false, 200), (true, 403)] {
        let runtime = VirtualRuntime::manual(now());
        let options = options().metadata_v2_only(v2_only).runtime(Arc::new(runtime.clone()));
        let metadata = metadata(options);
        assert_eq!(status(&metadata, ROLES, &[]), without);
        let token = token(&metadata, "60");
        assert_eq!(status(&metadata, ROLES, &[(TOKEN, &token)]), 200);
        for wrong in ["aaa", ""] {
            let (status, page) = ask(&metadata, "GET", ROLES, &[(TOKEN, wrong)]);
            assert!(status == 401 && page.contains("401 - Unauthorized"), "{status} {page}");
        }
        assert_eq!(status(&metadata, ROLES, &[(TOKEN, &token), (TOKEN, &token)]), 401);
        runtime.advance(Duration::from_secs(59));
        assert_eq!(status(&metadata, ROLES, &[(TOKEN, &token)]), 200);
        runtime.advance(Duration::from_secs(1));
        assert_eq!(status(&metadata, ROLES, &[(TOKEN, &token)]), 401);
    }
}

#[test]
fn only_addresses_of_its_own_lead_to_it() {
    let metadata = metadata(options());
    for host in
        ["100.100.100.200", "127.0.0.1:8080", "localhost", "LOCALHOST:80", "[::1]:80", "10.1.2.3"]
    {
        assert_eq!(status(&metadata, ROLES, &[("host", host)]), 200, "{host}");
    }
    for host in [
        "example.com",
        "100.100.100.200.nip.io",
        "localhost.example.com",
        "",
        "a b",
        "u@localhost:x",
    ] {
        assert_eq!(status(&metadata, ROLES, &[("host", host)]), 403, "{host}");
    }
    assert_eq!(status(&metadata, "http://100.100.100.200/latest/", &[]), 200);
    assert_eq!(status(&metadata, "http://example.com/latest/", &[]), 403);
}

#[test]
fn debug_shows_no_secret() {
    let metadata = metadata(options());
    let key = get(&metadata, &format!("{ROLES}EmulatorRole")).1;
    let key: serde_json::Value = serde_json::from_str(&key).unwrap();
    let shown = format!("{metadata:?}");
    for name in ["AccessKeySecret", "SecurityToken"] {
        assert!(!shown.contains(key[name].as_str().unwrap()));
    }
}

#[tokio::test]
async fn it_is_served_on_a_port_of_its_own_and_stops_with_the_emulator() {
    assert_eq!(Emulator::start().await.unwrap().metadata_url(), None);
    let options = options().metadata("127.0.0.1:0".parse().unwrap());
    let emulator = Emulator::start_with(options).await.unwrap();
    let url = emulator.metadata_url().unwrap().to_owned();
    let address = url.strip_prefix("http://").unwrap().to_owned();
    assert_ne!(url, emulator.url());
    let mut stream = TcpStream::connect(&address).await.unwrap();
    for _ in 0..2 {
        let request = format!("GET {ROLES} HTTP/1.1\r\nHost: 100.100.100.200\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let (head, body) = soon(read_response(&mut stream)).await;
        assert!(head.starts_with("HTTP/1.1 200 OK") && body == "EmulatorRole", "{head}{body}");
    }
    let put = format!(
        "PUT /latest/api/token HTTP/1.1\r\nHost: {address}\r\n{LIFETIME}: 60\r\nContent-Length: 3\r\n\r\nabc"
    );
    stream.write_all(put.as_bytes()).await.unwrap();
    let (head, _) = soon(read_response(&mut stream)).await;
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    // An idle connection does not hold it up.
    soon(emulator.shutdown()).await;
    assert!(TcpStream::connect(&address).await.is_err());
}

#[tokio::test]
async fn an_address_that_is_taken_is_told() {
    let one = Emulator::start().await.unwrap();
    let error = Emulator::start_with(options().metadata(one.address())).await.unwrap_err();
    assert!(error.to_string().contains(&one.address().to_string()), "{error}");
}

#[tokio::test]
async fn a_client_that_takes_the_emulator_for_a_proxy_finds_the_metadata() {
    let with = options().metadata(([127, 0, 0, 1], 0).into());
    for (options, expected) in [(with, "HTTP/1.1 200 "), (options(), "HTTP/1.1 404 ")] {
        let emulator = Emulator::start_with(options).await.unwrap();
        let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
        let request =
            format!("GET http://100.100.100.200{ROLES} HTTP/1.1\r\nHost: 100.100.100.200\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let (head, _) = read_response(&mut stream).await;
        assert!(head.starts_with(expected), "{head}");
        emulator.shutdown().await;
    }
}
