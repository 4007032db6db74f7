//! The instance whose metadata is served: there is none, so it is made up.

/// What an operator sets of it.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    /// The role that is attached to it; empty if there is none.
    pub(crate) role: String,
    /// Whether a token is asked for.
    pub(crate) is_v2_only: bool,
}

impl Default for Instance {
    fn default() -> Self {
        Self { role: "EmulatorRole".to_owned(), is_v2_only: false }
    }
}

pub(super) const INSTANCE_ID: &str = "i-emulator000000000000";
pub(super) const REGION: &str = "cn-hangzhou";
pub(super) const ZONE: &str = "cn-hangzhou-h";
pub(super) const HOSTNAME: &str = "iZemulator000000000000Z";
pub(super) const INSTANCE_TYPE: &str = "ecs.g6.large";

/// The image of the documents' example, which the built-in catalogue has in the region.
pub(super) const IMAGE: &str = "suse11sp3_64_20G_aliaegis_20150428.vhd";

/// The name of the session in which the instance has its role, as the logs of the service show it
/// (ECS User Guide, "Instance RAM roles").
pub(super) const SESSION: &str = "vm-ram-i-emulator000000000000";
