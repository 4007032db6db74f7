//! What a table looks like.

/// What a table looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableStyle {
    /// How wide a line may be; `None` for any width.
    pub(crate) columns: Option<usize>,
    /// Whether an identifier may be cut when nothing else is left to cut.
    pub(crate) may_cut_ids: bool,
    pub(crate) color: bool,
}
