//! All stages at once, for [`sign`](super::sign): each byte of a parameter is looked at once.
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
use zeroize::Zeroizing;

use super::signature::keyed;
use crate::Method;
use crate::encode::hex_digits;
use crate::encode::is_unreserved;

/// A parameter, and what its place in the order nearly always depends on.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Param<'a> {
    /// The first bytes of the name as a number, which compares in one step; zeros fill a short one.
    prefix: u64,
    name: &'a str,
    value: &'a str,
}

impl<'a> Param<'a> {
    pub(super) fn new(name: &'a str, value: &'a str) -> Self {
        let mut prefix = [0; 8];
        for (slot, byte) in prefix.iter_mut().zip(name.bytes()) {
            *slot = byte;
        }
        Self { prefix: u64::from_be_bytes(prefix), name, value }
    }
}

/// Returns the canonical query of `params` followed by its signature.
pub(super) fn signed_query(
    method: Method,
    params: &mut [Param<'_>],
    access_key_secret: &str,
) -> String {
    params.sort_unstable();
    let length = params.iter().map(|p| p.name.len() + p.value.len() + 2);
    let mac = keyed(access_key_secret).chain_update(method.as_str()).chain_update("&%2F&");
    let mut pass = Pass::new(length.sum(), mac);
    for (i, param) in params.iter().enumerate() {
        if i > 0 {
            pass.separator(b'&', *b"%26");
        }
        pass.text(param.name);
        pass.separator(b'=', *b"%3D");
        pass.text(param.value);
    }
    pass.finish()
}

/// Where the two texts grow.
struct Pass {
    /// Zeros from `query_len` on, to be overwritten without asking for room byte by byte.
    query: Vec<u8>,
    query_len: usize,
    /// The end of the string to sign, not yet fed to the HMAC. It is wiped when dropped, because a
    /// security token passes through it.
    twice: Zeroizing<[u8; BUFFER]>,
    twice_len: usize,
    mac: Hmac<Sha1>,
}

impl Pass {
    fn new(unencoded_length: usize, mac: Hmac<Sha1>) -> Self {
        // An escape in every eighth byte; a query with more of them grows.
        let encoded_length = unencoded_length + unencoded_length / 4;
        Self {
            query: vec![0; encoded_length + SIGNATURE_PARAM.len() + LONGEST_SIGNATURE],
            query_len: 0,
            twice: Zeroizing::new([0; BUFFER]),
            twice_len: 0,
            mac,
        }
    }

    fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let plain = self.plain::<8>(bytes) || self.plain::<4>(bytes) || self.plain::<16>(bytes);
        if !plain {
            for chunk in bytes.chunks(CHUNK) {
                self.chunk(chunk);
            }
        }
    }

    /// Writes `N` to `2 * N` bytes if none needs an escape, as most names and values do not.
    ///
    /// They are copied as their first `N` and their last `N`, which may overlap: copies of a known
    /// length are far cheaper than a loop.
    #[inline(always)]
    fn plain<const N: usize>(&mut self, bytes: &[u8]) -> bool {
        let (Some(first), Some(last)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) else {
            return false;
        };
        if bytes.len() > 2 * N || !is_plain(first) || !is_plain(last) {
            return false;
        }
        let (once, twice) = self.room();
        for out in [&mut once[..], &mut twice[..]] {
            put(out, 0, *first);
            put(out, bytes.len() - N, *last);
        }
        self.query_len += bytes.len();
        self.twice_len += bytes.len();
        true
    }

    /// Writes up to `CHUNK` bytes of any kind.
    fn chunk(&mut self, chunk: &[u8]) {
        let (mut once_len, mut twice_len) = (0, 0);
        let (once, twice) = self.room();
        for byte in chunk {
            // All of a table entry is copied, and what is too much of it overwritten by the next.
            let escape = Escape::of(*byte);
            put(once, once_len, escape.once);
            put(twice, twice_len, escape.twice);
            once_len += usize::from(escape.once_len);
            twice_len += usize::from(escape.twice_len);
        }
        self.query_len += once_len;
        self.twice_len += twice_len;
    }

    fn separator(&mut self, once: u8, twice: [u8; 3]) {
        let (once_room, twice_room) = self.room();
        put(once_room, 0, [once]);
        put(twice_room, 0, twice);
        self.query_len += 1;
        self.twice_len += twice.len();
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
        let doubled = 2 * self.query_len + ONCE_ROOM;
        self.query.resize(doubled, 0);
    }

    #[inline(never)]
    fn flush(&mut self) {
        if let Some(filled) = self.twice.get(..self.twice_len) {
            self.mac.update(filled);
        }
        self.twice_len = 0;
    }

    #[expect(clippy::expect_used, reason = "20 bytes of HMAC, and ASCII throughout")]
    fn finish(mut self) -> String {
        self.flush();
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
        String::from_utf8(self.query).expect("percent-encoded text is ASCII")
    }
}

