//! `aliyun-images list`: asks for page after page and prints what comes.

use std::time::Duration;

use aliyun_ecs_describe_images::encode;
use aliyun_ecs_model::{DescribeImages, Level, check};
use aliyun_ecs_wire::ImageRef;
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::TokioRuntime;

use crate::args::ListArgs;
use crate::diagnose::{diagnose, diagnose_failure};
use crate::exit::Exit;
use crate::failure::{Failure, Stop};
use crate::interrupt::Interrupt;
use crate::ledger::Ledger;
use crate::messages::{Messages, counted};
use crate::output::{Frame, Printer};
use crate::target::{Target, region};
use crate::terminal::{Color, color_stdout};

/// Runs the command.
pub(crate) async fn run(args: &ListArgs, color: Color, interrupt: Interrupt) -> Result<Exit, Stop> {
    let messages = Messages::new(color, args.quiet);
    let started = TokioRuntime.elapsed();
    let region = region(args)?;
    let request = args.filters.request(&region).page_size(page_size(args));
    hold_against_rules(&request.clone().page_number(first_page(args)), args, messages)?;

    let target = Target::open(args, &region).await?;
    if args.dry_run {
        let checked = target.client.dry_run(&request).await;
        checked.map_err(|error| diagnose(&error))?;
        messages.summary(&format!("{} would accept this request", target.origin()));
        return Ok(Exit::Success);
    }

    let listing = Listing { args, target: &target, request, messages, interrupt };
    let mut printer = Printer::stdout(args.output, color_stdout(color));
    let (ledger, end) = listing.run(&mut printer).await?;
    let elapsed = TokioRuntime.elapsed().saturating_sub(started);
    listing.conclude(ledger, end, printer, elapsed)
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

fn first_page(args: &ListArgs) -> u32 {
    args.page.or(args.from_page).unwrap_or(1)
}

fn page_size(args: &ListArgs) -> u32 {
    let enough = args.limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(u32::MAX);
    args.page_size.unwrap_or(DEFAULT_PAGE_SIZE.min(enough))
}

struct Listing<'a> {
    args: &'a ListArgs,
    target: &'a Target,
    request: DescribeImages,
    messages: Messages,
    interrupt: Interrupt,
}

/// How a listing came to its end.
enum End {
    /// The service has no more.
    Exhausted,
    /// The page or the number of images that was asked for is there.
    Enough,
    /// This page was not fetched.
    Failed { page: u32, failure: Failure },
    /// The user does not want to wait for this page.
    Interrupted { page: u32 },
}

impl Listing<'_> {
    /// Fetches and prints until the end.
    async fn run(&self, printer: &mut Printer) -> Result<(Ledger, End), Stop> {
        let mut interrupt = self.interrupt.clone();
        let mut ledger = Ledger::new(first_page(self.args));
        let mut left = self.args.limit.unwrap_or(u64::MAX);
        let mut next = Some(first_page(self.args));
        while let Some(number) = next {
            let request = self.request.clone().page_number(number);
            let page = tokio::select! {
                page = self.target.client.describe_images(&request) => page,
                () = interrupt.wait() => return Ok((ledger, End::Interrupted { page: number })),
            };
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    let failure = diagnose(&error);
                    return Ok((ledger, End::Failed { page: number, failure }));
                }
            };
            let step = ledger.enter(&request, &page);
            if step.print {
                let room = usize::try_from(left).unwrap_or(usize::MAX);
                let images: Vec<_> = page.images().take(room).map(ImageRef::to_image).collect();
                left -= images.len() as u64;
                printer.page(images).map_err(|error| Stop::output(&error))?;
            }
            next = step.next;
            if self.args.page.is_some() || (left == 0 && next.is_some()) {
                return Ok((ledger, End::Enough));
            }
        }
        Ok((ledger, End::Exhausted))
    }

    /// Prints what is left, the account of the listing, and says how it ended.
    fn conclude(
        &self,
        ledger: Ledger,
        end: End,
        printer: Printer,
        elapsed: Duration,
    ) -> Result<Exit, Stop> {
        let came = ledger.pages() > 0;
        if came {
            let region = Some(self.request.region_id.clone());
            // What every page says around its images is nothing that the listing would say.
            let frame = Frame { region, total: ledger.total(), ..Frame::default() };
            printer.finish(frame).map_err(|error| Stop::output(&error))?;
            self.summarize(&ledger, elapsed);
        }
        let size = ledger.size().or(self.request.page_size).unwrap_or(DEFAULT_PAGE_SIZE);
        let discrepancies = ledger.close(matches!(end, End::Exhausted));
        for discrepancy in &discrepancies {
            self.messages.warning(discrepancy);
        }
        match end {
            End::Exhausted | End::Enough if discrepancies.is_empty() => Ok(Exit::Success),
            End::Exhausted | End::Enough => Ok(Exit::Incomplete),
            End::Failed { page, failure } => {
                if came {
                    self.messages.warning(broke_off(page, size));
                }
                Err(failure.into())
            }
            End::Interrupted { page } => {
                if came {
                    self.messages.warning(broke_off(page, size));
                }
                Ok(Exit::Interrupted)
            }
        }
    }

    fn summarize(&self, ledger: &Ledger, elapsed: Duration) {
        let images = ledger.images().min(self.args.limit.unwrap_or(u64::MAX));
        let what = match ledger.total() {
            Some(total) if u64::from(total) != images => {
                format!("{images} of {}", counted(total.into(), "image"))
            }
            _ => counted(images, "image"),
        };
        self.messages.summary(&format!(
            "{what} on {} in {} ms from {}",
            counted(ledger.pages().into(), "page"),
            elapsed.as_millis(),
            self.target.origin()
        ));
        if images == 0
            && let Some(doubt) = self.target.doubt_about_nothing(&self.request.region_id)
        {
            self.messages.note(doubt);
        }
    }
}

fn broke_off(page: u32, size: u32) -> String {
    format!(
        "the listing broke off before page {page}; go on with --from-page {page} --page-size {size}"
    )
}

/// The largest page that every revision of the documentation allows.
const DEFAULT_PAGE_SIZE: u32 = 50;
