//! The metadata service as a function from requests to responses.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::HOST;
use http::{HeaderMap, Method, Request, Response, StatusCode};

use super::instance::{HOSTNAME, IMAGE, INSTANCE_ID, INSTANCE_TYPE, REGION, ZONE};
use super::reply;
use super::role_key::RoleKey;
use super::tokens::Tokens;
use crate::Service;
use crate::access::key::ACCOUNT_ID;
use crate::access::roles::RoleArn;

/// The metadata of a made-up ECS instance as a function from requests to responses: the role that is attached to it, with
/// keys that sign at the [`Service`], and some of what else an instance knows of itself.
///
/// It takes requests with a token (security hardening mode, `PUT /latest/api/token`) and, unless
/// [`Options::metadata_v2_only`](crate::Options::metadata_v2_only) says otherwise, without one.
///
/// ```
/// use std::sync::Arc;
/// use aliyun_ecs_emulator::{Metadata, Options, Service};
/// use bytes::Bytes;
///
/// let metadata = Metadata::new(Arc::new(Service::new(Options::new())?));
/// let uri = "http://100.100.100.200/latest/meta-data/ram/security-credentials/";
/// let response = metadata.handle(&http::Request::get(uri).body(Bytes::new())?);
/// assert_eq!(response.body(), "EmulatorRole");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Where the documents leave a choice
///
/// * A request whose `Host` is neither an IP address nor `localhost` is refused (403): no other name leads here but by
///   mistake or by an attack on a browser.
/// * A token that is none or has expired is refused (401) where none is asked for, too.
/// * The key of the role is valid for six hours and renewed half an hour before.
/// * Numbers of requests are not limited.
pub struct Metadata {
    service: Arc<Service>,
    tokens: Tokens,
    role_key: RoleKey,
}

impl Metadata {
    /// Makes the metadata of an instance that belongs to the account of the first key of a service, at which the keys of
    /// its role sign.
    #[must_use]
    pub fn new(service: Arc<Service>) -> Self {
        Self { service, tokens: Tokens::default(), role_key: RoleKey::default() }
    }

