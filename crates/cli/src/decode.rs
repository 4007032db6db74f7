//! `aliyun-images decode`: reads a saved response, without any network.

use aliyun_ecs_describe_images::ServiceError;
use aliyun_ecs_wire::{Decoded, ErrorBody, ImageRef, Page, Report, decode_with};
use http::StatusCode;

use crate::args::DecodeArgs;
use crate::diagnose::refusal_exit;
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::input::read;
use crate::messages::{Messages, counted, to_stderr};
use crate::output::{Frame, Printer};
use crate::terminal::{Color, color_stdout};

/// Runs the command.
pub(crate) fn run(args: &DecodeArgs, color: Color) -> Result<Exit, Stop> {
    let messages = Messages::new(color, args.quiet);
    let body = read(&args.file, MAX_BODY)?;
    let mut report = Report::new();
    let page = page(body, &mut report)?;

    let region = Some(page.region_id().to_owned()).filter(|region| !region.is_empty());
    let name: std::sync::Arc<str> = page.region_id().into();
    let images =
        page.images().map(|image: ImageRef<'_>| (std::sync::Arc::clone(&name), image.to_image()));
    let images = images.collect();
    let mut printer = Printer::stdout(args.look(), color_stdout(color))?;
    let frame = Frame { region, total: page.total_count(), unknown: page.unknown() };
    let printed = printer.images(images).and_then(|()| printer.finish(frame));
    printed.map_err(|error| Stop::output(&error))?;

    if args.report {
        print_report(&report);
    }
    summarize(&page, messages);
    Ok(Exit::Success)
}

fn page(body: Vec<u8>, report: &mut Report) -> Result<Page, Failure> {
    match decode_with(body, report) {
        Ok(Decoded::Page(page)) => Ok(page),
        Ok(Decoded::Error(refusal)) => Err(refused(refusal)),
        Err(error) => {
            Err(Failure::new(Exit::NotUnderstood, format!("the body cannot be decoded: {error}")))
        }
    }
}

/// A saved error is reported as if the service had just answered it.
fn refused(body: ErrorBody) -> Failure {
    // The status was not saved. It is neither printed nor part of what is used here: the message
    // without the string to sign, and the kind.
    let error = ServiceError::new(StatusCode::BAD_REQUEST, body);
    let id = error.request_id().map(|id| format!(" (request id {id})")).unwrap_or_default();
    let message =
        format!("the body is the service's error {}{id}: {}", error.code(), error.message());
    Failure::new(refusal_exit(error.kind(), None), message)
}

fn print_report(report: &Report) {
    if report.is_empty() {
        to_stderr("report: everything is written as documented\n");
    }
    for line in report.to_string().lines() {
        to_stderr(&format!("report: {line}\n"));
    }
}

fn summarize(page: &Page, messages: Messages) {
    let found = page.len() as u64;
    let total = match page.total_count() {
        Some(total) if u64::from(total) != found => format!(" of {total}"),
        _ => String::new(),
    };
    messages.summary(&format!("{}{total} in the body", counted(found, "image")));
}

/// 64 MiB: eight times what the transport takes for one response.
const MAX_BODY: u64 = 64 << 20;
