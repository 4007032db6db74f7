//! Made-up keys, and how to find eight characters of them in a text.

use std::collections::HashSet;

use aliyun_rpc_signer::{Credentials, percent};

use super::choices::{Choices, Numbers};

/// What must not come out.
#[derive(Debug)]
pub(super) struct Secrets {
    pub(super) credentials: Credentials,
    pub(super) token: String,
}

impl Secrets {
    pub(super) fn choose(choices: &mut impl Choices) -> Self {
        // Keys are random. A fuzzer that wrote them itself would soon write words.
        let seed = choices.below(1 << 16) << 16 | choices.below(1 << 16);
        let choices = &mut Numbers::new(seed as u64);
        let token = secret(choices);
        let tail = choices.below(9);
        let id = format!("LTAI{}", text(choices, ALNUM, 12 + tail));
        let credentials = Credentials::new(id, secret(choices)).with_security_token(token.clone());
        Self { credentials, token }
    }
}

/// 16 to 2,000 characters, most of the time fewer than 200, with at least one that has to be escaped
/// somewhere.
fn secret(choices: &mut impl Choices) -> String {
    let longest = *choices.one(&[40, 40, 200, 200, 2000]);
    let length = 16 + choices.below(longest - 15);
    let mut secret = text(choices, ALPHABET, length);
    let at = choices.below(secret.len());
    let special = *choices.one(b"+/=%&<\"");
    secret.replace_range(at..=at, &char::from(special).to_string());
    secret
}

fn text(choices: &mut impl Choices, alphabet: &[u8], length: usize) -> String {
    (0..length).map(|_| char::from(*choices.one(alphabet))).collect()
}

const ALNUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=%&<\"";

/// All pieces that must not come out: of eight characters, or of more where each is an escape.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    eights: HashSet<Vec<u8>>,
    /// Of escapes.
    long: HashSet<Vec<u8>>,
    /// How many bytes these have.
    length: usize,
}

impl Pieces {
    /// Adds a secret as it is, and percent-encoded once and twice.
    pub(super) fn add(&mut self, secret: &str) {
        let once = percent::encode(secret);
        self.add_form(secret);
        // Escapes alone are nobody's: the address of a page, encoded twice, has the same.
        let is_escape = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'%';
        for form in [&once, &percent::encode(&once)] {
            let windows = form.as_bytes().windows(8);
            self.eights.extend(windows.filter(|w| !w.iter().all(is_escape)).map(<[u8]>::to_vec));
        }
    }

    /// Adds the pieces of a text as it is.
    pub(super) fn add_form(&mut self, form: &str) {
        self.eights.extend(form.as_bytes().windows(8).map(<[u8]>::to_vec));
    }

    /// Adds the pieces of a text of escapes, of so many bytes each.
    pub(super) fn add_long(&mut self, form: &str, length: usize) {
        self.length = length;
        self.long.extend(form.as_bytes().windows(length).map(<[u8]>::to_vec));
    }

    /// Returns the first piece that a text holds.
    pub(super) fn first_in(&self, text: &str) -> Option<String> {
        let short = || text.as_bytes().windows(8).find(|window| self.eights.contains(*window));
        let long = || {
            text.as_bytes().windows(self.length.max(1)).find(|window| self.long.contains(*window))
        };
        let found = short().or_else(long)?;
        Some(String::from_utf8_lossy(found).into_owned())
    }
}
