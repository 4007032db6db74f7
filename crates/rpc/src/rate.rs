//! Fewer requests than the service counts.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::endpoint::Endpoint;

/// How many requests are made at most within a span of time: with one key, to one product, by a client and its
/// clones.
///
/// It holds for endpoints of Alibaba Cloud (`….aliyuncs.com`) and nowhere else: an emulator counts nothing. A
/// request that has to wait longer than its call may take fails at once
/// ([`NotSent::RateLimit`](crate::NotSent::RateLimit)).
///
/// ```
/// use aliyun_rpc::RateLimit;
/// use std::time::Duration;
///
/// let limit = RateLimit::new();
/// assert_eq!((limit.requests, limit.span), (1_000, Duration::from_secs(60)));
/// let gentle = RateLimit::new().requests(100);
/// # let _ = gentle;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests.
    pub requests: u32,
    /// Within how long.
    pub span: Duration,
}

impl RateLimit {
    /// Returns 1,000 requests in 60 seconds, as the service allows for `DescribeImages` (API portal, 2025-03-14).
    #[must_use]
    pub const fn new() -> Self {
        Self { requests: 1_000, span: Duration::from_secs(60) }
    }

    /// Sets how many requests; 0 counts as one.
    #[must_use]
    pub const fn requests(mut self, requests: u32) -> Self {
        self.requests = if requests == 0 { 1 } else { requests };
        self
    }

    /// Sets the span of time.
    #[must_use]
    pub const fn span(mut self, span: Duration) -> Self {
        self.span = span;
        self
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::new()
    }
}

/// When requests were made, or are to be made, by key and product. A client and its clones share it.
#[derive(Debug, Default)]
pub(crate) struct Rates(Mutex<HashMap<(String, String), Made>>);

/// When requests were made, or are to be made, in order, and for how long they count.
#[derive(Debug, Default)]
struct Made {
    at: VecDeque<Duration>,
    /// The longest span that was ever asked for: clones may have others.
    span: Duration,
}

/// A place for a request that has to wait. Dropped before it was used, it is given back.
#[derive(Debug)]
pub(crate) struct Turn {
    rates: Arc<Rates>,
    key: (String, String),
    at: Duration,
    pub(crate) wait: Duration,
    is_used: bool,
}

impl Turn {
    /// Makes the request.
    pub(crate) fn take(mut self) {
        self.is_used = true;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.is_used {
            return;
        }
        let mut rates = self.rates.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = rates.get_mut(&self.key)
            && let Some(place) = made.at.iter().rposition(|at| *at == self.at)
        {
            made.at.remove(place);
        }
    }
}

impl Rates {
    /// Takes the next place for a request with a key, and returns it if the request has to wait for it.
    ///
    /// # Errors
    ///
    /// The wait, if it is longer than `most`. Then no place is taken.
    pub(crate) fn take(
        self: &Arc<Self>,
        limit: RateLimit,
        key_id: &str,
        endpoint: &Endpoint,
        now: Duration,
        most: Duration,
    ) -> Result<Option<Turn>, Duration> {
        let Some(product) = product(endpoint) else { return Ok(None) };
        let mut rates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rates.len() >= MOST_KEYS {
            rates.retain(|_, made| made.counts_at(now));
        }
        let key = (key_id.to_owned(), product.to_owned());
        let made = rates.entry(key.clone()).or_default();
        made.span = made.span.max(limit.span);
        let span = made.span;
        while made.at.front().is_some_and(|first| first.saturating_add(span) <= now) {
            made.at.pop_front();
        }
        // So many before the next one, a span has to have passed.
        let requests = limit.requests.max(1) as usize;
        let earliest = made.at.len().checked_sub(requests).and_then(|at| made.at.get(at));
        let at = earliest.map_or(now, |earliest| earliest.saturating_add(limit.span)).max(now);
        let wait = at - now;
        if wait > most {
            return Err(wait);
        }
        made.at.push_back(at);
        // What is made and dropped here would lock once more.
        drop(rates);
        if wait.is_zero() {
            return Ok(None);
        }
        Ok(Some(Turn { rates: Arc::clone(self), key, at, wait, is_used: false }))
    }
}

impl Made {
    /// Says whether any request counts still.
    fn counts_at(&self, now: Duration) -> bool {
        self.at.back().is_some_and(|last| last.saturating_add(self.span) > now)
    }
}

