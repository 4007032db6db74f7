//! What an attempt signed, recognised in what was answered.
//!
//! Whoever answers has seen the request, and can repeat any of it anywhere: a gateway its headers, a
//! firewall the URL, the service what it signed. Nothing of that belongs in an error or a log.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;

use aliyun_rpc_signer::{Credentials, percent};
use aliyun_rpc_wire::WITHHELD;

use crate::unescape::plain;

/// Knows the secrets of attempts: not the texts themselves, only hashes of every seven bytes of them
/// that follow one another, in small letters: hexadecimal digits are the same in capitals, and
/// whoever answers may change the case of anything.
#[derive(Default)]
pub(crate) struct Mask {
    hasher: RandomState,
    /// As a URL, JSON or XML would write them.
    written: HashSet<u64>,
    /// In their plain form.
    plain: HashSet<u64>,
    /// Of what was signed as a whole, in its plain form.
    request: HashSet<u64>,
    /// The last seven bytes of the ids of keys.
    id_ends: HashSet<u64>,
}

impl Mask {
    /// Adds what an access key is made of. Of its id, which is no secret but half of one, the last
    /// four characters may be shown.
    pub(crate) fn add_credentials(&mut self, credentials: &Credentials) {
        self.add_secret(credentials.access_key_secret());
        credentials.security_token().into_iter().for_each(|token| self.add_secret(token));
        let id = credentials.access_key_id();
        self.add_secret(id);
        self.id_ends.extend(windows(&self.hasher, id.as_bytes()).last());
    }

    /// Adds a text of which nothing may be shown.
    pub(crate) fn add_secret(&mut self, secret: &str) {
        let once = percent::encode(secret);
        let twice = percent::encode(&once);
        let json = escaped(secret, &JSON);
        let (json_of_go, xml) = (escaped(secret, &JSON_OF_GO), escaped(secret, &XML));
        for written in [secret, &once, &twice, &json, &json_of_go, &xml] {
            self.written.extend(windows(&self.hasher, written.as_bytes()));
        }
        self.plain.extend(windows(&self.hasher, &plain_bytes(secret)));
    }

    /// Adds a text that was signed. Its parameters are no secrets one by one, and regions and names
    /// of images stand in many a message; several together are a piece of the request.
    pub(crate) fn add_signed(&mut self, signed: &str) {
        self.request.extend(windows(&self.hasher, &plain_bytes(signed)));
    }

    /// Returns a text with `[withheld]` for every stretch of seven bytes or more that is known.
    pub(crate) fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = self.find(text);
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut shown = String::with_capacity(text.len());
        let mut end = 0;
        for range in found {
            shown.push_str(text.get(end..range.start).unwrap_or_default());
            shown.push_str(WITHHELD);
            end = range.end;
        }
        shown.push_str(text.get(end..).unwrap_or_default());
        Cow::Owned(shown)
    }

    /// Tells whether a text holds anything that is known.
    pub(crate) fn finds_in(&self, text: &str) -> bool {
        !self.find(text).is_empty()
    }

    /// Returns where the stretches are, in order and apart from each other.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = self.runs(text.as_bytes(), &self.written);
        found.iter_mut().for_each(|run| self.show_tail(text, run));
        let plain = plain(text);
        let bytes: Vec<u8> = plain.iter().map(|plain| plain.byte).collect();
        let written = |run: &Range<usize>| {
            let run = plain.get(run.clone())?;
            Some(run.first()?.start..run.last()?.end)
        };
        let mut of_plain: Vec<_> = self.runs(&bytes, &self.plain);
        of_plain = of_plain.iter().filter_map(written).collect();
        of_plain.iter_mut().for_each(|run| self.show_tail(text, run));
        found.extend(of_plain);
        let is_several = |run: &Range<usize>| {
            let run = bytes.get(run.clone()).unwrap_or_default();
            run.iter().filter(|byte| matches!(byte, b'&' | b'=' | b'\n')).count() >= 2
        };
        let request = self.runs(&bytes, &self.request);
        found.extend(request.iter().filter(|run| is_several(run)).filter_map(written));
        found.sort_by_key(|range| range.start);
        found.dedup_by(|next, kept| {
            let is_joined = next.start <= kept.end;
            if is_joined {
                kept.end = kept.end.max(next.end);
            }
            is_joined
        });
        // A secret need not be ASCII, and seven bytes may end within a character.
        let whole = |at: usize, step: fn(usize) -> usize| {
            let mut at = at;
            while !text.is_char_boundary(at) {
                at = step(at);
            }
            at
        };
        found.iter().map(|r| whole(r.start, |at| at - 1)..whole(r.end, |at| at + 1)).collect()
    }

    /// Leaves the last four characters of the id of a key out of a stretch that ends with them.
    fn show_tail(&self, text: &str, run: &mut Range<usize>) {
        let stretch = text.get(run.clone()).unwrap_or_default().as_bytes();
        let end = stretch.last_chunk::<WINDOW>().map(|end| hash(&self.hasher, end));
        if end.is_some_and(|end| self.id_ends.contains(&end)) {
            run.end -= SHOWN_OF_ID;
        }
    }

    fn runs(&self, text: &[u8], known: &HashSet<u64>) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        if known.is_empty() {
            return runs;
        }
        for (at, window) in text.windows(WINDOW).enumerate() {
            if known.contains(&hash(&self.hasher, window)) {
                match runs.last_mut() {
                    Some(run) if at < run.end => run.end = at + WINDOW,
                    _ => runs.push(at..at + WINDOW),
                }
            }
        }
        runs
    }
}

