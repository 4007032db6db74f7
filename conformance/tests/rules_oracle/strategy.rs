//! Requests near every limit.

use std::fmt::Debug;

use conformance::types::Request;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde::Serialize;
use serde_json::{Value, json};

pub(crate) fn revision() -> impl Strategy<Value = &'static str> {
    select(vec![
        "2018-06-15",
        "2019-02-18",
        "2019-05-31",
        "2019-08-14",
        "2020-10-26",
        "2021-07-14",
        "2025-04-22",
        "2026-07-16",
    ])
}

/// Requests as their JSON, so that the strategies name what goes over the wire.
pub(crate) fn request() -> impl Strategy<Value = Request> {
    (lists(), choices(), switches(), owners()).prop_map(|groups| {
        let members = [groups.0, groups.1, groups.2, groups.3].into_iter().flatten();
        let is_given = |value: &Value| {
            !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
        };
        let given = members.filter(move |(_, value)| is_given(value));
        given.map(|(name, value)| (name.to_owned(), value)).collect()
    })
}

/// Names and values; `null` is not given.
type Members = Vec<(&'static str, Value)>;

fn lists() -> impl Strategy<Value = Members> {
    let region = select(vec!["cn-hangzhou", "", "a", "-cn", "CN", "eu-central-1", "x.y"]);
    let ids = prop_oneof![8 => vec(item(), 0..4), 1 => vec(Just("m-1".to_owned()), 98..103)];
    let statuses = vec(text(&["Available", "Waiting", "Deprecated", "available", "", "a,b"]), 0..3);
    let tags = prop_oneof![4 => vec(tag(), 0..4), 1 => vec(tag(), 4..7), 1 => vec(tag(), 19..23)];
    let keys = ["CreationStartTime", "CreationEndTime", "NetworkType", "CpuOnlineUpgrade", "x"];
    // A filter with neither key nor value sends nothing, which nobody could tell from no filter.
    let filter = prop_oneof![
        9 => (text(&keys), option::of(text(&["", "vpc"]))).prop_map(|(key, value)| {
            pair(Some(key), value)
        }),
        1 => text(&["", "vpc"]).prop_map(|value| pair(None, Some(value))),
    ];
    let filters = vec(filter, 0..3);
    (region, ids, statuses, tags, filters).prop_map(|(region, ids, statuses, tags, filters)| {
        vec![
            ("RegionId", json!(region)),
            ("ImageId", json!(ids)),
            ("Status", json!(statuses)),
            ("Tag", json!(tags)),
            ("Filter", json!(filters)),
        ]
    })
}

fn item() -> impl Strategy<Value = String> {
    prop_oneof![8 => "m-[a-z0-9]{1,4}", 1 => Just(String::new()), 1 => Just("a,b".to_owned())]
}

fn tag() -> impl Strategy<Value = Value> {
    let key = option::weighted(0.95, tag_text(64));
    let value = option::weighted(0.9, tag_text(128));
    (key, value).prop_map(|(key, value)| pair(key, value))
}

fn pair(key: Option<String>, value: Option<String>) -> Value {
    let parts = [("Key", key), ("Value", value)];
    let given = parts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into())));
    Value::Object(given.collect())
}

/// Texts on both sides of a length in characters, with everything that is reserved.
fn tag_text(limit: usize) -> impl Strategy<Value = String> {
    let near = (limit - 1..limit + 2, select(vec!["k", "位", "😀"]));
    prop_oneof![
        6 => "[a-z]{1,3}",
        1 => Just(String::new()),
        2 => near.prop_map(|(count, character)| character.repeat(count)),
        2 => text(&["aliyun", "acs:x", "http://x", "https://x", "Aliyun", "my aliyun"]),
        2 => text(&["see http://x", "see https://x", "acs:http://x", "aliyunhttps://", "HTTP://x"]),
    ]
}

fn choices() -> impl Strategy<Value = Members> {
    [
        one("SnapshotId", &["s-1", ""]),
        one("ImageName", &["name", "", "位 *"]),
        one("ImageFamily", &["family", ""]),
        one("Usage", &["instance", "none", "image", ""]),
        one("ActionType", &["CreateEcs", "ChangeOS", "*", "Other", ""]),
        one("Architecture", &["i386", "x86_64", "arm64", "riscv64", ""]),
        one("OSType", &["linux", "windows", "Linux", ""]),
        one("InstanceType", &["ecs.g5.large", ""]),
        one("ResourceGroupId", &["rg-1", ""]),
    ]
    .to_vec()
}

fn switches() -> impl Strategy<Value = Members> {
    let numbers = prop_oneof![Just(0_u32), 1_u32..3, 49_u32..52, 99_u32..102, any::<u32>()];
    [
        given("PageNumber", numbers.clone()),
        given("PageSize", numbers),
        given("DryRun", any::<bool>()),
        given("IsSupportIoOptimized", any::<bool>()),
        given("IsSupportCloudinit", any::<bool>()),
        given("ShowExpired", any::<bool>()),
        given("Usable", any::<bool>()),
    ]
    .to_vec()
}

fn owners() -> impl Strategy<Value = Members> {
    [
        given("IsPublic", any::<bool>()),
        given("ImageOwnerId", any::<i64>()),
        one("ImageOwnerAlias", &["system", "self", "others", "marketplace", "Self", ""]),
        given("OwnerId", any::<i64>()),
        one("OwnerAccount", &["a@example.com", ""]),
        given("ResourceOwnerId", any::<i64>()),
        one("ResourceOwnerAccount", &["b@example.com", ""]),
    ]
    .to_vec()
}

fn one(name: &'static str, texts: &[&str]) -> BoxedStrategy<(&'static str, Value)> {
    given(name, text(texts))
}

fn given<T: Serialize + Debug>(
    name: &'static str,
    value: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<(&'static str, Value)> {
    option::of(value).prop_map(move |value| (name, json!(value))).boxed()
}

fn text(texts: &[&str]) -> impl Strategy<Value = String> + use<> {
    select(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
}
