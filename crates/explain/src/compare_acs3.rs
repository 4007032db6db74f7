//! Two canonical requests of ACS3.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::Cause;
use crate::Difference;
use crate::Reason;
use crate::compare_query;
use crate::compare_query::conclude;
use crate::pairs::Pair;
use crate::pairs::canonical_pairs;

/// A canonical request, taken apart.
struct CanonicalRequest<'a> {
    method: &'a str,
    path: &'a str,
    query: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    names: &'a str,
    hash: &'a str,
}

impl<'a> CanonicalRequest<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut lines = text.split('\n').collect::<Vec<_>>();
        let (hash, names, empty) = (lines.pop()?, lines.pop()?, lines.pop()?);
        let [method, path, query, headers @ ..] = lines.as_slice() else {
            return None;
        };
        let headers = headers.iter().map(|line| line.split_once(':'));
        empty.is_empty().then_some(Self {
            method,
            path,
            query,
            headers: headers.collect::<Option<_>>()?,
            names,
            hash,
        })
    }

    /// Returns the headers as they have to be, whatever they are.
    fn normal(&self) -> BTreeMap<String, &'a str> {
        let normal = |(name, value): &(&str, &'a str)| (name.to_ascii_lowercase(), value.trim());
        self.headers.iter().map(normal).collect()
    }
}

/// Compares two canonical requests that are not the same.
pub(crate) fn compare(
    signed: &str,
    received: &str,
    sent: Option<&[Pair]>,
) -> (Cause, Vec<Difference>) {
    let read = CanonicalRequest::read(signed).zip(CanonicalRequest::read(received));
    let Some((signed, received)) = read else {
        return (Cause::Undecidable(Reason::Unreadable), Vec::new());
    };
    let Some(params) = canonical_pairs(received.query) else {
        return (Cause::Undecidable(Reason::Unreadable), Vec::new());
    };

    // Each part that differs has its causes; a single cause has to be the only one.
    let mut parts = Vec::new();
    let mut differences = Vec::new();
    let mut part = |name: &str, signed: &str, received: &str, cause: Cause| {
        if signed != received {
            differences.push(Difference::new(name, Some(signed), Some(received)));
            parts.push(vec![cause]);
        }
    };
    part("METHOD", signed.method, received.method, Cause::Method);
    part("PATH", signed.path, received.path, Cause::Path);
    if signed.query != received.query {
        let comparison = compare_query::compare(signed.query, &params, sent);
        differences.extend(comparison.differences);
        parts.push(comparison.causes);
    }
    let (headers, mut header_causes) = compare_headers(&signed, &received);
    differences.extend(headers);
    if signed.hash != received.hash && !header_causes.contains(&Cause::BodyHash) {
        let (signed, received) = (Some(signed.hash), Some(received.hash));
        differences.push(Difference::new("BODY HASH", signed, received));
        header_causes.push(Cause::BodyHash);
    }
    parts.extend(header_causes.into_iter().map(|cause| vec![cause]));

    let causes = match parts.len() {
        1 => parts.remove(0),
        _ => Vec::new(),
    };
    (conclude(causes), differences)
}

/// Finds a header or parameter that was signed, for a service that says it is missing.
pub(crate) fn lost(signed: &str, name: &str) -> Option<(Cause, Difference)> {
    let signed = CanonicalRequest::read(signed)?;
    let mut headers = signed.headers.iter();
    let is_it = |header: &str, value: &str| header.eq_ignore_ascii_case(name) && !value.is_empty();
    if let Some((header, value)) = headers.find(|(header, value)| is_it(header, value)) {
        let difference = Difference::new(header, Some(value), None);
        return Some((header_cause(header, true), difference));
    }
    let params = canonical_pairs(signed.query)?;
    let is_it = |(param, value): &Pair| param == name && !value.is_empty();
    let (name, value) = params.into_iter().find(is_it)?;
    let difference = Difference::new(&name, Some(&value), None);
    Some((Cause::Dropped(vec![name]), difference))
}

/// Returns what it means that a header is not the same on both sides, or is there on one alone.
fn header_cause(name: &str, is_on_one_side: bool) -> Cause {
    match name {
        "host" => Cause::Host,
        "x-acs-content-sha256" => Cause::BodyHash,
        "x-acs-security-token" if is_on_one_side => Cause::MissingSecurityToken,
        name => Cause::Header(name.to_owned()),
    }
}

/// Names a cause for each header that differs, or one for how they are written.
fn compare_headers<'a>(
    signed: &CanonicalRequest<'a>,
    received: &CanonicalRequest<'a>,
) -> (Vec<Difference>, Vec<Cause>) {
    let (our_headers, their_headers) = (signed.normal(), received.normal());
    let names = our_headers.keys().chain(their_headers.keys());
    let is_on_one_side =
        |name: &str| our_headers.contains_key(name) != their_headers.contains_key(name);
    let mut differences = Vec::new();
    let mut causes = Vec::new();
    for name in names.collect::<BTreeSet<_>>() {
        let (signed, arrived) = (our_headers.get(name), their_headers.get(name));
        if signed == arrived {
            continue;
        }
        differences.push(Difference::new(name, signed.copied(), arrived.copied()));
        let cause = header_cause(name, is_on_one_side(name));
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    // Only requests with a token have a header for the key: both come and go together.
    if causes.contains(&Cause::MissingSecurityToken) && is_on_one_side(KEY_HEADER) {
        causes.retain(|cause| !matches!(cause, Cause::Header(name) if name == KEY_HEADER));
    }
    if !differences.is_empty() {
        return (differences, causes);
    }

    // The headers are the same: only the way they are written is left.
    let sorted = |headers: &[(&'a str, &'a str)]| {
        let mut sorted = headers.to_vec();
        sorted.sort_unstable();
        sorted
    };
    let odd = signed.headers.iter().find(|header| !received.headers.contains(header));
    if let Some((name, value)) = odd {
        let name = name.to_ascii_lowercase();
        let theirs = their_headers.get(&name).copied();
        let difference = Difference::new(&name, Some(value), theirs);
        (vec![difference], vec![Cause::Header(name)])
    } else if signed.headers != received.headers
        && sorted(&signed.headers) == sorted(&received.headers)
    {
        (Vec::new(), vec![Cause::Order])
    } else if signed.names != received.names {
        let (signed, received) = (Some(signed.names), Some(received.names));
        let difference = Difference::new("SIGNED HEADERS", signed, received);
        (vec![difference], vec![Cause::SignedHeaders])
    } else {
        (Vec::new(), Vec::new())
    }
}

/// Names the key of a request that has a security token.
const KEY_HEADER: &str = "x-acs-accesskey-id";
