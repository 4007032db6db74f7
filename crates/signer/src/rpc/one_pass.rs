//! All stages at once, for `sign`: each byte of a parameter is looked at once.
//!
//! The canonical query is written where it is returned from. The string to sign, which nobody
//! reads, goes into the HMAC as it comes into being: it is the canonical query encoded again, and
//! that turns an unreserved byte into itself and `%XX` into `%25XX`. The stages remain the
//! definition; the tests hold this to them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use hmac::Mac;
use sha1::Sha1;
use zeroize::optimization_barrier;

use super::escape::Escape;
use super::signature::keyed;
use crate::Method;
use crate::SecretString;
use crate::secret_string::wipe;

/// A parameter, and what its place in the order nearly always depends on.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Param<'a> {
    /// The first bytes of the name as a number, which compares in one step; zeros fill a short one.
    prefix: u64,
    name: &'a str,
    value: &'a str,
}

impl<'a> Param<'a> {
    #[inline]
    pub(super) fn new(name: &'a str, value: &'a str) -> Self {
        let prefix = name.as_bytes().first_chunk().copied().unwrap_or_else(|| {
            let mut prefix = [0; 8];
            for (slot, byte) in prefix.iter_mut().zip(name.bytes()) {
                *slot = byte;
            }
            prefix
        });
        Self { prefix: u64::from_be_bytes(prefix), name, value }
    }

    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    pub(super) fn value(&self) -> &'a str {
        self.value
    }
}

