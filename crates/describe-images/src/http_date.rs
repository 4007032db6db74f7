//! Dates as HTTP writes them today (RFC 9110, 5.6.7: IMF-fixdate).

use std::time::SystemTime;

use aliyun_rpc_signer::timestamp;

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`. The two obsolete forms are not read.
pub(crate) fn parse(text: &str) -> Option<SystemTime> {
    let (_weekday, rest) = text.trim().split_once(", ")?;
    let mut parts = rest.split(' ');
    let mut next = || parts.next();
    let (day, month, year, time, zone) = (next()?, next()?, next()?, next()?, next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let fits = zone == "GMT" && next().is_none() && day.len() == 2 && year.len() == 4;
    fits.then(|| timestamp::parse(&format!("{year}-{month:02}-{day}T{time}Z"))).flatten()
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::parse;
    use std::time::{Duration, SystemTime};

    #[test]
    fn the_fixed_form_is_read_and_nothing_else() {
        let expected = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:37 GMT"), Some(expected));
        for wrong in [
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT x",
            "",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
