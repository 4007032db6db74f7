//! The parameters of a request, decoded from query and form.

use aliyun_rpc_signer::form;

/// The parameters of a request, names and values decoded, each name once.
///
/// No `Debug`: the signature and the security token are among them.
pub(crate) struct Parameters {
    /// In the order of their names.
    values: Vec<(String, String)>,
}

/// What came of decoding: the parameters, and what was wrong first, if anything.
///
/// Decoding goes on after a fault, so that `Format` is known when the fault is reported.
pub(crate) struct Decoded {
    pub(crate) params: Parameters,
    /// The name of the first parameter that cannot be taken.
    pub(crate) fault: Option<String>,
}

impl Parameters {
    /// Decodes pairs in the form `name=value&…`, of query and form body alike.
    ///
    /// `+` and `%20` both are a space, as official SDKs send both. These are faults: a `%` without
    /// two hexadecimal digits, text that is not UTF-8, and a name that comes twice, be it once in
    /// the query and once in the form. No client in use sends a name twice and official SDKs
    /// disagree on which one would count, so neither is taken.
    pub(crate) fn decode<'a>(sources: impl IntoIterator<Item = &'a [u8]>) -> Decoded {
        let mut values = Vec::new();
        let mut fault: Option<String> = None;
        for pair in sources.into_iter().flat_map(form::pairs) {
            match pair {
                Ok(pair) => values.push(pair),
                Err(error) => {
                    fault.get_or_insert_with(|| error.name().unwrap_or("?").to_owned());
                }
            }
            if values.len() > MOST_PARAMETERS {
                fault.get_or_insert_with(|| "?".to_owned());
                break;
            }
        }
        // Of a name that comes twice, the first counts for what is said about it.
        values.sort_by(|(name, _), (other, _)| name.cmp(other));
        values.dedup_by(|(name, _), (first, _)| {
            let is_repeated = name == first;
            if is_repeated {
                fault.get_or_insert_with(|| name.clone());
            }
            is_repeated
        });
        Decoded { params: Self { values }, fault }
    }

    /// Returns a value as it came.
    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        let place = self.values.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok()?;
        self.values.get(place).map(|(_, value)| value.as_str())
    }

    /// Returns a value unless it is empty: an empty parameter counts as absent, since several
    /// SDKs send optional parameters empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.raw(name).filter(|value| !value.is_empty())
    }

    /// Returns all names and values, the names in the order of their bytes.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// More than any request can use: 100 image ids are one parameter, 20 tags are 40.
const MOST_PARAMETERS: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn pairs(query: &str, form: &str) -> Vec<(String, String)> {
        let decoded = Parameters::decode([query.as_bytes(), form.as_bytes()]);
        assert!(decoded.fault.is_none());
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        decoded.params.iter().map(owned).collect()
    }

    fn fault(query: &[u8]) -> Option<String> {
        let decoded = Parameters::decode([query]);
        decoded.fault
    }

    #[test]
    fn plus_and_percent_20_are_a_space_and_percent_2b_is_a_plus() {
        let expected = [("a b".to_owned(), "c d+".to_owned())];
        assert_eq!(pairs("a+b=c%20d%2b", ""), expected);
    }

    #[test]
    fn query_and_form_are_one_set() {
        let names: Vec<_> = pairs("b=1&&a", "c=x=y&").into_iter().collect();
        let expected = [("a", ""), ("b", "1"), ("c", "x=y")];
        assert_eq!(names, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }

    #[test]
    fn malformed_text_is_a_fault_of_its_parameter() {
        for wrong in ["a=%", "a=%4", "a=%G1", "a=%+1", "a=%ff", "a=%c0%af"] {
            assert_eq!(fault(wrong.as_bytes()).as_deref(), Some("a"), "{wrong}");
        }
        assert!(fault(b"a=\xff").is_some());
        assert!(fault(b"%zz=1").is_some());
    }

    #[test]
    fn a_name_that_comes_twice_is_a_fault_wherever() {
        assert!(fault(b"a=1&a=1").is_some());
        assert!(fault(b"a=1&%61=2").is_some());
        let both = Parameters::decode([&b"a=1"[..], &b"a=1"[..]]);
        assert!(both.fault.is_some());
    }

    #[test]
    fn what_follows_a_fault_is_still_read() {
        let decoded = Parameters::decode([&b"a=%&Format=JSON"[..]]);
        assert!(decoded.fault.is_some());
        assert_eq!(decoded.params.get("Format"), Some("JSON"));
    }

    #[test]
    fn the_number_of_parameters_is_bounded() {
        let query = |n: usize| (0..n).map(|i| format!("p{i}=&")).collect::<String>();
        assert!(fault(query(1_000).as_bytes()).is_none());
        assert!(fault(query(100_000).as_bytes()).is_some());
    }
}
