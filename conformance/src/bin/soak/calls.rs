//! The client side: the calls, and what is left when they are done.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aliyun_ecs_describe_images::{Client, Error, Signing};
use aliyun_ecs_model::{DescribeImages, Image};
use aliyun_ecs_wire::ImageRef;
use aliyun_rpc_signer::Format;
use aliyun_transport::Runtime as _;
use aliyun_transport_hyper::{HyperTransport, Options, TokioRuntime};
use conformance::harness::kind;

use crate::process::{descriptors, resident_kib, tasks};
use crate::report::{Report, Tally};
use crate::serve::credentials;
use crate::settings::{BoxError, Settings};

/// A question and its right answer, asked of an emulator without faults.
struct Question {
    request: DescribeImages,
    format: Format,
    total: Option<u32>,
    images: Vec<Image>,
}

/// Runs the whole and returns whether all was well.
pub(crate) async fn run(settings: Settings) -> Result<bool, BoxError> {
    let (mut child, mut output) = start(settings)?;
    let mut line = String::new();
    output.read_line(&mut line)?;
    let (sound, faulty) = line.trim().split_once(' ').ok_or("the server side did not start")?;

    let questions = Arc::new(questions(sound).await?);
    let before = settle().await;
    let client = client(faulty)?;
    let began = TokioRuntime.elapsed();
    let tally = ask(settings, &client, &questions).await?;
    let took = TokioRuntime.elapsed().saturating_sub(began);
    let counts = client.counts();
    drop(client);
    let after = settle().await;

    drop(child.stdin.take()); // tells the server side to end
    let served = output.lines().collect::<Result<Vec<_>, _>>()?;
    child.wait()?;
    let report = Report { settings, tally, counts, took, before, after, served };
    Ok(report.print())
}

fn start(settings: Settings) -> Result<(Child, BufReader<ChildStdout>), BoxError> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("--serve")
        .args(["--faults", &settings.faults.to_string(), "--seed", &settings.seed.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().ok_or("the server side has no output")?;
    Ok((child, BufReader::new(output)))
}

fn client(address: &str) -> Result<Client, BoxError> {
    let options = Options::new().first_byte_timeout(FIRST_BYTE).body_idle_timeout(FIRST_BYTE);
    let transport = HyperTransport::with_options(options)?;
    let client = Client::new(credentials(), transport, TokioRuntime);
    Ok(client.with_endpoint(format!("http://{address}").parse()?))
}

async fn questions(sound: &str) -> Result<Vec<Question>, BoxError> {
    let mut questions = Vec::new();
    for format in [Format::Json, Format::Xml] {
        let client = client(sound)?.with_signing(Signing::Rpc(format));
        for page in 1..=8 {
            let request = DescribeImages::new("cn-hangzhou").page_size(10).page_number(page);
            let answer = client.describe_images(&request).await?;
            let images = answer.images().map(ImageRef::to_image).collect();
            questions.push(Question { request, format, total: answer.total_count(), images });
        }
    }
    if questions.iter().all(|question| question.images.is_empty()) {
        return Err("the emulator has no images to ask for".into());
    }
    Ok(questions)
}

async fn ask(
    settings: Settings,
    client: &Client,
    questions: &Arc<Vec<Question>>,
) -> Result<Tally, BoxError> {
    let next = Arc::new(AtomicU64::new(0));
    let callers: Vec<_> = (0..settings.in_flight)
        .map(|_| {
            let (client, questions, next) =
                (client.clone(), Arc::clone(questions), Arc::clone(&next));
            tokio::spawn(caller(settings, client, questions, next))
        })
        .collect();
    let mut tally = Tally::default();
    let mut memory = BTreeMap::new();
    for caller in callers {
        let part = caller.await?;
        tally.wrong += part.wrong;
        memory.extend(part.memory);
        for (result, count) in part.results {
            *tally.results.entry(result).or_default() += count;
        }
    }
    tally.memory = memory.into_values().collect();
    Ok(tally)
}

async fn caller(
    settings: Settings,
    client: Client,
    questions: Arc<Vec<Question>>,
    next: Arc<AtomicU64>,
) -> Part {
    let mut part = Part::default();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= settings.requests {
            return part;
        }
        let place = usize::try_from(number).unwrap_or(0) % questions.len();
        let Some(question) = questions.get(place) else { return part };
        let client = client.clone().with_signing(Signing::Rpc(question.format));
        let result = match client.describe_images(&question.request).await {
            Ok(page) => {
                let same = page.total_count() == question.total
                    && page.images().map(ImageRef::to_image).eq(question.images.iter().cloned());
                part.wrong += u64::from(!same);
                if same { "the right page" } else { "a wrong page" }.to_owned()
            }
            Err(error) => name(&error),
        };
        *part.results.entry(result).or_default() += 1;
        let tenth = (settings.requests / 10).max(1);
        if (number + 1).is_multiple_of(tenth) {
            part.memory.extend(resident_kib().map(|resident| (number, resident)));
        }
    }
}

#[derive(Default)]
struct Part {
    results: BTreeMap<String, u64>,
    wrong: u64,
    /// By the number of the call after which it was read.
    memory: Vec<(u64, u64)>,
}

fn name(error: &Error) -> String {
    format!("{} after {} ({:?})", kind(error.failure()), error.attempts(), error.ended())
}

/// Waits until no task is left, but not for ever, and returns the open descriptors and the tasks.
async fn settle() -> (Option<usize>, usize) {
    for _ in 0..100 {
        if tasks() == 0 {
            break;
        }
        TokioRuntime.sleep(Duration::from_millis(20)).await;
    }
    (descriptors(), tasks())
}

/// A fault of silence ends after this long.
const FIRST_BYTE: Duration = Duration::from_secs(2);
