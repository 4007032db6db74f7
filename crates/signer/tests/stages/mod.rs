//! What every signing vector asserts, stage by stage, wherever it was read from.

use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::Refusal;
use aliyun_rpc_signer::rpc;
use serde_json::Value;

/// One vector: the inputs, and what each stage must make of them.
pub(crate) struct Vector {
    pub(crate) name: String,
    /// `None` if the vector has a method this crate cannot express.
    pub(crate) method: Option<Method>,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) secret: Option<String>,
    /// `None` if the source gives no canonical query of its own.
    pub(crate) canonical_query: Option<String>,
    pub(crate) string_to_sign: String,
    pub(crate) signature: Option<String>,
    /// Whether `signature` is right. A wrong one, printed by mistake, must not be reproduced.
    pub(crate) verified: bool,
}

impl Vector {
    /// Asserts every stage; the message names the vector and the first stage that differs.
    #[track_caller]
    pub(crate) fn assert_stages(&self) {
        let name = &self.name;
        let canonical_query = rpc::canonical_query(borrowed(&self.params));
        let reversed = rpc::canonical_query(borrowed(&self.params).into_iter().rev());
        assert_eq!(reversed, canonical_query, "{name}: order of the parameters");
        if let Some(expected) = &self.canonical_query {
            assert_eq!(canonical_query, *expected, "{name}: canonical query");
        }

        let Some(method) = self.method else {
            return self.assert_signature(&self.string_to_sign);
        };
        let string_to_sign = rpc::string_to_sign(method, &canonical_query);
        assert_eq!(string_to_sign, self.string_to_sign, "{name}: string to sign");
        self.assert_signature(&string_to_sign);
        self.assert_verification(method);
    }

    #[track_caller]
    fn assert_signature(&self, string_to_sign: &str) {
        let (Some(secret), Some(expected)) = (&self.secret, &self.signature) else {
            return;
        };
        let signature = rpc::signature(string_to_sign, secret);
        assert_eq!(signature == *expected, self.verified, "{}: signature {signature}", self.name);
    }

    #[track_caller]
    fn assert_verification(&self, method: Method) {
        let (Some(secret), Some(signature)) = (&self.secret, &self.signature) else {
            return;
        };
        let name = &self.name;
        let verifies = |method, params: &[(String, String)], secret: &str| {
            let mut received = borrowed(params);
            received.retain(|(name, _)| *name != "Signature");
            received.push(("Signature", signature));
            match rpc::verify(method, received, secret) {
                Ok(()) => true,
                Err(Refusal::Mismatch) => false,
                Err(refusal) => panic!("{name}: {refusal}"),
            }
        };
        assert_eq!(verifies(method, &self.params, secret), self.verified, "{name}: verify");

        let other_method = if method == Method::Get { Method::Post } else { Method::Get };
        assert!(!verifies(other_method, &self.params, secret), "{name}: another method");
        assert!(!verifies(method, &self.params, &format!("{secret}x")), "{name}: another secret");
        for changed in 0..self.params.len() {
            let mut params = self.params.clone();
            params[changed].1.push('x');
            assert!(!verifies(method, &params, secret), "{name}: value of {}", params[changed].0);
            params.remove(changed);
            assert!(!verifies(method, &params, secret), "{name}: parameter {changed} missing");
        }
    }
}

pub(crate) fn borrowed(params: &[(String, String)]) -> Vec<(&str, &str)> {
    params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

pub(crate) fn method(name: &str) -> Option<Method> {
    match name {
        "GET" => Some(Method::Get),
        "POST" => Some(Method::Post),
        "" => None,
        other => panic!("a vector has the unknown method {other:?}"),
    }
}

pub(crate) fn params(entry: &Value) -> Vec<(String, String)> {
    let params = entry["params"].as_object().expect("`params` is an object");
    let value = |value: &Value| value.as_str().expect("a parameter is a string").to_owned();
    params.iter().map(|(name, v)| (name.clone(), value(v))).collect()
}

pub(crate) fn text(entry: &Value, field: &str) -> Option<String> {
    match &entry[field] {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => panic!("`{field}` is neither a string nor null: {other}"),
    }
}
