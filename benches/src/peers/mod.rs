//! What the workspace's decoder is measured against: the libraries that a user would take, each
//! with the call its own documentation recommends and the same members as the model.

pub(crate) mod quick_xml_events;
pub(crate) mod records;
pub(crate) mod roxmltree;
pub(crate) mod scalars;
mod xml_source;
