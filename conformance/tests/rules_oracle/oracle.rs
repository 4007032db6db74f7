//! The rules a second time, from `revisions.json` and nothing of the crates.

use std::sync::LazyLock;

use conformance::types::{Finding, Level, Request};
use serde_json::Value;

/// Returns what the revision finds about the request, sorted.
pub(crate) fn findings(request: &Request, date: &str) -> Vec<Finding> {
    let revisions = REVISIONS.as_array().expect("a list");
    let revision = revisions.iter().find(|one| one["date"] == date).expect("the revision");
    let mut oracle = Oracle { revision, found: Vec::new() };
    oracle.lists(request);
    oracle.tags(request);
    oracle.numbers(request);
    oracle.combinations(request);
    oracle.sent(request);
    oracle.found.sort();
    oracle.found
}

struct Oracle<'r> {
    revision: &'r Value,
    found: Vec<Finding>,
}

impl Oracle<'_> {
    fn lists(&mut self, request: &Request) {
        let region = request.get("RegionId").and_then(Value::as_str).unwrap_or_default();
        let label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let long = (2..64).contains(&region.len());
        if region.is_empty() {
            self.find("region-id-required", "RegionId");
        } else if !long || region.starts_with('-') || !region.chars().all(label) {
            self.find("region-id-syntax", "RegionId");
        }
        for name in ["ImageId", "Status"] {
            for item in list(request, name) {
                let item = item.as_str().expect("a text");
                if item.is_empty() || item.contains(',') {
                    self.find("list-item", name);
                }
            }
        }
        if list(request, "ImageId").len() > self.limit("image_ids") {
            self.find("image-id-count", "ImageId");
        }
    }

    fn tags(&mut self, request: &Request) {
        let tags = list(request, "Tag");
        if tags.len() > self.limit("tags") {
            self.find("tag-count", &format!("Tag.{}.Key", self.limit("tags") + 1));
        }
        for (at, tag) in tags.iter().enumerate() {
            let names = (format!("Tag.{}.Key", at + 1), format!("Tag.{}.Value", at + 1));
            let (key, value) = (tag["Key"].as_str(), tag["Value"].as_str());
            if key.is_none() {
                self.find("tag-pairing", &names.0);
            } else if value.is_none() {
                self.find("tag-key-alone", &names.1);
            }
            if key == Some("") {
                self.find("tag-key-empty", &names.0);
            }
            let texts = [
                (key, &names.0, "tag-key-length", "tag-key-prefix", "tag_key_chars"),
                (value, &names.1, "tag-value-length", "tag-value-prefix", "tag_value_chars"),
            ];
            for (text, name, length, prefix, limit) in texts {
                let Some(text) = text else { continue };
                if text.chars().count() > self.limit(limit) {
                    self.find(length, name);
                }
                for _ in 0..self.forbidden(text) {
                    self.find(prefix, name);
                }
            }
        }
    }

    /// One finding for a reserved beginning, one for a URL.
    fn forbidden(&self, text: &str) -> usize {
        let reserved = text.starts_with("aliyun") || text.starts_with("acs:");
        let url = match self.revision["tag_scheme"].as_str() {
            Some("anywhere") => text.contains("http://") || text.contains("https://"),
            _ => text.starts_with("http://") || text.starts_with("https://"),
        };
        usize::from(reserved) + usize::from(url)
    }

    fn numbers(&mut self, request: &Request) {
        let number = |name| request.get(name).and_then(Value::as_u64);
        if number("PageNumber") == Some(0) {
            self.find("page-number-min", "PageNumber");
        }
        match number("PageSize") {
            Some(0) => self.find("page-size-min", "PageSize"),
            Some(size) if size > self.limit("page_size") as u64 => {
                self.find("page-size-max", "PageSize");
            }
            _ => {}
        }
    }

    fn combinations(&mut self, request: &Request) {
        let others = request.get("ImageOwnerAlias") == Some(&Value::from("others"));
        if request.get("IsPublic") == Some(&Value::Bool(true)) && !others {
            self.find("public-owner-alias", "IsPublic");
        }
        if request.contains_key("ImageOwnerId") && !others {
            self.find("owner-id-context", "ImageOwnerId");
        }
        if request.contains_key("OwnerId") && request.contains_key("OwnerAccount") {
            self.find("owner-exclusive", "OwnerId");
        }
        let filters = list(request, "Filter");
        for (at, filter) in filters.iter().enumerate() {
            let name = format!("Filter.{}.Key", at + 1);
            let texts = [("Key", filter["Key"].as_str()), ("Value", filter["Value"].as_str())];
            for (part, _) in texts.iter().filter(|(_, text)| *text == Some("")) {
                self.find("value-empty", &format!("Filter.{}.{part}", at + 1));
            }
            match filter["Key"].as_str() {
                None => self.find("filter-pairing", &name),
                Some(key) => self.value("Filter.n.Key", &name, key),
            }
        }
        if !filters.is_empty() && !self.documents("Filter.n.Key") {
            self.find("parameter-documented", "Filter.1.Key");
        }
    }

    /// Rules about parameters by their wire names, whatever they are.
    fn sent(&mut self, request: &Request) {
        for status in list(request, "Status") {
            self.value("Status", "Status", status.as_str().expect("a text"));
        }
        for (name, value) in request {
            if ["RegionId", "ImageId", "Status", "Tag", "Filter"].contains(&name.as_str()) {
                continue;
            }
            if !self.documents(name) {
                self.find("parameter-documented", name);
            }
            if let Some(text) = value.as_str() {
                if text.is_empty() {
                    self.find("value-empty", name);
                }
                self.value(name, name, text);
            }
        }
    }

    fn value(&mut self, parameter: &str, name: &str, value: &str) {
        let Some(documented) = self.revision["values"][parameter].as_array() else { return };
        if !value.is_empty() && !documented.iter().any(|one| one == value) {
            self.find("value-documented", name);
        }
    }

    fn documents(&self, parameter: &str) -> bool {
        let parameters = self.revision["parameters"].as_array().expect("a list");
        parameters.iter().any(|one| one == parameter)
    }

    fn limit(&self, name: &str) -> usize {
        let limit = self.revision["limits"][name].as_u64().expect("a number");
        usize::try_from(limit).expect("small")
    }

    fn find(&mut self, rule: &str, parameter: &str) {
        let level = match self.revision["rules"][rule].as_str() {
            Some("deny") => Level::Deny,
            Some("advise") => Level::Advise,
            other => panic!("{rule} is {other:?}"),
        };
        self.found.push(Finding { parameter: parameter.to_owned(), rule: rule.to_owned(), level });
    }
}

fn list<'r>(request: &'r Request, name: &str) -> &'r [Value] {
    request.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

static REVISIONS: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../revisions.json")).expect("revisions.json is JSON")
});
