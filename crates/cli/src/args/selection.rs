//! What is wanted of an image: what the service can filter by and what it cannot.

use aliyun_ecs_describe_images::select::Selection;
use aliyun_ecs_model::{Architecture, CreationTime, ImageOwnerAlias, ImageStatus, OsType};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use regex::Regex;

use super::known::known;

/// What is wanted of an image. All of it has to hold.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Wanted")]
pub(crate) struct SelectionArgs {
    /// Its name; * stands for any text and ? for any character
    #[arg(long, value_name = "GLOB", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) name: Option<String>,
    /// A regular expression that its name has a match for
    #[arg(long, value_name = "REGEX", value_parser = regex)]
    pub(crate) name_regex: Option<Regex>,
    /// Its image family
    #[arg(long, value_name = "FAMILY", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) family: Option<String>,
    /// The name of its operating system, such as 'Ubuntu 22.04*'
    #[arg(long, value_name = "GLOB", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) os: Option<String>,
    /// system, self, others or marketplace (repeatable: any of them) [default: all but marketplace]
    #[arg(long, value_name = "OWNER", value_delimiter = ',', value_parser = known::<ImageOwnerAlias>())]
    pub(crate) owner: Vec<ImageOwnerAlias>,
    /// x86_64, arm64 or i386
    #[arg(long, value_name = "ARCH", value_parser = known::<Architecture>())]
    pub(crate) architecture: Option<Architecture>,
    /// linux or windows
    #[arg(long, value_name = "TYPE", value_parser = known::<OsType>())]
    pub(crate) os_type: Option<OsType>,
    /// A tag, or any tag of this key (repeatable: all of them)
    #[arg(long, value_name = "KEY[=VALUE]", value_parser = tag)]
    pub(crate) tag: Vec<(String, Option<String>)>,
    /// Created later than this time, or than the first moment of this day, in UTC
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) created_after: Option<CreationTime>,
    /// Created earlier than this time, or than the first moment of this day, in UTC
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) created_before: Option<CreationTime>,
    /// A system disk of so many GiB at least
    #[arg(long, value_name = "GIB")]
    pub(crate) min_size: Option<u32>,
    /// A system disk of so many GiB at most
    #[arg(long, value_name = "GIB")]
    pub(crate) max_size: Option<u32>,
    /// Its state [default: Available, and in find not said to be unusable]
    #[arg(long, value_name = "STATUS", value_parser = known::<ImageStatus>())]
    pub(crate) status: Option<ImageStatus>,
}

impl SelectionArgs {
    /// Returns what is wanted, in any state unless one is given.
    pub(crate) fn selection(&self) -> Selection {
        let wanted = self.traits(self.names());
        match &self.status {
            Some(status) => wanted.status(status.clone()),
            None => wanted,
        }
    }

    /// Returns what is wanted of the names alone, if anything is.
    pub(crate) fn named(&self) -> Option<Selection> {
        let is_named = self.name.is_some() || self.name_regex.is_some() || self.family.is_some();
        is_named.then(|| self.names())
    }

    fn names(&self) -> Selection {
        let mut wanted = Selection::new();
        if let Some(name) = &self.name {
            wanted = wanted.name(name);
        }
        if let Some(regex) = self.name_regex.clone() {
            let text = format!("name /{regex}/");
            wanted = wanted.other(text, move |image| regex.is_match(image.name));
        }
        if let Some(family) = &self.family {
            wanted = wanted.family(family);
        }
        wanted
    }

    fn traits(&self, mut wanted: Selection) -> Selection {
        if let Some(os) = &self.os {
            wanted = os_name(wanted, os);
        }
        wanted = match self.owner.as_slice() {
            [] => wanted,
            [owner] => wanted.owner(owner.clone()),
            owners => {
                let names: Vec<&str> = owners.iter().map(ImageOwnerAlias::as_str).collect();
                let text = format!("owner {}", names.join(" or "));
                let owners = owners.to_vec();
                let is_one = move |owner: &ImageOwnerAlias| owners.contains(owner);
                wanted.other(text, move |image| image.owner.as_ref().is_some_and(&is_one))
            }
        };
        if let Some(architecture) = &self.architecture {
            wanted = wanted.architecture(architecture.clone());
        }
        if let Some(os_type) = &self.os_type {
            wanted = wanted.os_type(os_type.clone());
        }
        for (key, value) in &self.tag {
            wanted = match value {
                Some(value) => wanted.tag(key, value),
                None => wanted.tag_key(key),
            };
        }
        self.numbers(wanted)
    }