/// Returns the canonical query of the common parameters and of the call's own, followed by its
/// signature.
///
/// The common ones have to be in order.
pub(super) fn signed_query(
    method: Method,
    common: &[Option<Param<'_>>],
    own: &mut [Param<'_>],
    access_key_secret: &str,
) -> SecretString {
    own.sort_unstable();
    let length = common.iter().flatten().chain(&*own).map(|p| p.name.len() + p.value.len() + 2);
    let mut texts = Texts::new(length.sum(), keyed(access_key_secret));
    texts.begin(method);
    let mut own = own.iter().peekable();
    let mut common = common.iter().flatten().peekable();
    let mut separator = NOTHING;
    loop {
        let is_own_next = match (own.peek(), common.peek()) {
            (Some(own), Some(common)) => own < common,
            (own, _) => own.is_some(),
        };
        let next = if is_own_next { own.next() } else { common.next() };
        let Some(param) = next else { break };
        texts.text(separator, param.name);
        texts.text(EQUALS, param.value);
        separator = AMPERSAND;
    }
    texts.finish()
}

/// Where the two texts grow.
struct Texts {
    /// Zeros from `query_len` on, to be overwritten without asking for room byte by byte.
    query: Vec<u8>,
    query_len: usize,
    /// The end of the string to sign, not yet fed to the HMAC.
    twice: [u8; BUFFER],
    twice_len: usize,
    mac: Hmac<Sha1>,
}

impl Texts {
    fn new(unencoded_length: usize, mac: Hmac<Sha1>) -> Self {
        // An escape in every eighth byte; a query with more of them grows.
        let encoded_length = unencoded_length + unencoded_length / 4;
        Self {
            query: vec![0; encoded_length + SIGNATURE_PARAM.len() + LONGEST_SIGNATURE],
            query_len: 0,
            twice: [0; BUFFER],
            twice_len: 0,
            mac,
        }
    }

    fn begin(&mut self, method: Method) {
        for byte in method.as_str().bytes().chain(*b"&%2F&") {
            put(&mut self.twice, self.twice_len, [byte]);
            self.twice_len += 1;
        }
    }

    /// Writes a separator, and a name or a value behind it.
    #[inline(always)]
    fn text(&mut self, separator: Separator, text: &str) {
        let bytes = text.as_bytes();
        let (once, twice) = self.room();
        put(once, 0, [separator.once]);
        put(twice, 0, separator.twice);
        let plain = copy_plain(bytes, (once, separator.once_len), (twice, separator.twice_len));
        self.query_len += separator.once_len;
        self.twice_len += separator.twice_len;
        if plain {
            self.query_len += bytes.len();
            self.twice_len += bytes.len();
        } else {
            self.mixed(bytes);
        }
    }

    /// Writes a text that is long or has something to escape.
    #[inline(never)]
    fn mixed(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(LONGEST_COPY) {
            let (once, twice) = self.room();
            if bytes.len() > LONGEST_COPY && copy_plain(chunk, (once, 0), (twice, 0)) {
                self.query_len += chunk.len();
                self.twice_len += chunk.len();
            } else {
                chunk.chunks(CHUNK).for_each(|chunk| self.chunk(chunk));
            }
        }
    }

    /// Writes up to `CHUNK` bytes of any kind.
    #[inline(always)]
    fn chunk(&mut self, chunk: &[u8]) {
        let (mut once_len, mut twice_len) = (0, 0);
        let (once, twice) = self.room();
        match chunk.first_chunk::<CHUNK>() {
            Some(plain) if is_plain(plain) => {
                put(once, 0, *plain);
                put(twice, 0, *plain);
                (once_len, twice_len) = (CHUNK, CHUNK);
            }
            _ => {
                for byte in chunk {
                    // All of a table entry is copied, and what is too much of it overwritten by
                    // the next.
                    let escape = Escape::of(*byte);
                    put(once, once_len, escape.once);
                    put(twice, twice_len, escape.twice);
                    once_len += usize::from(escape.once_len);
                    twice_len += usize::from(escape.twice_len);
                }
            }
        }
        self.query_len += once_len;
        self.twice_len += twice_len;
    }

    /// Makes room in both texts for whatever is written in one step.
    #[inline(always)]
    #[expect(clippy::expect_used, reason = "the room has just been made")]
    fn room(&mut self) -> (&mut [u8; ONCE_ROOM], &mut [u8; TWICE_ROOM]) {
        if self.query_len + ONCE_ROOM > self.query.len() {
            self.grow();
        }
        if self.twice_len + TWICE_ROOM > BUFFER {
            self.flush();
        }
        let once = self.query.get_mut(self.query_len..);
        let twice = self.twice.get_mut(self.twice_len..);
        once.and_then(<[u8]>::first_chunk_mut)
            .zip(twice.and_then(<[u8]>::first_chunk_mut))
            .expect("there is room in both")
    }

    #[cold]
    fn grow(&mut self) {
        let mut doubled = vec![0; 2 * self.query_len + ONCE_ROOM];
        for (byte, written) in doubled.iter_mut().zip(&self.query) {
            *byte = *written;
        }
        // A vector that grows by itself leaves a copy behind.
        wipe(&mut self.query);
        self.query = doubled;
    }

    /// Feeds the HMAC whole blocks, which it takes without copying them, and keeps the rest.
    #[inline(never)]
    fn flush(&mut self) {
        let whole = self.twice_len - self.twice_len % BLOCK;
        if let Some(blocks) = self.twice.get(..whole) {
            self.mac.update(blocks);
        }
        self.twice.copy_within(whole..self.twice_len, 0);
        self.twice_len -= whole;
    }

    #[expect(clippy::expect_used, reason = "20 bytes of HMAC, and ASCII throughout")]
    fn finish(mut self) -> SecretString {
        if let Some(filled) = self.twice.get(..self.twice_len) {
            self.mac.update(filled);
        }
        // A security token passes through here.
        self.twice.fill(0);
        optimization_barrier(&self.twice);
        let mut signature = [0; 28];
        STANDARD
            .encode_slice(self.mac.finalize().into_bytes(), &mut signature)
            .expect("20 bytes are 28 characters of base64");
        self.query.truncate(self.query_len);
        self.query.extend_from_slice(SIGNATURE_PARAM);
        for byte in signature {
            let escape = Escape::of(byte);
            let length = usize::from(escape.once_len);
            self.query.extend(escape.once.iter().take(length));
        }
        String::from_utf8(self.query).expect("percent-encoded text is ASCII").into()
    }
}

/// What stands before a name or a value, in both texts.
#[derive(Clone, Copy)]
struct Separator {
    once: u8,
    once_len: usize,
    twice: [u8; 3],
    twice_len: usize,
}

const NOTHING: Separator = Separator { once: 0, once_len: 0, twice: [0; 3], twice_len: 0 };
const AMPERSAND: Separator = Separator { once: b'&', once_len: 1, twice: *b"%26", twice_len: 3 };
const EQUALS: Separator = Separator { once: b'=', once_len: 1, twice: *b"%3D", twice_len: 3 };

/// Copies a text of at most `LONGEST_COPY` bytes to two places if nothing in it needs an escape, as
/// in most names and values nothing does.
#[inline(always)]
fn copy_plain(bytes: &[u8], once: (&mut [u8], usize), twice: (&mut [u8], usize)) -> bool {
    match bytes.len() {
        8..=16 => copy_ends::<8>(bytes, once, twice),
        4..=7 => copy_ends::<4>(bytes, once, twice),
        17..=LONGEST_COPY => copy_ends::<16>(bytes, once, twice),
        2..=3 => copy_ends::<2>(bytes, once, twice),
        1 => copy_ends::<1>(bytes, once, twice),
        0 => true,
        _ => false,
    }
}

/// Copies `N` to `2 * N` bytes as their first `N` and their last `N`, which may overlap: copies of a
/// known length are far cheaper than a loop.
#[inline(always)]
fn copy_ends<const N: usize>(
    bytes: &[u8],
    (once, once_at): (&mut [u8], usize),
    (twice, twice_at): (&mut [u8], usize),
) -> bool {
    let (Some(first), Some(last)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) else {
        return false;
    };
    if !(is_plain(first) & is_plain(last)) {
        return false;
    }
    for (out, at) in [(once, once_at), (twice, twice_at)] {
        put(out, at, *first);
        put(out, at + bytes.len() - N, *last);
    }
    true
}

#[inline(always)]
fn put<const N: usize>(out: &mut [u8], at: usize, bytes: [u8; N]) {
    if let Some(room) = out.get_mut(at..).and_then(<[u8]>::first_chunk_mut) {
        *room = bytes;
    }
}

/// Tells whether no byte needs an escape. Without a branch, so that all are compared at once.
#[inline(always)]
fn is_plain<const N: usize>(bytes: &[u8; N]) -> bool {
    bytes.iter().fold(true, |all, byte| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        let hyphen_or_full_stop = byte.wrapping_sub(b'-') < 2;
        all & (letter | digit | hyphen_or_full_stop | (*byte == b'_') | (*byte == b'~'))
    })
}

const SIGNATURE_PARAM: &[u8] = b"&Signature=";
/// 28 characters, were each of them escaped.
const LONGEST_SIGNATURE: usize = 3 * 28;
/// How many bytes are read in one step when some of them need an escape.
const CHUNK: usize = 8;
/// The longest text that is copied in one step.
const LONGEST_COPY: usize = 32;
/// What one step writes at most: a separator and a copy, or a chunk of escapes with the rest of an
/// entry.
const ONCE_ROOM: usize = 1 + LONGEST_COPY;
const TWICE_ROOM: usize = 5 * CHUNK + 8;
/// How many bytes SHA-1 takes at once.
const BLOCK: usize = 64;
/// How much of the string to sign is kept before the HMAC is fed.
const BUFFER: usize = 8 * BLOCK;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::percent;
    use crate::rpc;

    #[track_caller]
    fn assert_is_all_stages(params: &[(&str, &str)]) {
        let mut expected = rpc::canonical_query(params.iter().copied());
        let signature = rpc::signature(&rpc::string_to_sign(Method::Post, &expected), "secret");
        expected.push_str("&Signature=");
        percent::push_encoded(signature, &mut expected);

        let mut params =
            params.iter().map(|(name, value)| Param::new(name, value)).collect::<Vec<_>>();
        assert_eq!(*signed_query(Method::Post, &[], &mut params, "secret"), *expected);
        // Each of them may be a common one, among others in order.
        params.sort_unstable();
        let (odd, even) = params.iter().enumerate().partition::<Vec<_>, _>(|(i, _)| i % 2 == 1);
        let mut own =
            even.into_iter().map(|(_, p)| Param::new(p.name, p.value)).collect::<Vec<_>>();
        let mut common = odd.into_iter().map(|(_, p)| Param::new(p.name, p.value));
        let common = std::array::from_fn::<_, 8, _>(|_| common.next());
        assert_eq!(*signed_query(Method::Post, &common, &mut own, "secret"), *expected);
    }

    #[test]
    fn every_length_comes_out_as_by_the_stages() {
        for length in 0..200 {
            let plain = "a".repeat(length);
            let escapes = "/".repeat(length);
            let mixed = "a-/é".chars().cycle().take(length).collect::<String>();
            assert_is_all_stages(&[(&plain, &escapes), (&mixed, &plain), ("", &mixed)]);
        }
    }

    #[test]
    fn a_byte_that_needs_an_escape_is_seen_wherever_it_stands() {
        for length in 1..40 {
            for at in 0..length {
                let text = "a".repeat(at) + "*" + &"a".repeat(length - at - 1);
                assert_is_all_stages(&[("name", &text), (&text, "value")]);
            }
        }
    }

    #[test]
    fn every_byte_of_text_comes_out_as_by_the_stages() {
        let every = (0..=u8::MAX).map(char::from).collect::<String>();
        assert_is_all_stages(&[(&every, &every), ("é\u{10ffff}", "")]);
    }

    #[test]
    fn names_that_differ_late_or_by_a_zero_are_in_order() {
        assert_is_all_stages(&[
            ("Filter.2.Value", ""),
            ("Filter.10.Value", ""),
            ("Filter.1", "b"),
            ("Filter.1", "a"),
            ("a\0", ""),
            ("a", "z"),
            ("a\0b", ""),
            ("", ""),
        ]);
    }
}
