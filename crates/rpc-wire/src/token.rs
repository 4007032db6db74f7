//! Short byte strings that are compared in one go, and the names that are put in them.

/// The most bytes of a [`Token`].
pub(crate) const TOKEN: usize = 32;

/// Up to [`TOKEN`] bytes to look for, and which bits of so many bytes they are.
#[derive(Debug)]
pub(crate) struct Token {
    words: [u64; 4],
    masks: [u64; 4],
    pub(crate) len: usize,
}

impl Token {
    /// Puts a token together from three pieces.
    #[expect(clippy::indexing_slicing, reason = "runs at compile time only")]
    pub(crate) const fn new(before: &str, name: &str, behind: &str) -> Self {
        let pieces = [before.as_bytes(), name.as_bytes(), behind.as_bytes()];
        let (mut words, mut masks, mut len) = ([0; 4], [0; 4], 0);
        let mut piece = 0;
        while piece < pieces.len() {
            let mut at = 0;
            while at < pieces[piece].len() {
                assert!(len < TOKEN, "the name is too long for a token");
                words[len / 8] |= (pieces[piece][at] as u64) << (len % 8 * 8);
                masks[len / 8] |= 0xFF << (len % 8 * 8);
                at += 1;
                len += 1;
            }
            piece += 1;
        }
        Self { words, masks, len }
    }

    /// Says whether this token stands at an offset. Within the body there is no branch in it that
    /// depends on what the body says.
    #[inline(always)]
    pub(crate) fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        match bytes.get(at..).and_then(<[u8]>::first_chunk::<TOKEN>) {
            Some(chunk) => self.begins(chunk),
            None => self.is_near_the_end(bytes.get(at..).unwrap_or_default()),
        }
    }

    #[inline(always)]
    fn begins(&self, chunk: &[u8; TOKEN]) -> bool {
        let mut differences = 0;
        let words = chunk.as_chunks::<8>().0.iter().zip(self.words.iter().zip(&self.masks));
        for (bytes, (word, mask)) in words {
            differences |= (u64::from_le_bytes(*bytes) ^ word) & mask;
        }
        differences == 0
    }

    #[cold]
    #[inline(never)]
    fn is_near_the_end(&self, rest: &[u8]) -> bool {
        // Behind the end stand zeros, which no token has.
        let mut chunk = [0; TOKEN];
        for (to, from) in chunk.iter_mut().zip(rest) {
            *to = *from;
        }
        self.begins(&chunk)
    }
}

/// A name, and how it is written before a value.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) text: &'static str,
    /// `"Name":`
    pub(crate) json: Token,
    /// `{"Name":[`
    pub(crate) list: Token,
    /// `<Name>`
    pub(crate) open: Token,
    /// `</Name>`
    pub(crate) close: Token,
}

impl Name {
    pub(crate) const fn new(text: &'static str) -> Self {
        Self {
            text,
            json: Token::new("\"", text, "\":"),
            list: Token::new("{\"", text, "\":["),
            open: Token::new("<", text, ">"),
            close: Token::new("</", text, ">"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_is_found_at_its_place_only() {
        let token = Token::new("\"", "LoginAsNonRootSupported", "\":");
        assert_eq!(token.len, 26);
        for behind in ["", "x", "xxxxxxxxxxxxxxxxxxxxxxx"] {
            let body = format!("{{\"LoginAsNonRootSupported\":{behind}");
            for at in 0..body.len() + 2 {
                assert_eq!(token.is_at(body.as_bytes(), at), at == 1, "{at}");
            }
        }
    }

    #[test]
    fn every_byte_of_a_token_counts() {
        let text = b"</CpuOnlineDowngrade>";
        let token = Token::new("</", "CpuOnlineDowngrade", ">");
        assert!(token.is_at(text, 0));
        for at in 0..text.len() {
            let mut other = *text;
            other[at] ^= 0x20;
            assert!(!token.is_at(&other, 0), "{at}");
        }
    }
}
