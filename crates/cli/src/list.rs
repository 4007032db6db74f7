//! `aliyun-images list`: asks for all images, or for one page, and prints what comes.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::time::Duration;

use aliyun_ecs_describe_images::listing::{
    Listing, ListingError, Reason, ResumeError, Token, Verdict,
};
use aliyun_ecs_describe_images::{Client, Signing, encode, endpoints};
use aliyun_ecs_model::{DescribeImages, Level, Revision, check};
use aliyun_ecs_wire::{ImageHandle, ImageRef};
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;

use crate::args::ListArgs;
use crate::diagnose::{diagnose, diagnose_failure};
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::interrupt::Interrupt;
use crate::messages::{Messages, counted};
use crate::output::{Frame, Printer};
use crate::session::{Session, region};
use crate::terminal::{Color, color_stdout};

/// Runs the command.
pub(crate) async fn run(args: &ListArgs, color: Color, interrupt: Interrupt) -> Result<Exit, Stop> {
    let messages = Messages::new(color, args.quiet);
    let started = TokioRuntime.elapsed();
    let token = resume(args)?;
    let given = region(args.region.as_deref());
    // What is wrong with the request is told before anybody is asked for a key.
    if let Some(region) = &given {
        hold_against_rules(&request(args, region), args, messages)?;
    }
    let is_checked = given.is_some();
    let session = Session::open(&args.connection, given, messages).await?;
    let region = session.region()?;
    let session = session.with_client(|client| {
        client
            .with_revision(args.revision)
            .with_signing(Signing::Rpc(args.format))
            .with_method(args.method)
    });
    let (client, _) = session.client_of(&region)?;
    let target = Target { client, origin: session.origin(&region) };
    let request = request(args, &region);
    if !is_checked {
        hold_against_rules(&request, args, messages)?;
    }
    if args.dry_run {
        let checked = target.client.dry_run(&request).await;
        checked.map_err(|error| diagnose(&error))?;
        messages.summary(&format!("{} would accept this request", target.origin));
        return Ok(Exit::Success);
    }

    let printer = Printer::stdout(args.output, color_stdout(color));
    let mut run = Run { args, target: &target, messages, interrupt, started, printed: 0 };
    if args.page.is_some() {
        return run.one_page(&request, printer).await;
    }
    let listing = match (token, &args.resume) {
        (Some(token), Some(file)) => {
            let listing = target.client.resume_images(&request, &token).await;
            listing.map_err(|error| of_token(file, error))?
        }
        _ => target.client.list_images(&request),
    };
    run.all_pages(listing, &region, printer).await
}

/// Returns what to ask for in a region.
fn request(args: &ListArgs, region: &str) -> DescribeImages {
    let mut request = args.filters.request(region);
    request.page_size = page_size(args);
    request.page_number = args.page;
    request
}

/// Stops at what the rules deny, and tells what they advise.
fn hold_against_rules(
    request: &DescribeImages,
    args: &ListArgs,
    messages: Messages,
) -> Result<(), Failure> {
    encode(request, &args.revision).map_err(|error| diagnose_failure(&error.into()))?;
    let advice = check(request, &args.revision);
    for finding in advice.iter().filter(|finding| finding.level == Level::Advise) {
        messages.note(finding);
    }
    Ok(())
}

/// Returns the largest page to ask for, if it is not the largest there is.
fn page_size(args: &ListArgs) -> Option<u32> {
    let enough = args.limit.and_then(|limit| u32::try_from(limit).ok());
    let largest = args.revision.limits().page_size;
    // A listing knows by itself how much the service gives.
    let of_one_page = args.page.map(|_| largest.min(Revision::LATEST.limits().page_size));
    args.page_size.or(of_one_page).or(enough.filter(|enough| *enough < largest))
}

/// Whom to ask, and how to name it.
struct Target {
    client: Client,
    origin: String,
}

struct Run<'a> {
    args: &'a ListArgs,
    target: &'a Target,
    messages: Messages,
    interrupt: Interrupt,
    started: Duration,
    /// How many images were printed.
    printed: u64,
}

/// How a listing came to its end.
enum End {
    /// The service has no more, or the limit of the listing was reached.
    Exhausted,
    /// The number of images that was asked for is there.
    Enough,
    /// A request failed.
    Failed(Failure),
    /// The user does not want to wait.
    Interrupted,
}

