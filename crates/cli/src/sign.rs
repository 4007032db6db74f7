//! `aliyun-images sign`: a signed request, printed instead of sent.
//!
//! It is the one command that prints signatures, on standard output and, stage by stage, on
//! standard error: that is what it is for. The secret appears in neither, the security token only
//! where the request carries it.

mod curl;
mod explain;
mod query;
mod stages;
mod verify;

use aliyun_ecs_describe_images::{Endpoint, encode, endpoints};
use aliyun_rpc_signer::{Call, Credentials, Format, Scheme, Stamp, acs3, rpc};
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};

use crate::args::{SignArgs, SignCommand, SignedOutput};
use crate::credentials::Keys;
use crate::diagnose::diagnose_failure;
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::messages::{Messages, to_stderr};
use crate::session::{no_region, region};
use crate::stdout::print_line;
use crate::terminal::Color;

/// Runs the command or one of its subcommands.
pub(crate) async fn run(args: &SignArgs, color: Color) -> Result<Exit, Stop> {
    match &args.command {
        Some(SignCommand::Verify(args)) => verify::run(args, color),
        Some(SignCommand::Explain(args)) => explain::run(args),
        None => {
            let messages = Messages::new(color, false);
            args.filters.notes().iter().for_each(|note| messages.note(note));
            let output = output(args)?;
            let given = region(args.region.as_deref());
            let known = match (&args.action, &given) {
                (None, None) => None,
                _ => Some(request(args, given.as_deref())?),
            };
            let transport =
                HyperTransport::new().map_err(|error| Failure::of(Exit::Usage, &error))?;
            let keys = Keys::find(&args.credentials, &transport, messages).await?;
            let (call, endpoint) = match known {
                Some(known) => known,
                None => request(args, keys.region().as_deref())?,
            };
            let key = keys.now;
            let stamp = stamp(args)?;
            let signed = match args.scheme {
                Scheme::Rpc => sign_rpc(
                    &call,
                    args.format.unwrap_or_default(),
                    &endpoint,
                    &key,
                    &stamp,
                    output,
                ),
                Scheme::Acs3 => sign_acs3(&call, &endpoint, &key, &stamp, output)?,
            };
            if args.verbose {
                to_stderr(&signed.stages);
            }
            print_line(&signed.text)?;
            Ok(Exit::Success)
        }
    }
}

/// A signed request as it is printed.
struct Printout {
    text: String,
    stages: String,
}

fn sign_rpc(
    call: &Call,
    format: Format,
    endpoint: &Endpoint,
    key: &Credentials,
    stamp: &Stamp,
    output: SignedOutput,
) -> Printout {
    let unsigned = rpc::Unsigned::new(call, format, key, stamp);
    let stages = stages::rpc(&unsigned, key);
    let signed = unsigned.sign();
    let text = match output {
        SignedOutput::Curl => curl::rpc(&signed, endpoint.as_str()),
        SignedOutput::Url | SignedOutput::Headers => signed.url(endpoint.as_str()),
    };
    Printout { text, stages }
}

fn sign_acs3(
    call: &Call,
    endpoint: &Endpoint,
    key: &Credentials,
    stamp: &Stamp,
    output: SignedOutput,
) -> Result<Printout, Failure> {
    let (scheme, _) = endpoint.as_str().split_once("://").unwrap_or(("https", ""));
    let unsigned = acs3::Unsigned::new(call, endpoint.host_header(), key, stamp);
    let stages = stages::acs3(&unsigned, key);
    let request = unsigned.sign().map_err(|error| Failure::of(Exit::Usage, &error))?;
    let text = match output {
        SignedOutput::Headers => {
            let lines = request.headers().map(|(name, value)| format!("{name}: {value}"));
            lines.collect::<Vec<_>>().join("\n")
        }
        SignedOutput::Curl | SignedOutput::Url => curl::acs3(&request, scheme),
    };
    Ok(Printout { text, stages })
}

/// Returns the call to sign, and for which server.
fn request(args: &SignArgs, region: Option<&str>) -> Result<(Call, Endpoint), Failure> {
    let call = match (&args.action, &args.api_version, &args.endpoint) {
        (Some(action), Some(version), Some(endpoint)) => {
            let mut call = Call::new(action.clone(), version.clone());
            for (name, value) in &args.param {
                call.push_param(name.clone(), value.as_str());
            }
            refuse_shadowed(&call)?;
            (call, endpoint.clone())
        }
        _ => describe_images(args, region)?,
    };
    Ok((call.0.with_method(args.method), call.1))
}

fn describe_images(args: &SignArgs, region: Option<&str>) -> Result<(Call, Endpoint), Failure> {
    let region = region.ok_or_else(|| no_region("; or sign another request with --action"))?;
    let mut request = args.filters.request(region)?;
    request.page_size = args.page_size;
    request.page_number = args.page;
    let call = encode(&request, &args.revision).map_err(|error| diagnose_failure(&error.into()))?;
    let endpoint = match &args.endpoint {
        Some(endpoint) => endpoint.clone(),
        None => endpoints::for_region(region).map_err(|error| Failure::of(Exit::Usage, &error))?,
    };
    Ok((call, endpoint))
}

/// The signer would leave such a parameter out, which nobody asked for.
fn refuse_shadowed(call: &Call) -> Result<(), Failure> {
    match rpc::shadowed(call).next() {
        Some(name) => {
            let message = format!("the parameter {name} is set by signing and cannot be given");
            Err(Failure::new(Exit::Usage, message).hint(
                "see --action, --api-version, --format, --timestamp and --nonce; the access key \
                 and its token come from the environment",
            ))
        }
        None => Ok(()),
    }
}

/// Returns what to print, if the scheme has it.
fn output(args: &SignArgs) -> Result<SignedOutput, Failure> {
    let refused = |message, hint: &str| Err(Failure::new(Exit::Usage, message).hint(hint));
    match (args.scheme, args.output) {
        (Scheme::Acs3, _) if args.format == Some(Format::Xml) => refused(
            "acs3 has no parameter Format: the answer is JSON",
            "ask for XML with --scheme rpc",
        ),
        (Scheme::Acs3, Some(SignedOutput::Url)) => refused(
            "with acs3 the signature is in headers, so a URL alone is not signed",
            "use --output curl or --output headers",
        ),
        (Scheme::Rpc, Some(SignedOutput::Headers)) => refused(
            "with rpc the signature is in the query, not in headers",
            "use --output url or --output curl",
        ),
        (Scheme::Rpc, output) => Ok(output.unwrap_or(SignedOutput::Url)),
        (Scheme::Acs3, output) => Ok(output.unwrap_or(SignedOutput::Curl)),
    }
}

fn stamp(args: &SignArgs) -> Result<Stamp, Failure> {
    let time = args.timestamp.unwrap_or_else(|| TokioRuntime.now());
    if let Some(nonce) = &args.nonce {
        return Ok(Stamp::new(time, nonce.as_str()));
    }
    let mut random = [0; 16];
    TokioRuntime.random(&mut random).map_err(|error| {
        Failure::new(Exit::Other, "there are no random numbers for a nonce").because(Some(&error))
    })?;
    Ok(Stamp::from_random(time, random))
}
