//! From parameters to the operation's typed request, with the service's refusals.

use aliyun_ecs_model::CreationTime;
use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_model::Filter;
use aliyun_ecs_model::FilterKey;
use aliyun_ecs_model::ImageOwnerAlias;
use aliyun_ecs_model::Parameter;
use aliyun_ecs_model::ParameterKind;
use aliyun_ecs_model::TagFilter;

use super::indexed;
use crate::codes;
use crate::codes::ErrorCode;
use crate::parameters::Parameters;
use crate::rejection::Rejection;

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
/// Both numbers of the page are set in what it returns. Values are read in the order of
/// [`Parameter`]; of several faults the first is reported. Of `Status`, no error is documented, so
/// a state nobody knows is one that no image has. `InstanceType` must look like one; `ActionType` and the callers'
/// accounts select nothing: no document says what they would.
pub(crate) fn parse(
    region: &str,
    params: &Parameters,
    limits: &RequestLimits,
) -> Result<DescribeImages, Rejection> {
    let mut request = DescribeImages::new(region);
    for &parameter in Parameter::ALL {
        if let Some(text) = params.get(parameter.name())
            && parameter.kind() != ParameterKind::Numbered
        {
            request.set(parameter, 1, text).map_err(|_| invalid(parameter.name()))?;
            let known = parameter.known_values();
            if parameter != Parameter::Status && known.is_some_and(|known| !known.contains(&text)) {
                return Err(unknown_value(parameter));
            }
        }
        rule(parameter, &mut request, params, limits)?;
    }
    Ok(request)
}

/// Returns the refusal of a value that no revision documents.
fn unknown_value(parameter: Parameter) -> Rejection {
    match parameter {
        Parameter::ImageOwnerAlias => codes::INVALID_IMAGE_OWNER_ALIAS.into(),
        Parameter::Usage => codes::INVALID_USAGE.into(),
        Parameter::Architecture => codes::INVALID_ARCHITECTURE.into(),
        Parameter::OsType => codes::INVALID_OS_TYPE.into(),
        Parameter::ActionType => codes::INVALID_PARAMTER.into(),
        other => invalid(other.name()),
    }
}

/// Holds a parameter that has been read against what the service demands of it.
fn rule(
    parameter: Parameter,
    request: &mut DescribeImages,
    params: &Parameters,
    limits: &RequestLimits,
) -> Result<(), Rejection> {
    let others = request.image_owner_alias == Some(ImageOwnerAlias::Others);
    match parameter {
        Parameter::ImageId => {
            request.image_ids.retain(|id| !id.is_empty());
            let too_many = request.image_ids.len() > limits.image_ids;
            if too_many { Err(invalid("ImageId")) } else { Ok(()) }
        }
        Parameter::Status => {
            request.statuses.retain(|status| !status.as_str().is_empty());
            Ok(())
        }
        Parameter::IsPublic if request.is_public == Some(true) && !others => {
            Err(codes::INVALID_PUBLIC_OWNER_ALIAS.into())
        }
        Parameter::ImageOwnerId if request.image_owner_id.is_some() && !others => {
            Err(codes::IMAGE_OWNER_ID_UNSUPPORTED.into())
        }
        Parameter::InstanceType => match request.instance_type.as_deref() {
            Some(text) if !is_instance_type(text) => Err(codes::INVALID_INSTANCE_TYPE.into()),
            _ => Ok(()),
        },
        Parameter::PageNumber => match *request.page_number.get_or_insert(1) {
            0 => Err(invalid("PageNumber")),
            _ => Ok(()),
        },
        Parameter::PageSize => {
            let given = request.page_size;
            let size = given.unwrap_or(DEFAULT_PAGE_SIZE);
            let too_large = given.is_some() && size > limits.page_size && !limits.clamp_page_size;
            if size == 0 || too_large {
                return Err(invalid("PageSize"));
            }
            request.page_size = Some(size.min(limits.page_size));
            Ok(())
        }
        Parameter::TagKey => {
            request.tags = tags(params, limits)?;
            Ok(())
        }
        Parameter::FilterKey => {
            request.filters = filters(params)?;
            Ok(())
        }
        _ => Ok(()),
    }
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
                    (value.parse::<CreationTime>().is_ok(), codes::INVALID_FILTER_VALUE)
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

/// An instance type is `ecs.<family>.<size>`. Which ones exist is not the emulator's to know.
fn is_instance_type(text: &str) -> bool {
    let label = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !part.is_empty() && part.bytes().all(plain)
    };
    let parts: Vec<&str> = text.split('.').collect();
    match parts.as_slice() {
        ["ecs", rest @ ..] => matches!(rest.len(), 2 | 3) && rest.iter().all(|part| label(part)),
        _ => false,
    }
}

fn invalid(name: &str) -> Rejection {
    let code: ErrorCode = codes::INVALID_PARAMETER;
    Rejection::naming(code, name)
}

const DEFAULT_PAGE_SIZE: u32 = 10;
