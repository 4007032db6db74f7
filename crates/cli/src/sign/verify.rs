//! `aliyun-images sign verify`: whether a request is signed with the secret at hand.

use aliyun_rpc_explain::{Cause, Evidence, explain};
use aliyun_rpc_signer::{Credentials, Method, Refusal, acs3, form, rpc};

use super::query::Parts;
use crate::args::VerifyArgs;
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::input::{at_most_one_stdin, read, read_text};
use crate::keys;
use crate::messages::Messages;
use crate::printable::printable;
use crate::stdout::print_line;
use crate::terminal::Color;

/// Runs the command.
pub(super) fn run(args: &VerifyArgs, color: Color) -> Result<Exit, Stop> {
    let files =
        [&args.headers, &args.body].map(|file| file.as_ref().and_then(|file| file.to_str()));
    at_most_one_stdin(files.into_iter().chain([Some(args.url.as_str())]))?;
    let key = keys::for_checking(keys::Whitespace::Refused)?.ok_or_else(|| {
        let message =
            "there is no secret to verify with: ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set";
        Failure::new(Exit::Keys, message).hint("set it to the secret the request was signed with")
    })?;
    let url = if args.url == "-" { read_text("-".as_ref())? } else { args.url.clone() };
    let headers = headers(args)?;

    let method = args.method;
    let verdict = if args.header.is_empty() && args.headers.is_none() {
        if args.body.is_some() {
            let message = "with rpc no body is signed, so --body needs the headers of acs3";
            let hint = "verify a form as if it were the URL: sign verify - < FORM --method post";
            return Err(Failure::new(Exit::Usage, message).hint(hint).into());
        }
        rpc(&url, method, &key)
    } else {
        let body = args.body.as_deref().map(|file| read(file, MAX_BODY)).transpose()?;
        acs3(&url, method, headers, &body.unwrap_or_default(), &key, Messages::new(color, false))
    };
    let (line, exit) = match verdict {
        Ok(scheme) => (format!("valid: signed with this secret by {scheme}"), Exit::Success),
        Err(reason) => (format!("not valid: {reason}"), Exit::NotValid),
    };
    print_line(&printable(&line))?;
    Ok(exit)
}

/// Says by which scheme the request is signed, or why it is not.
type Verdict = Result<&'static str, String>;

fn rpc(url: &str, method: Method, key: &Credentials) -> Verdict {
    let params = form::decode(Parts::of(url).query).map_err(|_| UNREADABLE)?;
    let values = |wanted| {
        let named = params.iter().filter(move |(name, _)| name == wanted);
        named.map(|(_, value)| value.as_str())
    };
    if values("Signature").nth(1).is_some() {
        return Err("The query has more than one `Signature`; sign it once.".to_owned());
    }
    let pairs = params.iter().map(|(name, value)| (name, value));
    match rpc::verify(method, pairs.clone(), key.access_key_secret()) {
        Ok(()) => return Ok("RPC 1.0"),
        Err(Refusal::Mismatch) => {}
        Err(Refusal::MissingSignature) => {
            let message = "The query has no `Signature`; give the whole URL, or the headers of a \
                           request that is signed by ACS3.";
            return Err(message.to_owned());
        }
        Err(refusal) => return Err(refusal.to_string()),
    }

    // What a server would quote tells how else the signature may have been made.
    let right = rpc::string_to_sign(method, &rpc::canonical_query(pairs.clone()));
    let evidence = Evidence::url(method, url).with_secret(key.access_key_secret());
    let diagnosis = explain(&evidence, &format!("server string to sign is:{right}"));
    match diagnosis.cause() {
        Cause::Method => {
            let secret = key.access_key_secret();
            let is_signed_for =
                |method: &Method| rpc::verify(*method, pairs.clone(), secret).is_ok();
            let signed = others(method).find(is_signed_for);
            Err(signed
                .map_or_else(|| Cause::Method.to_string(), |signed| other_method(signed, method)))
        }
        // Not sending a token makes no signature wrong; signing without the one that is sent does.
        Cause::MissingSecurityToken if values("SecurityToken").next().is_none() => {
            Err(mismatch(values("AccessKeyId").next(), key))
        }
        Cause::Undecidable(_) => Err(mismatch(values("AccessKeyId").next(), key)),
        cause => Err(cause.to_string()),
    }
}

