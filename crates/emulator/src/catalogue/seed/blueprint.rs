//! Where an image of the seeded catalogue stands.

/// A region of the seeded catalogue.
pub(super) struct Region {
    pub(super) id: &'static str,
    /// What ids of this region's custom images, snapshots and so on go on with.
    pub(super) infix: &'static str,
    pub(super) system: u32,
    pub(super) own: u32,
    pub(super) others: u32,
    pub(super) marketplace: u32,
}

/// One image to be made: the `n`th of some owner in its region.
pub(super) struct Blueprint {
    pub(super) region: &'static Region,
    pub(super) n: u32,
}
