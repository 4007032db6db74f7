//! Limits by revision, strictness, and the log.

use std::sync::{Arc, Mutex};

use aliyun_ecs_emulator::{LogLine, Service};
use aliyun_ecs_model::Revision;

use crate::ask::{Ask, ID, options, service};

fn status_and_message(ask: &Ask, service: &Service) -> (u16, String) {
    let answer = ask.answer(service);
    let message = answer.json()["Message"].as_str().unwrap_or_default().to_owned();
    (answer.status, message)
}

#[test]
fn a_revision_sets_the_limits_of_its_documents() {
    let tags = |count: usize| {
        (1..=count).fold(Ask::new(), |ask, n| ask.with(&format!("Tag.{n}.Key"), "k"))
    };
    for (revision, page, tag) in [
        (Revision::V2018_06_15, 50, 5),
        (Revision::V2019_02_18, 100, 20),
        (Revision::LATEST, 100, 20),
    ] {
        let service = Service::new(options().revision(revision)).unwrap();
        let size =
            |size: u32| Ask::new().with("PageSize", &size.to_string()).answer(&service).status;
        assert_eq!((size(page), size(page + 1)), (200, 400), "{}", revision.date());
        let tagged = |count| tags(count).answer(&service).status;
        assert_eq!((tagged(tag), tagged(tag + 1)), (200, 400), "{}", revision.date());
    }
}

#[test]
fn a_strict_emulator_refuses_what_is_ignored_otherwise() {
    let strict = Service::new(options().strict(true)).unwrap();
    let ask = || Ask::new().with("Tag", "[{\"Key\":\"a\"}]");
    assert_eq!(ask().answer(&service()).status, 200);
    let (status, message) = status_and_message(&ask(), &strict);
    assert_eq!(status, 400);
    assert!(message.contains("\"Tag\"") && message.contains("Tag.1.Key"), "{message}");
    assert_eq!(Ask::new().with("Tag.1.key", "env").answer(&strict).status, 200);

    let old = options().strict(true).revision(Revision::V2018_06_15);
    let old = Service::new(old).unwrap();
    let family = || Ask::new().with("ImageFamily", "f");
    assert_eq!(family().answer(&strict).status, 200);
    let (status, message) = status_and_message(&family(), &old);
    assert!(status == 400 && message.contains("\"ImageFamily\""), "{message}");
}

#[test]
fn every_request_is_a_line_that_shows_no_secret() {
    let lines: Arc<Mutex<Vec<LogLine>>> = Arc::default();
    let kept = Arc::clone(&lines);
    let options = options().log(move |line| kept.lock().unwrap().push(line.clone()));
    let service = Service::new(options).unwrap();
    Ask::new().answer(&service);
    Ask::new().secret("CANARY").answer(&service);
    let for_post = Ask::new().query(aliyun_rpc_signer::Method::Post);
    service.handle(&crate::ask::get(&for_post));
    Ask::new().with("AccessKeyId", "LTAI5tSomebodyElse").answer(&service);
    Ask::new().with("Action", "RunInstances").answer(&service);
    service.handle(&http::Request::get("/other").body(bytes::Bytes::new()).unwrap());

    let lines = lines.lock().unwrap();
    let texts: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let expected = [
        format!(" DescribeImages key={ID} region=cn-hangzhou 200 ok "),
        "another secret, or changed after it was signed".to_owned(),
        " 400 refused SignatureDoesNotMatch ".to_owned(),
        " key=…Else region=cn-hangzhou 404 refused InvalidAccessKeyId.NotFound ".to_owned(),
        format!(" RunInstances key={ID} "),
        " - key=- region=- 404 refused InvalidAction.NotFound ".to_owned(),
    ];
    assert_eq!(texts.len(), expected.len());
    for (text, expected) in texts.iter().zip(expected) {
        assert!(text.contains(&expected), "{text}\n{expected}");
        let json = lines.iter().map(LogLine::to_json).collect::<String>();
        for secret in ["CANARY", "testsecret", "SomebodyElse", "SignatureNonce", "GET&"] {
            assert!(!text.contains(secret) && !json.contains(secret), "{text}");
        }
    }
    assert!(texts[2].contains("POST") || texts[2].contains("method"), "{}", texts[2]);
}
