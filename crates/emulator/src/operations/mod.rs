//! The operations that are served, behind one gateway.

pub(crate) mod context;
pub(crate) mod describe_images;
mod image_from_family;
pub(crate) mod regions;
mod sts;

use std::fmt::Write;

use crate::codes;

use self::context::Operation;

/// Every operation.
pub(crate) static ALL: &[Operation] = &[
    Operation {
        name: "DescribeImages",
        version: ECS,
        permission: "ecs:DescribeImages",
        denied: codes::FORBIDDEN_RAM,
        is_signed: true,
        parameters: describe_images::parameters,
        run: describe_images::run,
    },
    Operation {
        name: "DescribeRegions",
        version: ECS,
        permission: "ecs:DescribeRegions",
        denied: codes::FORBIDDEN_RAM,
        is_signed: true,
        parameters: regions::parameters,
        run: regions::run,
    },
    Operation {
        name: "DescribeImageFromFamily",
        version: ECS,
        permission: "ecs:DescribeImageFromFamily",
        denied: codes::FORBIDDEN_RAM,
        is_signed: true,
        parameters: image_from_family::parameters,
        run: image_from_family::run,
    },
    Operation {
        name: "AssumeRole",
        version: STS,
        permission: "sts:AssumeRole",
        denied: codes::NO_PERMISSION,
        is_signed: true,
        parameters: sts::assume_role::parameters,
        run: sts::assume_role::run,
    },
    Operation {
        name: "AssumeRoleWithOIDC",
        version: STS,
        permission: "sts:AssumeRoleWithOIDC",
        denied: codes::NO_PERMISSION,
        is_signed: false,
        parameters: sts::with_oidc::parameters,
        run: sts::with_oidc::run,
    },
    Operation {
        name: "GetCallerIdentity",
        version: STS,
        permission: "sts:GetCallerIdentity",
        denied: codes::NO_PERMISSION,
        is_signed: true,
        parameters: sts::caller_identity::parameters,
        run: sts::caller_identity::run,
    },
];

/// The version of the ECS API.
const ECS: &str = "2014-05-26";

/// The version of the STS API.
const STS: &str = "2015-04-01";

/// Returns the operations of a name.
pub(crate) fn named(name: &str) -> impl Iterator<Item = &'static Operation> {
    ALL.iter().filter(move |operation| operation.name == name)
}

/// Says which operations are served.
pub(crate) fn served() -> String {
    let mut text = "This emulator serves ".to_owned();
    for (index, operation) in ALL.iter().enumerate() {
        let between = match index {
            0 => "",
            _ if index + 1 == ALL.len() => " and ",
            _ => ", ",
        };
        // Writing to a string does not fail.
        let _ = write!(text, "{between}{}", operation.name);
    }
    text.push('.');
    text
}
