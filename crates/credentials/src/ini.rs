//! One section of an ini file.

use ini_core::{Item, Parser};
use serde::de::IgnoredAny;
use zeroize::Zeroizing;

/// The keys of a section in small letters, with their values. Both are wiped when dropped: on a line
/// that went wrong a key may be part of a secret.
#[derive(Default)]
pub(crate) struct Section(Vec<(Zeroizing<String>, Zeroizing<String>)>);

impl Section {
    /// Returns a value; `None` if it is absent or empty.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(name, _)| name.as_str() == key)?;
        (!value.is_empty()).then_some(value.as_str())
    }
}

/// Returns the section of this name, `None` if there is none.
///
/// # Errors
///
/// A phrase that goes with the name of the file: "has a key twice in [default] (line 3)". Lines of
/// other sections do not matter.
pub(crate) fn section(text: &str, name: &str) -> Result<Option<Section>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found: Option<Section> = None;
    let mut is_inside = false;
    let mut line = 0;
    for item in Parser::new(text).comment_char(b'#') {
        if item != Item::SectionEnd {
            line += 1;
        }
        let header = match item {
            Item::Section(inner) => Some(header(inner, "]")),
            Item::Error(rest) => Some(header(rest.strip_prefix('[').unwrap_or(rest), "")),
            _ => None,
        };
        match (header, item) {
            (Some(Some(header)), _) => {
                is_inside = header == name;
                if is_inside && found.replace(Section::default()).is_some() {
                    return Err(format!("has the section [{name}] twice (line {line})"));
                }
            }
            (Some(None), _) if is_inside => {
                return Err(format!("has a line that begins with [ and has no ] (line {line})"));
            }
            (None, Item::Property(key, value)) if is_inside => {
                let section = found.get_or_insert_default();
                section.add(key, value, name, line)?;
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Returns the name in a header, behind which a comment may stand; `end` is what has been taken off.
fn header<'t>(rest: &'t str, end: &str) -> Option<&'t str> {
    match rest.split_once(']') {
        Some((header, after)) if is_comment(&format!("{after}{end}")) => Some(header.trim()),
        _ if end.is_empty() => None,
        _ => Some(rest.trim()),
    }
}

impl Section {
    /// Adds a line. The first of `=` and `:` ends its key, as with Go and Python.
    fn add(
        &mut self,
        key: &str,
        value: Option<&str>,
        name: &str,
        line: usize,
    ) -> Result<(), String> {
        let start = key.trim_start();
        if start.is_empty() && value.is_none() || start.starts_with([';', '#']) {
            return Ok(());
        }
        let whole = Zeroizing::new(match value {
            Some(value) => format!("{key}={value}"),
            None => key.to_owned(),
        });
        let Some((key, value)) = whole.split_once(['=', ':']) else {
            return Err(format!("has a line without = in [{name}] (line {line})"));
        };
        let key = Zeroizing::new(key.trim().to_ascii_lowercase());
        if self.0.iter().any(|(earlier, _)| *earlier == key) {
            return Err(format!("has a key twice in [{name}] (line {line})"));
        }
        self.0.push((key, Zeroizing::new(plain(value).to_owned())));
        Ok(())
    }
}

/// Drops quotes around a value, and a comment behind it, which begins with `#` or `;` after white
/// space. A value that is JSON, as a policy, is whole.
fn plain(value: &str) -> &str {
    let value = value.trim();
    if let Some((json, rest)) = json(value)
        && is_comment(rest)
    {
        return json;
    }
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

/// Returns the object that a value begins with, and what stands behind it.
fn json(value: &str) -> Option<(&str, &str)> {
    if !value.starts_with('{') {
        return None;
    }
    let mut objects = serde_json::Deserializer::from_str(value).into_iter::<IgnoredAny>();
    objects.next()?.ok()?;
    value.split_at_checked(objects.byte_offset())
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
            (r#"{"a":"b ; c # d"} # e }"#, r#"{"a":"b ; c # d"}"#),
            ("{not json ; x", "{not json"),
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
            ("[default]\nk=1\n[oops", "has a line that begins with [ and has no ] (line 3)"),
        ] {
            assert_eq!(section(text, "default").map(|_| ()).unwrap_err(), reason, "{text}");
        }
        for (text, value) in [
            ("[default]\nkey: a=b", "a=b"),
            ("[default]\nkey = a:b", "a:b"),
            ("[default]\nkey: {\"a\":\"b = c\"}", "{\"a\":\"b = c\"}"),
            ("[default]\nkey = abc==", "abc=="),
            ("[oops\nk\n[a]b\n[default]\nkey=1", "1"),
        ] {
            assert_eq!(get(text, "key").as_deref(), Some(value), "{text}");
        }
        assert!(section("[default\nkey=1", "default").unwrap().is_none());
        assert_eq!(get("[other]\nCANARY\nk=1\nk=2\n[default]\nkey=1", "key").as_deref(), Some("1"));
    }
}
