//! From a request to the parameters of a call.

use aliyun_ecs_model::{DescribeImages, Revision};
use aliyun_rpc_signer::Call;

use crate::broken_rules::BrokenRules;

/// The wire name of the operation.
pub const ACTION: &str = "DescribeImages";

/// The API version every revision of the documentation describes.
pub const VERSION: &str = "2014-05-26";

/// Checks a request and turns it into a call.
///
/// The parameters are those of [`aliyun_ecs_model::encode`].
///
/// # Errors
///
/// [`BrokenRules`] with every finding when one of them denies.
///
/// ```
/// use aliyun_ecs_describe_images::encode;
/// use aliyun_ecs_model::{DescribeImages, Revision};
///
/// let request = DescribeImages::new("cn-hangzhou").image_id("m-1").image_id("m-2").tag("k", "v");
/// let call = encode(&request, &Revision::LATEST)?;
/// assert_eq!(
///     call.params().collect::<Vec<_>>(),
///     [
///         ("RegionId", "cn-hangzhou"),
///         ("ImageId", "m-1,m-2"),
///         ("Tag.1.Key", "k"),
///         ("Tag.1.Value", "v"),
///     ]
/// );
/// # Ok::<(), aliyun_ecs_describe_images::BrokenRules>(())
/// ```
pub fn encode(request: &DescribeImages, revision: &Revision) -> Result<Call, BrokenRules> {
    let params = aliyun_ecs_model::encode(request, revision)
        .map_err(|findings| BrokenRules { findings, revision: revision.date() })?;
    let mut call = Call::new(ACTION, VERSION);
    for (name, value) in params {
        call.push_param(name, value);
    }
    Ok(call)
}