    fn numbers(&self, mut wanted: Selection) -> Selection {
        if let Some(time) = self.created_after {
            wanted = wanted.created_after(time);
        }
        if let Some(time) = self.created_before {
            wanted = wanted.created_before(time);
        }
        if let Some(gib) = self.min_size {
            wanted = wanted.size_at_least(gib);
        }
        if let Some(gib) = self.max_size {
            wanted = wanted.size_at_most(gib);
        }
        wanted
    }
}

/// Real names have two blanks where people see one, as in `Ubuntu  22.04 64 bit`.
fn os_name(wanted: Selection, glob: &str) -> Selection {
    let words: Vec<String> = glob.split_whitespace().map(regex::escape).collect();
    let pattern = words.join(r"\s+").replace(r"\*", ".*").replace(r"\?", ".");
    match Regex::new(&format!(r"(?s)^\s*{pattern}\s*$")) {
        Ok(regex) if words.len() > 1 => wanted.other(format!("OS name {glob:?}"), move |image| {
            regex.is_match(image.os_name) || regex.is_match(image.os_name_en)
        }),
        // One without blanks needs no help, and the library can say what it found instead.
        _ => wanted.os_name(glob),
    }
}

fn regex(text: &str) -> Result<Regex, String> {
    // The last line says what is wrong; those before it point to where.
    Regex::new(text).map_err(|error| {
        let text = error.to_string();
        text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
    })
}

/// `KEY=VALUE` or `KEY`; everything after the first `=` is the value.
fn tag(text: &str) -> Result<(String, Option<String>), &'static str> {
    let (key, value) = match text.split_once('=') {
        Some((key, value)) => (key, Some(value.to_owned())),
        None => (text, None),
    };
    if key.is_empty() {
        return Err("a tag begins with its key");
    }
    Ok((key.to_owned(), value))
}

/// A time, or a date, which is its first minute.
fn time(text: &str) -> Result<CreationTime, &'static str> {
    let time = text.parse().or_else(|_| format!("{text}T00:00Z").parse());
    time.map_err(|_| "a time is written in UTC, such as 2026-01-31 or 2026-01-31T12:00Z")
}

#[cfg(test)]
mod tests {
    use aliyun_ecs_describe_images::select::Selection;
    use aliyun_ecs_model::Image;

    use super::{os_name, regex, tag, time};

    #[test]
    fn a_blank_stands_for_any_run_of_blanks() {
        let mut image = Image::new("m-1");
        image.os_name_en = Some("Ubuntu  22.04 64 bit\n".to_owned());
        for (glob, fits) in [
            ("Ubuntu 22.04 64 bit", true),
            ("Ubuntu 22.04*", true),
            ("Ubuntu 22?04 *", true),
            ("Ubuntu  22*bit", true),
            ("Ubuntu*22.04*", true),
            ("Ubuntu 22x04*", false),
            ("untu 22.04*", false),
            ("Ubuntu 22.04", false),
        ] {
            assert_eq!(os_name(Selection::new(), glob).fits(&image), fits, "{glob}");
        }
    }

    #[test]
    fn a_date_is_its_first_minute() {
        let day = time("2026-01-31").expect("a date");
        assert_eq!(day.to_string(), "2026-01-31T00:00Z");
        assert!(day < time("2026-01-31T00:00:00Z").expect("a time"));
        for wrong in ["2026-02-30", "yesterday", "2026-01-31T12:00", "2026-01-31T12:00+08:00"] {
            assert!(time(wrong).expect_err("no time").contains("UTC"), "{wrong}");
        }
    }

    #[test]
    fn a_tag_is_a_key_and_perhaps_a_value() {
        assert_eq!(tag("a=b=c"), Ok(("a".to_owned(), Some("b=c".to_owned()))));
        assert_eq!(tag("a"), Ok(("a".to_owned(), None)));
        assert!(tag("=v").is_err());
    }

    #[test]
    fn what_is_wrong_with_an_expression_is_one_line() {
        let error = regex("a(").expect_err("an error");
        assert_eq!(error, "unclosed group");
    }
}
