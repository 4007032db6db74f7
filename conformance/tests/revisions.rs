//! The rules per revision are data, and `revisions.json` is that data a second time, written by
//! hand from the documentation and never from the model, which it judges.

use std::fs;
use std::path::Path;

use aliyun_ecs_model::{
    ActionType, Architecture, FilterKey, ImageOwnerAlias, ImageStatus, Level, OsType, Parameter,
    Revision, Rule, TagScheme, Usage,
};
use serde_json::{Map, Value, json};

#[test]
fn revisions_json_is_what_the_model_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("revisions.json");
    let revisions: Vec<Value> = Revision::PUBLISHED.iter().map(written).collect();
    let mut pinned: Value =
        serde_json::from_str(&fs::read_to_string(&path).expect("revisions.json"))
            .expect("revisions.json is JSON");
    for (pinned, said) in pinned.as_array_mut().expect("a list").iter_mut().zip(&revisions) {
        let mut names = pinned["parameters"].as_array().expect("a list").clone();
        names.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
        pinned["parameters"] = Value::Array(names);
        assert_eq!(pinned, said, "{}", said["date"]);
    }
    assert_eq!(pinned.as_array().map(Vec::len), Some(revisions.len()));
}

/// What the two restated pages say, by hand: the file above must not be regenerated around them.
#[test]
fn the_two_documents_say_what_they_say() {
    let [v2018, v2019, ..] = Revision::PUBLISHED else { panic!("two revisions at least") };
    assert_eq!((v2018.date(), v2019.date()), ("2018-06-15", "2019-02-18"));
    assert_eq!((v2018.limits().page_size, v2019.limits().page_size), (50, 100));
    assert_eq!((v2018.limits().tags, v2019.limits().tags), (5, 20));
    assert_eq!((v2019.limits().tag_key_chars, v2019.limits().tag_value_chars), (64, 128));
    assert!(!v2018.documents(Parameter::DryRun) && v2019.documents(Parameter::DryRun));
    for rule in [Rule::TagKeyLength, Rule::TagKeyPrefix, Rule::TagValueLength, Rule::TagValuePrefix]
    {
        assert_eq!((v2018.level(rule), v2019.level(rule)), (Level::Advise, Level::Deny), "{rule}");
    }
    let first = (v2018.level(Rule::PageNumberMin), v2019.level(Rule::PageNumberMin));
    assert_eq!(first, (Level::Deny, Level::Advise));
    for revision in [v2018, v2019] {
        let parameters = Parameter::ALL.iter().filter(|one| revision.documents(**one)).count();
        // `Action` is not the caller's; `Tag.n.Key` and `Tag.n.Value` are two rows each.
        assert_eq!(parameters, if revision.date() == "2018-06-15" { 11 } else { 12 });
        assert_eq!(revision.values(Parameter::Usage), Some(vec!["instance", "none"]));
        let owners = ["system", "self", "others", "marketplace"];
        assert_eq!(revision.values(Parameter::ImageOwnerAlias), Some(owners.to_vec()));
        let states = ["Creating", "Available", "UnAvailable", "CreateFailed"];
        assert_eq!(revision.values(Parameter::Status), Some(states.to_vec()));
    }
}

/// `*` of ActionType is the one value that a page documents and no type names: it was gone in the
/// next revision.
#[test]
fn every_documented_value_has_a_name() {
    for revision in Revision::PUBLISHED {
        for (parameter, known) in [
            (Parameter::Status, ImageStatus::KNOWN),
            (Parameter::ImageOwnerAlias, ImageOwnerAlias::KNOWN),
            (Parameter::Usage, Usage::KNOWN),
            (Parameter::Architecture, Architecture::KNOWN),
            (Parameter::OsType, OsType::KNOWN),
            (Parameter::ActionType, ActionType::KNOWN),
            (Parameter::FilterKey, FilterKey::KNOWN),
        ] {
            for value in revision.values(parameter).unwrap_or_default() {
                let named = known.contains(&value) || value == "*";
                assert!(named, "{}: {value} of {}", revision.date(), parameter.name());
            }
        }
    }
}

fn written(revision: &Revision) -> Value {
    let limits = revision.limits();
    let mut parameters: Vec<&str> = Parameter::ALL
        .iter()
        .filter(|parameter| revision.documents(**parameter))
        .map(|parameter| parameter.name())
        .collect();
    parameters.sort_unstable();
    let mut values = Map::new();
    for parameter in Parameter::ALL {
        if let Some(documented) = revision.values(*parameter) {
            values.insert(parameter.name().to_owned(), json!(documented));
        }
    }
    let mut rules = Map::new();
    for rule in Rule::ALL {
        rules.insert(rule.id().to_owned(), json!(level(revision.level(*rule))));
    }
    json!({
        "date": revision.date(),
        "limits": {
            "image_ids": limits.image_ids,
            "tags": limits.tags,
            "tag_key_chars": limits.tag_key_chars,
            "tag_value_chars": limits.tag_value_chars,
            "page_size": limits.page_size,
        },
        "tag_scheme": match revision.tag_scheme() {
            TagScheme::AtStart => "at-start",
            TagScheme::Anywhere => "anywhere",
            _ => "other",
        },
        "parameters": parameters,
        "values": values,
        "rules": rules,
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Off => "off",
        Level::Advise => "advise",
        Level::Deny => "deny",
        _ => "other",
    }
}
