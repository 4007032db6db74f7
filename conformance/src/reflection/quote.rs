//! A piece of a signed request, as somebody would repeat it.

use aliyun_rpc_signer::{Call, Credentials, Format, Signing, Stamp, acs3, percent, rpc};
use http::Request;

use super::choices::Choices;

/// Everything that an answer could repeat.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) signature: String,
    pub(super) nonce: String,
    /// Texts that name what is in them, or have the form of a request.
    requests: Vec<String>,
    /// Texts that nothing but knowledge tells from others.
    bare: Vec<String>,
}

impl Signed {
    /// Reads it off a request on the wire, as whoever answers would.
    pub(super) fn of(request: &Request<bytes::Bytes>, token: &str) -> Self {
        let form = String::from_utf8_lossy(request.body()).into_owned();
        let query = match request.uri().query().unwrap_or_default() {
            query if form.is_empty() || query.contains("Action=") => query.to_owned(),
            _ => form,
        };
        let header = |name: &str| {
            let value = request.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let param = |name: &str| {
            let pair = query.split('&').filter_map(|pair| pair.split_once('='));
            let value = pair.filter(|pair| pair.0 == name).map(|pair| percent::decode(pair.1));
            value.flatten().next().unwrap_or_default()
        };
        let authorization = header("authorization");
        let (signature, nonce) = match authorization.rsplit_once('=') {
            Some((_, signature)) => (signature.to_owned(), header("x-acs-signature-nonce")),
            None => (param("Signature"), param("SignatureNonce")),
        };
        let headers: String = request
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap_or_default()))
            .collect();
        let url = format!("{}://{}/?{query}", "https", request.uri().host().unwrap_or_default());
        let mut requests =
            vec![url, format!("SecurityToken={token}"), format!("Signature: {signature}")];
        if authorization.is_empty() {
            requests.push(query.clone());
        } else {
            requests.extend([headers.clone(), format!("Authorization: {authorization}")]);
        }
        let bare = vec![token.to_owned(), signature.clone(), nonce.clone(), headers];
        Self { signature, nonce, requests, bare }
    }

    /// Signs a request that is never sent.
    pub(super) fn make(choices: &mut impl Choices, key: &Credentials, token: &str) -> Self {
        let call = Call::new("DescribeImages", "2014-05-26").param("RegionId", "cn-hangzhou");
        let nonce: [u8; 16] = std::array::from_fn(|_| choices.below(256) as u8);
        let stamp = Stamp::from_random(std::time::UNIX_EPOCH, nonce);
        let (signing, host) = (scheme(choices), "ecs.aliyuncs.com");
        let mut request = Request::new(bytes::Bytes::new());
        let query = match signing {
            Signing::Acs3 => {
                let signed = acs3::sign(&call, host, key, &stamp).expect("no control characters");
                for (name, value) in signed.headers() {
                    let name = http::HeaderName::from_bytes(name.as_bytes()).expect("a name");
                    request.headers_mut().insert(name, value.parse().expect("a value"));
                }
                signed.query().to_owned()
            }
            Signing::Rpc(format) => rpc::sign(&call, format, key, &stamp).query().to_owned(),
        };
        *request.uri_mut() = format!("https://{host}/?{query}").parse().expect("a URI");
        let mut made = Self::of(&request, token);
        match signing {
            Signing::Acs3 => {
                let unsigned = acs3::Unsigned::new(&call, host, key, &stamp);
                made.requests.push(unsigned.canonical_request().to_string());
            }
            Signing::Rpc(format) => {
                let unsigned = rpc::Unsigned::new(&call, format, key, &stamp);
                made.requests.push(unsigned.string_to_sign().to_string());
            }
        }
        made
    }

    /// Chooses a text to repeat, escapes and cuts it.
    pub(super) fn quote(&self, choices: &mut impl Choices, knowing: bool) -> String {
        let count = if knowing { self.bare.len() } else { 0 } + self.requests.len();
        let which = choices.below(count);
        let text =
            self.requests.get(which).unwrap_or_else(|| &self.bare[which - self.requests.len()]);
        let text = escaped(choices, text, knowing);
        let label = *choices.one(&LABELS);
        // Cut at the end by anybody; at the beginning where what is left tells what it is.
        let end = if choices.once_in(3) { choices.below(text.len() + 1) } else { text.len() };
        let start = if knowing && choices.once_in(4) { choices.below(end + 1) } else { 0 };
        let cut: String = text.chars().skip(start).take(end.saturating_sub(start)).collect();
        format!("{label}{cut}{}", choices.one(&["", "", "]", ". Try again.", "\" is wrong"]))
    }
}

pub(super) fn scheme(choices: &mut impl Choices) -> Signing {
    *choices.one(&[Signing::Rpc(Format::Json), Signing::Rpc(Format::Xml), Signing::Acs3])
}

fn escaped(choices: &mut impl Choices, text: &str, knowing: bool) -> String {
    // Only who knows the text recognises it when every character is an escape.
    match choices.below(if knowing { 8 } else { 6 }) {
        0 => percent::encode(text),
        1 => percent::encode(percent::encode(text)),
        2 => text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"),
        3 => {
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            text.replace('\n', "&#10;")
        }
        6 => as_units(text),
        7 => as_numbers(text),
        _ => text.to_owned(),
    }
}

/// Escapes every character as JSON may.
pub(super) fn as_units(text: &str) -> String {
    text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect()
}

/// Escapes every character as XML may.
pub(super) fn as_numbers(text: &str) -> String {
    text.chars().map(|c| format!("&#{};", u32::from(c))).collect()
}

const LABELS: [&str; 14] = [
    "",
    "Bad request: ",
    "Specified signature is not matched with our calculation. server string to sign is:",
    "Not matched. string to sign is: ",
    "server string  to sign is ",
    "StringToSign: ",
    "The STRING_TO_SIGN was [",
    "the canonical request was ",
    "server CanonicalRequest is [",
    "签名不匹配，服务端待签名字符串为：",
    "{\"url\":\"",
    "You sent <",
    "Request blocked. URL: ",
    "Unexpected header ",
];
