//! The formats of bodies.

/// The format of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the services write no third")]
pub enum BodyFormat {
    /// JSON, as RFC 8259 has it.
    Json,
    /// XML 1.0 without a document type.
    Xml,
}
