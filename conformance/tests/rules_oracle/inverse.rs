//! Back from parameters to a request, and from a finding to a corrected request.

use conformance::types::{Pair, Request};
use serde_json::{Map, Value};

/// Reads the parameters of a call as the service would.
pub(crate) fn read(params: &[(String, String)]) -> Request {
    let mut members = Map::new();
    let mut request = Request::default();
    for (name, value) in params {
        let parts: Vec<&str> = name.split('.').collect();
        match parts[..] {
            ["Action" | "Version"] => {}
            ["Tag", n, part] => set(&mut request.tag, n, part, value),
            ["Filter", n, part] => set(&mut request.filter, n, part, value),
            ["ImageId" | "Status"] => {
                let items = value.split(',').map(Value::from).collect();
                members.insert(name.clone(), Value::Array(items));
            }
            [name] if NUMBERS.contains(&name) || FLAGS.contains(&name) => {
                let typed = serde_json::from_str(value).expect("a number or truth value");
                members.insert(name.to_owned(), typed);
            }
            _ => {
                members.insert(name.clone(), Value::from(value.as_str()));
            }
        }
    }
    let plain: Request = serde_json::from_value(Value::Object(members)).expect("a request");
    Request { tag: request.tag, filter: request.filter, ..plain }
}

fn set(pairs: &mut Vec<Pair>, n: &str, part: &str, value: &str) {
    let n: usize = n.parse().expect("a number");
    if pairs.len() < n {
        pairs.resize(n, Pair::default());
    }
    let slot = if part == "Key" { &mut pairs[n - 1].key } else { &mut pairs[n - 1].value };
    assert!(slot.replace(value.to_owned()).is_none(), "{n}.{part} comes twice");
}

/// Returns the request with the named parameter corrected: made right where it is required or
/// numbered, left out elsewhere.
pub(crate) fn without(request: &Request, parameter: &str) -> Request {
    let mut corrected = request.clone();
    let parts: Vec<&str> = parameter.split('.').collect();
    match parts[..] {
        ["RegionId"] => corrected.region_id = "cn-hangzhou".to_owned(),
        ["Tag", n, _] => {
            let n: usize = n.parse().expect("a number");
            // Too many are corrected by leaving out; anything else by a tag that is right.
            corrected.tag.truncate(n);
            let right = Pair { key: Some("k".to_owned()), value: Some("v".to_owned()) };
            if corrected.tag[n - 1] == right || corrected.tag.len() > 5 {
                corrected.tag.truncate(n - 1);
            } else {
                corrected.tag[n - 1] = right;
            }
        }
        ["Filter", ..] => corrected.filter.clear(),
        [name] => {
            let mut members = serde_json::to_value(&corrected).expect("it is JSON");
            let removed = members.as_object_mut().expect("an object").remove(name);
            assert!(removed.is_some(), "{name} is named and not given");
            corrected = serde_json::from_value(members).expect("a request");
        }
        _ => panic!("{parameter} is no parameter"),
    }
    corrected
}

const NUMBERS: &[&str] = &["PageNumber", "PageSize", "ImageOwnerId", "OwnerId", "ResourceOwnerId"];
const FLAGS: &[&str] =
    &["DryRun", "IsSupportIoOptimized", "IsSupportCloudinit", "ShowExpired", "IsPublic", "Usable"];
