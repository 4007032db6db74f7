//! One section of an ini file.

use ini_core::{Item, Parser};
use zeroize::Zeroizing;

/// The keys of a section in small letters, with their values, which are wiped when dropped.
#[derive(Default)]
pub(crate) struct Section(Vec<(String, Zeroizing<String>)>);

impl Section {
    /// Returns a value; `None` if it is absent or empty.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(name, _)| name == key)?;
        (!value.is_empty()).then_some(value.as_str())
    }
}

/// Returns the section of this name, `None` if there is none.
///
/// # Errors
///
/// A phrase that goes with the name of the file: "has access_key_id twice in [default] (line 3)".
/// Lines of other sections do not matter.
pub(crate) fn section(text: &str, name: &str) -> Result<Option<Section>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found: Option<Section> = None;
    let mut is_inside = false;
    let mut line = 0;
    for item in Parser::new(text).comment_char(b'#').auto_trim(true) {
        if item != Item::SectionEnd {
            line += 1;
        }
        match item {
            Item::Section(header) => {
                // A comment that stands behind a header may end like one.
                let header = match header.split_once(']') {
                    Some((header, rest)) if !rest.is_empty() && is_comment(rest) => header,
                    _ => header,
                };
                is_inside = header.trim() == name;
                if is_inside && found.is_some() {
                    return Err(format!("has the section [{name}] twice (line {line})"));
                }
                if is_inside {
                    found = Some(Section::default());
                }
            }
            Item::Error(rest) => {
                // A comment may stand behind a header.
                let header = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
                let Some((header, _)) = header.filter(|(_, rest)| is_comment(rest)) else {
                    return Err(format!(
                        "has a line that begins with [ and has no ] (line {line})"
                    ));
                };
                is_inside = header.trim() == name;
                if is_inside && found.replace(Section::default()).is_some() {
                    return Err(format!("has the section [{name}] twice (line {line})"));
                }
            }
            Item::Property(key, _) if !is_inside || key.starts_with([';', '#']) => {}
            Item::Property(key, value) => {
                // Go and Python take a colon as well.
                let pair = match value {
                    Some(value) => Some((key, value)),
                    None => key.split_once(':'),
                };
                let Some((key, value)) = pair else {
                    return Err(format!("has a line without = in [{name}] (line {line})"));
                };
                let key = key.trim().to_ascii_lowercase();
                let section = found.get_or_insert_default();
                if section.0.iter().any(|(earlier, _)| *earlier == key) {
                    // Not named here: on a line that went wrong it may be part of a secret.
                    return Err(format!("has a key twice in [{name}] (line {line})"));
                }
                section.0.push((key, Zeroizing::new(plain(value).to_owned())));
            }
            Item::SectionEnd | Item::Comment(_) | Item::Blank => {}
        }
    }
    Ok(found)
}

/// Drops quotes around a value, and a comment behind it, which begins with `#` or `;` after white
/// space.
fn plain(value: &str) -> &str {
    let value = value.trim();
    if let Some(quote) = value.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let inside = value.strip_prefix(quote).unwrap_or_default();
        // The comment may have quotes as well: the first that can be the end is the end.
        for (at, _) in inside.match_indices(quote) {
            if let Some((inner, rest)) = inside.split_at_checked(at)
                && rest.strip_prefix(quote).is_some_and(is_comment)
            {
                return inner;
            }
        }
    }
    let mut before = ' ';
    for (at, c) in value.char_indices() {
        if matches!(c, '#' | ';') && before.is_whitespace() {
            return value.get(..at).unwrap_or(value).trim_end();
        }
        before = c;
    }
    value
}

/// Whether what stands behind something complete says nothing.
fn is_comment(rest: &str) -> bool {
    let rest = rest.trim();
    rest.is_empty() || rest.starts_with(['#', ';'])
}

#[cfg(test)]
mod tests {
    use super::{plain, section};

    fn get(text: &str, key: &str) -> Option<String> {
        section(text, "default").unwrap()?.get(key).map(str::to_owned)
    }

    #[test]
    fn a_section_is_found_by_its_name_alone() {
        let text = "\u{feff}; first\r\n[other]\r\nkey = 1\r\n\r\n[ default ] # mine\r\nKEY=2\r\n[Default]\nkey=3";
        assert_eq!(get(text, "key").as_deref(), Some("2"));
        assert!(section(text, "none").unwrap().is_none());
        assert_eq!(get("[default]\nkey : 5", "key").as_deref(), Some("5"));
        assert_eq!(get("[default]\nkey =", "key"), None, "empty is absent");
        assert_eq!(get("[default]\n;key = 1\n# key = 2\n", "key"), None);
        assert_eq!(get("[default]\n  ; note\n\t# note\nkey = 3", "key").as_deref(), Some("3"));
        assert_eq!(get("[default] # see [1]\nkey = 4", "key").as_deref(), Some("4"));
        assert!(section("[default]]", "default").unwrap().is_none());
    }

    #[test]
    fn comments_and_quotes_are_no_part_of_a_value() {
        for (value, expected) in [
            ("plain", "plain"),
            ("  spaced  ", "spaced"),
            ("value # comment", "value"),
            ("value ; comment", "value"),
            ("# comment", ""),
            ("a#b", "a#b"),
            ("\"quoted\"", "quoted"),
            ("'a # b' # comment", "a # b"),
            ("\"a\" # the \"comment\"", "a"),
            ("\"a\"b\"", "a\"b"),
            ("\"", "\""),
            ("\"a\" b", "\"a\" b"),
            ("", ""),
        ] {
            assert_eq!(plain(value), expected, "{value}");
        }
    }

    #[test]
    fn mistakes_are_told_by_line_and_not_quoted() {
        for (text, reason) in [
            ("[default]\nCANARY", "has a line without = in [default] (line 2)"),
            ("[default]\n\n[default]", "has the section [default] twice (line 3)"),
            ("[default]\nk=1\n[default] # x", "has the section [default] twice (line 3)"),
            ("[default]\nK=CANARY\n# c\nk=2", "has a key twice in [default] (line 4)"),
            ("[default\nkey=1", "has a line that begins with [ and has no ] (line 1)"),
        ] {
            assert_eq!(section(text, "default").map(|_| ()).unwrap_err(), reason, "{text}");
        }
        assert_eq!(get("[other]\nCANARY\nk=1\nk=2\n[default]\nkey=1", "key").as_deref(), Some("1"));
    }
}
