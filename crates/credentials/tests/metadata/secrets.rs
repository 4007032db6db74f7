//! Nothing that is secret is ever printed.

use aliyun_credentials::{CredentialsUri, Provide};
use aliyun_transport::TransportErrorKind;
use aliyun_transport::replay::Replay;

use crate::script::{KEY, answer, everything, lost, role, script};
use crate::support::runtime;

const TOKEN: (u16, &str) = (200, "CANARY-metadata-token");
const ROLE: (u16, &str) = (200, "web");
const PAGE: &str = "<html>CANARY</html>";

/// Bodies that hold secrets and are no key.
fn broken_keys() -> Vec<String> {
    vec![
        PAGE.to_owned(),
        "\"CANARY\"".to_owned(),
        "CANARY\u{1b}[2J\r\n".to_owned(),
        KEY.replace('}', ""),
        KEY.replace("\"STS.id\"", "7"),
        KEY.replace("\"STS.id\"", "{\"CANARY\":\"CANARY\"}"),
        KEY.replace("Success", "CANARY-secret"),
        KEY.replace("2026-01-01T06:00:00Z", "CANARY"),
        KEY.replace("AccessKeyId", "CANARY"),
        KEY.replace("SecurityToken", "CANARY"),
        KEY.replace("LastUpdated", "AccessKeySecret"),
        format!("{KEY}CANARY"),
        format!("{KEY}{}", " ".repeat(70_000)),
    ]
}

#[track_caller]
fn is_clean(text: &str) {
    assert!(!text.contains("CANARY"), "{text}");
}

#[tokio::test]
async fn of_the_metadata_service() {
    let mut scripts = vec![
        script([TOKEN, (200, "CANARY/..")]),
        script([TOKEN, (200, PAGE)]),
        script([TOKEN, (404, PAGE)]),
        script([TOKEN, (500, PAGE)]),
        script([TOKEN, (403, PAGE), (403, PAGE)]),
        script([TOKEN, (401, PAGE), (403, PAGE)]),
        script([(200, "CANARY\u{1b}"), (403, PAGE)]),
        script([(500, PAGE), (403, PAGE)]),
        script([(500, PAGE), (302, PAGE)]),
        script([TOKEN, ROLE, (404, PAGE)]),
        script([TOKEN, ROLE, (500, PAGE)]),
        script([TOKEN, ROLE, (403, PAGE), (403, PAGE)]),
        script([TOKEN]).hang(),
        script([TOKEN, ROLE]).hang(),
        script([TOKEN]).fail(lost(TransportErrorKind::BodyIncomplete)),
        script([TOKEN, ROLE]).fail(lost(TransportErrorKind::Protocol)),
    ];
    scripts.extend(
        broken_keys().into_iter().map(|key| script([TOKEN, ROLE]).respond(answer(200, key))),
    );
    for script in scripts {
        let source = role(&script);
        let error = source.provide().await.expect_err("a failing script");
        assert_eq!(script.remaining(), 0, "{error}");
        is_clean(&everything(&error));
        is_clean(&format!("{source:?} {source:#?}"));
    }
    for script in
        [script([(200, "CANARY CANARY")]), script([(500, PAGE)]), script([TOKEN, (403, PAGE)])]
    {
        let source = role(&script).without_v1();
        let error = source.provide().await.expect_err("a failing script");
        assert_eq!(script.remaining(), 0, "{error}");
        is_clean(&everything(&error));
    }
}

#[tokio::test]
async fn of_a_credentials_uri() {
    let mut scripts: Vec<Replay> =
        broken_keys().into_iter().map(|key| script([(200, key)])).collect();
    scripts.extend([204, 302, 401, 404, 500].map(|status| script([(status, PAGE)])));
    scripts.push(Replay::new().hang());
    scripts.push(Replay::new().fail(lost(TransportErrorKind::Connect)));
    for script in scripts {
        let uri = "https://keys.example/CANARY?token=CANARY#CANARY";
        let source = CredentialsUri::new(uri, script.clone(), runtime()).unwrap();
        let error = source.provide().await.expect_err("a failing script");
        assert_eq!(script.remaining(), 0, "{error}");
        is_clean(&everything(&error));
        is_clean(&format!("{source:?} {source:#?}"));
        assert!(format!("{source:?}").contains("https://keys.example"));
    }
}

#[tokio::test]
async fn of_a_key() {
    let script = script([TOKEN, ROLE, (200, KEY)]);
    let key = role(&script).provide().await.unwrap();
    is_clean(&format!("{key:?} {key:#?}"));
    for request in script.requests() {
        is_clean(&format!("{request:?} {:?}", request.headers()));
    }
}
