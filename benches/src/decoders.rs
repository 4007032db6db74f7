//! Every decoder that is measured, by its name in tables.

use std::error::Error;
use std::fmt;
use std::hint::black_box;
use std::mem;
use std::str;

use aliyun_ecs_model::DescribeImagesResponse;
use aliyun_ecs_wire::{Decoded, Page, decode};

use crate::bodies::Format;
use crate::peers::records::Response;
use crate::peers::scalars::{JsonBorrowed, JsonOwned, XmlOwned};
use crate::peers::{quick_xml_events, roxmltree};

/// A way to decode a body.
#[derive(Clone, Copy)]
pub struct Decoder {
    name: &'static str,
    decode: fn(Vec<u8>),
    read: Option<Read>,
}

type Read = fn(Vec<u8>) -> Result<DescribeImagesResponse, Box<dyn Error>>;

impl Decoder {
    /// Returns the decoders of a format, the workspace's own first.
    #[must_use]
    pub fn all(format: Format) -> &'static [Self] {
        match format {
            Format::Json => &JSON,
            Format::Xml => &XML,
        }
    }

    /// Returns the decoder with this name.
    #[must_use]
    pub fn by_name(format: Format, name: &str) -> Option<Self> {
        Self::all(format).iter().find(|decoder| decoder.name == name).copied()
    }

    /// Returns the name that tables and command lines use.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Decodes a body and drops the value and the body: what is timed.
    ///
    /// Every decoder is handed the body as a transport hands it over, a vector of its own, which
    /// it may take apart, scribble on (simd-json) or only look at.
    ///
    /// # Panics
    ///
    /// When the body cannot be decoded.
    #[inline(never)]
    pub fn decode(&self, body: Vec<u8>) {
        (self.decode)(body);
    }

    /// Returns what [`decode`](Self::decode) makes of a body, in the types of the model; `None`
    /// for limits, which make nothing of it.
    ///
    /// # Errors
    ///
    /// Those of the decoder.
    pub fn read(&self, body: Vec<u8>) -> Option<Result<DescribeImagesResponse, Box<dyn Error>>> {
        self.read.map(|read| read(body))
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Decoder").field(&self.name).finish()
    }
}

/// Declares a decoder by the expression that decodes `body: &mut Vec<u8>`. The same expression
/// is timed and, with `=>`, turned into the model, so that what is timed is what was compared.
macro_rules! decoder {
    ($name:ident: |$body:ident| $decode:expr $(=> |$value:ident| $model:expr)?) => {
        Decoder {
            name: stringify!($name),
            decode: |mut bytes| {
                let $body = &mut bytes;
                black_box($decode.expect(concat!(stringify!($name), " decodes the body")));
            },
            read: decoder!(@read |$body| $decode $(=> |$value| $model)?),
        }
    };
    (@read |$body:ident| $decode:expr) => { None };
    (@read |$body:ident| $decode:expr => |$value:ident| $model:expr) => {
        Some(|mut bytes| {
            let $body = &mut bytes;
            let $value = $decode?;
            Ok($model)
        })
    };
}

static JSON: [Decoder; 10] = [
    decoder!(ours_page: |body| ours_page(mem::take(body)) => |page| page.to_response()),
    decoder!(ours_owned: |body| ours_owned(mem::take(body)) => |response| response),
    decoder!(serde_json_owned: |body| serde_json::from_slice::<Response<JsonOwned>>(body)
        => |response| response.into()),
    decoder!(serde_json_borrowed: |body| serde_json_borrowed(body) => |response| response.into()),
    decoder!(serde_json_value: |body| serde_json::from_slice::<serde_json::Value>(body)
        => |value| serde_json::from_value(value)?),
    decoder!(simd_json_borrowed:
        |body| simd_json::serde::from_slice::<Response<JsonBorrowed<'_>>>(body)
        => |response| response.into()),
    decoder!(sonic_rs_borrowed: |body| sonic_rs_borrowed(body) => |response| response.into()),
    decoder!(limit_utf8: |body| str::from_utf8(body)),
    decoder!(limit_memchr: |body| absent(memchr::memchr(0, body))),
    decoder!(limit_memchr_marks: |body| marks(b'"', body)),
];

static XML: [Decoder; 9] = [
    decoder!(ours_page: |body| ours_page(mem::take(body)) => |page| page.to_response()),
    decoder!(ours_owned: |body| ours_owned(mem::take(body)) => |response| response),
    decoder!(quick_xml_serde_owned: |body| quick_xml_serde_owned(body)
        => |response| response.into()),
    decoder!(quick_xml_events_owned: |body| quick_xml_events::owned(body)
        => |response| response.into()),
    decoder!(quick_xml_bare_events: |body| quick_xml_events::bare(body)),
    decoder!(roxmltree_owned: |body| roxmltree::owned(body) => |response| response.into()),
    decoder!(limit_utf8: |body| str::from_utf8(body)),
    decoder!(limit_memchr: |body| absent(memchr::memchr(0, body))),
    decoder!(limit_memchr_marks: |body| marks(b'<', body)),
];

/// The page is gone when the plain structs are there, as for whoever wants nothing else.
fn ours_owned(body: Vec<u8>) -> Result<DescribeImagesResponse, Box<dyn Error>> {
    ours_page(body).map(|page| page.to_response())
}

fn ours_page(body: Vec<u8>) -> Result<Page, Box<dyn Error>> {
    match decode(body)? {
        Decoded::Page(page) => Ok(page),
        Decoded::Error(error) => Err(error.code.into()),
    }
}

/// Checking UTF-8 once for the whole body is faster than `from_slice`, which does it per text.
fn serde_json_borrowed(body: &[u8]) -> Result<Response<JsonBorrowed<'_>>, Box<dyn Error>> {
    Ok(serde_json::from_str(str::from_utf8(body)?)?)
}

fn sonic_rs_borrowed(body: &[u8]) -> Result<Response<JsonBorrowed<'_>>, Box<dyn Error>> {
    Ok(sonic_rs::from_str(str::from_utf8(body)?)?)
}

/// `from_str`, because `from_reader` on a slice allocates seven times as often.
fn quick_xml_serde_owned(body: &[u8]) -> Result<Response<XmlOwned>, Box<dyn Error>> {
    Ok(quick_xml::de::from_str(str::from_utf8(body)?)?)
}

fn absent(found: Option<usize>) -> Result<(), usize> {
    found.map_or(Ok(()), Err)
}

/// Stops at every mark, unlike `count`, which memchr answers without stopping.
fn marks(mark: u8, body: &[u8]) -> Option<usize> {
    memchr::memchr_iter(mark, body).reduce(|sum, at| sum ^ at)
}
