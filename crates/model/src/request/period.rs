//! Since when, and until when, something is documented.

/// The revisions of the documentation that have something: from a day on, until before another.
///
/// A day is its date read as a number: 20190531.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(super) since: u32,
    pub(super) until: u32,
}

impl Period {
    /// Says whether one of the periods has the day.
    pub(super) const fn any(periods: &[Self], day: u32) -> bool {
        let mut rest = periods;
        while let [period, others @ ..] = rest {
            if period.since <= day && day < period.until {
                return true;
            }
            rest = others;
        }
        false
    }
}

/// A value that is documented, and in which revisions.
pub(super) type DatedValue = (&'static str, &'static [Period]);

/// From this day on.
pub(super) const fn since(date: &str) -> Period {
    Period { since: day(date), until: u32::MAX }
}

/// From this day on, but no more on the other.
pub(super) const fn between(since: &str, until: &str) -> Period {
    Period { since: day(since), until: day(until) }
}

/// Reads `YYYY-MM-DD` as a number.
pub(crate) const fn day(date: &str) -> u32 {
    let mut number = 0;
    let mut rest = date.as_bytes();
    while let [byte, others @ ..] = rest {
        if byte.is_ascii_digit() {
            number = number * 10 + (*byte - b'0') as u32;
        }
        rest = others;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::{Period, between, day, since};

    #[test]
    fn a_period_begins_on_its_first_day_and_ends_before_the_other() {
        let periods = [between("2019-05-31", "2019-08-14"), since("2026-07-16")];
        for (date, expected) in [
            ("2019-05-30", false),
            ("2019-05-31", true),
            ("2019-08-13", true),
            ("2019-08-14", false),
            ("2026-07-16", true),
            ("9999-12-31", true),
        ] {
            assert_eq!(Period::any(&periods, day(date)), expected, "{date}");
        }
    }
}
