//! The XML declaration, `<?xml version='1.0' encoding='UTF-8'?>`.

use crate::error::{DecodeErrorKind, ReadError};
use crate::xml::chars::is_whitespace;

/// Reads the declaration that begins at `start`, if there is one, and returns where it ends.
///
/// The version must be 1.0, the encoding absent or UTF-8 in any case: a document that says it is
/// something else is not read as something it is not.
pub(crate) fn read(body: &str, start: usize) -> Result<usize, ReadError> {
    let text = body.get(start..).unwrap_or_default();
    match text.strip_prefix("<?xml").map(|rest| rest.bytes().next()) {
        Some(Some(byte)) if is_whitespace(byte) => {}
        // No declaration, or a processing instruction such as `<?xml-stylesheet`.
        _ => return Ok(start),
    }
    let mut fields = Fields { text: body, at: start + "<?xml".len() };

    match fields.take("version")? {
        Some((_, "1.0")) => {}
        Some((at, _)) => return Err(ReadError::syntax(at, "version 1.0")),
        None => return Err(ReadError::syntax(fields.at, "the version")),
    }
    if let Some((at, encoding)) = fields.take("encoding")?
        && !encoding.eq_ignore_ascii_case("utf-8")
    {
        return Err(ReadError::new(DecodeErrorKind::NotUtf8, at, "the encoding UTF-8"));
    }
    if let Some((at, standalone)) = fields.take("standalone")?
        && !matches!(standalone, "yes" | "no")
    {
        return Err(ReadError::syntax(at, "yes or no"));
    }
    fields.whitespace();
    fields.expect("?>", "encoding, standalone (in this order) or ?>")?;
    Ok(fields.at)
}

/// Goes through ` name = "value"` fields.
struct Fields<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Fields<'a> {
    /// Takes the field with this name if it comes next, with the offset of its value.
    fn take(&mut self, name: &str) -> Result<Option<(usize, &'a str)>, ReadError> {
        let start = self.at;
        self.whitespace();
        if self.at == start || !self.rest().starts_with(name) {
            self.at = start;
            return Ok(None);
        }
        self.at += name.len();
        self.whitespace();
        self.expect("=", "an equals sign")?;
        self.whitespace();
        let quote = if self.rest().starts_with('"') { "\"" } else { "'" };
        self.expect(quote, "a value in quotes")?;
        let offset = self.at;
        // Versions, encodings, yes and no are made of these characters.
        let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let length = self.rest().bytes().take_while(is_inside).count();
        let value = self.rest().get(..length).unwrap_or_default();
        self.at += length;
        self.expect(quote, "a closing quote")?;
        Ok(Some((offset, value)))
    }

    fn expect(&mut self, wanted: &str, expected: &'static str) -> Result<(), ReadError> {
        let rest = self.rest();
        if rest.starts_with(wanted) {
            self.at += wanted.len();
            Ok(())
        } else if wanted.starts_with(rest) {
            Err(ReadError::new(DecodeErrorKind::Truncated, self.text.len(), expected))
        } else {
            Err(ReadError::syntax(self.at, expected))
        }
    }

    fn whitespace(&mut self) {
        let whitespace = self.rest().bytes().take_while(|byte| is_whitespace(*byte)).count();
        self.at += whitespace;
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::error::DecodeErrorKind::{NotUtf8, Syntax, Truncated};

    #[test]
    fn declarations_end_behind_their_question_mark() {
        for text in [
            "<?xml version='1.0' encoding='UTF-8'?>",
            "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"no\"?>",
            "<?xml\tversion = '1.0'\n?>",
            "<?xml version='1.0' standalone='yes' ?>",
        ] {
            assert_eq!(read(&format!("{text}<a/>"), 0), Ok(text.len()), "{text}");
            assert_eq!(read(&format!("\u{feff}{text}<a/>"), 3), Ok(text.len() + 3), "{text}");
        }
        assert_eq!(read("<?xml-stylesheet href='a'?><a/>", 0), Ok(0));
        assert_eq!(read("<a/>", 0), Ok(0));
    }

    #[test]
    fn other_declarations_are_refused_where_they_go_wrong() {
        for (text, kind, offset) in [
            ("<?xml version='1.1'?>", Syntax, 15),
            ("<?xml version='1.0' encoding='GBK'?>", NotUtf8, 30),
            ("<?xml version='1.0' encoding='UTF-16'?>", NotUtf8, 30),
            ("<?xml version='1.0' encoding=UTF-8?>", Syntax, 29),
            ("<?xml version='1.0' standalone='maybe'?>", Syntax, 32),
            ("<?xml version='1.0' standalone='yes' encoding='UTF-8'?>", Syntax, 37),
            ("<?xml encoding='UTF-8'?>", Syntax, 5),
            ("<?xml version='1.0'encoding='UTF-8'?>", Syntax, 19),
            ("<?xml version '1.0'?>", Syntax, 14),
            ("<?xml version='1.0?><a b='c'/>", Syntax, 18),
            ("<?xml version='1.0'><a/>", Syntax, 19),
            ("<?xml version='1.0' other='x'?>", Syntax, 20),
            ("<?xml ?>", Syntax, 5),
            ("<?xml version='1.0'", Truncated, 19),
            ("<?xml version='1.0' ?", Truncated, 21),
            ("<?xml version='1.", Truncated, 17),
        ] {
            let error = read(text, 0).expect_err(text);
            assert_eq!((error.kind, error.offset), (kind, offset), "{text}");
        }
    }
}