fn acs3(
    url: &str,
    method: Method,
    mut headers: Vec<(String, String)>,
    body: &[u8],
    key: &Credentials,
    messages: Messages,
) -> Verdict {
    let parts = Parts::of(url);
    let params = form::decode(parts.query).map_err(|_| UNREADABLE)?;
    // HTTP clients set it themselves, so it may be missing in what was logged or printed.
    if let Some(host) = parts.host
        && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"))
    {
        headers.push(("host".to_owned(), host.to_owned()));
    }
    let hash = acs3::hashed_payload(body);
    let read = |method: Method| {
        let params = params.iter().map(|(name, value)| (name, value));
        let headers = headers.iter().map(|(name, value)| (name, value));
        acs3::Received::read(method.as_str(), parts.path, params, headers, &hash)
    };
    let received = read(method).map_err(|refusal: Refusal| refusal.to_string())?;
    let unsigned: Vec<&str> = received.unsigned_headers().collect();
    if !unsigned.is_empty() {
        messages.warning(format!(
            "these headers have to be signed and are not: {}",
            unsigned.join(", ")
        ));
    }
    let secret = key.access_key_secret();
    if received.is_signed_with(secret) {
        // The id is not part of what is signed.
        if is_of_another_key(Some(received.access_key_id()), key) {
            messages.warning(ANOTHER_KEY);
        }
        return Ok("ACS3-HMAC-SHA256");
    }
    let is_signed_for =
        |method: &Method| read(*method).is_ok_and(|received| received.is_signed_with(secret));
    if let Some(signed) = others(method).find(is_signed_for) {
        return Err(other_method(signed, method));
    }
    Err(mismatch(Some(received.access_key_id()), key))
}

/// Lists the methods that a request may have been signed for instead.
fn others(method: Method) -> impl Iterator<Item = Method> {
    Method::ALL.iter().copied().filter(move |other| *other != method)
}

fn other_method(signed: Method, method: Method) -> String {
    format!(
        "The request is signed for {}, not for {}; send it so, or see --method.",
        signed.as_str(),
        method.as_str()
    )
}

/// Nothing is known but that the signature is another.
fn mismatch(id: Option<&str>, key: &Credentials) -> String {
    let reason = if is_of_another_key(id, key) {
        ANOTHER_KEY
    } else {
        "The request was signed with another secret, or changed after it was signed."
    };
    reason.to_owned()
}

/// Whether the id of the request is known to be another than the key's.
fn is_of_another_key(id: Option<&str>, key: &Credentials) -> bool {
    let own = key.access_key_id();
    !own.is_empty() && id.is_some_and(|id| id != own)
}

/// Collects the headers of both arguments.
fn headers(args: &VerifyArgs) -> Result<Vec<(String, String)>, Failure> {
    let file = args.headers.as_deref().map(read_text).transpose()?.unwrap_or_default();
    let lines = file.lines().filter(|line| !line.trim().is_empty());
    let lines = args.header.iter().map(String::as_str).chain(lines);
    lines.enumerate().map(|(i, line)| header(i + 1, line)).collect()
}

/// Takes a line apart. It may be the signature, so a failure says only which one it is.
fn header(number: usize, line: &str) -> Result<(String, String), Failure> {
    match line.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => {
            let message = format!("header {number} does not have the form Name: value");
            Err(Failure::new(Exit::Usage, message))
        }
    }
}

const ANOTHER_KEY: &str = "The request names another access key id than \
    ALIBABA_CLOUD_ACCESS_KEY_ID; verify it with the secret of that one.";
const UNREADABLE: &str = "The query is not percent-encoded UTF-8; give it as it was sent.";
/// 64 MiB, as for `decode`.
const MAX_BODY: u64 = 64 << 20;
