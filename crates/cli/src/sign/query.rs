//! A URL as a server reads it.

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

#[cfg(test)]
mod tests {
    use super::Parts;

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
}
