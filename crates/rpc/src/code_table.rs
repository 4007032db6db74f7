//! Error codes as data: which code means what.

/// A table of error codes and what they mean.
///
/// Codes are compared without regard to ASCII case and whitespace, as documents and gateways spell
/// the same code differently. A *family* holds the code itself and everything below it:
/// `throttling` also means `Throttling.User`. An exact row wins over a family.
///
/// ```
/// use aliyun_rpc::CodeTable;
///
/// const CODES: CodeTable<&str> = CodeTable::new(
///     &[("invalidtag.mismatch", "a key without its value")],
///     &[("invalidtag", "some tag is wrong")],
/// );
/// assert_eq!(CODES.find("Invalidtag. Mismatch"), Some("a key without its value"));
/// assert_eq!(CODES.find("InvalidTag.Value"), Some("some tag is wrong"));
/// assert_eq!(CODES.find("InvalidTagCount"), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CodeTable<K: 'static> {
    exact: &'static [(&'static str, K)],
    families: &'static [(&'static str, K)],
}

impl<K: Copy> CodeTable<K> {
    /// Holds rows of codes, in lower case and without whitespace.
    #[must_use]
    pub const fn new(
        exact: &'static [(&'static str, K)],
        families: &'static [(&'static str, K)],
    ) -> Self {
        Self { exact, families }
    }

    /// Returns what a code means, in any spelling.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<K> {
        let folded: String = code
            .chars()
            .filter(|character| !character.is_ascii_whitespace())
            .map(|character| character.to_ascii_lowercase())
            .collect();
        let exact = self.exact.iter().find(|(code, _)| *code == folded);
        let family = || self.families.iter().find(|(family, _)| is_member(&folded, family));
        exact.or_else(family).map(|(_, meaning)| *meaning)
    }
}

fn is_member(code: &str, family: &str) -> bool {
    code.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
