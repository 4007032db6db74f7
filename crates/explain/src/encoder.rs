//! Percent-encoding as it is done wrongly.

use std::collections::BTreeSet;

use aliyun_rpc_signer::percent::is_unreserved;
use aliyun_rpc_signer::percent::unescape;

use crate::Cause;
use crate::EncodingPass;
use crate::pairs::Pair;

/// An encoder, described by how it differs from the right one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Encoder {
    /// Encodes a space as `+`.
    plus: bool,
    /// Writes lower-case digits.
    lower: bool,
    /// Leaves these bytes alone although they are reserved.
    bare: BTreeSet<u8>,
    /// Encodes these bytes although they are unreserved.
    over: BTreeSet<u8>,
    /// How often it encodes.
    times: u8,
}

impl Encoder {
    pub(crate) fn right() -> Self {
        Self { plus: false, lower: false, bare: BTreeSet::new(), over: BTreeSet::new(), times: 1 }
    }

    pub(crate) fn times(times: u8) -> Self {
        Self { times, ..Self::right() }
    }

    pub(crate) fn lower_case() -> Self {
        Self { lower: true, ..Self::right() }
    }

    /// The encoders that exist in the wild and are wrong in one way, and that of HTML forms.
    pub(crate) fn usual() -> [Self; 8] {
        let right = Self::right;
        let bytes = |bytes: &[u8]| bytes.iter().copied().collect();
        let plus = true;
        [
            Self { plus, ..right() },
            Self::lower_case(),
            // JavaScript's encodeURIComponent.
            Self { bare: bytes(b"!'()*"), ..right() },
            Self { bare: bytes(b"*"), ..right() },
            Self { over: bytes(b"~"), ..right() },
            // HTML forms, Java's URLEncoder.
            Self { plus, bare: bytes(b"*"), over: bytes(b"~"), ..right() },
            Self::times(0),
            Self::times(2),
        ]
    }

    /// Finds the encoders whose output for some texts is `output`.
    ///
    /// In what way an encoder could be wrong is read off the output; whether one that is wrong in
    /// just that way makes the output is then tried. `make` encodes the texts, whatever they are.
    pub(crate) fn that_make(
        output: &str,
        make: impl Fn(&Self) -> Vec<u8>,
    ) -> impl Iterator<Item = Self> {
        let escapes = escapes(output);
        let is_bare = |byte: &u8| !is_unreserved(*byte) && !b"%&=+".contains(byte);
        let with_plus = Self {
            plus: output.contains('+'),
            lower: escapes
                .iter()
                .any(|[_, high, low]| high.is_ascii_lowercase() || low.is_ascii_lowercase()),
            bare: output.bytes().filter(is_bare).collect(),
            over: escapes
                .iter()
                .filter_map(|escape| unescape(*escape))
                .filter(|byte| is_unreserved(*byte))
                .collect(),
            times: 1,
        };
        let mut with_bare_plus = with_plus.clone();
        if std::mem::take(&mut with_bare_plus.plus) {
            with_bare_plus.bare.insert(b'+');
        }
        let output = output.as_bytes().to_vec();
        let mut found = Vec::new();
        for candidate in [with_plus, with_bare_plus, Self::times(0), Self::times(2)] {
            let differs = candidate != Self::right() && !found.contains(&candidate);
            if differs && make(&candidate) == output {
                found.push(candidate);
            }
        }
        found.into_iter()
    }

    pub(crate) fn encode(&self, text: &str, out: &mut Vec<u8>) {
        match self.times {
            0 => out.extend_from_slice(text.as_bytes()),
            1 => text.bytes().for_each(|byte| self.encode_byte(byte, out)),
            _ => {
                let mut once = Vec::new();
                Self::right().encode(text, &mut once);
                once.iter().for_each(|byte| self.encode_byte(*byte, out));
            }
        }
    }

