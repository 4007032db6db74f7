//! What changes while it runs: many images at once, images that grow, and what is no change.

use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_emulator::{Catalogue, Faults, NewImage, Service};
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::Request;
use serde_json::Value;

use crate::ask::{Ask, now, options};

const REGION: &str = "cn-hangzhou";

fn admin(service: &Service, method: &str, path: &str, body: &str) -> (u16, Value) {
    let request = Request::builder().method(method).uri(format!("/_emulator/{path}"));
    let request = request.header("content-type", "application/json");
    let response = service.handle(&request.body(Bytes::from(body.to_owned())).unwrap());
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

fn total(service: &Service, name: &str, value: &str) -> u64 {
    Ask::new().with(name, value).answer(service).json()["TotalCount"].as_u64().unwrap()
}

#[test]
fn many_images_come_and_go_at_once() {
    let service =
        Service::new(options().catalogue(Catalogue::generated(1_000)).admin(true)).unwrap();
    let images: Vec<String> = (0..20_000).map(|n| format!("{{\"ImageId\":\"m-{n}\"}}")).collect();
    let list = format!("[{}]", images.join(","));
    let path = "images?region=cn-hangzhou";
    assert_eq!(admin(&service, "POST", path, &list).1["inserted"], 20_000);
    assert_eq!(admin(&service, "POST", path, &list).1["inserted"], 20_000, "in place of the same");
    let change = |body: &str| admin(&service, "POST", "changes?region=cn-hangzhou", body).1;
    assert_eq!(change(r#"{"kind":"insert","count":50000}"#)["images"], 71_000);
    assert_eq!(change(r#"{"kind":"delete","count":60000}"#)["images"], 11_000);
    assert_eq!(total(&service, "PageSize", "1"), 11_000);
}

#[test]
fn what_sets_the_state_of_a_growing_image_ends_its_growth() {
    let clock = Arc::new(VirtualRuntime::manual(now()));
    let grown = || NewImage::own("m-1").creating_for(Duration::from_secs(60));
    let images = Catalogue::new().with(REGION, grown());
    let options = options().catalogue(images).runtime(Arc::clone(&clock) as _).admin(true);
    let service = Service::new(options).unwrap();
    let status = || service.catalogue().images(REGION)[0].status.clone();
    let path = "images?region=cn-hangzhou&id=m-1";
    assert_eq!(admin(&service, "PATCH", path, r#"{"Size":7}"#).0, 200);
    assert_eq!(status(), Some("Creating".into()));
    assert_eq!(admin(&service, "PATCH", path, r#"{"Status":"UnAvailable"}"#).0, 200);
    assert_eq!(status(), Some("UnAvailable".into()));
    clock.advance(Duration::from_secs(90));
    assert_eq!(status(), Some("UnAvailable".into()));

    service.change(|images| images.insert(REGION, grown()));
    assert_eq!(status(), Some("Creating".into()));
    service.change(|images| images.insert(REGION, NewImage::own("m-1")));
    assert_eq!(status(), Some("Available".into()));
}

#[test]
fn an_image_keeps_its_id_and_stands_where_its_time_says() {
    let service = Service::new(options().catalogue(Catalogue::generated(300)).admin(true)).unwrap();
    let path = "images?region=cn-hangzhou&id=m-emulator00000000000000150";
    for body in [
        r#"{"Image":{"ImageId":"m-emulator00000000000000005"}}"#,
        r#"{"Regions":[{"Region":"x","Images":[{"ImageId":"m-zzz"}]}]}"#,
        r#"{"Regions":[]}"#,
    ] {
        let (status, answer) = admin(&service, "PATCH", path, body);
        assert_eq!(status, 400, "{body}: {answer}");
    }
    assert_eq!(admin(&service, "PATCH", path, r#"{"CreationTime":"2019-01-01T00:00Z"}"#).0, 200);
    let old = Ask::new()
        .with("Filter.1.Key", "CreationEndTime")
        .with("Filter.1.Value", "2020-01-01T00:00Z")
        .answer(&service);
    assert_eq!(old.ids(), ["m-emulator00000000000000150"]);
}

#[test]
fn what_was_refused_changes_nothing() {
    let faults = "[[fault]]\nkind = \"insert\"\n";
    let service = || {
        let images = Catalogue::new().with(REGION, NewImage::own("m-1"));
        let options = options().catalogue(images).faults(Faults::from_toml(faults).unwrap());
        Service::new(options).unwrap()
    };
    let refused = service();
    assert_eq!(Ask::new().with("RegionId", "cn-hangzhuo").answer(&refused).status, 404);
    assert_eq!(Ask::new().with("RegionId", "cn-hangzhuo").answer(&refused).status, 404);
    Ask::new().secret("wrong").answer(&refused);
    assert_eq!(refused.catalogue().count(REGION), 1);
    assert_eq!(refused.catalogue().regions().collect::<Vec<_>>(), [REGION]);
    let answered = service();
    Ask::new().answer(&answered);
    assert_eq!(answered.catalogue().count(REGION), 2);
}

#[test]
fn the_date_is_that_of_the_clock_requests_are_judged_by() {
    let fault = "[[fault]]\nkind = \"clock\"\noffset_s = 1200\nrequests = 1\n";
    let service = Service::new(options().faults(Faults::from_toml(fault).unwrap())).unwrap();
    let response = service.handle(&Ask::new().get());
    assert_eq!(response.status(), 400);
    assert_eq!(response.headers()["date"], "Fri, 20 Nov 2026 12:20:00 GMT");
    let response = service.handle(&Ask::new().get());
    assert_eq!(response.headers()["date"], "Fri, 20 Nov 2026 12:00:00 GMT");
}
