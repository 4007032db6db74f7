//! How the values of flags are written.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use aliyun_ecs_model::Revision;

use crate::operations;

/// Reads an address; a port alone, also behind a colon or `localhost`, is one of this machine only.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost").unwrap_or(text);
    let port = port.strip_prefix(':').unwrap_or(port);
    if let Ok(port) = port.parse::<u16>() {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    text.parse().map_err(|_| {
        "this is no address: give one such as 127.0.0.1:8080, or a port such as 8080".to_owned()
    })
}

/// How requests are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[non_exhaustive]
pub enum LogFormat {
    /// For people
    Text,
    /// An object of JSON in each line
    Json,
    /// Not at all
    Off,
}

pub(super) fn revision(text: &str) -> Result<Revision, String> {
    let mut published = Revision::PUBLISHED.iter();
    match text {
        "latest" => Ok(Revision::LATEST),
        date => published.find(|revision| revision.date() == date).copied().ok_or_else(|| {
            let dates: Vec<&str> = Revision::PUBLISHED.iter().map(Revision::date).collect();
            format!(
                "there is no revision of this date: give latest, or one of {}",
                dates.join(", ")
            )
        }),
    }
}

pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((id, value)) if !id.is_empty() && !value.is_empty() => {
            Ok((id.to_owned(), value.to_owned()))
        }
        _ => Err("give the id of a key, an equals sign and a value".to_owned()),
    }
}

/// Reads the id of a key and an action.
pub(super) fn denial(text: &str) -> Result<(String, String), String> {
    let (id, action) = pair(text)?;
    let known: Vec<&str> = operations::ALL.iter().map(|it| it.permission).collect();
    let is_of = |permission: &&str| {
        let product = permission.split(':').next();
        **permission == *action || action.strip_suffix(":*").is_some_and(|it| Some(it) == product)
    };
    if action == "*" || known.iter().any(is_of) {
        Ok((id, action))
    } else {
        Err(format!("an action is *, ecs:*, sts:*, or one of {}", known.join(", ")))
    }
}

/// Reads the name of a host.
pub(super) fn host(text: &str) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let name = text.strip_suffix('.').unwrap_or(text);
    if name.split('.').all(|label| !label.is_empty() && label.bytes().all(plain)) {
        Ok(name.to_owned())
    } else {
        Err("give the name of a host, such as emulator.test, without a scheme, a port or a star"
            .to_owned())
    }
}

pub(super) fn rate(text: &str) -> Result<(u32, Duration), String> {
    let (requests, seconds) = text.split_once('/').unwrap_or((text, "60"));
    match (requests.parse(), seconds.parse()) {
        (Ok(requests), Ok(seconds)) if seconds > 0 => Ok((requests, Duration::from_secs(seconds))),
        _ => Err("give a number of requests and of seconds, such as 1000/60".to_owned()),
    }
}

/// Tells a region in front of a file from a file with an equals sign in its name.
pub(super) fn region_of(given: &Path) -> (Option<String>, PathBuf) {
    let is_region = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !text.is_empty() && text.bytes().all(plain)
    };
    match given.to_str().and_then(|text| text.split_once('=')) {
        Some((region, file)) if is_region(region) && !given.exists() => {
            (Some(region.to_owned()), PathBuf::from(file))
        }
        _ => (None, given.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_goes_before_a_file() {
        let of = |given: &str| {
            let (region, path) = region_of(Path::new(given));
            (region, path.display().to_string())
        };
        assert_eq!(
            of("cn-beijing=a=b.json"),
            (Some("cn-beijing".to_owned()), "a=b.json".to_owned())
        );
        assert_eq!(of("./a=b.json"), (None, "./a=b.json".to_owned()));
        assert_eq!(of("a.json"), (None, "a.json".to_owned()));
    }
}
