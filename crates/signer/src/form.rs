//! The parameters of a query or of a form body, read back.
//!
//! `name=value` pairs are joined by `&`. A `+` is a space, as `%20` is, since official SDKs send
//! both; a name without `=` has an empty value; nothing between two `&` is no pair. Names may be
//! repeated, and the pairs keep their order.

use std::error::Error;
use std::fmt;

use crate::percent::DecodeError;
use crate::percent::Reading;
use crate::secret_string::SecretString;

/// Reads a query or a form.
///
/// # Errors
///
/// Fails on the first name or value that is not percent-encoded UTF-8.
///
/// ```
/// use aliyun_rpc_signer::form;
///
/// let pairs = form::decode("Action=DescribeImages&ImageName=a+b%2B")?;
/// assert_eq!(pairs.last().map(|(_, value)| value.as_str()), Some("a b+"));
/// let error = form::decode("a=1&b=100%").expect_err("no escape");
/// assert_eq!(error.name(), Some("b"));
/// # Ok::<(), form::FormError>(())
/// ```
pub fn decode(form: impl AsRef<[u8]>) -> Result<Vec<(String, String)>, FormError> {
    pairs(form.as_ref()).collect()
}

/// Reads a query or a form in which a `%` without two hexadecimal digits stands for itself.
///
/// # Errors
///
/// Fails on the first name or value that is not UTF-8.
///
/// ```
/// use aliyun_rpc_signer::form;
///
/// let pairs = form::decode_lenient("Discount=100%")?;
/// assert_eq!(pairs, [("Discount".to_owned(), "100%".to_owned())]);
/// # Ok::<(), form::FormError>(())
/// ```
pub fn decode_lenient(form: impl AsRef<[u8]>) -> Result<Vec<(String, String)>, FormError> {
    let reading = Reading { plus_is_space: true, keeps_malformed: true };
    pieces(form.as_ref()).map(|piece| pair(piece, reading)).collect()
}

/// Reads a query or a form pair by pair, for a server that goes on after an error.
///
/// ```
/// use aliyun_rpc_signer::form;
///
/// let pairs = form::pairs(b"a=%&b=2").collect::<Vec<_>>();
/// assert!(pairs[0].is_err());
/// assert_eq!(pairs[1], Ok(("b".to_owned(), "2".to_owned())));
/// ```
pub fn pairs(form: &[u8]) -> impl Iterator<Item = Result<(String, String), FormError>> {
    let reading = Reading { plus_is_space: true, keeps_malformed: false };
    pieces(form).map(move |piece| pair(piece, reading))
}

/// A name or a value that is not percent-encoded UTF-8.
///
/// Neither `Display` nor `Debug` shows anything of the form: what stands where a name should be may
/// be a piece of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    name: Option<SecretString>,
    error: DecodeError,
}

impl FormError {
    /// Returns the name whose value cannot be read, or `None` if it is the name that cannot.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.name {
            Some(_) => "the value of a parameter cannot be read",
            None => "the name of a parameter cannot be read",
        })
    }
}

impl Error for FormError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

fn pieces(form: &[u8]) -> impl Iterator<Item = &[u8]> {
    form.split(|byte| *byte == b'&').filter(|piece| !piece.is_empty())
}

fn pair(piece: &[u8], reading: Reading) -> Result<(String, String), FormError> {
    let mut halves = piece.splitn(2, |byte| *byte == b'=');
    let name = reading.decode(halves.next().unwrap_or_default());
    let name = name.map_err(|error| FormError { name: None, error })?;
    match reading.decode(halves.next().unwrap_or_default()) {
        Ok(value) => Ok((name, value)),
        Err(error) => Err(FormError { name: Some(name.into()), error }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        owned.collect()
    }

    #[test]
    fn a_form_is_read_as_a_server_reads_it() {
        let expected = owned(&[("a b", "c d+"), ("e", ""), ("f", "g=h"), ("a b", "")]);
        for read in [decode, decode_lenient] {
            assert_eq!(read("a+b=c%20d%2b&&e&f=g=h&a%20b=&"), Ok(expected.clone()));
            assert_eq!(read(""), Ok(Vec::new()));
            assert_eq!(read("="), Ok(owned(&[("", "")])));
        }
    }

    #[test]
    fn an_error_tells_a_name_from_a_value() {
        let error = |form: &[u8]| decode(form).unwrap_err();
        assert_eq!(error(b"a=1&b=%&c=%").name(), Some("b"));
        assert_eq!(error(b"%zz=1").name(), None);
        assert_eq!(error(b"a=\xff").name(), Some("a"));
        assert_eq!(decode_lenient(b"a=%&b=%ff").unwrap_err().name(), Some("b"));
    }

    #[test]
    fn what_follows_an_error_is_still_read() {
        let read = pairs(b"a=%&Format=JSON").filter_map(Result::ok).collect::<Vec<_>>();
        assert_eq!(read, owned(&[("Format", "JSON")]));
    }

    #[test]
    fn an_error_prints_nothing_of_the_form() {
        let error = decode("CANARY=%").unwrap_err();
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        assert!(!format!("{error} {error:?} {cause}").contains("CANARY"));
    }
}
