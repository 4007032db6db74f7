//! What bounds a body. Documented answers stay far below all of it.

/// The deepest nesting of objects and arrays, or of elements. A page of images has 8 and 6
/// levels.
pub(crate) const MAX_DEPTH: usize = 64;

/// The most attributes of one element. The service writes none.
pub(crate) const MAX_ATTRIBUTES: usize = 64;

/// The shortest body that is refused for its size: 1 GiB.
pub(crate) const TOO_LARGE: usize = 1 << 30;

/// The most levels of tables in a schema, with that of the root.
pub(crate) const MAX_LEVELS: usize = 8;
