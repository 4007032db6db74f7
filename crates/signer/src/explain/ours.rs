//! Our side: what was signed, as far as it is known.

use std::fmt;

use zeroize::Zeroizing;

use super::pairs::Pair;
use super::pairs::canonical_pairs;
use super::pairs::pairs;
use crate::Call;
use crate::Credentials;
use crate::Format;
use crate::Method;
use crate::Stamp;
use crate::acs3;
use crate::rpc;

/// Our side of a request that was refused.
///
/// The more of it is known, the more can be told: [`with_sent`](Self::with_sent) tells a fault in
/// signing from a change on the way, [`with_secret`](Self::with_secret) tells white space around the
/// secret and, for a URL, how it was signed. `Debug` shows nothing of it.
pub struct Ours {
    pub(super) signed: What,
    pub(super) sent: Option<Vec<Pair>>,
    pub(super) secret: Option<Zeroizing<String>>,
}

/// What is known of the text that was signed.
pub(super) enum What {
    /// The string to sign of RPC 1.0.
    StringToSign(Zeroizing<String>),
    /// The canonical request of ACS3.
    CanonicalRequest(Zeroizing<String>),
    /// The signature of RPC 1.0 alone.
    Signature(Method, Option<String>),
}

impl Ours {
    /// Takes the string that was signed with RPC 1.0.
    pub fn string_to_sign(text: impl Into<String>) -> Self {
        Self::new(What::StringToSign(Zeroizing::new(text.into())))
    }

    /// Takes the canonical request that was signed with ACS3.
    pub fn canonical_request(text: impl Into<String>) -> Self {
        Self::new(What::CanonicalRequest(Zeroizing::new(text.into())))
    }

    /// Takes a URL, or a form body, that was signed with RPC 1.0 by a signer that is not known.
    pub fn url(method: Method, url: &str) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let query = url.split_once('?').map_or(url, |(_, query)| query);
        let mut sent = read_form(query).unwrap_or_default();
        let signature = sent.iter().find(|(name, _)| name == "Signature");
        let signature = signature.map(|(_, signature)| signature.clone());
        sent.retain(|(name, _)| name != "Signature");
        Self { sent: Some(sent), ..Self::new(What::Signature(method, signature)) }
    }

    /// Takes what [`rpc::sign`](crate::rpc::sign) was given.
    pub fn rpc(call: &Call, format: Format, credentials: &Credentials, stamp: &Stamp) -> Self {
        let signed = rpc::sign(call, format, credentials, stamp);
        let query = signed.query().rsplit_once("&Signature=");
        let query = query.map_or("", |(query, _)| query);
        Self {
            sent: canonical_pairs(query),
            ..Self::string_to_sign(rpc::string_to_sign(call.method(), query))
        }
        .with_secret(credentials.access_key_secret())
    }

    /// Takes what [`acs3::sign`](crate::acs3::sign) was given.
    pub fn acs3(call: &Call, host: &str, credentials: &Credentials, stamp: &Stamp) -> Self {
        let unsigned = acs3::Unsigned::new(call, host, credentials, stamp);
        Self {
            sent: canonical_pairs(&unsigned.query),
            ..Self::canonical_request(unsigned.canonical_request().as_str())
        }
        .with_secret(credentials.access_key_secret())
    }

    /// Adds the query or form that was sent, or a URL with it.
    #[must_use]
    pub fn with_sent(mut self, query: &str) -> Self {
        self.sent = Self::url(Method::Get, query).sent;
        self
    }

    /// Adds the secret that was signed with, exactly as the signer got it.
    #[must_use]
    pub fn with_secret(mut self, access_key_secret: &str) -> Self {
        self.secret = Some(Zeroizing::new(access_key_secret.to_owned()));
        self
    }

    fn new(signed: What) -> Self {
        Self { signed, sent: None, secret: None }
    }
}

impl fmt::Debug for Ours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ours([redacted])")
    }
}

/// Reads a query as a server does, for which `+` is a space and a lone name has an empty value.
fn read_form(query: &str) -> Option<Vec<Pair>> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    let parts = parts.map(|part| {
        let part = part.replace('+', "%20");
        if part.contains('=') { part } else { part + "=" }
    });
    pairs(&parts.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::explain::explain;

    fn call() -> Call {
        Call::new("DescribeImages", "2014-05-26").param("ImageName", "a+b *").param("Empty", "")
    }

    fn key(secret: &str) -> Credentials {
        Credentials::new("testid", secret).with_security_token("token")
    }

    fn stamp() -> Stamp {
        Stamp::new(SystemTime::UNIX_EPOCH, "nonce")
    }

    #[track_caller]
    fn assert_cause(ours: &Ours, said: &str, expected: &str) {
        assert_eq!(explain(ours, said).cause().id(), expected);
    }

    #[test]
    fn what_rpc_sign_was_given_is_what_it_signs() {
        let signed = rpc::sign(&call(), Format::Json, &key("secret"), &stamp());
        let query = signed.query().split_once("&Signature=").unwrap().0;
        let quoted = rpc::string_to_sign(Method::Get, query);
        let said = format!("server string to sign is:{quoted}");

        let ours = |secret| Ours::rpc(&call(), Format::Json, &key(secret), &stamp());
        assert_cause(&ours("secret"), &said, "wrong-secret");
        assert_cause(&ours("secret "), &said, "secret-white-space");
        let bare = said.replace("a%252Bb", "a%2520b");
        assert_cause(&ours("secret"), &bare, "parameter-altered");

        let url = signed.url("https://ecs.aliyuncs.com");
        assert_cause(&Ours::url(Method::Get, &url).with_secret("secret"), &said, "wrong-secret");
        assert_cause(&Ours::url(Method::Post, &url), &said, "method");
        assert_cause(&Ours::url(Method::Get, signed.query()), &said, "undecidable");
    }

    #[test]
    fn what_acs3_sign_was_given_is_what_it_signs() {
        let request = acs3::sign(&call(), "h", &key("secret"), &stamp());
        let hash = acs3::hashed_payload(b"");
        let params = pairs(request.query()).unwrap();
        let received = acs3::Received::read("GET", "/", params, request.headers(), &hash).unwrap();
        let (to_sign, quoted) = (received.string_to_sign(), received.canonical_request());
        let said =
            format!("server StringToSign is [{to_sign}] server CanonicalRequest is [{quoted}]");

        let ours = |host| Ours::acs3(&call(), host, &key("secret"), &stamp());
        assert_cause(&ours("h"), &said, "wrong-secret");
        assert_cause(&ours("proxy"), &said, "host");
    }

    #[test]
    fn a_query_is_read_as_a_server_reads_it() {
        let read = |query| read_form(query).unwrap();
        let expected = [("a b".to_owned(), "c d".to_owned()), ("e".to_owned(), String::new())];
        assert_eq!(read("a+b=c%20d&&e"), expected);
        assert_eq!(read(""), []);
        assert_eq!(read_form("%FF=1"), None);
    }
}
