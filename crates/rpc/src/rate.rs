//! Fewer requests than the service counts.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
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
pub(crate) struct Rates(Mutex<HashMap<(String, String), VecDeque<Duration>>>);

impl Rates {
    /// Takes the next place for a request with a key, and returns how long it has to wait for it.
    ///
    /// # Errors
    ///
    /// The wait, if it is longer than `most`. Then no place is taken.
    pub(crate) fn take(
        &self,
        limit: RateLimit,
        key_id: &str,
        endpoint: &Endpoint,
        now: Duration,
        most: Duration,
    ) -> Result<Duration, Duration> {
        let Some(product) = product(endpoint) else { return Ok(Duration::ZERO) };
        let mut rates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rates.len() >= MOST_KEYS {
            rates.retain(|_, made| made.back().is_some_and(|last| *last + limit.span > now));
        }
        let made = rates.entry((key_id.to_owned(), product.to_owned())).or_default();
        while made.front().is_some_and(|first| *first + limit.span <= now) {
            made.pop_front();
        }
        // So many before the next one, a span has to have passed.
        let requests = limit.requests.max(1) as usize;
        let earliest = made.len().checked_sub(requests).and_then(|at| made.get(at));
        let at = earliest.map_or(now, |earliest| *earliest + limit.span).max(now);
        let wait = at - now;
        if wait > most {
            return Err(wait);
        }
        made.push_back(at);
        Ok(wait)
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
        let (rates, limit) = (Rates::default(), RateLimit::new().requests(7).span(10 * SECOND));
        let ecs = endpoint("https://ecs.aliyuncs.com");
        let mut made = Vec::new();
        for n in 0..100_u32 {
            let now = SECOND * (n / 3);
            let wait = rates.take(limit, "id", &ecs, now, Duration::MAX).expect("a place");
            made.push(now + wait);
        }
        assert!(made.is_sorted());
        assert!(made.windows(8).all(|made| made[7] - made[0] >= limit.span), "{made:?}");
        assert!(made.windows(7).any(|made| made[6] - made[0] < limit.span));
    }

    #[test]
    fn keys_and_products_count_apart_and_regions_together() {
        let (rates, limit) = (Rates::default(), RateLimit::new().requests(1));
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
    fn old_keys_are_forgotten() {
        let (rates, limit) = (Rates::default(), RateLimit::new());
        let ecs = endpoint("https://ecs.aliyuncs.com");
        for n in 0..1_000_u32 {
            let now = SECOND * 61 * n;
            rates.take(limit, &n.to_string(), &ecs, now, Duration::ZERO).expect("a place");
        }
        assert!(rates.0.lock().expect("a lock").len() <= MOST_KEYS);
    }
}
