//! `aliyun-images sign explain`: why the service did not accept a signature.

use aliyun_ecs_wire::{Decoded, decode};
use aliyun_rpc_explain::{Cause, Evidence, explain};

use crate::args::ExplainArgs;
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::input::{at_most_one_stdin, text};
use crate::keys;
use crate::printable::printable;
use crate::stdout::print_line;

/// Runs the command.
pub(super) fn run(args: &ExplainArgs) -> Result<Exit, Stop> {
    let given = &args.evidence;
    let arguments = [
        given.signed_url.as_deref(),
        given.string_to_sign.as_deref(),
        given.canonical_request.as_deref(),
        args.sent.as_deref(),
        Some(args.error.as_str()),
    ];
    at_most_one_stdin(arguments)?;

    let diagnosis = explain(&evidence(args)?, &service_text(text(&args.error)?));
    let diagnosis = if args.show_values { diagnosis.with_values() } else { diagnosis };
    let cause = diagnosis.cause();
    print_line(&format!("cause: {}\n{}", cause.id(), printable(&diagnosis.to_string())))?;
    Ok(match cause {
        Cause::Undecidable(_) => Exit::Undecided,
        _ => Exit::Success,
    })
}

fn evidence(args: &ExplainArgs) -> Result<Evidence, Failure> {
    let given = &args.evidence;
    let mut evidence = match (&given.signed_url, &given.string_to_sign, &given.canonical_request) {
        (Some(url), ..) => Evidence::url(args.method, &text(url)?),
        (_, Some(signed), _) => Evidence::string_to_sign(text(signed)?),
        (.., signed) => Evidence::canonical_request(text(signed.as_deref().unwrap_or_default())?),
    };
    if let Some(sent) = &args.sent {
        evidence = evidence.with_sent(&text(sent)?);
    }
    // Whitespace in the secret is one of the causes.
    if let Some(key) = keys::for_checking(keys::Whitespace::Kept)? {
        evidence = evidence.with_secret(key.access_key_secret());
    }
    Ok(evidence)
}

/// Takes code and message out of a body. Any other text may be a line of a log around one, or a
/// body cut short, and is taken as it is.
fn service_text(text: String) -> String {
    match decode(text.as_str()) {
        Ok(Decoded::Error(error)) => format!("{}: {}", error.code, error.message),
        Ok(Decoded::Page(_)) | Err(_) => text,
    }
}