#[inline(always)]
fn put<const N: usize>(out: &mut [u8], at: usize, bytes: [u8; N]) {
    if let Some(room) = out.get_mut(at..).and_then(<[u8]>::first_chunk_mut) {
        *room = bytes;
    }
}

#[inline(always)]
fn is_plain<const N: usize>(bytes: &[u8; N]) -> bool {
    let lengths = bytes.iter().map(|byte| Escape::of(*byte).once_len);
    lengths.fold(1, |all, length| all | length) == 1
}

/// What a byte becomes when encoded once and twice, in arrays of a size that is copied in one step.
#[derive(Clone, Copy)]
#[repr(align(16))]
struct Escape {
    twice: [u8; 8],
    once: [u8; 4],
    once_len: u8,
    twice_len: u8,
}

impl Escape {
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "there are 256 bytes")]
    fn of(byte: u8) -> &'static Self {
        &ESCAPES[usize::from(byte)]
    }

    const fn new(byte: u8) -> Self {
        if is_unreserved(byte) {
            return Self {
                twice: [byte, 0, 0, 0, 0, 0, 0, 0],
                once: [byte, 0, 0, 0],
                once_len: 1,
                twice_len: 1,
            };
        }
        let [high, low] = hex_digits(byte);
        Self {
            twice: [b'%', b'2', b'5', high, low, 0, 0, 0],
            once: [b'%', high, low, 0],
            once_len: 3,
            twice_len: 5,
        }
    }
}

#[expect(clippy::indexing_slicing, reason = "computed by the compiler")]
static ESCAPES: [Escape; 256] = {
    let mut escapes = [Escape::new(0); 256];
    let mut byte = 0;
    while byte < escapes.len() {
        escapes[byte] = Escape::new(byte as u8);
        byte += 1;
    }
    escapes
};

const SIGNATURE_PARAM: &[u8] = b"&Signature=";
/// 28 characters, were each of them escaped.
const LONGEST_SIGNATURE: usize = 3 * 28;
/// How many bytes are read in one step when some of them need an escape.
const CHUNK: usize = 8;
/// What one step writes at most: 32 plain bytes, or a chunk of escapes with the rest of an entry.
const ONCE_ROOM: usize = 32;
const TWICE_ROOM: usize = 5 * CHUNK + 8;
/// How much the HMAC is fed at a time: more would take longer to wipe, less to feed.
const BUFFER: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::percent_encode;
    use crate::rpc;

    #[track_caller]
    fn assert_is_all_stages(params: &[(&str, &str)]) {
        let mut expected = rpc::canonical_query(params.iter().copied());
        let signature = rpc::signature(&rpc::string_to_sign(Method::Post, &expected), "secret");
        expected.push_str("&Signature=");
        percent_encode(signature, &mut expected);

        let mut params =
            params.iter().map(|(name, value)| Param::new(name, value)).collect::<Vec<_>>();
        assert_eq!(signed_query(Method::Post, &mut params, "secret"), expected);
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
