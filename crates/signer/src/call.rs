//! One API call, before it is signed.

use crate::words::words;
use std::borrow::Cow;
use std::fmt;

use zeroize::ZeroizeOnDrop;

use crate::SecretString;

/// An API call: the action, its version and its parameters, in the order they were given.
///
/// The common parameters (the access key id, the timestamp, the signature, …) are not part of a
/// call: signing adds them. Should a call hold a parameter of such a name, signing leaves the
/// call's own out; [`rpc::shadowed`](crate::rpc::shadowed) lists them beforehand.
///
/// A name given twice is kept twice, is signed twice and is sent twice. What the service does with
/// it is not documented, and no official SDK can express it; lists are spelled `Tag.1.Key`,
/// `Tag.2.Key`, … An empty value is signed and sent as `Name=`; official SDKs disagree whether to
/// leave such a parameter out, so it is best not given at all.
///
/// Some actions take passwords or tokens as parameters, so the values are wiped from memory when the
/// call is dropped, and `Debug` shows the names without them.
///
/// ```
/// use aliyun_rpc_signer::{Call, Method};
///
/// let call = Call::new("DescribeImages", "2014-05-26")
///     .param("RegionId", "cn-hangzhou")
///     .param(format!("Tag.{}.Key", 1), "team");
///
/// assert_eq!(call.method(), Method::Get);
/// assert_eq!(call.params().last(), Some(("Tag.1.Key", "team")));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    action: Cow<'static, str>,
    version: Cow<'static, str>,
    method: Method,
    params: Vec<(Cow<'static, str>, SecretString)>,
    is_signed: bool,
}

impl Call {
    /// Makes a call without parameters, to be sent with GET.
    pub fn new(
        action: impl Into<Cow<'static, str>>,
        version: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            action: action.into(),
            version: version.into(),
            method: Method::default(),
            params: Vec::new(),
            is_signed: true,
        }
    }

    /// Appends a parameter, unencoded: `a%20b` means these five characters, not `a b`.
    #[must_use]
    pub fn param(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.push_param(name, value);
        self
    }

    /// Appends a parameter like [`param`](Self::param), for use in a loop.
    pub fn push_param(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) {
        self.params.push((name.into(), SecretString::new(value)));
    }

    /// Chooses the HTTP method, which is part of what is signed.
    #[must_use]
    pub fn with_method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Makes a call that is sent without a signature and without an access key, such as STS
    /// `AssumeRoleWithOIDC`, where a token among the parameters stands in for both.
    ///
    /// This is for whoever sends the call. Signing it all the same signs it.
    #[must_use]
    pub fn unsigned(mut self) -> Self {
        self.is_signed = false;
        self
    }

    /// Returns whether the call is to be signed.
    pub fn is_signed(&self) -> bool {
        self.is_signed
    }

    /// Returns the name of the operation, such as `DescribeImages`.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// Returns the version of the API, such as `2014-05-26`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the HTTP method the call is signed for.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Returns the parameters as names and values, unencoded, in the order they were given.
    pub fn params(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.params.iter().map(|(name, value)| (name.as_ref(), &**value))
    }
}

impl ZeroizeOnDrop for Call {}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.params.iter().map(|(name, _)| name).collect::<Vec<_>>();
        f.debug_struct("Call")
            .field("action", &self.action)
            .field("version", &self.version)
            .field("method", &self.method)
            .field("param_names", &names)
            .finish_non_exhaustive()
    }
}

/// The HTTP method of a request, the first word of what is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "RPC-style services take no third method")]
pub enum Method {
    /// `GET`, with all parameters in the query.
    #[default]
    Get,
    /// `POST`, with the parameters in the query or in a form body; the signature is the same.
    Post,
}

words!(Method, "Returns the method as it is written on the wire.", Get = "GET", Post = "POST");

/// The format of the response to ask for, sent as `Format`.
///
/// A service that gets no `Format` answers in XML, so it is always sent; the default here is JSON.
/// An error met before the parameters are read may come as XML all the same. (ECS API Reference,
/// "Common parameters".)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "RPC-style services answer in no third format")]
pub enum Format {
    /// `JSON`.
    #[default]
    Json,
    /// `XML`.
    Xml,
}

words!(Format, "Returns the value of the parameter `Format`.", Json = "JSON", Xml = "XML");

impl Format {
    /// Returns the media type of the format, as a request accepts it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_their_order_and_their_repetitions() {
        let mut call = Call::new("A", "V").param("b", "1").param("a", "2");
        call.push_param("b", "");
        assert_eq!(call.params().collect::<Vec<_>>(), [("b", "1"), ("a", "2"), ("b", "")]);
    }

    #[test]
    fn debug_shows_names_without_values() {
        let call = Call::new("RunInstances", "2014-05-26")
            .with_method(Method::Post)
            .param("Password", "CANARY");
        assert_eq!(
            format!("{call:?}"),
            "Call { action: \"RunInstances\", version: \"2014-05-26\", method: Post, \
             param_names: [\"Password\"], .. }"
        );
    }

    /// Every field is named, so that a new one is thought of.
    #[test]
    fn the_values_are_wiped() {
        fn is_wiped(_: &impl ZeroizeOnDrop) {}
        let call = Call::new("AssumeRoleWithOIDC", "2015-04-01").param("OIDCToken", "CANARY");
        let Call { action: _, version: _, method: _, params, is_signed: _ } = &call;
        params.iter().for_each(|(_, value)| is_wiped(value));
    }
}
