//! Which body: its format, its size and its looks, with a name for command lines and tables.

use std::fmt;
use std::str::FromStr;

/// The format of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// Which members the images have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fields {
    /// Those of the examples of 2018-06-15 and 2019-02-18.
    Minimal,
    /// Every one that `aliyun-ecs-model` knows.
    Full,
}

/// How the members are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// On one line, without blanks: what the service sends.
    Compact,
    /// One member per line, indented by two blanks per level.
    Pretty,
    /// Compact, with the members of every object in an order of their own.
    Shuffled,
}

/// Which body. The name of one reads `json-100-minimal-compact`.
///
/// ```
/// use benches::bodies::{Fields, Format, Layout, Spec};
///
/// let spec: Spec = "xml-10-full-pretty".parse()?;
/// assert_eq!(spec, Spec::new(Format::Xml, 10, Fields::Full, Layout::Pretty));
/// assert_eq!(spec.to_string(), "xml-10-full-pretty");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spec {
    /// The format.
    pub format: Format,
    /// How many images the page has.
    pub images: usize,
    /// Which members they have.
    pub fields: Fields,
    /// How it is laid out.
    pub layout: Layout,
}

impl Spec {
    /// Puts a specification together.
    #[must_use]
    pub fn new(format: Format, images: usize, fields: Fields, layout: Layout) -> Self {
        Self { format, images, fields, layout }
    }

    /// Returns how many different pages a timed loop rotates over: 64, or 4 of the largest,
    /// which are more than a cache holds anyway.
    #[must_use]
    pub fn rotation(self) -> usize {
        if self.images > 1_000 { 4 } else { 64 }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = word(&FORMATS, self.format);
        let fields = word(&FIELDS, self.fields);
        let layout = word(&LAYOUTS, self.layout);
        write!(f, "{format}-{}-{fields}-{layout}", self.images)
    }
}

impl FromStr for Spec {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let parts: Vec<&str> = name.split('-').collect();
        let spec = match parts[..] {
            [format, images, fields, layout] => (|| {
                Some(Self {
                    format: value(&FORMATS, format)?,
                    images: images.parse().ok()?,
                    fields: value(&FIELDS, fields)?,
                    layout: value(&LAYOUTS, layout)?,
                })
            })(),
            _ => None,
        };
        spec.ok_or_else(|| {
            format!(
                "{name:?} names no body; a name is {{json,xml}}-<images>-{{minimal,full}}-\
                 {{compact,pretty,shuffled}}"
            )
        })
    }
}

fn word<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}

fn value<T: Copy>(table: &[(&'static str, T)], word: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

const FORMATS: [(&str, Format); 2] = [("json", Format::Json), ("xml", Format::Xml)];

const FIELDS: [(&str, Fields); 2] = [("minimal", Fields::Minimal), ("full", Fields::Full)];

const LAYOUTS: [(&str, Layout); 3] =
    [("compact", Layout::Compact), ("pretty", Layout::Pretty), ("shuffled", Layout::Shuffled)];

#[cfg(test)]
mod tests {
    use super::Spec;

    #[test]
    fn a_wrong_name_is_refused_with_the_right_form() {
        for wrong in ["", "json", "json-x-full-pretty", "json-1-full", "yaml-1-full-pretty"] {
            let message = wrong.parse::<Spec>().expect_err(wrong);
            assert!(message.contains("{json,xml}-<images>-"), "{message}");
        }
    }
}
