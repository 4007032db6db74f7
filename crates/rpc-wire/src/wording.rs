//! Whether a piece of text is made of words, or of the characters of a key.

/// Tells whether the letters and digits of a text are, for the most part, those of words.
///
/// Tokens, signatures and keys are random letters of both cases and digits. Codes, names of
/// parameters and prose are words: runs of letters with vowels among them, in one case but for the
/// first letter. The longer the text, the surer the judgement; up to 7 characters pass as they are,
/// and of random texts of 16 characters about one in a hundred does.
pub(crate) fn is_made_of_words(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < SHORT {
        return true;
    }
    let counted = bytes.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    let (mut in_words, mut scraps) = (0, 0);
    for part in parts(bytes) {
        if is_word(part) {
            in_words += part.len();
        } else if part.len() < 3 {
            scraps += 1;
        }
    }
    // 55 in a hundred, and now and then an abbreviation or a number.
    in_words * 100 >= counted * 55 && scraps * 10 <= 10 + counted
}

/// Tells whether a text is words and abbreviations run together, as the parts of a code are:
/// `KMSKeyId`, `IPv6Count`.
pub(crate) fn is_made_of_names(text: &str) -> bool {
    let without_protocol = text.replace("IPv4", "").replace("IPv6", "");
    let text = without_protocol.as_str();
    let is_abbreviation = |part: &[u8]| part.len() <= 5 && part.iter().all(u8::is_ascii_uppercase);
    is_made_of_words(text)
        || text.len() <= LONGEST_NAME
            && text.bytes().all(|byte| byte.is_ascii_alphabetic())
            && parts(text.as_bytes()).any(is_word)
            && parts(text.as_bytes())
                .all(|part| part == b"Id" || is_word(part) || is_abbreviation(part))
}

/// Tells whether a text is one word, in small letters if it is long, or words run together with a
/// capital at the beginning of each, which random letters of this length hardly ever are.
pub(crate) fn is_prose(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_small = bytes.iter().all(u8::is_ascii_lowercase) && is_word(bytes);
    let is_titled = bytes.len() >= TITLED
        && bytes.iter().all(u8::is_ascii_alphabetic)
        && parts(bytes)
            .all(|part| is_word(part) && part.iter().skip(1).all(u8::is_ascii_lowercase));
    let is_short = bytes.len() < SHORT && is_word(bytes) && parts(bytes).count() == 1;
    is_small || is_titled || is_short
}

/// Cuts into runs of digits, runs of capitals, and runs of small letters with a capital before them.
fn parts(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let start = bytes.iter().position(u8::is_ascii_alphanumeric)?;
        bytes = bytes.get(start..)?;
        let run = |from: usize, is: fn(&u8) -> bool| {
            from + bytes.iter().skip(from).take_while(|byte| is(byte)).count()
        };
        let end = match run(0, u8::is_ascii_digit) {
            0 => match run(0, u8::is_ascii_uppercase) {
                capitals @ (0 | 1) => run(capitals, u8::is_ascii_lowercase),
                // The last capital begins the next word.
                capitals if bytes.get(capitals).is_some_and(u8::is_ascii_lowercase) => capitals - 1,
                capitals => capitals,
            },
            digits => digits,
        };
        let (part, rest) = bytes.split_at_checked(end)?;
        bytes = rest;
        Some(part)
    })
}

fn is_word(part: &[u8]) -> bool {
    let is_vowel = |byte: &u8| b"aeiouy".contains(&byte.to_ascii_lowercase());
    let longest = |wanted: bool| {
        part.chunk_by(|a, b| is_vowel(a) == is_vowel(b))
            .filter(|run| run.first().is_some_and(is_vowel) == wanted)
            .map(<[u8]>::len)
            .max()
            .unwrap_or(0)
    };
    part.len() >= 3
        && part.iter().all(u8::is_ascii_alphabetic)
        && (1..=3).contains(&longest(true))
        && longest(false) <= 4
}

const LONGEST_NAME: usize = 40;

/// The shortest text of capitalised words that is told from a key.
const TITLED: usize = 10;

/// Shorter texts say too little to be judged, and too little to matter.
pub(crate) const SHORT: usize = 8;

#[cfg(test)]
mod tests {
    use super::{is_made_of_names, is_made_of_words};

    #[test]
    fn words_in_any_spelling_are_words() {
        for text in [
            "InvalidImageOwnerAlias.ValueNotSupported",
            "Invalidimageowneralias. valuenotsupported",
            "IncorrectVSwitchStatus",
            "AuthenticationFail.OIDCToken.Expired",
            "SERVICE_UNAVAILABLE",
            "calculation",
            "cn-hangzhou",
            "short",
        ] {
            assert!(is_made_of_words(text), "{text}");
        }
    }

    #[test]
    fn keys_are_not() {
        for text in [
            "CAISrQJ1q6Ft5B2yfSjIr5DkJ8PX",
            "LTAI5tQnKxGf3kLmQpZrT9aB",
            "0d5dac6a2bd0478b8a2ef5bcd0b6a1ff",
            "434149537251",
            "5d4f/Xz+9a=",
            "NBhTP7aEiHBpSPw4y4Sqv9Jl",
        ] {
            assert!(!is_made_of_words(text), "{text}");
        }
    }

    /// What the documentation says of random texts.
    #[test]
    fn random_letters_and_digits_rarely_pass() {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut state = 1_u64;
        let mut random = |length: usize| -> String {
            let next = |_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                char::from(alphabet[(state >> 33) as usize % alphabet.len()])
            };
            (0..length).map(next).collect()
        };
        for (length, most) in [(16, 200), (32, 10)] {
            let passed = (0..10_000).filter(|_| is_made_of_words(&random(length))).count();
            assert!(passed <= most, "{passed} of 10,000 texts of {length} characters");
            let passed = (0..10_000).filter(|_| is_made_of_names(&random(length))).count();
            assert!(passed <= most, "{passed} names of 10,000 texts of {length} characters");
        }
    }
}
