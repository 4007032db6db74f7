//! What every ACS3 vector asserts, stage by stage, wherever it was read from.

use aliyun_rpc_signer::Refusal;
use aliyun_rpc_signer::acs3;

pub(crate) type Pairs = Vec<(String, String)>;

/// One vector: the inputs, and what each stage must make of them.
pub(crate) struct Vector {
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) params: Pairs,
    /// The headers that are signed.
    pub(crate) headers: Pairs,
    pub(crate) hashed_payload: String,
    pub(crate) access_key_id: String,
    pub(crate) secret: String,
    pub(crate) canonical_request: String,
    pub(crate) string_to_sign: String,
    pub(crate) signature: String,
    pub(crate) authorization: String,
}

impl Vector {
    /// Asserts every stage; the message names the vector and the first stage that differs.
    #[track_caller]
    pub(crate) fn assert_stages(&self) {
        let name = &self.name;
        let query = acs3::canonical_query(borrowed(&self.params));
        let headers = acs3::canonical_headers(borrowed(&self.headers));
        let reversed = acs3::canonical_headers(borrowed(&self.headers).into_iter().rev());
        assert_eq!(reversed.lines(), headers.lines(), "{name}: order of the headers");

        let (method, hash) = (self.method.as_str(), self.hashed_payload.as_str());
        let request = acs3::canonical_request(method, &self.path, &query, &headers, hash);
        assert_eq!(request, self.canonical_request, "{name}: canonical request");
        let to_sign = acs3::string_to_sign(&request);
        assert_eq!(to_sign, self.string_to_sign, "{name}: string to sign");
        let signature = acs3::signature(&to_sign, &self.secret);
        assert_eq!(signature, self.signature, "{name}: signature");
        let authorization = acs3::authorization(&self.access_key_id, headers.names(), &signature);
        assert_eq!(authorization, self.authorization, "{name}: authorization");
        self.assert_verification();
    }

    #[track_caller]
    fn assert_verification(&self) {
        let name = &self.name;
        assert_eq!(self.verify(), Ok(()), "{name}: verify");

        self.assert_refused("another method", |v| v.method.push('X'));
        self.assert_refused("another path", |v| v.path.push('x'));
        self.assert_refused("another secret", |v| v.secret.push('x'));
        self.assert_refused("a parameter more", |v| v.params.push(("zz".into(), "".into())));
        for i in 0..self.params.len() {
            self.assert_refused("another value", |v| v.params[i].1.push('x'));
            self.assert_refused("a parameter less", |v| drop(v.params.remove(i)));
        }
        for i in 0..self.headers.len() {
            self.assert_refused("another header", |v| v.headers[i].1.push('x'));
            self.assert_refused("a header less", |v| drop(v.headers.remove(i)));
        }
        self.assert_refused("another body", |v| {
            v.hashed_payload = acs3::hashed_payload(b"another");
        });
    }

    #[track_caller]
    fn assert_refused(&self, what: &str, change: impl Fn(&mut Self)) {
        let mut changed = Self {
            name: self.name.clone(),
            method: self.method.clone(),
            path: self.path.clone(),
            params: self.params.clone(),
            headers: self.headers.clone(),
            hashed_payload: self.hashed_payload.clone(),
            access_key_id: self.access_key_id.clone(),
            secret: self.secret.clone(),
            canonical_request: String::new(),
            string_to_sign: String::new(),
            signature: String::new(),
            authorization: self.authorization.clone(),
        };
        change(&mut changed);
        assert!(changed.verify().is_err(), "{}: {what}", self.name);
    }

    fn verify(&self) -> Result<(), Refusal> {
        let mut headers = borrowed(&self.headers);
        headers.push(("Authorization", &self.authorization));
        headers.push(("user-agent", "is not signed"));
        let (params, hash) = (borrowed(&self.params), &self.hashed_payload);
        acs3::verify(&self.method, &self.path, params, headers, hash, &self.secret)
    }
}

pub(crate) fn borrowed(pairs: &Pairs) -> Vec<(&str, &str)> {
    let pairs = pairs.iter();
    pairs.map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
