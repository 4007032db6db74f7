//! The plain form of a text: with the escapes of URLs, JSON and XML undone, however often they were
//! applied.

/// One byte of the plain form, and the bytes of the text that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plain {
    pub(crate) byte: u8,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Returns the plain form. A space and a plus sign are the same in it, as forms are decoded both
/// ways; so are a character and its full-width twin. The escapes of characters beyond ASCII stay.
pub(crate) fn plain(text: &str) -> Vec<Plain> {
    let mut plain: Vec<Plain> =
        text.bytes().enumerate().map(|(at, byte)| Plain { byte, start: at, end: at + 1 }).collect();
    for _ in 0..MOST_LAYERS {
        let before = plain.len();
        plain = undone(&plain);
        if plain.len() == before {
            break;
        }
    }
    for byte in &mut plain {
        if byte.byte == b' ' {
            byte.byte = b'+';
        }
    }
    plain
}

/// Undoes one layer of escapes.
fn undone(text: &[Plain]) -> Vec<Plain> {
    let mut undone = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        match escape(rest) {
            Some((byte, length)) => {
                let (escape, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
                let end = escape.last().map_or(first.end, |last| last.end);
                undone.push(Plain { byte, start: first.start, end });
                rest = after;
            }
            None => {
                undone.push(*first);
                rest = after;
            }
        }
    }
    undone
}

/// Reads the escape that a text begins with: what it stands for, and its length.
fn escape(text: &[Plain]) -> Option<(u8, usize)> {
    let byte = |at: usize| text.get(at).map(|plain| plain.byte);
    match byte(0)? {
        b'%' => Some((digits(text.get(1..3)?, 16)?, 3)),
        b'\\' => match byte(1)? {
            b'u' if byte(2) == Some(b'{') => {
                let end = text.iter().take(LONGEST_NAME).position(|p| p.byte == b'}')?;
                Some((digits(text.get(3..end)?, 16)?, end + 1))
            }
            b'u' => Some((digits(text.get(2..6)?, 16)?, 6)),
            b'x' => Some((digits(text.get(2..4)?, 16)?, 4)),
            b'0'..=b'7' => {
                let is_octal = |p: &&Plain| matches!(p.byte, b'0'..=b'7');
                let length = text.get(1..)?.iter().take(3).take_while(is_octal).count();
                Some((digits(text.get(1..=length)?, 8)?, length + 1))
            }
            b'n' => Some((b'\n', 2)),
            byte @ (b'"' | b'\\' | b'/') => Some((byte, 2)),
            _ => None,
        },
        b'&' => {
            let name = text.get(1..)?.iter().take(LONGEST_NAME).position(|p| p.byte == b';')?;
            let name = text.get(1..=name)?;
            Some((reference(name)?, name.len() + 2))
        }
        // U+FF01 to U+FF5E.
        0xEF => match (byte(1)?, byte(2)?) {
            (0xBC, low @ 0x81..=0xBF) => Some((low - 0x60, 3)),
            (0xBD, low @ 0x80..=0x9E) => Some((low - 0x20, 3)),
            _ => None,
        },
        _ => None,
    }
}

/// Reads what stands between `&` and `;`.
fn reference(name: &[Plain]) -> Option<u8> {
    match name {
        [hash, x, digits_16 @ ..] if hash.byte == b'#' && matches!(x.byte, b'x' | b'X') => {
            digits(digits_16, 16)
        }
        [hash, digits_10 @ ..] if hash.byte == b'#' => digits(digits_10, 10),
        _ => {
            let is = |(text, _): &&(&str, u8)| text.bytes().eq(name.iter().map(|p| p.byte));
            NAMED.iter().find(is).map(|(_, byte)| *byte)
        }
    }
}

/// Reads a number that is an ASCII character.
fn digits(digits: &[Plain], radix: u32) -> Option<u8> {
    let mut number = 0_u32;
    for digit in digits {
        number = number.checked_mul(radix)?.checked_add(char::from(digit.byte).to_digit(radix)?)?;
    }
    let number = u8::try_from(number).ok().filter(u8::is_ascii)?;
    (!digits.is_empty()).then_some(number)
}

const NAMED: [(&str, u8); 11] = [
    ("amp", b'&'),
    ("lt", b'<'),
    ("gt", b'>'),
    ("quot", b'"'),
    ("apos", b'\''),
    ("plus", b'+'),
    ("sol", b'/'),
    ("equals", b'='),
    ("percnt", b'%'),
    ("num", b'#'),
    ("colon", b':'),
];

/// A number may have as many zeros in front as it likes; nobody writes more than these.
const LONGEST_NAME: usize = 40;

/// A request is encoded twice to be signed, and what quotes it once or twice more.
const MOST_LAYERS: usize = 5;

#[cfg(test)]
mod tests {
    use super::plain;

    fn text(escaped: &str) -> String {
        plain(escaped).iter().map(|plain| char::from(plain.byte)).collect()
    }

    #[test]
    fn escapes_of_all_kinds_are_undone_layer_by_layer() {
        for escaped in ["a&b=c", "a%26b%3dc", "a%2526b%253Dc", r"a\u0026b\u003Dc", "a&amp;b&#61;c"]
        {
            assert_eq!(text(escaped), "a&b=c", "{escaped}");
        }
        assert_eq!(text(r"\/ \\ &quot;&#x22;&apos; %2525"), r#"/+\+""'+%"#);
        assert_eq!(text("a b+c"), "a+b+c");
        for escaped in [
            r"\x61\x26b",
            r"\141\46b",
            r"\u{61}\u{00026}b",
            "&#0000097;&#x000000026;b",
            "a＆ｂ",
            "a&amp;b",
        ] {
            assert_eq!(text(escaped), "a&b", "{escaped}");
        }
        assert_eq!(text("&plus;&sol;&equals;"), "+/=");
    }

    #[test]
    fn what_is_no_escape_stays() {
        for kept in
            ["%", "%2", "%zz", r"\", r"\u12", r"\x", "&", "&amp", "&;", "&#;", "&#xff;", "位"]
        {
            assert_eq!(plain(kept).len(), kept.len(), "{kept}");
        }
    }

    #[test]
    fn each_byte_knows_what_it_stands_for() {
        let plain = plain("a%2526b");
        let spans: Vec<_> = plain.iter().map(|p| (p.byte, p.start, p.end)).collect();
        assert_eq!(spans, [(b'a', 0, 1), (b'&', 1, 6), (b'b', 6, 7)]);
    }
}
