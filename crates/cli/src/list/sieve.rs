//! What the service cannot select by, or not exactly: checked here, image by image.

use aliyun_ecs_describe_images::select::View;
use aliyun_ecs_model::CreationTime;
use regex::Regex;
use wildmatch::WildMatch;

use crate::args::ListArgs;

/// The conditions that are checked here.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    name: Option<WildMatch>,
    name_regex: Option<Regex>,
    os: Option<WildMatch>,
    after: Option<CreationTime>,
    before: Option<CreationTime>,
    /// How many images each condition kept away, by the name of its flag.
    removed: Vec<(&'static str, u64)>,
}

impl Sieve {
    /// Takes the conditions of the arguments; `name` is the pattern that the service gets, too.
    pub(super) fn new(args: &ListArgs, name: Option<&str>) -> Self {
        Self {
            name: name.map(WildMatch::new),
            name_regex: args.selection.name_regex.clone(),
            os: args.selection.os.as_deref().map(|pattern| WildMatch::new(&pattern.to_lowercase())),
            after: args.selection.created_after,
            before: args.selection.created_before,
            removed: Vec::new(),
        }
    }

    /// Returns whether an image passes.
    pub(super) fn passes(&mut self, image: &View<'_>) -> bool {
        let os = || {
            let fits = |pattern: &WildMatch, name: &str| pattern.matches(&name.to_lowercase());
            let os = self.os.as_ref();
            os.is_none_or(|os| fits(os, image.os_name) || fits(os, image.os_name_en))
        };
        let after = |time: CreationTime| image.created.is_some_and(|created| created >= time);
        let before = |time: CreationTime| image.created.is_some_and(|created| created < time);
        let failed = if !self.name.as_ref().is_none_or(|name| name.matches(image.name)) {
            "--name"
        } else if !self.name_regex.as_ref().is_none_or(|regex| regex.is_match(image.name)) {
            "--name-regex"
        } else if !os() {
            "--os"
        } else if !self.after.is_none_or(after) {
            "--created-after"
        } else if !self.before.is_none_or(before) {
            "--created-before"
        } else {
            return true;
        };
        match self.removed.iter_mut().find(|(flag, _)| *flag == failed) {
            Some((_, count)) => *count += 1,
            None => self.removed.push((failed, 1)),
        }
        false
    }

    /// Returns how many images were kept away by which flag.
    pub(super) fn removed(&self) -> &[(&'static str, u64)] {
        &self.removed
    }
}

#[cfg(test)]
mod tests {
    use aliyun_ecs_describe_images::select::Lend as _;
    use aliyun_ecs_model::Image;

    use super::Sieve;
    use crate::args::tests::list;

    fn passing(arguments: &[&str]) -> (Vec<String>, Vec<(&'static str, u64)>) {
        let args = list(arguments);
        let name = args.filters.requests("r").first().and_then(|r| r.image_name.clone());
        let mut sieve = Sieve::new(&args, name.as_deref());
        let image = |id: &str, name: &str, os: &str, created: &str| {
            let mut image = Image::new(id);
            image.image_name = Some(name.to_owned());
            image.os_name = Some(os.to_owned());
            image.creation_time = Some(created.to_owned());
            image
        };
        let images = [
            image("1", "web-1", "Ubuntu  22.04 64位", "2024-05-01T00:00:00Z"),
            image("2", "web-2", "CentOS  7.9 64位", "2023-01-01T00:00Z"),
            image("3", "db-1", "Ubuntu  20.04 64位", "no time"),
        ];
        let ids = images.iter().filter(|image| sieve.passes(&image.view()));
        let ids = ids.map(|image| image.image_id.clone()).collect();
        (ids, sieve.removed().to_vec())
    }

    #[test]
    fn each_condition_keeps_images_away_and_counts_them() {
        assert_eq!(passing(&[]).0, ["1", "2", "3"]);
        assert_eq!(passing(&["--name=web-*"]), (vec!["1".into(), "2".into()], vec![("--name", 1)]));
        assert_eq!(passing(&["--name-regex=-1$"]).0, ["1", "3"]);
        assert_eq!(passing(&["--os=ubuntu*22*"]).0, ["1"]);
        assert_eq!(passing(&["--created-after=2024-01-01"]).0, ["1"]);
        assert_eq!(
            passing(&["--created-before=2024-01-01"]),
            (vec!["2".into()], vec![("--created-before", 2)])
        );
        let (none, removed) = passing(&["--name=web-*", "--os=Debian*"]);
        assert!(none.is_empty());
        assert_eq!(removed, [("--os", 2), ("--name", 1)]);
    }
}
