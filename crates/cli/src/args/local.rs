//! What is selected and ordered here rather than by the service.

use std::fmt;
use std::str::FromStr;

use aliyun_ecs_model::CreationTime;
use clap::Args;
use regex::Regex;

/// What is selected and ordered here rather than by the service.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Filters applied here")]
pub(crate) struct LocalArgs {
    /// Only images whose name has a match of this regular expression
    #[arg(long, value_name = "REGEX", value_parser = regex)]
    pub(crate) name_regex: Option<Regex>,
    /// Only images whose operating system is called so; * stands for any run of characters
    #[arg(long, value_name = "PATTERN")]
    pub(crate) os: Option<String>,
    /// Only images created then or later, such as 2024-01-31 or 2024-01-31T12:00Z, in UTC
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) created_after: Option<CreationTime>,
    /// Only images created before
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) created_before: Option<CreationTime>,
    /// Order by created, name, id, size or os; with :desc the other way round. All images are held in
    /// memory, unless --limit is given
    #[arg(long, value_name = "KEY[:desc]")]
    pub(crate) sort: Option<SortBy>,
    /// Only the newest image
    #[arg(long, conflicts_with_all = ["sort", "limit", "page", "resume"])]
    pub(crate) latest: bool,
}

impl LocalArgs {
    /// Returns whether nothing is left out or ordered here.
    pub(crate) fn is_plain(&self) -> bool {
        let Self { name_regex, os, created_after, created_before, sort, latest } = self;
        name_regex.is_none()
            && os.is_none()
            && created_after.is_none()
            && created_before.is_none()
            && sort.is_none()
            && !latest
    }
}

/// What to order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SortKey {
    Created,
    Name,
    Id,
    Size,
    Os,
}

/// What to order by, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SortBy {
    pub(crate) key: SortKey,
    pub(crate) is_descending: bool,
}

impl SortBy {
    pub(crate) const NEWEST: Self = Self { key: SortKey::Created, is_descending: true };
}

impl FromStr for SortBy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (key, way) = text.split_once(':').unwrap_or((text, "asc"));
        let key = match key {
            "created" => SortKey::Created,
            "name" => SortKey::Name,
            "id" => SortKey::Id,
            "size" => SortKey::Size,
            "os" => SortKey::Os,
            _ => return Err("order by created, name, id, size or os".to_owned()),
        };
        match way {
            "asc" => Ok(Self { key, is_descending: false }),
            "desc" => Ok(Self { key, is_descending: true }),
            _ => Err("after the colon stands asc or desc".to_owned()),
        }
    }
}

fn regex(text: &str) -> Result<Regex, regex::Error> {
    Regex::new(text)
}

/// A day, or a time as the service writes it.
fn time(text: &str) -> Result<CreationTime, NotATime> {
    let day = || format!("{text}T00:00Z").parse();
    text.parse().or_else(|_| day()).map_err(|_| NotATime)
}

#[derive(Debug)]
struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("write a day, as 2024-01-31, or a time in UTC, as 2024-01-31T12:00Z")
    }
}

impl std::error::Error for NotATime {}

#[cfg(test)]
mod tests {
    use super::{SortBy, time};

    #[test]
    fn orders_go_by_key_and_way() {
        let newest: SortBy = "created:desc".parse().expect("an order");
        assert_eq!(newest, SortBy::NEWEST);
        assert!(!"size".parse::<SortBy>().expect("an order").is_descending);
        for wrong in ["", "date", "created:down", "created:"] {
            assert!(wrong.parse::<SortBy>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_is_its_first_minute() {
        assert_eq!(time("2024-01-31").expect("a day").to_string(), "2024-01-31T00:00Z");
        assert_eq!(
            time("2024-01-31T12:00:05Z").expect("a time").to_string(),
            "2024-01-31T12:00:05Z"
        );
        for wrong in ["", "yesterday", "2024-02-30", "2024-01-31T12:00", "31.1.2024"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }
}
