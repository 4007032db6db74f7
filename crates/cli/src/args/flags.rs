//! What the flags of parameters are called, and their help.

use aliyun_ecs_model::Parameter;

/// Returns the name of a parameter's flag.
pub(super) fn flag(parameter: Parameter) -> String {
    let named = NAMED.iter().find(|named| named.0 == parameter);
    named.map_or_else(|| hyphened(parameter.member()), |named| named.1.to_owned())
}

/// `IsPublic` as `is-public`; runs of capitals are one word.
pub(super) fn hyphened(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let after_small = at > 0 && letters.get(at - 1).is_some_and(|before| before.is_lowercase());
        let before_small = at > 0 && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (after_small || before_small) {
            text.push('-');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

/// Flags that are shorter than the parameter's name, or whose help says more than its field's.
pub(super) const NAMED: &[(Parameter, &str, &str)] = &[
    (Parameter::ImageId, "image-id", "Only this image"),
    (Parameter::Status, "status", "Only images in this state [default: Available]"),
    (Parameter::ImageName, "name", "Only images of this name; * stands for any run of characters"),
    (Parameter::ImageFamily, "family", "Only images of this family"),
    (
        Parameter::ImageOwnerAlias,
        "owner",
        "Only images of these owners, or of any. Without it the service leaves out the marketplace \
         (repeatable, or separated by commas)",
    ),
    (Parameter::IsPublic, "public", "Only community images; needs --owner others"),
    (
        Parameter::ImageOwnerId,
        "owner-account-id",
        "Only shared or community images of this account",
    ),
    (Parameter::Usage, "usage", "Only images in use, or idle ones"),
    (Parameter::ShowExpired, "show-expired", "Send ShowExpired"),
    (Parameter::Usable, "usable", "Send Usable, which no document describes"),
    (
        Parameter::TagKey,
        "tag",
        "Only images with this tag (repeatable: all must match); a key alone may be refused",
    ),
    (
        Parameter::IsSupportIoOptimized,
        "io-optimized",
        "Only images that work on I/O optimized instances",
    ),
    (Parameter::IsSupportCloudinit, "cloud-init", "Only images that support cloud-init"),
    (Parameter::ResourceGroupId, "resource-group", "Only images of this resource group"),
    (
        Parameter::FilterKey,
        "filter",
        "Only images that pass this filter, such as CreationStartTime=2019-01-01T00:00Z (repeatable)",
    ),
];

/// Official clients can send them; today's pages of the documentation leave them out.
pub(super) const HIDDEN: &[Parameter] = &[
    Parameter::OwnerId,
    Parameter::OwnerAccount,
    Parameter::ResourceOwnerId,
    Parameter::ResourceOwnerAccount,
];
