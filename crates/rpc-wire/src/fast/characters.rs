//! Which characters a document has.

/// Checks that there are characters of XML only, and says whether carriage returns are among
/// them. What is looked for is rare: few pieces of a document on one line have any byte below the
/// space, and few documents have a byte EF.
pub(super) fn check(bytes: &[u8]) -> Option<bool> {
    let mut has_returns = false;
    let mut has_last_plane = 0;
    for piece in bytes.chunks(PIECE) {
        let mut lowest = u8::MAX;
        for byte in piece {
            lowest = lowest.min(*byte);
            has_last_plane |= u8::from(*byte == 0xEF);
        }
        if lowest < b' ' {
            let mut is_forbidden = false;
            for byte in piece {
                has_returns |= *byte == b'\r';
                is_forbidden |= (*byte < b' ') & !matches!(byte, b'\t' | b'\n' | b'\r');
            }
            if is_forbidden {
                return None;
            }
        }
    }
    // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
    if has_last_plane != 0 {
        let triples = bytes.iter().zip(bytes.iter().skip(1)).zip(bytes.iter().skip(2));
        let is_none = |((a, b), c): ((&u8, &u8), &u8)| (*a == 0xEF) & (*b == 0xBF) & (*c >= 0xBE);
        if triples.fold(false, |found, triple| found | is_none(triple)) {
            return None;
        }
    }
    Some(has_returns)
}

/// How many bytes are looked over at a time for those that need a closer look.
const PIECE: usize = 512;

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn forbidden_characters_are_found_at_every_place() {
        for place in [0, 1, 500, 510, 511, 512, 513, 1_500] {
            for (text, expected) in [
                ("位", Some(false)),
                ("\t\n", Some(false)),
                ("\r", Some(true)),
                ("\u{7f}\u{85}", Some(false)),
                ("\u{ff01}\u{fffd}", Some(false)),
                ("\u{1fffe}", Some(false)),
                ("\0", None),
                ("\u{b}", None),
                ("\u{1f}", None),
                ("\u{fffe}", None),
                ("\u{ffff}", None),
            ] {
                let body = format!("{}{text}{}", "x".repeat(place), "<a/>".repeat(200));
                assert_eq!(check(body.as_bytes()), expected, "{text:?} at {place}");
            }
        }
    }
}
