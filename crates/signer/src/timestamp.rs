//! The one date format of the protocol: `2016-02-23T12:46:24Z`, UTC, whole seconds.
//!
//! (ECS API Reference, "Common parameters", `Timestamp`.) Years run from 1970 to 9999: earlier ones
//! are before the epoch, later ones need a fifth digit.

use std::time::Duration;
use std::time::SystemTime;

/// Writes a time in the format of the protocol.
///
/// A fraction of a second is dropped. A time before 1970 or after 9999 is written as the first or
/// the last second of that range: such a clock is broken, and the service says so by refusing the
/// timestamp, as it refuses any that is off by more than some minutes.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use aliyun_rpc_signer::timestamp;
///
/// let time = SystemTime::UNIX_EPOCH + Duration::from_millis(951_782_400_999);
/// assert_eq!(timestamp::format(time), "2000-02-29T00:00:00Z");
/// ```
pub fn format(time: SystemTime) -> String {
    let seconds = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => since.as_secs().min(LAST_SECOND),
        Err(_before_1970) => 0,
    };
    let (year, month, day) = date_of(seconds / SECONDS_PER_DAY);
    let second_of_day = seconds % SECONDS_PER_DAY;
    let (hour, minute, second) =
        (second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
    let mut text = String::with_capacity("1970-01-01T00:00:00Z".len());
    push_two_digits(&mut text, year / 100);
    for (number, end) in
        [(year % 100, '-'), (month, '-'), (day, 'T'), (hour, ':'), (minute, ':'), (second, 'Z')]
    {
        push_two_digits(&mut text, number);
        text.push(end);
    }
    text
}

/// Appends a number below 100. Every attempt needs a timestamp, and `format!` would take ten times
/// as long.
fn push_two_digits(text: &mut String, number: u64) {
    text.push(digit(number / 10));
    text.push(digit(number % 10));
}

fn digit(number: u64) -> char {
    char::from(b"0123456789".get(number as usize).copied().unwrap_or(b'?'))
}

/// Reads a time in the format of the protocol, and `None` from anything else.
///
/// The reader is exact: no fraction, no offset, no leap second, no day the calendar lacks.
///
/// ```
/// use aliyun_rpc_signer::timestamp;
///
/// let time = timestamp::parse("2016-02-23T12:46:24Z").expect("the format of the protocol");
/// assert_eq!(timestamp::format(time), "2016-02-23T12:46:24Z");
/// assert_eq!(timestamp::parse("2016-02-23T12:46:24.5Z"), None);
/// assert_eq!(timestamp::parse("2015-02-29T00:00:00Z"), None);
/// ```
pub fn parse(text: &str) -> Option<SystemTime> {
    let &[
        y1,
        y2,
        y3,
        y4,
        b'-',
        mo1,
        mo2,
        b'-',
        d1,
        d2,
        b'T', //
        h1,
        h2,
        b':',
        mi1,
        mi2,
        b':',
        s1,
        s2,
        b'Z',
    ] = text.as_bytes()
    else {
        return None;
    };
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[mo1, mo2])?, number(&[d1, d2])?);
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[mi1, mi2])?, number(&[s1, s2])?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = days_to(year, month, day)?;
    let seconds = days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// Turns days since 1970-01-01 into year, month and day.
///
/// Years are counted from March, so that the leap day ends a year and every month before it has a
/// fixed place: 153 days for each run of five months from March on.
fn date_of(days_since_1970: u64) -> (u64, u64, u64) {
    let days = days_since_1970 + DAYS_FROM_MARCH_OF_YEAR_0_TO_1970;
    let (era, day_of_era) = (days / DAYS_PER_400_YEARS, days % DAYS_PER_400_YEARS);
    // Taking the leap days out leaves years of 365 days. The last term catches the very last day
    // of the 400 years, the leap day the previous terms have not earned.
    let leap_days = day_of_era / (DAYS_PER_4_YEARS - 1) - day_of_era / DAYS_PER_100_YEARS
        + day_of_era / (DAYS_PER_400_YEARS - 1);
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - march_year_start(year_of_era);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - month_start(month_from_march) + 1;
    let (month, turned) =
        if month_from_march < 10 { (month_from_march + 3, 0) } else { (month_from_march - 9, 1) };
    (400 * era + year_of_era + turned, month, day)
}

