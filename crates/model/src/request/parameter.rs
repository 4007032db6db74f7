//! What can be asked of a parameter.

use std::borrow::Cow;

use super::describe_images::{DescribeImages, Parameter};
use super::field::ParameterKind;
use super::period::Period;
use crate::named::named;
use crate::scalar::NotAScalar;

impl Parameter {
    /// Returns what the value of the parameter is.
    #[must_use]
    pub fn kind(self) -> ParameterKind {
        self.field(&DescribeImages::default()).kind()
    }

    /// Returns the wire name of the `n`-th tag or filter, or the plain name of the others.
    ///
    /// ```
    /// use aliyun_ecs_model::Parameter;
    /// assert_eq!(Parameter::TagKey.numbered(3), "Tag.3.Key");
    /// assert_eq!(Parameter::PageSize.numbered(3), "PageSize");
    /// ```
    #[must_use]
    pub fn numbered(self, n: usize) -> Cow<'static, str> {
        match self.name().split_once(".n.") {
            Some((member, half)) => Cow::Owned(format!("{member}.{n}.{half}")),
            None => Cow::Borrowed(self.name()),
        }
    }

    /// Returns the documented values of a parameter with a closed set, of all revisions, else
    /// `None`. [`Revision::values`](crate::Revision::values) has those of one revision.
    #[must_use]
    pub fn known_values(self) -> Option<Vec<&'static str>> {
        self.values_at(|_| true)
    }

    /// Returns the values of the set on the day; none where the set is not stated.
    pub(crate) fn values_on(self, day: u32) -> Option<Vec<&'static str>> {
        self.values_at(|periods| Period::any(periods, day)).filter(|values| !values.is_empty())
    }

    fn values_at(self, is_wanted: impl Fn(&[Period]) -> bool) -> Option<Vec<&'static str>> {
        let dated = self.dated_values()?.iter();
        Some(dated.filter(|(_, periods)| is_wanted(periods)).map(|(text, _)| *text).collect())
    }

    /// Returns the parameters that a revision of this day documents, each as its [bit](Self::bit).
    pub(crate) const fn documented_on(day: u32) -> u64 {
        let mut bits = 0;
        let mut rest = Self::ALL;
        while let [parameter, others @ ..] = rest {
            if Period::any(parameter.periods(), day) {
                bits |= parameter.bit();
            }
            rest = others;
        }
        bits
    }

    pub(crate) const fn bit(self) -> u64 {
        1 << (self as u64)
    }

    /// Says whether the request does not set the parameter, or the pair that it is half of.
    pub(crate) fn is_absent(self, request: &DescribeImages) -> bool {
        self.field(request).is_absent()
    }

    /// Returns what the request sends of the parameter: of a list each item, of a condition each
    /// number, from 1, with its text.
    pub(crate) fn sent(self, request: &DescribeImages) -> Vec<(usize, Cow<'_, str>)> {
        let sent = self.field(request).sent().into_iter();
        sent.filter(|(half, ..)| *half == self.half()).map(|(_, n, text)| (n, text)).collect()
    }

    /// 1 for the value of a numbered pair, else 0.
    fn half(self) -> usize {
        usize::from(self.name().ends_with(".n.Value"))
    }
}

impl DescribeImages {
    /// Sets a parameter to the text that a query carries: a list with its commas; of the numbered
    /// ones the `n`-th, from 1 to 1,000. An empty text unsets a number or a boolean.
    ///
    /// # Errors
    ///
    /// [`NotAScalar`] when the parameter takes a number or a boolean and the text is none, or `n`
    /// is out of range.
    ///
    /// ```
    /// use aliyun_ecs_model::{DescribeImages, Parameter};
    ///
    /// let mut request = DescribeImages::new("cn-hangzhou");
    /// request.set(Parameter::PageSize, 1, "50")?;
    /// request.set(Parameter::TagKey, 2, "team")?;
    /// assert_eq!(request.page_size, Some(50));
    /// assert_eq!(request.tags[1].key.as_deref(), Some("team"));
    /// assert!(request.set(Parameter::PageSize, 1, "many").is_err());
    /// # Ok::<(), aliyun_ecs_model::scalar::NotAScalar>(())
    /// ```
    pub fn set(&mut self, parameter: Parameter, n: usize, text: &str) -> Result<(), NotAScalar> {
        parameter.field_mut(self).take(parameter.half(), n, text)
    }
}

named!(Parameter, Parameter::name, Parameter::ALL, "DescribeImages has no parameter of this name");
