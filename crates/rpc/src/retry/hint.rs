//! How long the service asks to wait.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{AGE, DATE};

/// Returns the longest wait that any header of the response asks for; junk asks for nothing.
///
/// Read are `x-acs-retry-after` (milliseconds), `TimeLeft` of `x-ratelimit-user` and
/// `x-ratelimit-user-api` (milliseconds) and `Retry-After` (seconds, or a date), each as often as it
/// comes. A date is compared with the response's own `Date` where it has one, as the clock, which is
/// `now`, may be wrong. A number too large for any clock is the longest wait there is.
/// Sources: the official command's and the official SDKs' handling of throttled calls; RFC 9110,
/// 10.2.3.
pub(crate) fn hint(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let texts = |name: &str| headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let retry_after = texts("x-acs-retry-after").filter_map(number).map(Duration::from_millis);
    let limits = ["x-ratelimit-user", "x-ratelimit-user-api"].into_iter().flat_map(texts);
    let limits = limits.filter_map(time_left);
    // What a cache kept was not written just now.
    let written = texts(DATE.as_str()).next().filter(|_| !headers.contains_key(AGE)).and_then(date);
    let standard = texts("retry-after").filter_map(|value| match number(value) {
        Some(seconds) => Some(Duration::from_secs(seconds)),
        None => date(value)?.duration_since(written.unwrap_or(now)).ok(),
    });
    let longest = retry_after.chain(limits).chain(standard).max();
    longest.map(|wait| wait.min(LONGEST)).filter(|wait| !wait.is_zero())
}

fn date(text: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(text).ok()
}

/// `Limit:1,Remain:0,TimeLeft:2000,Reset:1234`; several limits may be joined in one line.
fn time_left(limits: &str) -> Option<Duration> {
    let pairs = limits.split(',').filter_map(|pair| pair.split_once(':'));
    let waits = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("TimeLeft"));
    waits.filter_map(|(_, value)| number(value)).max().map(Duration::from_millis)
}

/// Digits only. More of them than a number holds are a long wait still, not junk.
fn number(text: &str) -> Option<u64> {
    let digits = text.trim();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u64::MAX))
}

/// 10,000 years: what is longer stands for it, so that a wait can be added to any time.
const LONGEST: Duration = Duration::from_secs(10_000 * 365 * 24 * 60 * 60);

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
        assert_eq!(
            of(&[("retry-after", "99999999999")]),
            Some(Duration::from_secs(99_999_999_999))
        );
        let endless = "9".repeat(100);
        for name in ["retry-after", "x-acs-retry-after"] {
            assert!(of(&[(name, endless.clone().leak())]) > Some(super::LONGEST / 20), "{name}");
        }
        let limit = "TimeLeft:9223372036854775808";
        assert!(of(&[("x-ratelimit-user", limit)]) > Some(super::LONGEST / 1_000_000));
    }

    #[test]
    fn a_header_that_comes_again_is_read_again() {
        assert_eq!(of(&[("retry-after", "1"), ("retry-after", "3"), ("retry-after", "2")]), {
            Some(Duration::from_secs(3))
        });
        assert_eq!(of(&[("retry-after", "junk"), ("retry-after", "3")]), {
            Some(Duration::from_secs(3))
        });
        let limits = "Limit:1,TimeLeft:100,Limit:2,TimeLeft:500";
        let again = [("x-ratelimit-user", limits), ("x-ratelimit-user", "TimeLeft:400")];
        assert_eq!(of(&again), Some(Duration::from_millis(500)));
    }

    #[test]
    fn junk_asks_for_nothing() {
        for junk in ["", "0", "-1", "abc", "1.5", "1e9", "+3", "Sun, 06 Nov 1994"] {
            assert_eq!(of(&[("retry-after", junk)]), None, "{junk}");
            assert_eq!(of(&[("x-acs-retry-after", junk)]), None, "{junk}");
        }
        assert_eq!(of(&[("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT")]), None, "the past");
        assert_eq!(of(&[("x-ratelimit-user", "TimeLeft")]), None);
    }
}