    fn encode_byte(&self, byte: u8, out: &mut Vec<u8>) {
        let plain = if is_unreserved(byte) {
            !self.over.contains(&byte)
        } else {
            self.bare.contains(&byte)
        };
        if plain {
            out.push(byte);
        } else if byte == b' ' && self.plus {
            out.push(b'+');
        } else {
            let escape = if self.lower { format!("%{byte:02x}") } else { format!("%{byte:02X}") };
            out.extend_from_slice(escape.as_bytes());
        }
    }

    /// Encodes and joins parameters, in the order given.
    pub(crate) fn join<'a>(&self, pairs: impl IntoIterator<Item = &'a Pair>) -> Vec<u8> {
        let mut out = Vec::new();
        for (i, (name, value)) in pairs.into_iter().enumerate() {
            if i > 0 {
                out.push(b'&');
            }
            self.encode(name, &mut out);
            out.push(b'=');
            self.encode(value, &mut out);
        }
        out
    }

    /// Names the way in which the encoder is wrong about the texts it was given, if it is.
    pub(crate) fn cause<'a>(
        &self,
        pass: EncodingPass,
        texts: impl IntoIterator<Item = &'a str>,
    ) -> Option<Cause> {
        let bytes = texts.into_iter().flat_map(str::bytes).collect::<BTreeSet<_>>();
        let reserved = bytes.iter().filter(|byte| !is_unreserved(**byte));
        let reserved = reserved.copied().collect::<BTreeSet<_>>();
        match self.times {
            0 if reserved.len() == 1 => return Some(Cause::Unescaped(characters(&reserved))),
            0 => return (!reserved.is_empty()).then_some(Cause::MissingEncoding(pass)),
            1 => {}
            _ => return (!reserved.is_empty()).then_some(Cause::DoubleEncoding(pass)),
        }

        let mut faults = Vec::new();
        let bare = self.bare.intersection(&bytes).copied().collect::<BTreeSet<_>>();
        let over = self.over.intersection(&bytes).copied().collect::<BTreeSet<_>>();
        if self.plus && bytes.contains(&b' ') {
            faults.push(Cause::PlusForSpace);
        }
        if bare.len() > 1 && bare == reserved {
            faults.push(Cause::MissingEncoding(pass));
        } else if !bare.is_empty() {
            faults.push(Cause::Unescaped(characters(&bare)));
        }
        if !over.is_empty() {
            faults.push(Cause::OverEscaped(characters(&over)));
        }
        // Digits alone look the same in either case.
        let has_letter = |byte: &u8| (byte >> 4) > 9 || (byte & 0xf) > 9;
        let escaped = reserved.difference(&bare).chain(&over);
        if self.lower && escaped.into_iter().any(has_letter) {
            faults.push(Cause::LowerCaseHex);
        }
        match faults.len() {
            0 | 1 => faults.pop(),
            _ => Some(Cause::WrongEncoder(faults)),
        }
    }

    /// Joins what is wrong in either pass.
    pub(crate) fn or(mut self, other: &Self) -> Self {
        self.plus |= other.plus;
        self.lower |= other.lower;
        self.bare.extend(&other.bare);
        self.over.extend(&other.over);
        self
    }

    pub(crate) fn how_often(&self) -> u8 {
        self.times
    }
}

fn characters(bytes: &BTreeSet<u8>) -> String {
    let ascii = bytes.iter().filter(|byte| byte.is_ascii());
    let mut text = ascii.map(|byte| char::from(*byte)).collect::<String>();
    if bytes.iter().any(|byte| !byte.is_ascii()) {
        text.push('\u{fffd}'); // for whatever is not ASCII
    }
    text
}

fn escapes(text: &str) -> Vec<[u8; 3]> {
    let mut found = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((_, tail)) = rest.split_first() {
        match rest.split_first_chunk::<3>() {
            Some((escape, after)) if unescape(*escape).is_some() => {
                found.push(*escape);
                rest = after;
            }
            _ => rest = tail,
        }
    }
    found
}
