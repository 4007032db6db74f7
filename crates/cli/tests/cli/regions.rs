//! Which regions there are.

use aliyun_ecs_emulator::{Emulator, Options};
use aliyun_ecs_model::regions;

use crate::command::{bare, ids_in_table, keyed, keyed_for, run};
use crate::scripted::{Scripted, error};

#[test]
fn the_table_has_every_region_of_the_account() {
    let output = run(bare(), &["regions", "--emulator"]);
    let table = output.exits(0);
    assert!(table.starts_with("REGION"), "{table}");
    let ids = ids_in_table(table);
    assert!(ids.len() > 20 && ids.contains(&"eu-central-1".to_owned()), "{ids:?}");

    let listed = run(bare(), &["regions", "--emulator", "-o", "id"]);
    assert_eq!(listed.exits(0).lines().collect::<Vec<_>>(), ids);

    let json = run(bare(), &["regions", "--emulator", "--output=json"]);
    let list: serde_json::Value = serde_json::from_str(json.exits(0)).expect("JSON");
    let list = list.as_array().expect("a list");
    assert_eq!(list.len(), ids.len());
    for member in ["id", "name", "endpoint", "status"] {
        assert!(list[0].get(member).is_some(), "{member}");
    }
}

#[test]
fn what_is_known_needs_no_key_and_no_network() {
    let output = run(bare(), &["regions", "--known"]);
    let table = output.exits(0);
    let expected: Vec<&str> = regions::public().map(regions::Region::id).collect();
    assert_eq!(ids_in_table(table), expected);
    let row = table.lines().find(|line| line.starts_with("cn-hangzhou ")).expect("a row");
    assert!(row.contains("mainland") && row.ends_with("ecs-cn-hangzhou.aliyuncs.com"), "{row}");
    let json = run(bare(), &["regions", "--known", "-o", "json"]);
    let list: serde_json::Value = serde_json::from_str(json.exits(0)).expect("JSON");
    assert_eq!(list[0]["site"], "international");
    run(bare(), &["regions", "--known", "--emulator"]).says(&["cannot be used with"]).exits(2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_region_that_came_later_is_noted() {
    let options = Options::new().regions(["zz-future-9"]);
    let emulator = Emulator::start_with(options).await.expect("an emulator");
    let output = run(keyed_for(&emulator), &["regions", "--endpoint", emulator.url()]);
    assert!(output.exits(0).contains("zz-future-9"));
    output.says(&["note: 1 region of them came after "]);
    emulator.shutdown().await;
}

#[test]
fn names_are_escaped_and_refusals_offer_the_known_ones() {
    let region = r#"{"RegionId":"a\u001b[2J","LocalName":"\u202e\nb","RegionEndpoint":"","Status":"available"}"#;
    let body = format!(r#"{{"RequestId":"R","Regions":{{"Region":[{region}]}}}}"#);
    let server = Scripted::start(move |_| Some((200, body.clone())));
    for how in ["table", "json", "id"] {
        let output = run(keyed("id", "secret"), &["regions", "--endpoint", &server.url, "-o", how]);
        output.exits(0);
        crate::hostile::is_harmless(&output);
    }
    let server = Scripted::start(|_| error(403, "Forbidden.RAM", "No."));
    let output = run(keyed("id", "secret"), &["regions", "--endpoint", &server.url]);
    output.says(&["Forbidden.RAM"]).exits(3);
}