impl Run<'_> {
    /// Prints one page.
    async fn one_page(&mut self, request: &DescribeImages, printer: Printer) -> Result<Exit, Stop> {
        let mut interrupt = self.interrupt.clone();
        let page = tokio::select! {
            page = self.target.client.describe_images(request) => page,
            () = interrupt.wait() => return Ok(Exit::Interrupted),
        };
        let page = page.map_err(|error| diagnose(&error))?;
        let mut printer = printer;
        let images = page.images().map(ImageRef::to_image).collect();
        printer.page(images).map_err(|error| Stop::output(&error))?;
        let total = page.total_count();
        self.finish(printer, &request.region_id, total)?;
        let count = page.len() as u64;
        let what = match total {
            Some(total) if u64::from(total) != count => {
                format!("{count} of {}", counted(total.into(), "image"))
            }
            _ => counted(count, "image"),
        };
        self.summarize(&what, 1, None);
        let mismatches = page.mismatches();
        mismatches.iter().for_each(|mismatch| self.messages.warning(mismatch));
        Ok(if mismatches.is_empty() { Exit::Success } else { Exit::Incomplete })
    }

    /// Prints all images, as they come.
    async fn all_pages(
        &mut self,
        mut listing: Listing,
        region: &str,
        mut printer: Printer,
    ) -> Result<Exit, Stop> {
        let end = self.print_all(&mut listing, &mut printer).await?;
        let summary = listing.summary();
        let is_over = matches!(end, End::Exhausted | End::Enough);
        if summary.requests > 0 || is_over {
            let total = summary.last_total.and_then(|total| u32::try_from(total).ok());
            self.finish(printer, region, total)?;
            let verdict = summary.verdict.filter(|_| matches!(end, End::Exhausted));
            let what = match total {
                Some(total) if matches!(end, End::Enough) => {
                    format!("{} of {}", self.printed, counted(total.into(), "image"))
                }
                _ => counted(self.printed, "image"),
            };
            self.summarize(&what, summary.requests, verdict);
        }
        if matches!(end, End::Enough) && self.args.resume.is_some() {
            self.keep(&listing, "there is more").await;
        }
        if !is_over && summary.requests > 0 {
            self.keep(&listing, "the listing broke off").await;
        }
        match end {
            End::Exhausted => Ok(self.judge(summary.verdict, region)?),
            End::Enough => Ok(Exit::Success),
            End::Failed(failure) => Err(failure.into()),
            End::Interrupted => Ok(Exit::Interrupted),
        }
    }

    async fn print_all(
        &mut self,
        listing: &mut Listing,
        printer: &mut Printer,
    ) -> Result<End, Stop> {
        let mut interrupt = self.interrupt.clone();
        let mut left = self.args.limit.unwrap_or(u64::MAX);
        loop {
            let images = tokio::select! {
                images = next(listing, left) => images,
                () = interrupt.wait() => return Ok(End::Interrupted),
            };
            let images = match images {
                None => return Ok(End::Exhausted),
                Some(Ok(images)) => images,
                Some(Err(error)) => return Ok(End::Failed(diagnose(error.error()))),
            };
            let images: Vec<_> = images.iter().map(ImageHandle::to_image).collect();
            left -= images.len() as u64;
            self.printed += images.len() as u64;
            printer.page(images).map_err(|error| Stop::output(&error))?;
            if left == 0 && listing.verdict().is_none() {
                return Ok(End::Enough);
            }
        }
    }

    /// Says what is proved about a listing that came to its end.
    fn judge(&self, verdict: Option<Verdict>, region: &str) -> Result<Exit, Failure> {
        self.forget()?;
        match verdict {
            Some(verdict) if verdict.is_complete() => Ok(Exit::Success),
            Some(Verdict::Unproven(Reason::Endpoint)) => {
                self.messages.warning(Reason::Endpoint);
                if let Ok(own) = endpoints::for_region(region) {
                    self.messages.note(format!("the endpoint of {region} is {own}"));
                }
                Ok(Exit::Incomplete)
            }
            Some(verdict) => {
                self.messages.warning(format!("some images may be missing; {verdict}"));
                Ok(Exit::Incomplete)
            }
            None => Ok(Exit::Incomplete),
        }
    }

    /// Keeps the place of a listing that is not over. That it cannot be kept is a warning only: why the listing stopped
    /// matters more.
    async fn keep(&self, listing: &Listing, why: &str) {
        let Some(file) = &self.args.resume else {
            self.messages.warning(format!(
                "{why}; with --resume FILE, the next listing would go on from here"
            ));
            return;
        };
        let token = listing.token().await.to_string();
        match std::fs::write(file, token) {
            Ok(()) => self
                .messages
                .note(format!("{why}; the same command goes on from here, by {}", file.display())),
            Err(error) => self.messages.warning(format!(
                "{why}, and how to go on cannot be written to {}: {error}",
                file.display()
            )),
        }
    }

    /// Removes the file of a listing that is over.
    fn forget(&self) -> Result<(), Failure> {
        let Some(file) = &self.args.resume else { return Ok(()) };
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(about(file, &error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Prints what is left to print.
    fn finish(&self, printer: Printer, region: &str, total: Option<u32>) -> Result<(), Stop> {
        let region = Some(region.to_owned());
        // What every page says around its images is nothing that the listing would say.
        let frame = Frame { region, total, ..Frame::default() };
        printer.finish(frame).map_err(|error| Stop::output(&error))
    }

    fn summarize(&self, what: &str, requests: u64, verdict: Option<Verdict>) {
        let elapsed = TokioRuntime.elapsed().saturating_sub(self.started);
        let verdict = match verdict {
            Some(verdict) if verdict.is_complete() => ": complete",
            Some(_) | None => "",
        };
        self.messages.summary(&format!(
            "{what} in {} from {} in {} ms{verdict}",
            counted(requests, "answer"),
            self.target.origin,
            elapsed.as_millis(),
        ));
    }
}

/// Returns the images that have come, at most so many.
async fn next(listing: &mut Listing, most: u64) -> Option<Result<Vec<ImageHandle>, ListingError>> {
    if most > u64::from(u32::MAX) {
        return listing.next_many().await;
    }
    // Where some are wanted only, the others have to stay for whoever goes on.
    Some(listing.next().await?.map(|image| vec![image]))
}

/// Returns the token of a listing that broke off, if there is one. Finds out whether the file can be written before
/// anything is asked.
fn resume(args: &ListArgs) -> Result<Option<Token>, Failure> {
    let Some(file) = &args.resume else { return Ok(None) };
    let opened = OpenOptions::new().read(true).append(true).create(true).open(file);
    let mut text = String::new();
    let read = opened.and_then(|mut opened| opened.read_to_string(&mut text));
    read.map_err(|error| about(file, &error))?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| of_token(file, error))
}

fn of_token(file: &Path, error: ResumeError) -> Failure {
    Failure::of(Exit::Usage, &error).hint(format!("remove {} to begin anew", file.display()))
}

fn about(file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Other, format!("{}: {error}", file.display()))
}
