//! A URL as a server reads it.

use percent_encoding::percent_decode_str;

/// The parts of a URL that are signed. A text without a URL in front is taken for a query.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) host: Option<&'a str>,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
}

impl<'a> Parts<'a> {
    pub(super) fn of(url: &'a str) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let (before, query) = match url.split_once('?') {
            Some(parts) => parts,
            None if url.contains("://") => (url, ""),
            None => ("", url),
        };
        let rest = before.split_once("://").map(|(_, rest)| rest);
        let host = rest.map(|rest| rest.split('/').next().unwrap_or_default());
        let path = rest.zip(host).and_then(|(rest, host)| rest.strip_prefix(host));
        let path = path.unwrap_or(before);
        Self { host, path: if path.is_empty() { "/" } else { path }, query }
    }
}

/// Decodes the parameters: `+` is a space, and a lone name has an empty value.
///
/// `None` for an escape that is not one, or does not make UTF-8.
pub(super) fn parameters(query: &str) -> Option<Vec<(String, String)>> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    let pairs = parts.map(|part| part.split_once('=').unwrap_or((part, "")));
    pairs.map(|(name, value)| Some((decoded(name)?, decoded(value)?))).collect()
}

fn decoded(text: &str) -> Option<String> {
    let is_hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
    let mut escapes = text.split('%').skip(1).map(str::bytes);
    if !escapes.all(|mut rest| is_hex(rest.next()) && is_hex(rest.next())) {
        return None;
    }
    let text = text.replace('+', " ");
    Some(percent_decode_str(&text).decode_utf8().ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Parts, parameters};

    #[track_caller]
    fn is(url: &str, host: Option<&str>, path: &str, query: &str) {
        assert_eq!(Parts::of(url), Parts { host, path, query }, "{url}");
    }

    #[test]
    fn a_url_falls_into_its_parts() {
        is("https://h:8/?a=1#f?b", Some("h:8"), "/", "a=1");
        is("https://h", Some("h"), "/", "");
        is("https://h?a=1", Some("h"), "/", "a=1");
        is("https://h/p/q?a=1?b", Some("h"), "/p/q", "a=1?b");
        is("/?a=https://x", None, "/", "a=https://x");
        is("a=1&b=2", None, "/", "a=1&b=2");
        is("", None, "/", "");
    }

    #[test]
    fn parameters_are_decoded_as_a_form_is() {
        let read = parameters("a+b=c%20d%2B&&e&f=g=h").expect("a query");
        let read: Vec<_> =
            read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(read, [("a b", "c d+"), ("e", ""), ("f", "g=h")]);
        for wrong in ["a=%", "a=%4", "a=%zz", "%FF=1", "a=%%41"] {
            assert_eq!(parameters(wrong), None, "{wrong}");
        }
    }
}
