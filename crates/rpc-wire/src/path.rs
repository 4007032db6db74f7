//! Where in a body a reader is: `Images.Image[3].Size`.

use std::fmt::{self, Write};

use crate::mentions::mentions;
use crate::printable::{Printable, beginning};
use crate::quotation::WITHHELD;
use crate::wording::is_made_of_words;

/// The steps from the root to a value.
#[derive(Debug, Default)]
pub(crate) struct Path<'a> {
    steps: Vec<Step<'a>>,
}

/// One step down.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<'a> {
    /// Into a member or element; the name as the body writes it.
    Name(&'a str),
    /// Into an item of the list just named, from 0.
    Item(usize),
    /// To an attribute of the element just named.
    Attribute(&'a str),
}

impl<'a> Path<'a> {
    pub(crate) fn enter(&mut self, step: Step<'a>) {
        self.steps.push(step);
    }

    pub(crate) fn leave(&mut self) {
        self.steps.pop();
    }
}

/// Names from the body are shortened, quoted where they could mislead, and withheld where they are
/// not made of words: a body can have keys for names. Of a long path the last
/// steps are shown.
impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left_out = self.steps.len().saturating_sub(MAX_STEPS);
        if left_out > 0 {
            write!(f, "({left_out} more)")?;
        }
        for (depth, step) in self.steps.iter().enumerate().skip(left_out) {
            match *step {
                Step::Item(index) => write!(f, "[{index}]")?,
                Step::Name(name) => {
                    if depth > 0 {
                        f.write_char('.')?;
                    }
                    write_name(f, name)?;
                }
                Step::Attribute(name) => {
                    f.write_char('@')?;
                    write_name(f, name)?;
                }
            }
        }
        Ok(())
    }
}

fn write_name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':');
    let shown = beginning(name, MAX_NAME);
    let mut stretches = shown.split(|c: char| !c.is_ascii_alphanumeric());
    if shown.contains(['%', '&', '=']) || !stretches.all(is_made_of_words) {
        return f.write_str(WITHHELD);
    }
    if !name.is_empty() && name.len() <= MAX_NAME && name.bytes().all(plain) {
        return f.write_str(name);
    }
    if mentions(shown).next().is_some() {
        return f.write_str(WITHHELD);
    }
    let more = if shown.len() < name.len() { "…" } else { "" };
    write!(f, "\"{}{more}\"", Printable(shown))
}

/// The longest name shown in full, in bytes.
const MAX_NAME: usize = 40;

/// The most steps shown. A page of images has 8.
const MAX_STEPS: usize = 12;

#[cfg(test)]
mod tests {
    use super::{Path, Step};

    fn path(steps: &[Step<'_>]) -> String {
        let mut path = Path::default();
        for step in steps {
            path.enter(*step);
        }
        path.to_string()
    }

    #[test]
    fn names_are_joined_by_dots_and_items_are_numbered() {
        let steps = [Step::Name("Images"), Step::Name("Image"), Step::Item(3), Step::Name("Size")];
        assert_eq!(path(&steps), "Images.Image[3].Size");
        assert_eq!(path(&[]), "");
        assert_eq!(path(&[Step::Name("a"), Step::Attribute("xml:id")]), "a@xml:id");
    }

    #[test]
    fn hostile_names_are_quoted_escaped_and_cut() {
        assert_eq!(path(&[Step::Name("a.b")]), r#""a.b""#);
        assert_eq!(path(&[Step::Name("")]), r#""""#);
        assert_eq!(path(&[Step::Name("\u{1b}[31m")]), r#""\u{1b}[31m""#);
        assert_eq!(path(&[Step::Name("Signature=a")]), "[withheld]");
        assert_eq!(path(&[Step::Name("a CAISrQJ1q6Ft5B2y")]), "[withheld]");
        let long = "位".repeat(1_000);
        assert_eq!(path(&[Step::Name(&long)]), format!("\"{}…\"", "位".repeat(13)));
    }

    #[test]
    fn of_a_long_path_the_end_is_shown() {
        let deep = [Step::Name("a"), Step::Item(0)].repeat(10);
        assert_eq!(path(&deep), format!("(8 more){}", ".a[0]".repeat(6)));
    }
}