    /// Answers a request. Its body does not matter.
    pub fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        self.answer(request).unwrap_or_else(reply::refusal)
    }

    fn answer(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, StatusCode> {
        if !is_addressed_here(request) {
            return Err(StatusCode::FORBIDDEN);
        }
        let path = request.uri().path();
        let (is_put, is_get) = (request.method() == Method::PUT, request.method() == Method::GET);
        if path == TOKEN_PATH {
            return if is_put { self.token(request) } else { Err(StatusCode::METHOD_NOT_ALLOWED) };
        }
        if !is_get {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        let world = self.service.world();
        match one(request.headers(), TOKEN_HEADER) {
            Err(()) => return Err(StatusCode::UNAUTHORIZED),
            Ok(Some(token)) if !self.tokens.is_valid(token, world.runtime.elapsed()) => {
                return Err(StatusCode::UNAUTHORIZED);
            }
            Ok(None) if world.instance.is_v2_only => return Err(StatusCode::FORBIDDEN),
            Ok(_) => {}
        }
        self.item(path).map(reply::text)
    }

    /// Issues a token, unless the request came by a proxy (ECS User Guide, "Instance metadata").
    fn token(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, StatusCode> {
        let headers = request.headers();
        if headers.contains_key("x-forwarded-for") {
            return Err(StatusCode::FORBIDDEN);
        }
        let seconds = one(headers, LIFETIME_HEADER).ok().flatten().and_then(lifetime);
        let lifetime = Duration::from_secs(seconds.ok_or(StatusCode::BAD_REQUEST)?);
        let runtime = self.service.world().runtime.as_ref();
        let token = self.tokens.issue(runtime, lifetime);
        token.map(reply::text).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Returns an item, or what there is below one: a name a line, with a slash where more is below.
    fn item(&self, path: &str) -> Result<String, StatusCode> {
        let world = self.service.world();
        let role = world.instance.role.as_str();
        let path = path.strip_prefix('/').unwrap_or(path);
        let (version, below) = path.split_once('/').unwrap_or((path, ""));
        if !VERSIONS.contains(&version) {
            return Err(StatusCode::NOT_FOUND);
        }
        let below = below.strip_suffix('/').unwrap_or(below);
        if let Some(asked) = below.strip_prefix("meta-data/ram/security-credentials/") {
            if role.is_empty() || asked != role {
                return Err(StatusCode::NOT_FOUND);
            }
            let arn = format!("acs:ram::{}:role/{role}", self.account_id());
            let arn = RoleArn::parse(&arn).ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
            let key = self.role_key.text(world, arn);
            return key.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR);
        }
        let account_id = self.account_id().to_string();
        let mut items = vec![
            ("meta-data/hostname", HOSTNAME),
            ("meta-data/image-id", IMAGE),
            ("meta-data/instance-id", INSTANCE_ID),
            ("meta-data/instance/instance-type", INSTANCE_TYPE),
            ("meta-data/owner-account-id", &account_id),
            ("meta-data/region-id", REGION),
            ("meta-data/zone-id", ZONE),
        ];
        if !role.is_empty() {
            items.push(("meta-data/ram/security-credentials", role));
        }
        if let Some((_, value)) = items.iter().find(|(item, _)| *item == below) {
            return Ok((*value).to_owned());
        }
        let names: BTreeSet<String> = items.iter().filter_map(|(it, _)| name(it, below)).collect();
        if names.is_empty() {
            return Err(StatusCode::NOT_FOUND);
        }
        Ok(names.into_iter().collect::<Vec<_>>().join("\n"))
    }

    fn account_id(&self) -> u64 {
        let keyring = &self.service.world().keyring;
        let first = keyring.credentials().first();
        let key = first.and_then(|first| keyring.find(first.access_key_id()));
        key.map_or(ACCOUNT_ID, |key| key.account_id())
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metadata").field("service", &self.service).finish_non_exhaustive()
    }
}

/// Returns what an item adds to the list of what is below a path, if it is there.
fn name(item: &str, path: &str) -> Option<String> {
    let rest = match path {
        "" => item,
        path => item.strip_prefix(path)?.strip_prefix('/')?,
    };
    Some(match rest.split_once('/') {
        Some((first, _)) => format!("{first}/"),
        None if item.ends_with("security-credentials") => format!("{rest}/"),
        None => rest.to_owned(),
    })
}

/// Tells whether a request names no other host than this one, if any.
fn is_addressed_here(request: &Request<Bytes>) -> bool {
    let named = match one(request.headers(), HOST.as_str()) {
        Ok(Some(host)) => host,
        Ok(None) => request.uri().authority().map_or("localhost", |authority| authority.as_str()),
        Err(()) => return false,
    };
    let Ok(authority) = named.parse::<http::uri::Authority>() else { return false };
    if named.contains('@') {
        return false;
    }
    let host = authority.host();
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok()
}

/// Returns a header that comes once, as text.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, ()> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    match (value.to_str(), values.next()) {
        (Ok(value), None) => Ok(Some(value.trim())),
        _ => Err(()),
    }
}

fn lifetime(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = text.parse().ok().filter(|_| is_number)?;
    (1..=LONGEST_LIFETIME).contains(&seconds).then_some(seconds)
}

const TOKEN_PATH: &str = "/latest/api/token";
const TOKEN_HEADER: &str = "x-aliyun-ecs-metadata-token";
const LIFETIME_HEADER: &str = "x-aliyun-ecs-metadata-token-ttl-seconds";

/// Six hours, in seconds.
const LONGEST_LIFETIME: u64 = 21_600;

/// The newest, and the one that cloud-init asks for.
const VERSIONS: [&str; 2] = ["latest", "2016-01-01"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_from_a_second_to_six_hours() {
        assert_eq!((lifetime("1"), lifetime("21600")), (Some(1), Some(21_600)));
        for wrong in ["0", "21601", "-1", "+1", "1.5", "", "x"] {
            assert_eq!(lifetime(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn names_are_those_one_level_below() {
        assert_eq!(name("meta-data/a", ""), Some("meta-data/".to_owned()));
        assert_eq!(name("meta-data/a", "meta-data"), Some("a".to_owned()));
        assert_eq!(name("meta-data/a", "meta"), None);
        assert_eq!(name("meta-data/a", "meta-data/a"), None);
    }
}
