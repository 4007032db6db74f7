//! What else stands in a profile.

/// What stands in a profile beside the keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProfileSettings {
    /// The name of the profile.
    pub name: String,
    /// The region to ask for.
    pub region: Option<String>,
    /// The endpoint to ask, as written there: a host, or a URL.
    pub endpoint: Option<String>,
    /// Whether endpoints inside the cloud's own network are wanted.
    pub is_vpc: bool,
}
