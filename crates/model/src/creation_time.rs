//! When an image was created.

use std::error::Error;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

/// A time as the service writes it: `2017-07-18T07:13:43Z`, or `2017-07-18T07:13Z` without seconds.
///
/// Times compare as moments; one without seconds comes before every second of its minute. `Display`
/// gives back the form that was read. (ECS API Reference, DescribeImages, `CreationTime`, 2018-06-15;
/// data type ImageType, 2018, and `Filter.n.Value`, 2021-06-01, for the form without seconds.)
///
/// ```
/// use aliyun_ecs_model::CreationTime;
///
/// let minute: CreationTime = "2017-07-18T09:47Z".parse()?;
/// let second: CreationTime = "2017-07-18T09:47:13Z".parse()?;
/// assert!(minute < second);
/// assert_eq!(minute.to_string(), "2017-07-18T09:47Z");
/// assert!("2017-07-18".parse::<CreationTime>().is_err());
/// # Ok::<(), aliyun_ecs_model::NotACreationTime>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CreationTime {
    /// Minutes since 1970.
    minutes: u64,
    /// Below 60.
    second: Option<u8>,
}

impl CreationTime {
    /// Returns the moment; a second that is not given is the first of its minute.
    #[must_use]
    pub fn to_system_time(self) -> SystemTime {
        let seconds = self.minutes * 60 + u64::from(self.second.unwrap_or(0));
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// Returns whether the seconds are given.
    #[must_use]
    pub fn has_seconds(self) -> bool {
        self.second.is_some()
    }
}

impl FromStr for CreationTime {
    type Err = NotACreationTime;

    /// Reads either form, years from 1970 to 9999: no fraction, no offset, no leap second, no day that
    /// the calendar lacks.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text).ok_or(NotACreationTime)
    }
}

impl fmt::Display for CreationTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_of(self.minutes / MINUTES_PER_DAY);
        let (hour, minute) = (self.minutes / 60 % 24, self.minutes % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")?;
        match self.second {
            Some(second) => write!(f, ":{second:02}Z"),
            None => f.write_str("Z"),
        }
    }
}

/// A text is not a time in one of the two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotACreationTime;

impl fmt::Display for NotACreationTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time of the form 2017-07-18T07:13:43Z or 2017-07-18T07:13Z")
    }
}

impl Error for NotACreationTime {}

fn read(text: &str) -> Option<CreationTime> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.splitn(3, '-');
    let (year, month, day) =
        (digits(date.next()?, 4)?, digits(date.next()?, 2)?, digits(date.next()?, 2)?);
    let mut time = time.splitn(3, ':');
    let (hour, minute) = (digits(time.next()?, 2)?, digits(time.next()?, 2)?);
    let second = match time.next() {
        Some(second) => Some(digits(second, 2)?),
        None => None,
    };
    let is_date =
        year >= 1970 && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    if !is_date || hour > 23 || minute > 59 || second.is_some_and(|second| second > 59) {
        return None;
    }
    let days =
        days_before_year(year) - days_before_year(1970) + days_before_month(year, month) + day - 1;
    let minutes = days * MINUTES_PER_DAY + hour * 60 + minute;
    let second = second.and_then(|second| u8::try_from(second).ok());
    Some(CreationTime { minutes, second })
}

/// Reads exactly so many digits.
fn digits(text: &str, count: usize) -> Option<u64> {
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

fn days_before_month(year: u64, month: u64) -> u64 {
    (1..month).map(|month| days_in(year, month)).sum()
}

/// In the calendar that always was.
fn days_before_year(year: u64) -> u64 {
    let past = year - 1;
    past * 365 + past / 4 - past / 100 + past / 400
}

fn date_of(days: u64) -> (u64, u64, u64) {
    let days = days + days_before_year(1970);
    // 146,097 days are 400 years.
    let mut year = days * 400 / 146_097 + 1;
    while days_before_year(year) > days {
        year -= 1;
    }
    while days_before_year(year + 1) <= days {
        year += 1;
    }
    let day = days - days_before_year(year);
    let months = (1..=12).take_while(|month| days_before_month(year, *month) <= day);
    let month = months.last().unwrap_or(1);
    (year, month, day - days_before_month(year, month) + 1)
}

const MINUTES_PER_DAY: u64 = 24 * 60;

#[cfg(test)]
mod tests {
    use super::CreationTime;
    use std::time::Duration;

    fn time(text: &str) -> CreationTime {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn both_forms_are_read_and_written_as_they_were() {
        for text in [
            "1970-01-01T00:00:00Z",
            "2017-07-18T07:13:43Z",
            "2017-07-18T07:13Z",
            "2000-02-29T23:59:59Z",
            "2100-02-28T00:00Z",
            "9999-12-31T23:59:59Z",
        ] {
            assert_eq!(time(text).to_string(), text);
        }
        let since = |text| time(text).to_system_time().duration_since(std::time::UNIX_EPOCH).ok();
        assert_eq!(since("2016-02-23T12:46:24Z"), Some(Duration::from_secs(1_456_231_584)));
        assert_eq!(since("2016-02-23T12:46Z"), Some(Duration::from_secs(1_456_231_560)));
    }

    #[test]
    fn every_day_of_four_centuries_is_itself() {
        let mut last = time("1970-01-01T00:00Z");
        for day in 1..146_097 {
            let minutes = CreationTime { minutes: day * 24 * 60, second: None };
            assert_eq!(time(&minutes.to_string()), minutes);
            assert!(last < minutes);
            last = minutes;
        }
    }

    #[test]
    fn times_compare_as_moments() {
        let sorted = [
            "2016-12-31T23:59:59Z",
            "2017-07-18T09:47Z",
            "2017-07-18T09:47:00Z",
            "2017-07-18T09:47:13Z",
            "2017-07-18T09:48Z",
        ];
        assert!(sorted.map(time).is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "Z",
            "2017-07-18",
            "2017-07-18T07Z",
            "2017-07-18T07:13",
            "2017-07-18 07:13Z",
            "2017-07-18T07:13:43.5Z",
            "2017-07-18T07:13:60Z",
            "2017-07-18T24:00Z",
            "2015-02-29T00:00Z",
            "2017-13-01T00:00Z",
            "2017-00-01T00:00Z",
            "1969-12-31T23:59Z",
            "+017-07-18T07:13Z",
            "2017-07-18T07:13+08:00",
            "2017-7-18T07:13Z",
            "2017-07-18T07:13:43:00Z",
        ] {
            assert!(text.parse::<CreationTime>().is_err(), "{text}");
        }
    }
}