fn windows(hasher: &RandomState, text: &[u8]) -> impl Iterator<Item = u64> {
    text.windows(WINDOW).map(|window| hash(hasher, window))
}

fn hash(hasher: &RandomState, window: &[u8]) -> u64 {
    let mut small = [0; WINDOW];
    small.iter_mut().zip(window).for_each(|(small, byte)| *small = byte.to_ascii_lowercase());
    hasher.hash_one(small)
}

fn plain_bytes(text: &str) -> Vec<u8> {
    plain(text).iter().map(|plain| plain.byte).collect()
}

fn escaped(text: &str, escapes: &[(char, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match escapes.iter().find(|(escaped, _)| *escaped == character) {
            Some((_, escape)) => out.push_str(escape),
            None => out.push(character),
        }
    }
    out
}

/// Eight characters of a secret are too many. Of seven, the eighth may follow by accident, as the
/// quotation mark after a text does in `Debug`.
const WINDOW: usize = 7;

const SHOWN_OF_ID: usize = 4;

const JSON: [(char, &str); 3] = [('"', "\\\""), ('\\', "\\\\"), ('/', "\\/")];

/// Encoders that have web pages in mind escape more.
const JSON_OF_GO: [(char, &str); 5] =
    [('"', "\\\""), ('\\', "\\\\"), ('&', "\\u0026"), ('<', "\\u003c"), ('>', "\\u003e")];

const XML: [(char, &str); 5] =
    [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&apos;")];

#[cfg(test)]
mod tests {
    use super::Mask;
    use aliyun_rpc_signer::{Credentials, percent};

    const TOKEN: &str = "CAIS+q/=%&<\"\\J1q6Ft5B2yfSjIr5DkJ8PX";

    fn mask() -> Mask {
        let mut mask = Mask::default();
        let key = Credentials::new("LTAI5tQnKxGf3kLm", "NBhTP7aEiHBpSPw4y4Sqv9Jl");
        mask.add_credentials(&key.with_security_token(TOKEN));
        mask.add_signed(
            "GET&%2F&Action%3DDescribeImages%26RegionId%3Dcn-hangzhou%26Version%3D2014",
        );
        mask
    }

    #[track_caller]
    fn shows(text: &str, shown: &str) {
        assert_eq!(mask().apply(text), shown, "{text}");
    }

    #[test]
    fn a_secret_is_known_in_every_spelling() {
        let once = percent::encode(TOKEN);
        let json = TOKEN.replace('\\', "\\\\").replace('"', "\\\"");
        let xml = TOKEN.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let numbers: String = TOKEN.bytes().map(|b| format!("&#{b};")).collect();
        let units: String = TOKEN.bytes().map(|b| format!("\\u{b:04x}")).collect();
        for text in [TOKEN, &once, &percent::encode(&once)] {
            shows(&format!("a {text} b"), "a [withheld] b");
        }
        for text in [json, xml, numbers, units] {
            shows(&format!("a \"{text}\" b"), "a \"[withheld]\" b");
        }
    }

    #[test]
    fn pieces_of_seven_are_withheld_and_of_six_are_not() {
        shows("a J1q6Ft5 b", "a [withheld] b");
        shows("a J1q6Ft b", "a J1q6Ft b");
        shows("J1q6Ft5B and yfSjIr5D", "[withheld] and [withheld]");
        // Of the escapes, too.
        shows("a %2Bq%2F%3 b", "a [withheld] b");
    }

    #[test]
    fn of_an_id_the_tail_is_shown() {
        shows("key LTAI5tQnKxGf3kLm", "key [withheld]3kLm");
        shows("key ...3kLm", "key ...3kLm");
        shows("key ends with QnKxGf3kLm", "key ends with [withheld]3kLm");
        shows("key ltai5tqnkxgf3klm.", "key [withheld]3klm.");
    }

    #[test]
    fn a_piece_of_the_request_is_withheld_and_its_values_are_not() {
        shows("no cn-hangzhou in DescribeImages", "no cn-hangzhou in DescribeImages");
        shows("RegionId=cn-hangzhou is not valid", "RegionId=cn-hangzhou is not valid");
        shows("sent Action=DescribeImages&RegionId=cn", "sent [withheld]");
        shows("sent Action%3DDescribeImages%26RegionId%3Dcn", "sent [withheld]");
    }

    #[test]
    fn the_case_of_letters_does_not_count() {
        shows("J1Q6FT5B2YFSJ and j1q6ft5b", "[withheld] and [withheld]");
    }

    #[test]
    fn characters_stay_whole() {
        let mut mask = Mask::default();
        mask.add_secret("位位位位");
        assert_eq!(mask.apply("a位位位位b"), "a[withheld]b");
        assert_eq!(mask.apply("x位位位y"), "x[withheld]y");
        assert_eq!(Mask::default().apply("a位b"), "a位b");
    }
}
