//! The operations that are served.

/// An operation that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    DescribeImages,
    DescribeRegions,
}

/// Every operation: its name and its version.
pub(crate) const ALL: &[(&str, &str, Operation)] = &[
    ("DescribeImages", ECS, Operation::DescribeImages),
    ("DescribeRegions", ECS, Operation::DescribeRegions),
];

/// The version of the ECS API.
const ECS: &str = "2014-05-26";

/// Returns the operations of a name.
pub(crate) fn named(name: &str) -> impl Iterator<Item = (&'static str, Operation)> {
    let of_name = ALL.iter().filter(move |(other, ..)| *other == name);
    of_name.map(|(_, version, operation)| (*version, *operation))
}

/// Says which operations are served.
pub(crate) fn served() -> String {
    let names: Vec<&str> = ALL.iter().map(|(name, ..)| *name).collect();
    format!("This emulator serves {}.", names.join(" and "))
}
