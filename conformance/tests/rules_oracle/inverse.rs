//! Back from parameters to a request, and from a finding to a corrected request.

use conformance::types::Request;
use serde_json::{Value, json};

/// Reads the parameters of a call as the service would.
pub(crate) fn read(params: &[(String, String)]) -> Request {
    let mut members = Request::new();
    for (name, value) in params {
        let parts: Vec<&str> = name.split('.').collect();
        match parts[..] {
            ["Action" | "Version"] => {}
            [list @ ("Tag" | "Filter"), n, part] => set(&mut members, list, n, part, value),
            ["ImageId" | "Status"] => {
                let items = value.split(',').map(Value::from).collect();
                members.insert(name.clone(), Value::Array(items));
            }
            [name] if NUMBERS.contains(&name) || FLAGS.contains(&name) => {
                let typed = serde_json::from_str(value).expect("a number or a boolean");
                members.insert(name.to_owned(), typed);
            }
            _ => {
                members.insert(name.clone(), Value::from(value.as_str()));
            }
        }
    }
    members
}

fn set(members: &mut Request, list: &str, n: &str, part: &str, value: &str) {
    let n: usize = n.parse().expect("a number");
    let list = members.entry(list).or_insert_with(|| json!([]));
    let list = list.as_array_mut().expect("a list");
    if list.len() < n {
        list.resize(n, json!({}));
    }
    let slot = list[n - 1].as_object_mut().expect("a pair").insert(part.to_owned(), value.into());
    assert!(slot.is_none(), "{n}.{part} comes twice");
}

/// Returns the request with the named parameter corrected: made right where it is required or
/// numbered, left out elsewhere.
pub(crate) fn without(request: &Request, parameter: &str) -> Request {
    let mut members = request.clone();
    let parts: Vec<&str> = parameter.split('.').collect();
    match parts[..] {
        ["RegionId"] => {
            members.insert("RegionId".to_owned(), "cn-hangzhou".into());
        }
        ["Tag", n, _] => {
            let n: usize = n.parse().expect("a number");
            let tags = members["Tag"].as_array_mut().expect("a list");
            // Too many are corrected by leaving out; anything else by a tag that is right.
            tags.truncate(n);
            let right = json!({"Key": "k", "Value": "v"});
            if tags[n - 1] == right || tags.len() > 5 {
                tags.truncate(n - 1);
            } else {
                tags[n - 1] = right;
            }
        }
        ["Filter", ..] => {
            members.remove("Filter");
        }
        [name] => {
            assert!(members.remove(name).is_some(), "{name} is named and not given");
        }
        _ => panic!("{parameter} is no parameter"),
    }
    members
}

const NUMBERS: &[&str] = &["PageNumber", "PageSize", "ImageOwnerId", "OwnerId", "ResourceOwnerId"];
const FLAGS: &[&str] =
    &["DryRun", "IsSupportIoOptimized", "IsSupportCloudinit", "ShowExpired", "IsPublic", "Usable"];
