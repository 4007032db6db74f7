//! Requests near every limit.

use conformance::types::{Pair, Request};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

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

pub(crate) fn request() -> impl Strategy<Value = Request> {
    (lists(), choices(), switches(), owners()).prop_map(|(lists, choices, switches, owners)| {
        Request {
            region_id: lists.region_id,
            image_id: lists.image_id,
            status: lists.status,
            tag: lists.tag,
            filter: lists.filter,
            page_number: switches.page_number,
            page_size: switches.page_size,
            dry_run: switches.dry_run,
            is_support_io_optimized: switches.is_support_io_optimized,
            is_support_cloudinit: switches.is_support_cloudinit,
            show_expired: switches.show_expired,
            usable: switches.usable,
            is_public: owners.is_public,
            image_owner_id: owners.image_owner_id,
            image_owner_alias: owners.image_owner_alias,
            owner_id: owners.owner_id,
            owner_account: owners.owner_account,
            resource_owner_id: owners.resource_owner_id,
            resource_owner_account: owners.resource_owner_account,
            ..choices
        }
    })
}

fn lists() -> impl Strategy<Value = Request> {
    let region = select(vec!["cn-hangzhou", "", "a", "-cn", "CN", "eu-central-1", "x.y"]);
    let ids = prop_oneof![8 => vec(item(), 0..4), 1 => vec(Just("m-1".to_owned()), 98..103)];
    let statuses = vec(text(&["Available", "Waiting", "Deprecated", "available", "", "a,b"]), 0..3);
    let tags = prop_oneof![4 => vec(tag(), 0..4), 1 => vec(tag(), 4..7), 1 => vec(tag(), 19..23)];
    let keys = ["CreationStartTime", "CreationEndTime", "NetworkType", "CpuOnlineUpgrade", "x"];
    // A filter with neither key nor value sends nothing, which nobody could tell from no filter.
    let filter = prop_oneof![
        9 => (text(&keys), option::of(text(&["", "vpc"]))).prop_map(|(key, value)| Pair {
            key: Some(key),
            value,
        }),
        1 => text(&["", "vpc"]).prop_map(|value| Pair { key: None, value: Some(value) }),
    ];
    let filters = vec(filter, 0..3);
    (region, ids, statuses, tags, filters).prop_map(|(region, image_id, status, tag, filter)| {
        Request {
            region_id: region.to_owned(),
            image_id,
            status,
            tag,
            filter,
            ..Request::default()
        }
    })
}

fn item() -> impl Strategy<Value = String> {
    prop_oneof![8 => "m-[a-z0-9]{1,4}", 1 => Just(String::new()), 1 => Just("a,b".to_owned())]
}

fn tag() -> impl Strategy<Value = Pair> {
    let key = option::weighted(0.95, tag_text(64));
    let value = option::weighted(0.9, tag_text(128));
    (key, value).prop_map(|(key, value)| Pair { key, value })
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

fn choices() -> impl Strategy<Value = Request> {
    (
        option::of(text(&["s-1", ""])),
        option::of(text(&["name", "", "位 *"])),
        option::of(text(&["family", ""])),
        option::of(text(&["instance", "none", "image", ""])),
        option::of(text(&["CreateEcs", "ChangeOS", "*", "Other", ""])),
        option::of(text(&["i386", "x86_64", "arm64", "riscv64", ""])),
        option::of(text(&["linux", "windows", "Linux", ""])),
        option::of(text(&["ecs.g5.large", ""])),
        option::of(text(&["rg-1", ""])),
    )
        .prop_map(|(snapshot, name, family, usage, action, architecture, os, kind, group)| {
            Request {
                snapshot_id: snapshot,
                image_name: name,
                image_family: family,
                usage,
                action_type: action,
                architecture,
                os_type: os,
                instance_type: kind,
                resource_group_id: group,
                ..Request::default()
            }
        })
}

fn switches() -> impl Strategy<Value = Request> {
    let numbers = || prop_oneof![Just(0_u32), 1_u32..3, 49_u32..52, 99_u32..102, any::<u32>()];
    (
        option::of(numbers()),
        option::of(numbers()),
        option::of(any::<bool>()),
        option::of(any::<bool>()),
        option::of(any::<bool>()),
        option::of(any::<bool>()),
        option::of(any::<bool>()),
    )
        .prop_map(|(number, size, dry, optimized, cloudinit, expired, usable)| Request {
            page_number: number,
            page_size: size,
            dry_run: dry,
            is_support_io_optimized: optimized,
            is_support_cloudinit: cloudinit,
            show_expired: expired,
            usable,
            ..Request::default()
        })
}

fn owners() -> impl Strategy<Value = Request> {
    (
        option::of(any::<bool>()),
        option::of(any::<i64>()),
        option::of(text(&["system", "self", "others", "marketplace", "Self", ""])),
        option::of(any::<i64>()),
        option::of(text(&["a@example.com", ""])),
        option::of(any::<i64>()),
        option::of(text(&["b@example.com", ""])),
    )
        .prop_map(|(public, owner, alias, id, account, resource_id, resource_account)| {
            Request {
                is_public: public,
                image_owner_id: owner,
                image_owner_alias: alias,
                owner_id: id,
                owner_account: account,
                resource_owner_id: resource_id,
                resource_owner_account: resource_account,
                ..Request::default()
            }
        })
}

fn text(texts: &[&str]) -> impl Strategy<Value = String> + use<> {
    select(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
}
