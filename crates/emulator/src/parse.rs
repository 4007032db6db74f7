//! From parameters to the operation's typed request, with the service's refusals.

use aliyun_ecs_model::ActionType;
use aliyun_ecs_model::Architecture;
use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_model::Filter;
use aliyun_ecs_model::FilterKey;
use aliyun_ecs_model::ImageOwnerAlias;
use aliyun_ecs_model::OsType;
use aliyun_ecs_model::TagFilter;
use aliyun_ecs_model::Usage;
use aliyun_rpc_wire::scalar;

use crate::codes;
use crate::codes::ErrorCode;
use crate::indexed;
use crate::parameters::Parameters;
use crate::rejection::Rejection;
use crate::times;

/// The numbers a request is held against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestLimits {
    pub(crate) page_size: u32,
    /// A larger page becomes the largest instead of an error.
    pub(crate) clamp_page_size: bool,
    pub(crate) tags: u32,
    pub(crate) image_ids: usize,
}

/// Reads the values of a request whose region is known and that is no dry run.
///
/// Both numbers of the page are set in what it returns. Values are read in the order of the
/// documents' table; of several faults the first is reported. Of `Status`, no error is documented,
/// so a state nobody knows is one that no image has. `InstanceType` must look like one but selects
/// nothing, and neither do `ActionType`, `ShowExpired` and `Usable`, whose effect no document says.
pub(crate) fn parse(
    region: &str,
    params: &Parameters,
    limits: &RequestLimits,
) -> Result<DescribeImages, Rejection> {
    let text = |name| params.get(name).map(str::to_owned);
    let list = |name| params.get(name).unwrap_or_default().split(',');
    let items = |name| list(name).filter(|item| !item.is_empty());

    let mut request = DescribeImages::new(region);
    request.image_ids = items("ImageId").map(str::to_owned).collect();
    if request.image_ids.len() > limits.image_ids {
        return Err(invalid("ImageId"));
    }
    request.statuses = items("Status").map(Into::into).collect();
    request.snapshot_id = text("SnapshotId");
    request.image_name = text("ImageName");
    request.image_family = text("ImageFamily");
    owners(&mut request, params)?;
    let usage = one_of(params, "Usage", Usage::is_known, codes::INVALID_USAGE)?;
    request.usage = usage;
    request.tags = tags(params, limits)?;
    request.page_number = Some(page_number(params)?);
    request.page_size = Some(page_size(params, limits)?);
    flag(params, "DryRun")?;
    let code = invalid("ActionType");
    request.action_type = one_of(params, "ActionType", is_action_type, code)?;
    let code = codes::INVALID_ARCHITECTURE;
    request.architecture = one_of(params, "Architecture", Architecture::is_known, code)?;
    let code = codes::INVALID_OS_TYPE;
    request.os_type = one_of(params, "OSType", OsType::is_known, code)?;
    request.instance_type = instance_type(params)?;
    request.is_support_io_optimized = flag(params, "IsSupportIoOptimized")?;
    request.is_support_cloudinit = flag(params, "IsSupportCloudinit")?;
    request.show_expired = flag(params, "ShowExpired")?;
    request.resource_group_id = text("ResourceGroupId");
    request.filters = filters(params)?;
    request.usable = flag(params, "Usable")?;
    Ok(request)
}

fn owners(request: &mut DescribeImages, params: &Parameters) -> Result<(), Rejection> {
    let code = codes::INVALID_IMAGE_OWNER_ALIAS;
    let alias = one_of(params, "ImageOwnerAlias", ImageOwnerAlias::is_known, code)?;
    let others = alias == Some(ImageOwnerAlias::Others);
    request.image_owner_alias = alias;

    request.is_public = flag(params, "IsPublic")?;
    if request.is_public == Some(true) && !others {
        return Err(codes::INVALID_PUBLIC_OWNER_ALIAS.into());
    }

    let id = params.get("ImageOwnerId").unwrap_or_default();
    request.image_owner_id = scalar::integer64(id).map_err(|_| invalid("ImageOwnerId"))?;
    if request.image_owner_id.is_some() && !others {
        return Err(codes::IMAGE_OWNER_ID_UNSUPPORTED.into());
    }
    Ok(())
}

