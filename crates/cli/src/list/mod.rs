//! `aliyun-images list`: asks for images, in one region or many, and prints what comes.

mod empty;
mod feed;
mod keep;
mod one_page;
mod resume;
mod sieve;

use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_describe_images::listing::{Reason, Token, Verdict};
use aliyun_ecs_describe_images::select::Lend as _;
use aliyun_ecs_describe_images::{Signing, encode, endpoints};
use aliyun_ecs_model::{DescribeImages, Level, Revision, check};
use aliyun_ecs_wire::ImageHandle;
use aliyun_rpc_signer::{Format, Scheme};
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;

use crate::args::ListArgs;
use crate::diagnose::{diagnose, diagnose_failure};
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::interrupt::Interrupt;
use crate::messages::{Messages, counted};
use crate::nearest;
use crate::output::{Found, Frame, Printer};
use crate::session::{Session, region};
use crate::terminal::{Color, color_stdout};
use feed::{Feed, Next};
use keep::Keep;
use sieve::Sieve;

/// Runs the command.
pub(crate) async fn run(
    args: &ListArgs,
    color: Color,
    mut interrupt: Interrupt,
) -> Result<Exit, Stop> {
    let messages = Messages::new(color, args.quiet);
    let started = TokioRuntime.elapsed();
    let token = resume::read(args.resume.as_deref())?;
    let printer = Printer::stdout(args.look()?, color_stdout(color))?;
    let signing = signing(args)?;
    refuse_many(args)?;
    // What is wrong with the request is told before anybody is asked for a key; the region is the
    // service's to know.
    let given = region(args.region.first().map(String::as_str));
    args.filters.notes().iter().for_each(|note| messages.note(note));
    for request in requests(args, given.as_deref().unwrap_or(SOME_REGION)) {
        hold_against_rules(&request, args, messages)?;
    }

    let opening = async {
        let session = Session::open(&args.connection, given, messages).await?;
        let session = session.with_client(|client| {
            let client = client.with_revision(args.wire.revision).with_signing(signing);
            client.with_method(args.wire.method)
        });
        let regions = regions(args, &session).await?;
        Ok::<_, Stop>((session, regions))
    };
    // Ends a program that was asked for a key before its failure could be told instead.
    let (session, regions) = tokio::select! {
        opened = opening => opened?,
        () = interrupt.wait() => return Ok(Exit::Interrupted),
    };
    let mut run = Run { args, session, messages, interrupt, started, regions };
    if args.dry_run {
        return run.dry_run().await;
    }
    if args.page.is_some() {
        return run.one_page(printer).await;
    }
    let feed = run.feed(token).await?;
    run.all(feed, printer).await
}

/// Stands in for a region that is not known yet.
const SOME_REGION: &str = "cn-hangzhou";

fn signing(args: &ListArgs) -> Result<Signing, Failure> {
    match (args.wire.scheme, args.wire.format) {
        (Scheme::Acs3, Some(Format::Xml)) => {
            let message = "acs3 has no parameter Format: the answer is JSON";
            Err(Failure::new(Exit::Usage, message).hint("ask for XML with --scheme rpc"))
        }
        (Scheme::Acs3, _) => Ok(Signing::Acs3),
        (Scheme::Rpc, format) => Ok(Signing::Rpc(format.unwrap_or_default())),
    }
}

/// A page and a place to go on from belong to one listing.
fn refuse_many(args: &ListArgs) -> Result<(), Failure> {
    let is_many = args.region.len() > 1
        || args.region.iter().any(|region| region == ALL)
        || requests(args, SOME_REGION).len() > 1;
    let flag = match (args.page, &args.resume) {
        (Some(_), _) => "--page",
        (_, Some(_)) => "--resume",
        (None, None) => return Ok(()),
    };
    if is_many {
        let message = format!("{flag} is for one region and one owner");
        return Err(Failure::new(Exit::Usage, message));
    }
    Ok(())
}

/// Returns what to ask for in a region, one request for each owner.
fn requests(args: &ListArgs, region: &str) -> Vec<DescribeImages> {
    let mut requests = args.filters.requests(region);
    for request in &mut requests {
        request.page_size = page_size(args);
        request.page_number = args.page;
    }
    requests
}

/// Returns the largest page to ask for, if it is not the largest there is.
fn page_size(args: &ListArgs) -> Option<u32> {
    // What is left out here cannot be counted before it comes.
    let stops = args.selection.is_plain()
        && args.filters.requests(SOME_REGION).iter().all(|r| r.image_name.is_none());
    let enough = args.limit.filter(|_| stops).and_then(|limit| u32::try_from(limit).ok());
    let largest = args.wire.revision.limits().page_size;
    // A listing knows by itself how much the service gives.
    let of_one_page = args.page.map(|_| largest.min(Revision::LATEST.limits().page_size));
    args.page_size.or(of_one_page).or(enough.filter(|enough| *enough < largest))
}

