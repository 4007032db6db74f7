//! A signer that is wrong in one chosen way, a way that changes one thing, and a service that is
//! right. None of it shares code with what it judges, but for the stages the vectors vouch for.

use aliyun_rpc_signer::acs3;
use aliyun_rpc_signer::rpc;

pub(crate) type Params = Vec<(String, String)>;

/// One way in which a signer or the way to the service is wrong.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    Secret,
    SecretWhiteSpace,
    Encoder(Wrong, Passes),
    /// Signs the parameters in the opposite order.
    Order,
    SkipsEmpty,
    SignsAnotherMethod,
    SignsNoToken,
    LosesToken,
    Adds(String),
    Drops(usize),
    Alters(usize),
    EncodesQueryAgain,
    RewritesHost,
    RewritesPath,
    RewritesBody,
    RewritesHeader,
    DropsHeader,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wrong {
    Plus,
    Bare(String),
    Over(String),
    LowerCase,
    Twice,
    Never,
}

/// Which passes of RPC 1.0 the wrong encoder makes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Passes {
    First,
    Second,
    Both,
}

impl Fault {
    /// The id of the cause that has to be named.
    pub(crate) fn id(&self) -> &'static str {
        match self {
            Self::Secret => "wrong-secret",
            Self::SecretWhiteSpace => "secret-white-space",
            Self::Encoder(Wrong::Plus, _) => "plus-for-space",
            Self::Encoder(Wrong::Bare(_), _) => "unescaped",
            Self::Encoder(Wrong::Over(_), _) => "over-escaped",
            Self::Encoder(Wrong::LowerCase, _) => "lower-case-hex",
            Self::Encoder(Wrong::Twice, _) => "double-encoding",
            Self::Encoder(Wrong::Never, _) => "missing-encoding",
            Self::Order => "order",
            Self::SkipsEmpty => "empty-skipped",
            Self::SignsAnotherMethod => "method",
            Self::SignsNoToken | Self::LosesToken => "missing-security-token",
            Self::Adds(_) => "parameter-added",
            Self::Drops(_) => "parameter-dropped",
            Self::Alters(_) => "parameter-altered",
            Self::EncodesQueryAgain => "query-encoded-again",
            Self::RewritesHost => "host",
            Self::RewritesPath => "path",
            Self::RewritesBody => "body-hash",
            Self::RewritesHeader | Self::DropsHeader => "header",
        }
    }

    /// Changes what is signed, compared with what is sent.
    pub(crate) fn signed(&self, sent: &Params) -> Params {
        let mut params = sent.clone();
        match self {
            Self::SkipsEmpty => params.retain(|(_, value)| !value.is_empty()),
            Self::SignsNoToken => params.retain(|(name, _)| name != "SecurityToken"),
            _ => {}
        }
        params
    }

    /// Changes what is received, compared with what is sent.
    pub(crate) fn received(&self, sent: &Params) -> Params {
        let mut params = sent.clone();
        match self {
            Self::Adds(name) => params.push((name.clone(), "added".to_owned())),
            Self::Drops(at) => drop(params.remove(*at)),
            Self::Alters(at) => params[*at].1.insert(0, 'x'),
            Self::LosesToken => params.retain(|(name, _)| name != "SecurityToken"),
            Self::EncodesQueryAgain => {
                for (name, value) in &mut params {
                    (*name, *value) = (right(name), right(value));
                }
            }
            _ => {}
        }
        params
    }

    fn first(&self, text: &str) -> String {
        match self {
            Self::Encoder(wrong, Passes::First | Passes::Both) => wrong.encode(text),
            _ => right(text),
        }
    }

    fn second(&self, text: &str) -> String {
        match self {
            Self::Encoder(wrong, Passes::Second | Passes::Both) => wrong.encode(text),
            _ => right(text),
        }
    }

    pub(crate) fn query(&self, sent: &Params) -> String {
        let mut params = self.signed(sent);
        params.sort();
        if *self == Self::Order {
            params.reverse();
        }
        let pairs = params.iter();
        let pairs = pairs.map(|(name, value)| self.first(name) + "=" + &self.first(value));
        pairs.collect::<Vec<_>>().join("&")
    }

    pub(crate) fn method(&self) -> &'static str {
        if *self == Self::SignsAnotherMethod { "POST" } else { "GET" }
    }

    /// The string to sign of RPC 1.0 that this signer makes.
    pub(crate) fn string_to_sign(&self, sent: &Params) -> String {
        [self.method(), &self.second("/"), &self.second(&self.query(sent))].join("&")
    }

    /// The canonical request of ACS3 that this signer makes of what is sent.
    pub(crate) fn canonical_request(&self, sent: &Params, headers: &Params) -> String {
        let mut headers = headers.clone();
        if *self == Self::SignsNoToken {
            headers.retain(|(name, _)| name != "x-acs-security-token");
        }
        request(self.method(), "/", &self.query(sent), &headers, b"")
    }

    /// The canonical request of ACS3 of what is received.
    pub(crate) fn received_request(&self, sent: &Params, headers: &Params) -> String {
        let mut headers = headers.clone();
        let mut replace = |wanted: &str, by: &str| {
            let header = headers.iter_mut().find(|(name, _)| name == wanted);
            header.expect("the header").1 = by.to_owned();
        };
        let (mut path, mut body) = ("/", &b""[..]);
        match self {
            Self::RewritesHost => replace("host", "internal.example.com"),
            Self::RewritesHeader => replace("x-acs-version", "2014-05-27"),
            Self::DropsHeader => headers.retain(|(name, _)| name != "x-acs-version"),
            Self::LosesToken => headers.retain(|(name, _)| name != "x-acs-security-token"),
            Self::RewritesPath => path = "/ecs/",
            Self::RewritesBody => body = b"{}",
            _ => {}
        }
        let mut params = self.received(sent);
        params.sort();
        let query = params.iter().map(|(name, value)| right(name) + "=" + &right(value));
        request("GET", path, &query.collect::<Vec<_>>().join("&"), &headers, body)
    }
}