/// Reads the tags. Their numbers must be within the limit, which a tag beyond it therefore breaks
/// even if it comes alone. An empty key is no key.
fn tags(params: &Parameters, limits: &RequestLimits) -> Result<Vec<TagFilter>, Rejection> {
    let pairs = indexed::pairs(params, "Tag");
    if pairs.keys().any(|n| !(1..=limits.tags).contains(n)) {
        return Err(codes::INVALID_TAG_COUNT.into());
    }
    let owned = |text: Option<&str>| text.map(str::to_owned);
    pairs
        .into_values()
        .map(|tag| match tag.key {
            None | Some("") => Err(codes::INVALID_TAG_MISMATCH.into()),
            key => Ok(TagFilter::new(owned(key), owned(tag.value))),
        })
        .collect()
}

fn filters(params: &Parameters) -> Result<Vec<Filter>, Rejection> {
    indexed::pairs(params, "Filter")
        .into_values()
        .map(|filter| {
            let key = FilterKey::from(filter.key.unwrap_or_default());
            let value = filter.value.unwrap_or_default();
            let (valid, code) = match key {
                FilterKey::CreationStartTime | FilterKey::CreationEndTime => {
                    (times::with_or_without_seconds(value).is_some(), codes::INVALID_FILTER_VALUE)
                }
                FilterKey::NetworkType => {
                    (matches!(value, "vpc" | "classic"), codes::INVALID_FILTER_NETWORK_TYPE)
                }
                FilterKey::CpuOnlineUpgrade
                | FilterKey::CpuOnlineDowngrade
                | FilterKey::MemoryOnlineUpgrade
                | FilterKey::MemoryOnlineDowngrade => {
                    (matches!(value, "supported" | "unsupported"), codes::INVALID_FILTER_VALUE)
                }
                _ => (false, codes::INVALID_FILTER_KEY),
            };
            if !valid {
                return Err(code.into());
            }
            Ok(Filter::new(Some(key), Some(value.to_owned())))
        })
        .collect()
}

fn page_number(params: &Parameters) -> Result<u32, Rejection> {
    positive(params, "PageNumber").map(|number| number.unwrap_or(1))
}

fn page_size(params: &Parameters, limits: &RequestLimits) -> Result<u32, Rejection> {
    let size = positive(params, "PageSize")?.unwrap_or(DEFAULT_PAGE_SIZE);
    if size > limits.page_size && !limits.clamp_page_size && params.get("PageSize").is_some() {
        return Err(invalid("PageSize"));
    }
    Ok(size.min(limits.page_size))
}

fn positive(params: &Parameters, name: &str) -> Result<Option<u32>, Rejection> {
    match params.get(name).map(scalar::integer) {
        None => Ok(None),
        Some(Ok(Some(number))) if number > 0 => Ok(Some(number)),
        Some(_) => Err(invalid(name)),
    }
}

fn flag(params: &Parameters, name: &str) -> Result<Option<bool>, Rejection> {
    scalar::boolean(params.get(name).unwrap_or_default()).map_err(|_| invalid(name))
}

/// Reads a value of a documented set.
fn one_of<T: for<'a> From<&'a str>>(
    params: &Parameters,
    name: &str,
    is_documented: impl FnOnce(&T) -> bool,
    otherwise: impl Into<Rejection>,
) -> Result<Option<T>, Rejection> {
    match params.get(name).map(T::from) {
        Some(value) if !is_documented(&value) => Err(otherwise.into()),
        value => Ok(value),
    }
}

/// `*` stands in the revision of 2019-05-31 only.
fn is_action_type(value: &ActionType) -> bool {
    value.is_known() || value.as_str() == "*"
}

/// An instance type is `ecs.<family>.<size>`. Which ones exist is not the emulator's to know.
fn instance_type(params: &Parameters) -> Result<Option<String>, Rejection> {
    let Some(text) = params.get("InstanceType") else {
        return Ok(None);
    };
    let label = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !part.is_empty() && part.bytes().all(plain)
    };
    let parts: Vec<&str> = text.split('.').collect();
    match parts.as_slice() {
        ["ecs", family, size] | ["ecs", family, size, _] if label(family) && label(size) => {
            Ok(Some(text.to_owned()))
        }
        _ => Err(codes::INVALID_INSTANCE_TYPE.into()),
    }
}

fn invalid(name: &str) -> Rejection {
    let code: ErrorCode = codes::INVALID_PARAMETER;
    Rejection::naming(code, name)
}

const DEFAULT_PAGE_SIZE: u32 = 10;
