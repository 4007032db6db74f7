//! Requests that are ready to be sent.

use std::ops::Range;
use std::time::SystemTime;

use aliyun_rpc_signer::{Call, Credentials, Format, Stamp, rpc};
use memchr::memmem;

/// What requests ask for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Shape {
    /// Whose images.
    pub region: String,
    /// In which format.
    pub format: Format,
    /// How many on a page; the server's default unless set.
    pub page_size: Option<u32>,
    /// `PageNumber` goes from 1 to this and begins again; it is not sent unless set.
    pub pages: Option<u32>,
    /// A pattern of names, in which `{}` is the number of the request.
    pub name: Option<String>,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            region: "cn-hangzhou".to_owned(),
            format: Format::Json,
            page_size: None,
            pages: None,
            name: None,
        }
    }
}

impl Shape {
    /// Returns the page that a request of this number asks for, if it names one.
    fn page(&self, number: u64) -> Option<u64> {
        self.pages.map(|pages| number % u64::from(pages.max(1)) + 1)
    }

    fn call(&self, number: u64) -> Call {
        let mut call = Call::new("DescribeImages", "2014-05-26").param("RegionId", &self.region);
        if let Some(size) = self.page_size {
            call.push_param("PageSize", size.to_string());
        }
        if let Some(page) = self.page(number) {
            call.push_param("PageNumber", page.to_string());
        }
        if let Some(name) = &self.name {
            call.push_param("ImageName", name.replace("{}", &number.to_string()));
        }
        call
    }
}

/// Requests, signed and rendered, and what has to be in their answers.
///
/// A server takes each once only. Servers that know nothing of each other may be sent the same.
#[derive(Clone, Debug)]
pub struct Batch {
    bytes: Vec<u8>,
    requests: Vec<Range<usize>>,
    first: u64,
    shape: Shape,
    region: memmem::Finder<'static>,
    /// The page of each request, as the answer repeats it: the first page's at index 0.
    pages: Vec<memmem::Finder<'static>>,
}

impl Batch {
    /// Signs requests of these numbers. `run` sets their nonces apart from those of others.
    #[must_use]
    pub fn sign(shape: &Shape, run: u64, numbers: Range<u64>, now: SystemTime) -> Self {
        let credentials = Credentials::new(KEY_ID, KEY_SECRET);
        let first = numbers.start;
        let (mut bytes, mut requests) = (Vec::new(), Vec::new());
        for number in numbers {
            // As long as the identifiers that clients take for nonces.
            let stamp = Stamp::new(now, format!("{run:016x}-{number:019x}"));
            let signed = rpc::sign(&shape.call(number), shape.format, &credentials, &stamp);
            let begin = bytes.len();
            for part in ["GET /?", signed.query(), " HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
                bytes.extend_from_slice(part.as_bytes());
            }
            requests.push(begin..bytes.len());
        }
        let member = |name: &str, value: &str, quote: &str| match shape.format {
            Format::Xml => format!("<{name}>{value}</{name}>"),
            _ => format!("\"{name}\":{quote}{value}{quote},"),
        };
        let finder = |text: String| memmem::Finder::new(&text).into_owned();
        let pages = (1..=shape.pages.unwrap_or_default())
            .map(|page| finder(member("PageNumber", &page.to_string(), "")));
        Self {
            bytes,
            requests,
            first,
            region: finder(member("RegionId", &shape.region, "\"")),
            pages: pages.collect(),
            shape: shape.clone(),
        }
    }

    /// Returns the bytes of a request by its place in the batch, if there is one.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        self.bytes.get(self.requests.get(index)?.clone())
    }

    /// Returns how many requests there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Tells whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Tells whether a body can be the answer to the request at this place: it repeats the region
    /// and, where one was named, the page.
    #[must_use]
    pub fn is_answer(&self, index: usize, body: &[u8]) -> bool {
        let page = self.shape.page(self.first + index as u64);
        let page = page.and_then(|page| self.pages.get(page as usize - 1));
        let has_page = page.is_none_or(|page| page.find(body).is_some());
        has_page && self.region.find(body).is_some()
    }
}

/// The access key that requests are signed with, for `EMULATOR_ACCESS_KEYS=bench-id:bench-secret`.
pub const KEY_ID: &str = "bench-id";

/// The secret of [`KEY_ID`].
pub const KEY_SECRET: &str = "bench-secret";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_differ_and_their_answers_are_told_apart() {
        let name = Some("n-{}".to_owned());
        let shape = Shape { pages: Some(12), name, ..Shape::default() };
        let batch = Batch::sign(&shape, 1, 11..14, SystemTime::UNIX_EPOCH);
        assert_eq!(batch.len(), 3);
        let text = |index| String::from_utf8_lossy(batch.get(index).unwrap()).into_owned();
        assert!(text(0).contains("&ImageName=n-11&PageNumber=12&"), "{}", text(0));
        assert!(text(1).contains("&ImageName=n-12&PageNumber=1&"), "{}", text(1));
        let body = br#"{"PageNumber":12,"RegionId":"cn-hangzhou","#;
        assert!(batch.is_answer(0, body) && !batch.is_answer(1, body));
        assert!(!batch.is_answer(0, b"{}"));
    }
}
