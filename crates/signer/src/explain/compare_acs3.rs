//! Two canonical requests of ACS3.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::Cause;
use super::Difference;
use super::Why;
use super::pairs::Pair;
use super::pairs::canonical_pairs;
use super::query;
use super::query::conclude;

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
    fn normal(&self) -> BTreeMap<String, String> {
        let normal =
            |(name, value): &(&str, &str)| (name.to_ascii_lowercase(), value.trim().to_owned());
        self.headers.iter().map(normal).collect()
    }
}

/// Compares two canonical requests that are not the same.
pub(super) fn compare(
    ours: &str,
    received: &str,
    sent: Option<&[Pair]>,
) -> (Cause, Vec<Difference>) {
    let read = CanonicalRequest::read(ours).zip(CanonicalRequest::read(received));
    let Some((ours, received)) = read else {
        return (Cause::Undecidable(Why::Unreadable), Vec::new());
    };
    let Some(params) = canonical_pairs(received.query) else {
        return (Cause::Undecidable(Why::Unreadable), Vec::new());
    };

    // Each part that differs has its causes; a single cause has to be the only one.
    let mut parts = Vec::new();
    let mut differences = Vec::new();
    let mut part = |name: &str, ours: &str, received: &str, cause: Cause| {
        if ours != received {
            let (ours, received) = (Some(ours.to_owned()), Some(received.to_owned()));
            differences.push(Difference::new(name, ours, received));
            parts.push(vec![cause]);
        }
    };
    part("METHOD", ours.method, received.method, Cause::Method);
    part("PATH", ours.path, received.path, Cause::Path);
    if ours.query != received.query {
        let verdict = query::compare(ours.query, &params, sent);
        differences.extend(verdict.differences);
        parts.push(verdict.causes);
    }
    let (headers, mut header_causes) = compare_headers(&ours, &received);
    differences.extend(headers);
    if ours.hash != received.hash && !header_causes.contains(&Cause::BodyHash) {
        let hash = |request: &CanonicalRequest<'_>| Some(request.hash.to_owned());
        differences.push(Difference::new("BODY HASH", hash(&ours), hash(&received)));
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
pub(super) fn lost(signed: &str, name: &str) -> Option<(Cause, Difference)> {
    let signed = CanonicalRequest::read(signed)?;
    let mut headers = signed.headers.iter();
    let is_it = |header: &str, value: &str| header.eq_ignore_ascii_case(name) && !value.is_empty();
    if let Some((header, value)) = headers.find(|(header, value)| is_it(header, value)) {
        let difference = Difference::new(header, Some((*value).to_owned()), None);
        return Some((header_cause(header, true), difference));
    }
    let params = canonical_pairs(signed.query)?;
    let is_it = |(param, value): &Pair| param == name && !value.is_empty();
    let (name, value) = params.into_iter().find(is_it)?;
    let difference = Difference::new(&name, Some(value), None);
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
fn compare_headers(
    ours: &CanonicalRequest<'_>,
    received: &CanonicalRequest<'_>,
) -> (Vec<Difference>, Vec<Cause>) {
    let (our_headers, their_headers) = (ours.normal(), received.normal());
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
        differences.push(Difference::new(name, signed.cloned(), arrived.cloned()));
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
    let sorted = |headers: &[(&str, &str)]| {
        let mut sorted = headers.iter().map(|(n, v)| format!("{n}:{v}")).collect::<Vec<_>>();
        sorted.sort_unstable();
        sorted
    };
    let odd = ours.headers.iter().find(|header| !received.headers.contains(header));
    if let Some((name, value)) = odd {
        let name = name.to_ascii_lowercase();
        let theirs = their_headers.get(&name).cloned();
        let difference = Difference::new(&name, Some((*value).to_owned()), theirs);
        (vec![difference], vec![Cause::Header(name)])
    } else if ours.headers != received.headers && sorted(&ours.headers) == sorted(&received.headers)
    {
        (Vec::new(), vec![Cause::Order])
    } else if ours.names != received.names {
        let names = |request: &CanonicalRequest<'_>| Some(request.names.to_owned());
        let difference = Difference::new("SIGNED HEADERS", names(ours), names(received));
        (vec![difference], vec![Cause::SignedHeaders])
    } else {
        (Vec::new(), Vec::new())
    }
}

/// Names the key of a request that has a security token.
const KEY_HEADER: &str = "x-acs-accesskey-id";
