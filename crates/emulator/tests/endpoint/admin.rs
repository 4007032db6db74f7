//! Requests to the emulator itself.

use aliyun_ecs_emulator::{Catalogue, NewImage, Service};
use bytes::Bytes;
use http::Request;
use serde_json::Value;

use crate::ask::{Ask, options};

fn service() -> Service {
    let images = Catalogue::new().with("cn-hangzhou", NewImage::own("m-1"));
    Service::new(options().catalogue(images).admin(true)).unwrap()
}

fn ask(service: &Service, method: &str, path: &str, body: &str) -> (u16, Value) {
    let request = Request::builder().method(method).uri(format!("/_emulator/{path}"));
    let json = if path == "faults" { "application/toml" } else { "application/json" };
    let request = request.header("content-type", json);
    let response = service.handle(&request.body(Bytes::from(body.to_owned())).unwrap());
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

#[test]
fn health_is_said_by_every_emulator_and_the_rest_only_if_told_to() {
    let closed = Service::new(options()).unwrap();
    let (status, health) = ask(&closed, "GET", "health", "");
    assert_eq!((status, &health["status"]), (200, &Value::from("ok")));
    assert!(health["images"].as_u64() > Some(300));
    for path in ["images?region=cn-hangzhou", "faults", "changes?region=cn-beijing", "other"] {
        let (status, body) = ask(&closed, "GET", path, "");
        assert_eq!(status, 403, "{path}");
        assert!(body["error"].as_str().unwrap().contains("--admin"));
    }
}

#[test]
fn images_are_added_changed_and_removed_while_it_runs() {
    let service = service();
    let ids = || Ask::new().answer(&service).ids();
    let image = r#"{"ImageId":"m-2","Status":"Available","ImageOwnerAlias":"self","CreationTime":"2026-05-01T00:00:00Z"}"#;
    let (status, body) = ask(&service, "POST", "images?region=cn-hangzhou", image);
    assert_eq!((status, body["inserted"].as_u64()), (200, Some(1)));
    assert_eq!(ids(), ["m-2", "m-1"]);

    let patch = r#"{"Status":"Deprecated","More":[1]}"#;
    let path = "images?region=cn-hangzhou&id=m-2";
    assert_eq!(ask(&service, "PATCH", path, patch).0, 200);
    assert_eq!(ids(), ["m-1"]);
    let (_, page) = ask(&service, "GET", path, "");
    assert_eq!(page["Images"]["Image"][0]["More"][0], 1);

    assert_eq!(ask(&service, "DELETE", path, "").0, 200);
    assert_eq!(ask(&service, "DELETE", path, "").0, 404);
    let change = r#"{"kind":"insert","count":2,"at":"front"}"#;
    let (status, body) = ask(&service, "POST", "changes?region=cn-hangzhou", change);
    assert_eq!((status, body["images"].as_u64()), (200, Some(3)));
    assert_eq!(ids().last().map(String::as_str), Some("m-1"));
}

#[test]
fn faults_are_set_and_unset() {
    let service = service();
    let faults = "[[fault]]\nkind = \"error\"\ncode = \"ServiceUnavailable\"\n";
    assert_eq!(ask(&service, "PUT", "faults", faults).1["faults"], 1);
    assert_eq!(Ask::new().answer(&service).status, 503);
    assert_eq!(ask(&service, "PUT", "faults", "").0, 200);
    assert_eq!(Ask::new().answer(&service).status, 200);
    let (status, body) = ask(&service, "PUT", "faults", "[[fault]]\nkind = \"nothing\"");
    assert!(status == 400 && body["error"].as_str().unwrap().contains("line 2"), "{body}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let service = service();
    let hangzhou = "images?region=cn-hangzhou";
    for (method, path, body, status) in [
        ("GET", "images", "", 400),
        ("GET", "nothing", "", 404),
        ("PUT", hangzhou, "", 405),
        ("GET", "changes?region=cn-beijing", "", 405),
        ("POST", hangzhou, "{\"ImageId\":", 400),
        ("POST", "images?region=r&creating_ms=x", "{\"ImageId\":\"m\"}", 400),
        ("PATCH", "images?region=r&id=m", "{}", 404),
        ("PATCH", "images?region=cn-hangzhou&id=m-1", "[]", 400),
        ("PATCH", "images?region=cn-hangzhou&id=m-1", "{\"ImageId\":\"m-3\"}", 400),
        ("PATCH", "images?region=cn-hangzhou&id=m-1", "{\"Size\":{}}", 400),
        ("POST", "changes?region=cn-beijing", "{\"kind\":\"nothing\"}", 400),
    ] {
        let (found, answer) = ask(&service, method, path, body);
        assert_eq!(found, status, "{method} {path}: {answer}");
        assert!(answer["error"].as_str().is_some_and(|text| !text.is_empty()));
    }
    // What a web page may send unasked is refused.
    let form = Request::post("/_emulator/images?region=r").header("content-type", "text/plain");
    let response = service.handle(&form.body(Bytes::from_static(b"{}")).unwrap());
    assert_eq!(response.status(), 415);
}
