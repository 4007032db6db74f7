//! How long the service asks to wait.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{AGE, DATE};

/// Returns the longest wait any header of the response asks for; junk asks for nothing.
///
/// Read are `x-acs-retry-after` (milliseconds), `TimeLeft` of `x-ratelimit-user` and
/// `x-ratelimit-user-api` (milliseconds) and `Retry-After` (seconds, or a date). A date is compared
/// with the response's own `Date` where it has one, as the clock, which is `now`, may be
/// wrong. Sources: the official command's and the official SDKs' handling of throttled calls;
/// RFC 9110, 10.2.3.
pub(crate) fn hint(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let retry_after = text("x-acs-retry-after").and_then(number).map(Duration::from_millis);
    let limits = ["x-ratelimit-user", "x-ratelimit-user-api"]
        .into_iter()
        .filter_map(text)
        .filter_map(time_left)
        .max();
    // What a cache kept was not written just now.
    let written = text(DATE.as_str()).filter(|_| !headers.contains_key(AGE)).and_then(date);
    let standard = text("retry-after").and_then(|value| match number(value) {
        Some(seconds) => Some(Duration::from_secs(seconds)),
        None => date(value)?.duration_since(written.unwrap_or(now)).ok(),
    });
    let longest = [retry_after, limits, standard].into_iter().flatten().max();
    longest.filter(|wait| !wait.is_zero())
}

fn date(text: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(text).ok()
}

/// `Limit:1,Remain:0,TimeLeft:2000,Reset:1234`
fn time_left(limits: &str) -> Option<Duration> {
    let mut pairs = limits.split(',').filter_map(|pair| pair.split_once(':'));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("TimeLeft"))?;
    number(value).map(Duration::from_millis)
}

/// Digits only, up to a year of milliseconds: larger numbers are junk, not hints.
fn number(text: &str) -> Option<u64> {
    let digits = text.trim();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| plain && *number <= LARGEST)
}

const LARGEST: u64 = 365 * 24 * 60 * 60 * 1000;

#[cfg(test)]
mod tests {
    use super::hint;
    use http::{HeaderMap, HeaderName, HeaderValue};
    use std::time::{Duration, SystemTime};

    fn of(headers: &[(&'static str, &'static str)]) -> Option<Duration> {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        // 1994-11-06T08:49:37Z.
        hint(&headers, SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777))
    }

    #[test]
    fn each_header_is_read_in_its_unit() {
        assert_eq!(of(&[("x-acs-retry-after", "1500")]), Some(Duration::from_millis(1500)));
        assert_eq!(of(&[("retry-after", "2")]), Some(Duration::from_secs(2)));
        let date = "Sun, 06 Nov 1994 08:50:07 GMT";
        assert_eq!(of(&[("retry-after", date)]), Some(Duration::from_secs(30)));
        let limits = "Limit:1,Remain:0,TimeLeft:2000,Reset:1234";
        assert_eq!(of(&[("x-ratelimit-user-api", limits)]), Some(Duration::from_secs(2)));
    }

    #[test]
    fn a_date_counts_from_the_responses_own() {
        let wait = ("retry-after", "Tue, 08 Nov 1994 08:50:07 GMT");
        let written = ("date", "Tue, 08 Nov 1994 08:50:00 GMT");
        let by_our_clock = Duration::from_secs(2 * 86_400 + 30);
        assert_eq!(of(&[wait, written]), Some(Duration::from_secs(7)));
        assert_eq!(of(&[wait, ("date", "yesterday")]), Some(by_our_clock));
        assert_eq!(of(&[wait, written, ("age", "5")]), Some(by_our_clock));
    }

    #[test]
    fn the_longest_wait_counts() {
        let limits = [
            ("x-ratelimit-user", "Limit:1,Remain:0,TimeLeft:100,Reset:1"),
            ("x-ratelimit-user-api", "Limit:1, Remain:0, timeleft: 700 ,Reset:1"),
            ("x-acs-retry-after", "300"),
        ];
        assert_eq!(of(&limits), Some(Duration::from_millis(700)));
    }

    #[test]
    fn a_long_wait_is_still_a_hint() {
        assert_eq!(of(&[("retry-after", "99999999")]), Some(Duration::from_secs(99_999_999)));
    }

    #[test]
    fn junk_asks_for_nothing() {
        for junk in ["", "0", "-1", "abc", "1.5", "99999999999999999999", "+3", "Sun, 06 Nov 1994"]
        {
            assert_eq!(of(&[("retry-after", junk)]), None, "{junk}");
            assert_eq!(of(&[("x-acs-retry-after", junk)]), None, "{junk}");
        }
        assert_eq!(of(&[("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT")]), None, "the past");
        assert_eq!(of(&[("x-ratelimit-user", "TimeLeft")]), None);
        assert_eq!(of(&[("x-ratelimit-user", "TimeLeft:9223372036854775808")]), None);
    }
}
