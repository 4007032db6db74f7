//! The name of a RAM role, which becomes a part of a path.

/// A name that can be one segment of a path: 1 to 64 letters, digits, `.`, `_`, `@` and `-`.
///
/// RAM gives out letters, digits, `.` and `-` (RAM API Reference, "CreateRole").
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RoleName(String);

impl RoleName {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_allowed =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'@' | b'-');
        // `.` and `..` lead to elsewhere.
        let leads_elsewhere = text.bytes().all(|byte| byte == b'.');
        let is_name = text.len() <= 64 && text.bytes().all(is_allowed) && !leads_elsewhere;
        is_name.then(|| Self(text.to_owned()))
    }

    /// Reads what the metadata service answers: the name alone. Of several lines, the first with
    /// anything on it counts.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok()?;
        Self::parse(text.lines().map(str::trim).find(|line| !line.is_empty())?)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::RoleName;

    fn read(body: &[u8]) -> Option<String> {
        RoleName::read(body).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn a_name_is_read_without_the_blanks_around_it() {
        for body in ["web-1.A_b@c", " web-1.A_b@c \r\n", "\n\nweb-1.A_b@c\nother"] {
            assert_eq!(read(body.as_bytes()).as_deref(), Some("web-1.A_b@c"), "{body:?}");
        }
        let longest = "a".repeat(64);
        assert_eq!(read(longest.as_bytes()), Some(longest));
    }

    #[test]
    fn what_could_lead_elsewhere_is_no_name() {
        let too_long = "a".repeat(65);
        for body in [
            "",
            " \n",
            ".",
            "..",
            "...",
            "../x",
            "a/b",
            "/a",
            "a?b",
            "a#b",
            "a%2fb",
            "a b",
            "a\\b",
            "a\rb",
            "a\tb",
            "a\u{1b}[2J",
            "a\0",
            "é",
            "<html>",
            "..\na",
            &too_long,
        ] {
            assert_eq!(read(body.as_bytes()), None, "{body:?}");
        }
        assert_eq!(read(b"a\xff"), None);
    }
}