/// Stops at what the rules deny, and tells what they advise.
fn hold_against_rules(
    request: &DescribeImages,
    args: &ListArgs,
    messages: Messages,
) -> Result<(), Failure> {
    let revision = &args.wire.revision;
    encode(request, revision).map_err(|error| diagnose_failure(&error.into()))?;
    let advice = check(request, revision);
    for finding in advice.iter().filter(|finding| finding.level == Level::Advise) {
        messages.note(finding);
    }
    Ok(())
}

/// Returns the regions to ask for.
async fn regions(args: &ListArgs, session: &Session) -> Result<Vec<Arc<str>>, Failure> {
    if args.region.iter().any(|region| region == ALL) {
        let known = session.client().describe_regions().await.map_err(|error| diagnose(&error))?;
        return Ok(known.into_iter().map(|region| region.id.into()).collect());
    }
    match args.region.as_slice() {
        [] | [_] => Ok(vec![session.region()?.into()]),
        several => Ok(several.iter().map(|region| region.as_str().into()).collect()),
    }
}

const ALL: &str = "all";

pub(super) struct Run<'a> {
    args: &'a ListArgs,
    session: Session,
    messages: Messages,
    interrupt: Interrupt,
    started: Duration,
    regions: Vec<Arc<str>>,
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
    async fn dry_run(&self) -> Result<Exit, Stop> {
        for region in &self.regions {
            let (client, _) = self.session.client_of(region)?;
            for request in requests(self.args, region) {
                client.dry_run(&request).await.map_err(|error| diagnose(&error))?;
            }
        }
        self.messages.summary(&format!("{} would accept this request", self.origin()));
        Ok(Exit::Success)
    }

    /// Begins the listings.
    async fn feed(&self, token: Option<Token>) -> Result<Feed, Failure> {
        if let [region] = self.regions.as_slice() {
            let (client, _) = self.session.client_of(region)?;
            if let [request] = requests(self.args, region).as_slice() {
                let listing = match (token, &self.args.resume) {
                    (Some(token), Some(file)) => {
                        let listing = client.resume_images(request, &token).await;
                        listing.map_err(|error| resume::of_token(file, error))?
                    }
                    _ => client.list_images(request),
                };
                return Ok(Feed::One { region: Arc::clone(region), listing: Box::new(listing) });
            }
        }
        let client = self.session.client();
        let owners = requests(self.args, SOME_REGION);
        Ok(Feed::many(owners.iter().map(|request| {
            client.list_regions(request, self.regions.iter().map(Arc::clone), REGIONS_AT_A_TIME)
        })))
    }

    /// Prints all images, as they come or in an order.
    async fn all(&mut self, mut feed: Feed, mut printer: Printer) -> Result<Exit, Stop> {
        let pattern = requests(self.args, SOME_REGION).into_iter().next();
        let mut sieve = Sieve::new(self.args, pattern.and_then(|r| r.image_name).as_deref());
        let mut keep = Keep::new(self.args);
        if keep.collects() || printer.collects() {
            self.messages.note("all images are held in memory until the last has come");
        }
        let (end, printed) = self.read(&mut feed, &mut sieve, &mut keep, &mut printer).await?;
        let left = keep.finish();
        let printed = printed + left.len() as u64;
        printer.images(left).map_err(|error| Stop::output(&error))?;

        let outcome = feed.outcome();
        let is_over = matches!(end, End::Exhausted | End::Enough);
        if outcome.requests > 0 || is_over {
            let total = outcome.total.and_then(|total| u32::try_from(total).ok());
            let region = match self.regions.as_slice() {
                [region] => Some(region.to_string()),
                _ => None,
            };
            // What every page says around its images is nothing that the listing would say.
            let frame = Frame { region, total, ..Frame::default() };
            printer.note().iter().for_each(|note| self.messages.note(note));
            printer.finish(frame).map_err(|error| Stop::output(&error))?;
            let verdict = outcome.verdict.filter(|_| matches!(end, End::Exhausted));
            let what = match total {
                Some(total) if u64::from(total) != printed => {
                    format!("{printed} of {}", counted(total.into(), "image"))
                }
                _ => counted(printed, "image"),
            };
            self.summarize(&what, outcome.requests, verdict);
            if printed == 0 && matches!(end, End::Exhausted) {
                let hints = empty::hints(&requests(self.args, SOME_REGION), &sieve, &self.regions);
                hints.iter().for_each(|hint| self.messages.note(hint));
            }
        }
        if let Some(listing) = feed.listing() {
            let file = self.args.resume.as_deref();
            if matches!(end, End::Enough) && file.is_some() {
                resume::keep(file, listing, "there is more", self.messages).await;
            }
            if !is_over && outcome.requests > 0 {
                resume::keep(file, listing, "the listing broke off", self.messages).await;
            }
        }
        match end {
            End::Failed(failure) => Err(failure.into()),
            End::Interrupted => Ok(Exit::Interrupted),
            End::Exhausted => self.judge(outcome.verdict, printed),
            End::Enough if self.args.require_complete => {
                self.messages.warning("the listing stopped at --limit, so nothing is proved");
                Ok(Exit::Incomplete)
            }
            End::Enough => Ok(Exit::Success),
        }
    }

    /// Reads images to the end, or until there are enough.
    async fn read(
        &mut self,
        feed: &mut Feed,
        sieve: &mut Sieve,
        keep: &mut Keep,
        printer: &mut Printer,
    ) -> Result<(End, u64), Stop> {
        let one_by_one = self.args.limit.is_some() && self.args.resume.is_some();
        let mut printed = 0;
        let mut failed = None;
        loop {
            let next = tokio::select! {
                next = feed.next(one_by_one) => next,
                () = self.interrupt.wait() => return Ok((End::Interrupted, printed)),
            };
            match next {
                Next::Images(region, images) => {
                    let passing = images.iter().filter(|image| sieve.passes(&image.view()));
                    let found =
                        |image: &ImageHandle| -> Found { (Arc::clone(&region), image.to_image()) };
                    let now = keep.take(passing.map(found).collect());
                    printed += now.len() as u64;
                    printer.images(now).map_err(|error| Stop::output(&error))?;
                    if keep.has_enough() && feed.outcome().verdict.is_none() {
                        return Ok((End::Enough, printed));
                    }
                }
                Next::Failed(region, failure) if self.regions.len() == 1 => {
                    return Ok((End::Failed(self.told(&region, failure)), printed));
                }
                // The others go on; in the end the first failure counts.
                Next::Failed(region, failure) => {
                    let failure = self.told(&region, failure);
                    self.messages.warning(format!("{region}: {}", failure.message()));
                    failed.get_or_insert(failure);
                }
                Next::End => {
                    return Ok((failed.map_or(End::Exhausted, End::Failed), printed));
                }
            }
        }
    }

    /// Adds whom a failure is about, and which region may have been meant.
    fn told(&self, region: &str, failure: Failure) -> Failure {
        let is_verbose = self.args.connection.verbose > 0;
        let failure = self.session.told(region, failure, is_verbose);
        match nearest::region(region) {
            Some(meant) if matches!(failure.exit(), Exit::Network | Exit::Refused) => {
                failure.hint_first(format!("did you mean --region {meant}?"))
            }
            _ => failure,
        }
    }

    /// Says what is proved about a listing that came to its end.
    fn judge(&self, verdict: Option<Verdict>, printed: u64) -> Result<Exit, Stop> {
        resume::forget(self.args.resume.as_deref())?;
        match verdict {
            Some(verdict) if verdict.is_complete() => {}
            Some(Verdict::Unproven(Reason::Endpoint)) => {
                self.messages.warning(Reason::Endpoint);
                if let [region] = self.regions.as_slice()
                    && let Ok(own) = endpoints::for_region(region)
                {
                    self.messages.note(format!("the endpoint of {region} is {own}"));
                }
                return Ok(Exit::Incomplete);
            }
            Some(verdict) => {
                self.messages.warning(format!("some images may be missing; {verdict}"));
                return Ok(Exit::Incomplete);
            }
            None => return Ok(Exit::Incomplete),
        }
        if printed == 0 && self.args.fail_empty {
            return Ok(Exit::NoImage);
        }
        Ok(Exit::Success)
    }

    fn summarize(&self, what: &str, requests: u64, verdict: Option<Verdict>) {
        let elapsed = TokioRuntime.elapsed().saturating_sub(self.started);
        let verdict = match verdict {
            Some(verdict) if verdict.is_complete() => ": complete",
            Some(_) | None => "",
        };
        // Of listings that did not come to their end nobody counted.
        let answers = match requests {
            0 => String::new(),
            requests => format!(" in {}", counted(requests, "answer")),
        };
        self.messages.summary(&format!(
            "{what}{answers} from {} in {} ms{verdict}",
            self.origin(),
            elapsed.as_millis(),
        ));
    }

    fn origin(&self) -> String {
        match self.regions.as_slice() {
            [region] => self.session.origin(region),
            regions => counted(regions.len() as u64, "region"),
        }
    }
}

/// So many wait for their answers side by side.
const REGIONS_AT_A_TIME: usize = 4;
