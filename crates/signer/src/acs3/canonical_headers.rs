//! The headers that are signed, in one unambiguous form.

use std::fmt;

use zeroize::ZeroizeOnDrop;

use crate::SecretString;

/// The headers of a canonical request: their lines, and the list of their names.
///
/// They may hold a security token: the lines are wiped from memory when dropped, and `Debug` shows
/// the names alone.
pub struct CanonicalHeaders {
    lines: SecretString,
    names: String,
}

impl CanonicalHeaders {
    /// Returns one line for each name: `name:value` and a line feed.
    pub fn lines(&self) -> &str {
        &self.lines
    }

    /// Returns the names joined by `;`, as `SignedHeaders` carries them.
    pub fn names(&self) -> &str {
        &self.names
    }
}

/// Returns the canonical form of the headers that are to be signed.
///
/// Names are lower-cased and sorted, values trimmed; the values of a repeated name are sorted and
/// joined by `,`. All given headers take part: a signer gives those that have to be signed (see
/// [`has_to_be_signed`]), a verifier those that `SignedHeaders` lists.
/// (Alibaba Cloud SDK, "V3 request structure and signature"; the order of repeated values is that of
/// the official SDKs, of which only the one for C# joins them by a comma and a space.)
///
/// ```
/// use aliyun_rpc_signer::acs3::canonical_headers;
///
/// let headers = [("X-Acs-Test", " b "), ("host", "ecs.aliyuncs.com"), ("x-acs-test", "a")];
/// let canonical = canonical_headers(headers);
/// assert_eq!(canonical.lines(), "host:ecs.aliyuncs.com\nx-acs-test:a,b\n");
/// assert_eq!(canonical.names(), "host;x-acs-test");
/// ```
pub fn canonical_headers<N, V>(headers: impl IntoIterator<Item = (N, V)>) -> CanonicalHeaders
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    let mut headers = headers
        .into_iter()
        .map(|(name, value)| (name.as_ref().to_ascii_lowercase(), value))
        .collect::<Vec<_>>();
    headers.sort_unstable_by(|(a_name, a_value), (b_name, b_value)| {
        let by_name = a_name.cmp(b_name);
        by_name.then_with(|| a_value.as_ref().trim().cmp(b_value.as_ref().trim()))
    });

    let names = headers.iter().map(|(name, _)| name.len() + 1).sum::<usize>();
    let values = headers.iter().map(|(_, value)| value.as_ref().len() + 1).sum::<usize>();
    let mut canonical = CanonicalHeaders {
        lines: SecretString::with_capacity(names + values),
        names: String::with_capacity(names),
    };
    for same_name in headers.chunk_by(|(a, _), (b, _)| a == b) {
        canonical.push(same_name);
    }
    canonical
}

impl CanonicalHeaders {
    fn push<V: AsRef<str>>(&mut self, same_name: &[(String, V)]) {
        // The room was made at the start.
        let lines = self.lines.with_room(0);
        for (i, (name, value)) in same_name.iter().enumerate() {
            if i == 0 {
                if !self.names.is_empty() {
                    self.names.push(';');
                }
                self.names.push_str(name);
                lines.push_str(name);
            }
            lines.push(if i == 0 { ':' } else { ',' });
            lines.push_str(value.as_ref().trim());
        }
        lines.push('\n');
    }
}

/// Tells whether a header has to be signed if the request has it, whatever the case of its name.
///
/// Those are `host`, `content-type` and everything that begins with `x-acs-`; others may be signed
/// as well. (Alibaba Cloud SDK, "V3 request structure and signature".)
///
/// ```
/// use aliyun_rpc_signer::acs3::has_to_be_signed;
///
/// assert!(has_to_be_signed("Host") && has_to_be_signed("x-acs-retry-attempts"));
/// assert!(!has_to_be_signed("user-agent") && !has_to_be_signed("authorization"));
/// ```
pub fn has_to_be_signed(name: &str) -> bool {
    const PREFIX: &str = "x-acs-";
    let is = |expected: &str| name.eq_ignore_ascii_case(expected);
    let begins = name.get(..PREFIX.len());
    is("host")
        || is("content-type")
        || begins.is_some_and(|begin| begin.eq_ignore_ascii_case(PREFIX))
}

impl ZeroizeOnDrop for CanonicalHeaders {}

impl fmt::Debug for CanonicalHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CanonicalHeaders").field("names", &self.names).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_headers_make_no_lines() {
        let none = canonical_headers::<&str, &str>([]);
        assert_eq!((none.lines(), none.names()), ("", ""));
    }

    #[test]
    fn an_empty_value_keeps_its_line() {
        let canonical = canonical_headers([("x-acs-a", " "), ("x-acs-a", "")]);
        assert_eq!(canonical.lines(), "x-acs-a:,\n");
        assert_eq!(canonical.names(), "x-acs-a");
    }

    #[test]
    fn a_name_that_begins_another_comes_first() {
        let canonical = canonical_headers([("x-acs-a-b", "1"), ("x-acs-a", "2")]);
        assert_eq!(canonical.names(), "x-acs-a;x-acs-a-b");
    }

    /// Every field is named, so that a new one is thought of.
    #[test]
    fn the_lines_are_wiped() {
        fn is_wiped(_: &impl ZeroizeOnDrop) {}
        let CanonicalHeaders { lines, names: _ } = &canonical_headers([("x-acs-a", "token")]);
        is_wiped(lines);
    }
}
