//! What the service ignores in silence, and a strict emulator refuses by name.

use std::borrow::Cow;

use crate::codes;
use crate::operations::context::Operation;
use crate::parameters::Parameters;
use crate::rejection::Rejection;

/// Refuses a parameter that the operation does not have, or that its documents of this revision do not.
pub(crate) fn check(
    operation: &Operation,
    params: &Parameters,
    is_documented: impl Fn(&str) -> bool,
) -> Result<(), Rejection> {
    let known = (operation.parameters)();
    for (name, _) in params.iter() {
        if COMMON.contains(&name) {
            continue;
        }
        let pattern = pattern_of(name);
        if known.contains(&&*pattern) && is_documented(&pattern) {
            continue;
        }
        let refusal = Rejection::naming(codes::INVALID_PARAMETER, name);
        let sentence = match known.iter().find(|it| it.split('.').next() == Some(name)) {
            Some(_) => format!(
                "The service ignores it: each element is a parameter of its own, such as {name}.1.Key and {name}.1.Value (--strict)."
            ),
            None => format!(
                "{} does not have it, and the service ignores it (--strict).",
                operation.name
            ),
        };
        let message = format!("{} {sentence}", refusal.message);
        return Err(Rejection::new(refusal.code, message));
    }
    Ok(())
}

/// Returns the name as tables have it, with `n` for a number; the deprecated spellings as the documented ones.
fn pattern_of(name: &str) -> Cow<'_, str> {
    let mut parts = name.splitn(3, '.');
    let (Some(list), Some(number), Some(member)) = (parts.next(), parts.next(), parts.next())
    else {
        return name.into();
    };
    let is_number = !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
    match member {
        _ if number.is_empty() || !is_number => name.into(),
        "key" if list == "Tag" => "Tag.n.Key".into(),
        "value" if list == "Tag" => "Tag.n.Value".into(),
        _ => format!("{list}.n.{member}").into(),
    }
}

/// The parameters every operation has (ECS API Reference, "Common parameters"), and those that SDKs send to every
/// operation of ECS.
const COMMON: &[&str] = &[
    "AccessKeyId",
    "Action",
    "Format",
    "OwnerAccount",
    "OwnerId",
    "RegionId",
    "ResourceOwnerAccount",
    "ResourceOwnerId",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations;

    #[track_caller]
    fn refusal(query: &str) -> Option<String> {
        let operation = operations::named("DescribeImages").next().unwrap();
        let params = Parameters::decode([query.as_bytes()]).params;
        let checked = check(operation, &params, |name| name != "IsPublic");
        checked.err().map(|refusal| refusal.message.into_owned())
    }

    #[test]
    fn what_is_known_passes() {
        let known = "Action=a&RegionId=r&SignatureType=&Tag.1.Key=k&Tag.20.Value=v&Tag.1.key=k&\
                     Filter.2.Key=k&PageSize=1&ImageFamily=f&Usable=true&OwnerId=1";
        assert_eq!(refusal(known), None);
    }

    #[test]
    fn what_is_not_is_refused_by_name() {
        for (query, expected) in [
            ("Tag=%5B%5D", "\"Tag\" is not valid. The service ignores it: each element"),
            ("Filter=x", "Filter.1.Key"),
            ("pagesize=1", "\"pagesize\" is not valid. DescribeImages does not have it"),
            ("Tag.01.Key=a", "\"Tag.01.Key\""),
            ("Tag.1.Keys=a", "\"Tag.1.Keys\""),
            ("Tag.1.Key.2=a", "\"Tag.1.Key.2\""),
            ("IsPublic=true", "\"IsPublic\""),
            ("%1b=1", "\"?\""),
        ] {
            let message = refusal(query).unwrap_or_default();
            assert!(message.contains(expected), "{query}: {message}");
        }
    }
}
