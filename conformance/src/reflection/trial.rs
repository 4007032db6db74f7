//! One answer, and what is printed because of it.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::model::DescribeImages;
use aliyun_ecs_describe_images::signer::{Method, Signing};
use aliyun_ecs_describe_images::transport::replay::Replay;
use aliyun_ecs_describe_images::transport::virtual_time::VirtualRuntime;
use aliyun_ecs_describe_images::wire::{Decoded, decode};
use aliyun_ecs_describe_images::{Client, RetryPolicy, ServiceError, read_response};
use bytes::Bytes;
use http::Response;

use super::choices::Choices;
use super::log::Log;
use super::printed::printed;
use super::quote::{Signed, as_numbers, as_units, scheme};
use super::secrets::{Pieces, Secrets};
use super::{answer, messages};

/// Calls, is answered with a piece of the request, and looks at all that is printed.
///
/// # Errors
///
/// The piece that came out, and where.
pub fn through_a_call(choices: &mut impl Choices) -> Result<(), String> {
    let secrets = Secrets::choose(choices);
    let (signing, method) = (scheme(choices), *choices.one(&[Method::Get, Method::Post]));
    let token = secrets.token.clone();
    // What is answered depends on the request, and is chosen before there is one.
    let mut later = super::Numbers::new(choices.below(usize::MAX) as u64);
    let signed = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&signed);
    let mirror = Replay::new().answer(move |request| {
        let signed = Signed::of(request, &token);
        let quote = signed.quote(&mut later, true);
        *seen.lock().expect("no panic") = Some(signed);
        Ok(answer::answer(&mut later, &quote))
    });
    let (printed, log) = called(&secrets, signing, method, mirror);
    let signed = signed.lock().expect("no panic").take().ok_or("nothing was sent")?;
    let mut pieces = Pieces::default();
    let secret = secrets.credentials.access_key_secret();
    for secret in [secret, &secrets.token, &signed.signature, &signed.nonce] {
        pieces.add(secret);
        pieces.add_long(&as_units(secret), 48);
        pieces.add_long(&as_numbers(secret), 48);
    }
    nothing_of(&pieces, &[&printed, &log])
}

/// Reads an answer that quotes a signed request, without knowing the request.
///
/// # Errors
///
/// The piece that came out, and where.
pub fn without_an_attempt(choices: &mut impl Choices) -> Result<(), String> {
    let secrets = Secrets::choose(choices);
    let signed = Signed::make(choices, &secrets.credentials, &secrets.token);
    let quote = signed.quote(choices, false);
    let response = answer::answer(choices, &quote);
    let mut pieces = Pieces::default();
    pieces.add(&secrets.token);
    pieces.add(&signed.signature);
    nothing_of(&pieces, &[&read(response)])
}

/// Reads an answer with a token, in a form that is not looked for, as its code, request id or host;
/// half of the time through a call.
///
/// # Errors
///
/// The piece that came out, and where.
pub fn in_disguise(choices: &mut impl Choices) -> Result<(), String> {
    let secrets = Secrets::choose(choices);
    let disguised: String = match choices.below(3) {
        0 => secrets.token.bytes().map(|byte| format!("{byte:02x}")).collect(),
        1 => secrets.token.bytes().map(|byte| format!("{byte:02X}")).collect(),
        _ => secrets.token.chars().rev().collect(),
    };
    let mut pieces = Pieces::default();
    pieces.add_form(&disguised);
    let response = answer::identifier(choices, &disguised);
    if choices.once_in(2) {
        return nothing_of(&pieces, &[&read(response)]);
    }
    let signing = scheme(choices);
    let (printed, log) = called(&secrets, signing, Method::Get, Replay::new().respond(response));
    nothing_of(&pieces, &[&printed, &log])
}

/// Calls, is answered with an error that repeats nothing, and wants to see all of it.
///
/// # Errors
///
/// What is missing, and from what.
pub fn unchanged(choices: &mut impl Choices) -> Result<(), String> {
    let secrets = Secrets::choose(choices);
    let message = messages::message(choices);
    let response = answer::message(choices, &message);
    let replay = Replay::new().respond(response);
    let (printed, log) = called(&secrets, scheme(choices), Method::Get, replay);
    let wanted = format!(
        "the service answered InvalidUsage (HTTP 404, request id \
         473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E): {message}"
    );
    // Lines of a log are cut.
    let begins = wanted.char_indices().map(|(at, _)| at).take_while(|at| *at <= 390).last();
    let logged = if wanted.len() <= 390 { &wanted } else { &wanted[..begins.unwrap_or(0)] };
    for (text, wanted) in [(&printed, wanted.as_str()), (&log, logged)] {
        if !text.contains(wanted) {
            return Err(format!("{wanted:?} is not in {text}"));
        }
    }
    if printed.contains("ecs.aliyuncs.com") { Ok(()) } else { Err("the host is missing".into()) }
}

fn called(
    secrets: &Secrets,
    signing: Signing,
    method: Method,
    transport: Replay,
) -> (String, String) {
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 30));
    let client = Client::new(secrets.credentials.clone(), transport, runtime)
        .with_signing(signing)
        .with_method(method)
        .with_retry(RetryPolicy::none());
    let log = Log::default();
    let result = tracing::subscriber::with_default(log.clone(), || {
        let call = std::pin::pin!(async {
            client.describe_images(&DescribeImages::new("cn-hangzhou")).await
        });
        ready(call)
    });
    let printed = match result {
        Ok(page) => format!("{page:?}"),
        Err(error) => {
            let unknown = error.service_error().map(|error| format!("{:?}", error.unknown()));
            printed(&error) + &unknown.unwrap_or_default()
        }
    };
    (printed, log.text())
}

/// Polls a future whose parts never wait.
fn ready<T>(mut future: std::pin::Pin<&mut impl Future<Output = T>>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

fn read(response: Response<Bytes>) -> String {
    let (head, body) = response.into_parts();
    let mut text = String::new();
    let mut add = |more: String| writeln!(text, "{more}").expect("a String takes everything");
    match decode(body.clone()) {
        Ok(Decoded::Page(page)) => add(format!("{page:?}")),
        Ok(Decoded::Error(error)) => add(format!("{error:?} {error:#?}")),
        Err(error) => add(printed(&error)),
    }
    match read_response(head.status, body) {
        Ok(page) => add(format!("{page:?}")),
        Err(failure) => {
            add(printed(&failure));
            add(format!("{:?}", failure.service_error().map(ServiceError::unknown)));
        }
    }
    text
}

fn nothing_of(pieces: &Pieces, texts: &[&str]) -> Result<(), String> {
    match texts.iter().find_map(|text| Some((pieces.first_in(text)?, text))) {
        Some((piece, text)) => Err(format!("{piece:?} came out in {text}")),
        None => Ok(()),
    }
}