/// Returns the product of an endpoint of Alibaba Cloud: `ecs` for `ecs-vpc.cn-hangzhou.aliyuncs.com`.
fn product(endpoint: &Endpoint) -> Option<&str> {
    let host = endpoint.host_header();
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    host.strip_suffix(".aliyuncs.com")?.split(['.', '-']).next()
}

/// Above this number of keys and products, those of which nothing counts any more are forgotten.
const MOST_KEYS: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(text: &str) -> Endpoint {
        text.parse().expect("an endpoint")
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn no_span_has_more_than_the_limit() {
        let (rates, limit) =
            (Arc::new(Rates::default()), RateLimit::new().requests(7).span(10 * SECOND));
        let ecs = endpoint("https://ecs.aliyuncs.com");
        let mut made = Vec::new();
        for n in 0..100_u32 {
            let now = SECOND * (n / 3);
            let turn = rates.take(limit, "id", &ecs, now, Duration::MAX).expect("a place");
            made.push(now + turn.as_ref().map_or(Duration::ZERO, |turn| turn.wait));
            turn.into_iter().for_each(Turn::take);
        }
        assert!(made.is_sorted());
        assert!(made.windows(8).all(|made| made[7] - made[0] >= limit.span), "{made:?}");
        assert!(made.windows(7).any(|made| made[6] - made[0] < limit.span));
    }

    #[test]
    fn keys_and_products_count_apart_and_regions_together() {
        let (rates, limit) = (Arc::new(Rates::default()), RateLimit::new().requests(1));
        let take = |key: &str, host: &str| {
            rates.take(limit, key, &endpoint(host), Duration::ZERO, Duration::ZERO).is_ok()
        };
        assert!(take("one", "https://ecs-cn-hangzhou.aliyuncs.com"));
        assert!(!take("one", "https://ecs.eu-central-1.aliyuncs.com"));
        assert!(!take("one", "https://ecs-vpc.cn-beijing.aliyuncs.com"));
        assert!(take("other", "https://ecs.eu-central-1.aliyuncs.com"));
        assert!(take("one", "https://sts.aliyuncs.com"));
        for _ in 0..3 {
            assert!(take("one", "http://127.0.0.1:80") && take("one", "https://ecs.example.com"));
        }
    }

    #[test]
    fn a_place_that_is_not_used_is_given_back() {
        let (rates, limit) = (Arc::new(Rates::default()), RateLimit::new().requests(1));
        let ecs = endpoint("https://ecs.aliyuncs.com");
        let take =
            || rates.take(limit, "id", &ecs, Duration::ZERO, Duration::MAX).expect("a place");
        assert!(take().is_none());
        for _ in 0..12 {
            assert_eq!(take().map(|turn| turn.wait), Some(limit.span));
        }
    }

    #[test]
    fn a_shorter_span_forgets_nothing_of_a_longer_one() {
        let rates = Arc::new(Rates::default());
        let ecs = endpoint("https://ecs.aliyuncs.com");
        let long = RateLimit::new().requests(2).span(20 * SECOND);
        let wait = |limit: RateLimit, now: Duration| {
            let turn = rates.take(limit, "id", &ecs, now, Duration::MAX).expect("a place");
            let wait = turn.as_ref().map_or(Duration::ZERO, |turn| turn.wait);
            turn.into_iter().for_each(Turn::take);
            wait
        };
        assert_eq!([wait(long, Duration::ZERO), wait(long, Duration::ZERO)], [Duration::ZERO; 2]);
        assert_eq!(wait(long.span(SECOND), 2 * SECOND), Duration::ZERO);
        assert_eq!(wait(long, 2 * SECOND), 18 * SECOND);
        assert_eq!(wait(long.span(Duration::MAX), 2 * SECOND), Duration::MAX - 2 * SECOND);
    }

    #[test]
    fn old_keys_are_forgotten() {
        let (rates, limit) = (Arc::new(Rates::default()), RateLimit::new());
        let ecs = endpoint("https://ecs.aliyuncs.com");
        for n in 0..1_000_u32 {
            let now = SECOND * 61 * n;
            rates.take(limit, &n.to_string(), &ecs, now, Duration::ZERO).expect("a place");
        }
        assert!(rates.0.lock().expect("a lock").len() <= MOST_KEYS);
    }
}
