//! From a request to the parameters on the wire.

use std::borrow::Cow;

use crate::request::{DescribeImages, Parameter, ParameterKind};
use crate::rules::{Finding, Level, Revision, check};

/// Checks a request and returns its parameters, names and values not yet percent-encoded.
///
/// They come in the order of the fields of [`DescribeImages`]; lists as `Tag.1.Key` and so on, or
/// joined by commas; booleans as `true` and `false`. What is `None` or empty is not sent. Findings
/// that only advise do not stop anything: see [`check`].
///
/// # Errors
///
/// Every finding when one of them denies.
///
/// ```
/// use aliyun_ecs_model::{DescribeImages, Revision, encode};
///
/// let request = DescribeImages::new("cn-hangzhou").image_ids(["m-1", "m-2"]).tag("k", "v");
/// let params = encode(&request, &Revision::LATEST).map_err(|findings| findings.len())?;
/// let expected =
///     [("RegionId", "cn-hangzhou"), ("ImageId", "m-1,m-2"), ("Tag.1.Key", "k"), ("Tag.1.Value", "v")];
/// assert!(params.iter().map(|(name, value)| (&**name, &**value)).eq(expected));
/// # Ok::<(), usize>(())
/// ```
pub fn encode(
    request: &DescribeImages,
    revision: &Revision,
) -> Result<Vec<(Cow<'static, str>, String)>, Vec<Finding>> {
    let findings = check(request, revision);
    if findings.iter().any(|finding| finding.level == Level::Deny) {
        return Err(findings);
    }
    let mut params = Vec::new();
    for &parameter in Parameter::ALL {
        let sent = parameter.sent(request);
        if parameter.kind() == ParameterKind::List {
            let items: Vec<&str> = sent.iter().map(|(_, item)| item.as_ref()).collect();
            if !items.is_empty() {
                params.push((Cow::Borrowed(parameter.name()), items.join(",")));
            }
        } else {
            let numbered = |(n, text): (usize, Cow<'_, str>)| (parameter.numbered(n), text.into());
            params.extend(sent.into_iter().map(numbered));
        }
    }
    Ok(params)
}