impl Wrong {
    fn encode(&self, text: &str) -> String {
        let is_bare = |c: char| matches!(self, Self::Bare(bare) if bare.contains(c));
        match self {
            Self::Plus => right(text).replace("%20", "+"),
            Self::LowerCase => {
                let mut parts = right(text).split('%').map(str::to_owned).collect::<Vec<_>>();
                for part in parts.iter_mut().skip(1) {
                    *part = part[..2].to_lowercase() + &part[2..];
                }
                parts.join("%")
            }
            Self::Twice => right(&right(text)),
            Self::Never => text.to_owned(),
            Self::Bare(_) => text
                .chars()
                .map(|c| if is_bare(c) { c.to_string() } else { right(&c.to_string()) })
                .collect(),
            Self::Over(over) => text
                .chars()
                .map(|c| {
                    if over.contains(c) {
                        format!("%{:02X}", c as u32)
                    } else {
                        right(&c.to_string())
                    }
                })
                .collect(),
        }
    }
}

fn right(text: &str) -> String {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(
            |byte| {
                if unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}

fn request(method: &str, path: &str, query: &str, headers: &Params, body: &[u8]) -> String {
    let pairs = headers.iter().map(|(name, value)| (name, value));
    let headers = acs3::canonical_headers(pairs);
    acs3::canonical_request(method, path, query, &headers, &acs3::hashed_payload(body))
}

/// The text of a service that quotes what it signed, in one of the spellings seen.
pub(crate) fn rpc_answer(received: &Params, spelling: usize) -> String {
    let query = rpc::canonical_query(received.iter().map(|(name, value)| (name, value)));
    let quoted = rpc::string_to_sign(aliyun_rpc_signer::Method::Get, &query);
    let message =
        "Specified signature is not matched with our calculation. server string to sign is";
    match spelling % 5 {
        0 => format!("{message}:{quoted}"),
        1 => format!("SDK.ServerError {message}: {quoted} RequestId: 1"),
        2 => format!("{{\"Code\":\"SignatureDoesNotMatch\",\"Message\":\"{message}:{quoted}\"}}"),
        3 => format!("{{\"Message\":\"{message}:{}\"}}", quoted.replace('&', "\\u0026")),
        _ => format!(
            "<Error><Code>IncompleteSignature</Code><Message>{message}:{}</Message></Error>",
            quoted.replace('&', "&amp;")
        ),
    }
}

pub(crate) fn acs3_answer(request: &str, spelling: usize) -> String {
    let to_sign = acs3::string_to_sign(request);
    let message = format!(
        "Specified signature does not match our calculation. server StringToSign is [{to_sign}] \
         server CanonicalRequest is [{request}]"
    );
    let escaped = message.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    match spelling % 3 {
        0 => message,
        1 => format!("{{\"Code\":\"SignatureDoesNotMatch\",\"Message\":\"{escaped}\"}}"),
        _ => format!("<Error><Message>{}</Message></Error>", message.replace('&', "&amp;")),
    }
}
