//! The variables that name proxies.

use std::ffi::OsString;

use crate::SetupError;
use crate::except::Except;
use crate::proxy::Proxy;
use crate::route::Rules;

/// Reads the rules from variables. In a CGI program a client could set `HTTP_PROXY` by a header, so
/// nothing is read there.
pub(crate) fn rules(
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<Rules>, SetupError> {
    if variable("REQUEST_METHOD").is_some() {
        return Ok(None);
    }
    let proxy = |name, small| match read(&variable, name, small)? {
        None => Ok(None),
        Some((name, value)) => match Proxy::parse(&value) {
            Ok(proxy) => Ok(Some(proxy)),
            Err(fault) => Err(SetupError::proxy_variable(name, fault)),
        },
    };
    let all = proxy("ALL_PROXY", "all_proxy")?;
    let https = proxy("HTTPS_PROXY", "https_proxy")?.or_else(|| all.clone());
    let http = proxy("HTTP_PROXY", "http_proxy")?.or(all);
    let except = read(&variable, "NO_PROXY", "no_proxy")?;
    let except = except.map(|(_, value)| Except::parse(&value)).unwrap_or_default();
    Ok((https.is_some() || http.is_some()).then_some(Rules { https, http, except }))
}

/// Reads a variable by its name in capitals or in small letters. An empty one is like none, and so
/// does not hide the other.
fn read(
    variable: impl Fn(&str) -> Option<OsString>,
    name: &'static str,
    small: &'static str,
) -> Result<Option<(&'static str, String)>, SetupError> {
    let mut values = [name, small].into_iter().filter_map(|name| Some((name, variable(name)?)));
    let Some((name, value)) = values.find(|(_, value)| !value.is_empty()) else {
        return Ok(None);
    };
    match value.into_string() {
        Ok(value) => Ok(Some((name, value))),
        Err(_) => Err(SetupError::variable_not_text(name)),
    }
}
