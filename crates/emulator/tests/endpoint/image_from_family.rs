//! `DescribeImageFromFamily`.

use aliyun_ecs_emulator::{AccessKey, Catalogue, NewImage, Service};
use aliyun_rpc_signer::Credentials;

use crate::ask::{Answer, Ask, SECRET, options};

fn ask(family: &str) -> Ask {
    Ask::new().with("Action", "DescribeImageFromFamily").with("ImageFamily", family)
}

fn service() -> Service {
    let image = |id: &str, day: &str| {
        NewImage::own(id).of_family("web").created(format!("2026-01-{day}T00:00:00Z"))
    };
    let catalogue = Catalogue::new()
        .with("cn-hangzhou", image("m-old", "01"))
        .with("cn-hangzhou", image("m-new", "03").named("a < b"))
        .with("cn-hangzhou", image("m-newer", "04").with_status("Creating"))
        .with("cn-hangzhou", NewImage::system("system").of_family("web"))
        .with("cn-hangzhou", NewImage::shared("shared", 1).of_family("web"));
    Service::new(options().catalogue(catalogue)).unwrap()
}

#[test]
fn the_newest_available_image_of_the_callers_own_is_answered_in_both_formats() {
    let service = service();
    let json = ask("web").answer(&service);
    assert_eq!(json.status, 200);
    let value = json.json();
    assert_eq!(value["RequestId"], json.request_id.as_str());
    assert_eq!(
        (&value["Image"]["ImageId"], &value["Image"]["ImageName"]),
        (&"m-new".into(), &"a < b".into())
    );
    let xml = ask("web").with("Format", "XML").answer(&service).body;
    assert!(xml.contains("<DescribeImageFromFamilyResponse><RequestId>"), "{xml}");
    assert!(
        xml.contains("</RequestId><Image>") && xml.contains("<ImageId>m-new</ImageId>"),
        "{xml}"
    );
    assert!(xml.contains("a &lt; b"), "{xml}");
}

#[test]
fn a_family_without_an_image_is_answered_empty() {
    let service = service();
    for ask in [ask("none"), ask("web").with("RegionId", "me-east-1")] {
        let answer = ask.answer(&service);
        let value = answer.json();
        let members: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!((answer.status, members), (200, vec!["RequestId"]));
    }
}

#[test]
fn each_fault_has_its_code_in_both_formats() {
    let elsewhere = AccessKey::new(Credentials::new("elsewhere", SECRET)).only_in(["cn-beijing"]);
    let denying = Service::new(options().key(elsewhere)).unwrap();
    for format in ["JSON", "XML"] {
        let refused = |ask: Ask| -> Answer { ask.with("Format", format).answer(&service()) };
        let answer = refused(ask("web").without("RegionId"));
        assert_eq!((answer.status, answer.code().as_str()), (400, "MissingParameter"));
        assert!(answer.member("Message").contains("\"RegionId\""));
        let answer = refused(ask(""));
        assert_eq!((answer.status, answer.code().as_str()), (400, "MissingParameter"));
        assert!(answer.member("Message").contains("\"ImageFamily\""));
        let answer = refused(ask("web").with("RegionId", "cn-atlantis"));
        assert_eq!((answer.status, answer.code().as_str()), (404, "InvalidRegionId.NotFound"));
        let denied = ask("web").with("AccessKeyId", "elsewhere").with("Format", format);
        let answer = denied.answer(&denying);
        assert_eq!((answer.status, answer.code().as_str()), (403, "Forbidden.RAM"));
    }
}