/// Turns a date into days since 1970-01-01, or `None` if there is no such day from 1970 on.
fn days_to(year: u64, month: u64, day: u64) -> Option<u64> {
    if year < 1970 || !(1..=12).contains(&month) || day < 1 {
        return None;
    }
    let (year_from_march, month_from_march) =
        if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = march_year_start(year_from_march) + month_start(month_from_march) + day - 1;
    let days = days.checked_sub(DAYS_FROM_MARCH_OF_YEAR_0_TO_1970)?;
    // A day past the end of its month is the beginning of the next one, so it comes back changed.
    (date_of(days) == (year, month, day)).then_some(days)
}

/// Returns the days from 1 March of year 0 to 1 March of `year`.
fn march_year_start(year: u64) -> u64 {
    365 * year + year / 4 - year / 100 + year / 400
}

/// Returns the days from 1 March to the first of a month, March being month 0.
fn month_start(month_from_march: u64) -> u64 {
    (153 * month_from_march + 2) / 5
}

fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| 10 * number + u64::from(digit - b'0'))
    })
}

const SECONDS_PER_DAY: u64 = 86_400;
/// 9999-12-31T23:59:59Z.
const LAST_SECOND: u64 = 253_402_300_799;
const DAYS_FROM_MARCH_OF_YEAR_0_TO_1970: u64 = 719_468;
const DAYS_PER_4_YEARS: u64 = 1_461;
const DAYS_PER_100_YEARS: u64 = 36_524;
const DAYS_PER_400_YEARS: u64 = 146_097;

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures from `date -u -d <text> +%s`.
    const TABLE: [(u64, &str); 16] = [
        (0, "1970-01-01T00:00:00Z"),
        (86_399, "1970-01-01T23:59:59Z"),
        (68_169_600, "1972-02-29T00:00:00Z"),
        (951_782_399, "2000-02-28T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (951_868_800, "2000-03-01T00:00:00Z"),
        (1_456_231_584, "2016-02-23T12:46:24Z"),
        (1_709_251_199, "2024-02-29T23:59:59Z"),
        (1_735_689_599, "2024-12-31T23:59:59Z"),
        (1_735_689_600, "2025-01-01T00:00:00Z"),
        (2_147_483_648, "2038-01-19T03:14:08Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"),
        (13_574_563_200, "2400-02-29T00:00:00Z"),
        (13_574_649_600, "2400-03-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ];

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn known_seconds_are_written_and_read_as_known_dates() {
        for (seconds, text) in TABLE {
            assert_eq!(format(at(seconds)), text);
            assert_eq!(parse(text), Some(at(seconds)), "{text}");
        }
    }

    #[test]
    fn every_day_of_the_range_has_the_calendars_date() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in 0..=LAST_SECOND / SECONDS_PER_DAY {
            assert_eq!(date_of(days), (year, month, day));
            assert_eq!(days_to(year, month, day), Some(days));
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let last = match month {
                2 => 28 + u64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            assert_eq!(days_to(year, month, last + 1), None, "{year}-{month}");
            day += 1;
            if day > last {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!((year, month, day), (10_000, 1, 1));
    }

    #[test]
    fn a_fraction_is_dropped_and_a_broken_clock_is_clamped() {
        assert_eq!(format(at(0) + Duration::from_nanos(999_999_999)), "1970-01-01T00:00:00Z");
        assert_eq!(format(at(0) - Duration::from_secs(1)), "1970-01-01T00:00:00Z");
        assert_eq!(format(at(LAST_SECOND + 1)), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn anything_but_the_exact_format_is_refused() {
        for text in [
            "",
            "2016-02-23",
            "2016-02-23T12:46:24",
            "2016-02-23t12:46:24z",
            "2016-02-23 12:46:24Z",
            "2016-02-23T12:46:24+00:00",
            "2016-02-23T12:46:24.0Z",
            " 2016-02-23T12:46:24Z",
            "2016-2-23T12:46:24ZZ",
            "+016-02-23T12:46:24Z",
            "2016-02-23T24:00:00Z",
            "2016-02-23T12:60:24Z",
            "2016-02-23T12:46:60Z",
            "2016-00-23T12:46:24Z",
            "2016-13-23T12:46:24Z",
            "2016-02-00T12:46:24Z",
            "2016-02-30T12:46:24Z",
            "2100-02-29T12:46:24Z",
            "2016-04-31T12:46:24Z",
            "1969-12-31T23:59:59Z",
            "0000-01-01T00:00:00Z",
            "２016-02-23T12:46:24",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
