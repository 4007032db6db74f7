//! The formats of bodies.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// The format of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the services write no third")]
pub enum BodyFormat {
    /// JSON, as RFC 8259 has it.
    Json,
    /// XML 1.0 without a document type.
    Xml,
}

impl fmt::Display for BodyFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
        })
    }
}

impl FromStr for BodyFormat {
    type Err = UnknownFormat;

    /// Reads `JSON` or `XML` in any ASCII case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case("JSON") {
            Ok(Self::Json)
        } else if text.eq_ignore_ascii_case("XML") {
            Ok(Self::Xml)
        } else {
            Err(UnknownFormat)
        }
    }
}

/// A text names no format of bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownFormat;

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected one of JSON, XML")
    }
}

impl Error for UnknownFormat {}

#[cfg(test)]
mod tests {
    use super::BodyFormat;

    #[test]
    fn formats_are_read_back() {
        for format in [BodyFormat::Json, BodyFormat::Xml] {
            assert_eq!(format.to_string().to_lowercase().parse(), Ok(format));
        }
        assert!("YAML".parse::<BodyFormat>().is_err());
    }
}
