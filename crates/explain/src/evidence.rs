//! What is known of a request that was refused.

use std::fmt;

use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Format;
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::Scheme;
use aliyun_rpc_signer::SecretString;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::acs3;
use aliyun_rpc_signer::rpc;

use crate::pairs::Pair;
use crate::pairs::canonical_pairs;
use crate::pairs::form_pairs;

/// What the client knows of a request that was refused: what was signed, above all.
///
/// The more of it is known, the more can be told: [`with_sent`](Self::with_sent) tells a fault in
/// signing from a change on the way, [`with_secret`](Self::with_secret) tells whitespace around the
/// secret and, for a URL, how it was signed. All of it is wiped from memory when dropped, and `Debug`
/// shows nothing of it.
pub struct Evidence {
    pub(crate) signed: SignedText,
    pub(crate) sent: Option<Vec<Pair>>,
    pub(crate) secret: Option<SecretString>,
    /// Whether the service's text is known to be about this very request.
    pub(crate) is_of_a_call: bool,
}

/// The text that was signed, as far as it is known.
pub(crate) enum SignedText {
    /// The string to sign of RPC 1.0.
    StringToSign(SecretString),
    /// The canonical request of ACS3.
    CanonicalRequest(SecretString),
    /// Not known: only the method and the signature of RPC 1.0 are.
    Unknown(Method, Option<SecretString>),
}

impl SignedText {
    pub(crate) fn scheme(&self) -> Scheme {
        match self {
            Self::StringToSign(_) | Self::Unknown(..) => Scheme::Rpc,
            Self::CanonicalRequest(_) => Scheme::Acs3,
        }
    }
}

impl Evidence {
    /// Takes the string that was signed with RPC 1.0.
    pub fn string_to_sign(text: impl Into<String>) -> Self {
        Self::new(SignedText::StringToSign(SecretString::new(text)))
    }

    /// Takes the canonical request that was signed with ACS3.
    pub fn canonical_request(text: impl Into<String>) -> Self {
        Self::new(SignedText::CanonicalRequest(SecretString::new(text)))
    }

    /// Takes a URL, or a form body, that was signed with RPC 1.0 by a signer that is not known.
    pub fn url(method: Method, url: &str) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let query = url.split_once('?').map_or(url, |(_, query)| query);
        let mut sent = form_pairs(query).unwrap_or_default();
        let signature = sent.iter().find(|(name, _)| name == "Signature");
        let signature = signature.map(|(_, signature)| signature.clone());
        sent.retain(|(name, _)| name != "Signature");
        Self { sent: Some(sent), ..Self::new(SignedText::Unknown(method, signature)) }
    }

    /// Takes what [`rpc::sign`](fn@rpc::sign) was given for the request that was answered.
    pub fn rpc(call: &Call, format: Format, credentials: &Credentials, stamp: &Stamp) -> Self {
        let unsigned = rpc::Unsigned::new(call, format, credentials, stamp);
        let signed = SignedText::StringToSign(unsigned.string_to_sign());
        Self::of_a_call(signed, unsigned.canonical_query(), credentials)
    }

    /// Takes what [`acs3::sign`](fn@acs3::sign) was given for the request that was answered.
    pub fn acs3(call: &Call, host: &str, credentials: &Credentials, stamp: &Stamp) -> Self {
        let unsigned = acs3::Unsigned::new(call, host, credentials, stamp);
        let signed = SignedText::CanonicalRequest(unsigned.canonical_request());
        Self::of_a_call(signed, unsigned.canonical_query(), credentials)
    }

    fn of_a_call(signed: SignedText, canonical_query: &str, credentials: &Credentials) -> Self {
        let sent = canonical_pairs(canonical_query);
        Self { sent, is_of_a_call: true, ..Self::new(signed) }
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
        self.secret = Some(SecretString::new(access_key_secret));
        self
    }

    fn new(signed: SignedText) -> Self {
        Self { signed, sent: None, secret: None, is_of_a_call: false }
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Evidence([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::explain;

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
    fn assert_cause(evidence: &Evidence, answer: &str, expected: &str) {
        assert_eq!(explain(evidence, answer).cause().id(), expected);
    }

    #[test]
    fn what_rpc_sign_was_given_is_what_it_signs() {
        let signed = rpc::sign(&call(), Format::Json, &key("secret"), &stamp());
        let query = signed.query().split_once("&Signature=").unwrap().0;
        let quoted = rpc::string_to_sign(Method::Get, query);
        let answer = format!("server string to sign is:{quoted}");

        let evidence = |secret| Evidence::rpc(&call(), Format::Json, &key(secret), &stamp());
        assert_cause(&evidence("secret"), &answer, "wrong-secret");
        assert_cause(&evidence("secret "), &answer, "secret-white-space");
        let bare = answer.replace("a%252Bb", "a%2520b");
        assert_cause(&evidence("secret"), &bare, "parameter-altered");

        let url = signed.url("https://ecs.aliyuncs.com");
        assert_cause(
            &Evidence::url(Method::Get, &url).with_secret("secret"),
            &answer,
            "wrong-secret",
        );
        assert_cause(&Evidence::url(Method::Post, &url), &answer, "method");
        assert_cause(&Evidence::url(Method::Get, signed.query()), &answer, "undecidable");
    }

    #[test]
    fn what_acs3_sign_was_given_is_what_it_signs() {
        let request = acs3::sign(&call(), "h", &key("secret"), &stamp()).unwrap();
        let hash = acs3::hashed_payload(b"");
        let params = canonical_pairs(request.query()).unwrap();
        let received = acs3::Received::read("GET", "/", params, request.headers(), &hash).unwrap();
        let (to_sign, quoted) = (received.string_to_sign(), received.canonical_request());
        let answer =
            format!("server StringToSign is [{to_sign}] server CanonicalRequest is [{quoted}]");

        let evidence = |host| Evidence::acs3(&call(), host, &key("secret"), &stamp());
        assert_cause(&evidence("h"), &answer, "wrong-secret");
        assert_cause(&evidence("proxy"), &answer, "host");
    }

    /// Every field and every variant is named, so that a new one is thought of.
    #[test]
    fn whatever_was_signed_or_sent_is_wiped() {
        fn is_wiped(_: &SecretString) {}
        let evidence =
            Evidence::url(Method::Get, "https://h/?a=1&Signature=x").with_secret("secret");
        let Evidence { signed, sent, secret, is_of_a_call: _ } = &evidence;
        match signed {
            SignedText::StringToSign(text) | SignedText::CanonicalRequest(text) => is_wiped(text),
            SignedText::Unknown(_, signature) => signature.iter().for_each(is_wiped),
        }
        sent.iter().flatten().for_each(|(_, value)| is_wiped(value));
        secret.iter().for_each(is_wiped);
    }
}
