//! All faults of an emulator.

use super::error::FaultError;
use super::fault::Fault;
use super::file;

/// What goes wrong at an emulator, the same again for the same seed.
///
/// ```
/// use aliyun_ecs_emulator::{Fault, Faults};
///
/// let faults = Faults::new().seed(7).with(Fault::error("ServiceUnavailable").requests(1..=2));
///
/// let same = Faults::from_toml(
///     r#"
///     seed = 7
///
///     [[fault]]
///     kind = "error"
///     code = "ServiceUnavailable"
///     requests = "..=2"
///     "#,
/// )?;
/// assert_eq!(same, faults);
///
/// let fault: Fault = "error,code=ServiceUnavailable,requests=..=2".parse()?;
/// assert_eq!(Faults::new().seed(7).with(fault), faults);
/// # Ok::<(), aliyun_ecs_emulator::FaultError>(())
/// ```
///
/// # Which requests
///
/// Every kind of fault has these conditions; a fault hits the requests that meet all of its own.
///
/// | member | meaning | unless set |
/// |---|---|---|
/// | `operation` | the operation asked for, such as `"DescribeImages"` | any |
/// | `region` | the `RegionId` asked for | any |
/// | `page` | the `PageNumber` asked for, from 1 | any |
/// | `requests` | which of the requests that meet the conditions above, counted from 1 for each fault: `3` (or `"3"`), `"3.."`, `"..=5"`, `"3..=5"` | all |
/// | `every` | every nth of those: 2 takes the second, the fourth and so on | 1 |
/// | `probability` | by chance, from 0 for never to 1 for always | 1 |
///
/// Faults that hit the same request add up: delays and offsets of the clock are sums, and all that
/// is wrong about a page and all changes apply. Of answers that come instead, and of what goes
/// wrong on the way, the first in the list wins.
///
/// Chance is drawn for each fault on its own, from the seed and its place in the list, so a fault
/// that is added at the end changes nothing about the others.
///
/// # What goes wrong
///
/// Times are in the unit that ends the name: `_ms` milliseconds, `_s` seconds. A member without
/// a default is needed, except where it says "none".
///
/// | kind | members and defaults | what happens |
/// |---|---|---|
/// | `latency` | `ms`, `jitter_ms = 0` | the answer is held back for `ms`, and up to `jitter_ms` more by chance |
/// | `error` | `code`, `status` (the code's own, 400 for an unknown one), `message` none, `retry_after` none, `wait_ms` none | an error of the service; `retry_after` is the text of the header `Retry-After` as it is, `wait_ms` goes into the headers of a throttled request |
/// | `throttle` | `code = "Throttling.User"`, `status = 400`, `wait_ms = 1000` | the refusal of one request too many, with the headers that say how long to wait |
/// | `status` | `status` | this status, with an empty body |
/// | `web-page` | `body`, one of `"waf"`, `"proxy"`, `"login"`, `"xhtml"`; `status` (405, 502, 200, 403) | the web page of a firewall, a proxy, a login or an old gateway |
/// | `garbage` | `bytes = 256` | a body of random bytes, with status 200 |
/// | `clock` | `offset_s` | the clock of the service is ahead by so much, or behind if negative |
/// | `close` | | the connection ends without an answer |
/// | `cut` | `after`, `head = false` | the connection ends after so many bytes of the body, or of the whole response if `head` |
/// | `reset` | `after`, `head = false` | the connection is reset there |
/// | `stall` | `after`, `head = false` | nothing more comes from there on, until the peer goes |
/// | `drip` | `bytes = 1`, `every_ms = 10` | so many bytes come at a time, with a wait between |
/// | `wrong-length` | `by` | `Content-Length` is off by so much; if it is too large, the connection ends after the body |
/// | `garble` | `bytes = 64` | random bytes instead of HTTP, then the connection ends |
/// | `insert` | `count = 1`, `at = "anywhere"` | after the answer, new images are listed |
/// | `delete` | `count = 1`, `at = "anywhere"` | after the answer, images are gone for good |
/// | `toggle` | `count = 1`, `at = "anywhere"` | after the answer, images leave the listing, or come back |
/// | `total` | one of `by`, `value` | `TotalCount` is off by so much, or is this |
/// | `clamp` | `size`, `echo = true` | at most so many images a page; `echo = false` echoes the size that was asked |
/// | `echo` | at least one of `page_number`, `page_size`, `region_id` | the page echoes these |
/// | `stale` | `changes = 1` | the page is of the catalogue as it was so many changes ago |
///
/// `at` is `"front"`, `"back"`, `"anywhere"` or an index counted from 0, in the listing of the
/// region with the newest image first. Where an answer ends before `after` bytes, its end counts.
///
/// A longer file:
///
/// ```
/// # let text = r#"
/// seed = 7
///
/// [[fault]]                 # every fifth answer is late
/// kind = "latency"
/// ms = 200
/// jitter_ms = 50
/// every = 5
///
/// [[fault]]                 # some callers are throttled
/// kind = "throttle"
/// wait_ms = 2000
/// probability = 0.1
///
/// [[fault]]                 # the second page breaks off, twice
/// kind = "cut"
/// operation = "DescribeImages"
/// page = 2
/// requests = "..=2"
/// after = 100
///
/// [[fault]]                 # the newest image is deleted between two pages
/// kind = "delete"
/// at = "front"
/// requests = 1
/// # "#;
/// # let faults = aliyun_ecs_emulator::Faults::from_toml(text)?;
/// # assert_eq!(faults.len(), 4);
/// # Ok::<(), aliyun_ecs_emulator::FaultError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults {
    seed: u64,
    faults: Vec<Fault>,
}

impl Faults {
    /// Returns no faults, with the seed 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the seed of everything that is by chance.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Adds a fault behind the others.
    #[must_use]
    pub fn with(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Reads faults from TOML: `seed` (0 unless set) and a table `[[fault]]` each.
    ///
    /// # Errors
    ///
    /// [`FaultError`] with the line of what is no TOML, is unknown or has a wrong value.
    pub fn from_toml(text: &str) -> Result<Self, FaultError> {
        let (seed, faults) = file::read(text)?;
        Ok(Self { seed: seed.unwrap_or_default(), faults })
    }

    /// Returns how many faults there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.faults.len()
    }

    /// Tells whether nothing goes wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    pub(super) fn into_parts(self) -> (u64, Vec<Fault>) {
        (self.seed, self.faults)
    }
}
