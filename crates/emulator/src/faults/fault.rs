//! One fault and its conditions.

use std::ops::RangeBounds;

use super::effect::Effect;
use super::requests::Requests;
use super::when::When;

/// One thing that goes wrong, and for which requests; [`Faults`](crate::Faults) has the table of
/// all kinds and conditions.
///
/// It is made by the function of its kind, or read from the text of a flag, `KIND,name=value,…`:
///
/// ```
/// use aliyun_ecs_emulator::Fault;
///
/// let fault = Fault::error("ServiceUnavailable").status(503).region("cn-hangzhou").requests(1..=2);
/// let flag = "error,code=ServiceUnavailable,region=cn-hangzhou,requests=1..=2";
/// assert_eq!(flag.parse(), Ok(fault));
///
/// let error = "error,cod=ServiceUnavailable".parse::<Fault>().unwrap_err();
/// assert!(error.to_string().contains("`cod` is no member of the kind `error`"), "{error}");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub(super) when: When,
    pub(super) effect: Effect,
}

impl Fault {
    /// For requests of this operation only, such as `DescribeImages`.
    #[must_use]
    pub fn operation(mut self, name: impl Into<String>) -> Self {
        self.when.operation = Some(name.into());
        self
    }

    /// For requests of this region only.
    #[must_use]
    pub fn region(mut self, id: impl Into<String>) -> Self {
        self.when.region = Some(id.into());
        self
    }

    /// For requests of this `PageNumber` only, counted from 1.
    #[must_use]
    pub fn page(mut self, number: u32) -> Self {
        self.when.page = Some(number);
        self
    }

    /// For some of the requests that meet the conditions on operation, region and page; they are
    /// counted from 1, and an empty range means none.
    ///
    /// ```
    /// use aliyun_ecs_emulator::Fault;
    ///
    /// let first_two = Fault::error("InternalError").requests(..=2);
    /// assert_eq!("error,code=InternalError,requests=1..=2".parse(), Ok(first_two));
    /// ```
    #[must_use]
    pub fn requests(mut self, range: impl RangeBounds<u64>) -> Self {
        self.when.requests = Requests::new(range);
        self
    }

    /// For every nth of those requests only: 2 means the second, the fourth and so on; 0 counts
    /// as 1.
    #[must_use]
    pub fn every(mut self, nth: u64) -> Self {
        self.when.every = nth.max(1);
        self
    }

    /// By chance only: from 0 for never to 1 for always, where what is beyond counts as the bound.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        // No number is no chance.
        let is_number = !probability.is_nan();
        self.when.probability = if is_number { probability.clamp(0.0, 1.0) } else { 0.0 };
        self
    }

    pub(super) fn always(effect: Effect) -> Self {
        Self { when: When::default(), effect }
    }
}
