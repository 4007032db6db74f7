//! A local clock that is wrong.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::{Client, Ended, RetryPolicy};
use aliyun_ecs_emulator::Emulator;
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::{Credentials, Format};
use aliyun_transport::{Runtime, SendFuture, SleepFuture, Transport};
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
use conformance::harness::{Case, Gate, SECRET, Script, Server, reply, within};

use crate::support::{BOTH, DATE, SERVICE_SECONDS, clock_at, page, works};

fn expired(format: Format, headers: &[(&str, &str)]) -> String {
    let body = reply::refusal_body(format, "InvalidTimeStamp.Expired");
    reply::response(400, headers, &body)
}

const WRONG: [i64; 4] = [1200, -1200, 86_400, -86_400];

fn wrong_by(seconds: i64) -> u64 {
    SERVICE_SECONDS.saturating_add_signed(seconds)
}

#[tokio::test]
async fn a06_wrong_clock_is_corrected_at_once_and_stays_corrected() {
    for format in BOTH {
        for wrong in WRONG {
            let outcome = Case::new(format)
                .clock(&clock_at(wrong_by(wrong)))
                .answered_once(expired(format, &[("Date", DATE)]))
                .run()
                .await;
            outcome.page(2).wire(2, 2).at_once();
            let requests = outcome.log.requests();
            assert_eq!(requests[1].param("Timestamp"), Some("1994-11-06T08%3A49%3A37Z"));
        }
    }
}

#[tokio::test]
async fn a06_other_code_for_a_wrong_clock_is_understood() {
    let body = reply::refusal_body(Format::Json, "IllegalTimestamp");
    let answer = reply::response(400, &[("Date", DATE)], &body);
    let case = Case::json().clock(&clock_at(wrong_by(1200))).answered_once(answer);
    case.run().await.page(2).wire(2, 2).at_once();
}

#[tokio::test]
async fn a06_next_call_is_stamped_right_from_the_start() {
    let outcome = Case::json()
        .clock(&clock_at(wrong_by(-1200)))
        .after(1)
        .connection(Script::new().read().write(expired(Format::Json, &[("Date", DATE)])))
        .connection(works(Format::Json))
        .connection(works(Format::Json))
        .run()
        .await;
    outcome.page(1).wire(3, 3);
}

async fn is_not_corrected(case: Case, headers: &[(&str, &str)]) {
    let outcome = case.answered(expired(Format::Json, headers)).run().await;
    outcome.fails("Refused(InvalidTimeStamp.Expired)", Ended::NotRetryable, 1).wire(1, 1);
}

#[tokio::test]
async fn a07_what_teaches_nothing_about_the_clock_ends_the_call() {
    let wrong = || Case::json().clock(&clock_at(wrong_by(1200)));
    is_not_corrected(wrong(), &[]).await;
    is_not_corrected(wrong(), &[("Date", "yesterday")]).await;
    is_not_corrected(wrong(), &[("Date", DATE), ("Age", "0")]).await;
    is_not_corrected(wrong().without_clock_correction(), &[("Date", DATE)]).await;
    let nearly = Case::json().clock(&clock_at(wrong_by(239)));
    is_not_corrected(nearly, &[("Date", DATE)]).await;
    let far = Case::json().clock(&clock_at(SERVICE_SECONDS));
    is_not_corrected(far, &[("Date", "Fri, 31 Dec 9999 23:59:59 GMT")]).await;
}

/// Whoever answers chooses the `Date`. What did not help must not stamp the next call.
#[tokio::test]
async fn a07_correction_that_did_not_help_is_rolled_back() {
    let refused = expired(Format::Json, &[("Date", "Sun, 06 Nov 2044 08:49:37 GMT")]);
    let unavailable = reply::refusal_with(503, "ServiceUnavailable", &[]);
    for second in [refused.clone(), unavailable] {
        let answers = [refused.clone(), second.clone()];
        let scripts = answers.map(|answer| Script::new().read().write(answer).close());
        let works = works(Format::Json);
        let server = Server::start(scripts.into_iter().chain([works]).collect(), None).await;
        let client = client(&server, clock_at(SERVICE_SECONDS));
        let client = client.with_retry(RetryPolicy::new().max_attempts(2));
        within(client.describe_images(&request())).await.expect_err("refused");
        within(client.describe_images(&request())).await.expect("a page");
        let requests = server.log().requests();
        assert_eq!(requests[1].param("Timestamp"), Some("2044-11-06T08%3A49%3A37Z"));
        assert_eq!(requests[2].param("Timestamp"), Some("1994-11-06T08%3A49%3A37Z"));
    }
}

#[tokio::test]
async fn a07_wrong_code_teaches_nothing_about_the_clock() {
    let answer = reply::refusal_with(400, "SignatureDoesNotMatch", &[("Date", DATE)]);
    let case = Case::json().clock(&clock_at(wrong_by(1200))).answered(answer);
    case.run().await.fails("Refused(SignatureDoesNotMatch)", Ended::NotRetryable, 1);
}

#[tokio::test]
async fn a07_clock_that_is_refused_although_corrected_ends_the_call() {
    let case = Case::json().clock(&clock_at(wrong_by(1200)));
    let outcome = case.answered(expired(Format::Json, &[("Date", DATE)])).run().await;
    outcome.fails("Refused(InvalidTimeStamp.Expired)", Ended::NotRetryable, 2).wire(2, 2);
}

/// A cache answers with the `Date` of long ago. A right clock must not follow it.
#[tokio::test]
async fn regression_date_of_a_cache_does_not_poison_the_clock() {
    let stale = [("Date", "Sun, 06 Nov 1994 07:49:37 GMT"), ("Age", "3600")];
    let clock = clock_at(SERVICE_SECONDS);
    let server = Server::start(
        vec![Script::new().read().write(expired(Format::Json, &stale)), works(Format::Json)],
        None,
    )
    .await;
    let client = client(&server, clock);
    within(client.describe_images(&request())).await.expect_err("refused");
    within(client.describe_images(&request())).await.expect("a page");
    let requests = server.log().requests();
    assert_eq!(requests[1].param("Timestamp"), Some("1994-11-06T08%3A49%3A37Z"));
}

/// Both requests are on their way, stamped wrong, before either is answered. The second must not
/// conclude from the corrected clock that its own stamp was right.
#[tokio::test]
async fn regression_calls_under_way_when_the_clock_is_corrected_are_corrected_too() {
    let gates = [Gate::new(), Gate::new()];
    let refused = expired(Format::Json, &[("Date", DATE)]);
    let script =
        |own: &Gate, other: &Gate| Script::new().read().open(own).wait(other).write(&refused);
    let server = Server::start(
        vec![script(&gates[0], &gates[1]), script(&gates[1], &gates[0])],
        Some(works(Format::Json)),
    )
    .await;
    let client = client(&server, clock_at(wrong_by(1200)));
    let request = request();
    let (one, two) = within(async {
        tokio::join!(client.describe_images(&request), client.describe_images(&request))
    })
    .await;
    one.expect("a page");
    two.expect("a page");
    let requests = server.log().requests();
    assert_eq!(requests.len(), 4);
    for corrected in &requests[2..] {
        assert_eq!(corrected.param("Timestamp"), Some("1994-11-06T08%3A49%3A37Z"), "not doubled");
    }
}

/// The offset is the difference of two wall clocks at the middle of the exchange; the monotonic
/// clock, whose zero is anywhere, gives the length of the exchange and nothing else.
#[tokio::test]
async fn regression_wall_clock_and_monotonic_clock_are_not_mixed() {
    let clock = clock_at(wrong_by(1200) - 1_000_000);
    clock.advance(Duration::from_secs(1_000_000)); // the monotonic clock is far from zero
    let slow = Script::new()
        .read()
        .advance(&clock, Duration::from_secs(20))
        .write(expired(Format::Json, &[("Date", DATE)]));
    let outcome =
        Case::json().clock(&clock).connection(slow).connection(works(Format::Json)).run().await;
    outcome.page(2).wire(2, 2);
    // Ten seconds passed since the middle of the exchange.
    let requests = outcome.log.requests();
    assert_eq!(requests[1].param("Timestamp"), Some("1994-11-06T08%3A49%3A47Z"));
}

#[tokio::test]
async fn a07_exchange_of_more_than_the_services_window_teaches_nothing() {
    let clock = clock_at(wrong_by(1200));
    let slow = Script::new()
        .read()
        .advance(&clock, Duration::from_secs(901))
        .write(expired(Format::Json, &[("Date", DATE)]));
    // With the deadlines of every day the attempt would be over before the answer.
    let long = Duration::from_secs(2000);
    let patient = RetryPolicy::new().attempt_timeout(long).operation_timeout(long);
    let outcome = Case::json().clock(&clock).policy(patient).connection(slow).run().await;
    outcome.fails("Refused(InvalidTimeStamp.Expired)", Ended::NotRetryable, 1).wire(1, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a08_sixty_four_calls_with_a_wrong_clock_all_succeed() {
    for wrong in WRONG {
        let emulator = Emulator::start().await.expect("the emulator starts");
        let sent = Arc::new(AtomicUsize::new(0));
        let transport = Counting(HyperTransport::new().expect("a transport"), Arc::clone(&sent));
        let client = Client::new(emulator.credentials().clone(), transport, Wrong(wrong))
            .with_endpoint(format!("http://{}", emulator.address()).parse().expect("an endpoint"));
        let calls = || async {
            let calls: Vec<_> = (0..64)
                .map(|_| {
                    let client = client.clone();
                    tokio::spawn(async move { client.describe_images(&request()).await })
                })
                .collect();
            for call in calls {
                within(call).await.expect("no panic").expect("a page");
            }
        };
        calls().await;
        let learning = sent.swap(0, Ordering::SeqCst);
        assert!((65..=128).contains(&learning), "{learning} requests while learning");
        calls().await;
        assert_eq!(sent.load(Ordering::SeqCst), 64, "once learned, no request is refused");
        drop(client);
        emulator.shutdown().await;
    }
}

#[tokio::test]
async fn a08_one_client_pays_one_extra_request_for_all_its_calls() {
    let emulator = Emulator::start().await.expect("the emulator starts");
    let sent = Arc::new(AtomicUsize::new(0));
    let transport = Counting(HyperTransport::new().expect("a transport"), Arc::clone(&sent));
    let client = Client::new(emulator.credentials().clone(), transport, Wrong(1200))
        .with_endpoint(format!("http://{}", emulator.address()).parse().expect("an endpoint"));
    for _ in 0..64 {
        within(client.clone().describe_images(&request())).await.expect("a page");
    }
    assert_eq!(sent.load(Ordering::SeqCst), 65);
    drop(client);
    emulator.shutdown().await;
}

fn request() -> DescribeImages {
    DescribeImages::new("cn-hangzhou")
}

fn client(server: &Server, runtime: impl Runtime + 'static) -> Client {
    let transport = HyperTransport::new().expect("a transport");
    Client::new(Credentials::new("id", SECRET), transport, runtime)
        .with_endpoint(format!("http://{}", server.address()).parse().expect("an endpoint"))
}

/// The system's clock, wrong by this many seconds.
#[derive(Clone, Copy, Debug)]
struct Wrong(i64);

impl Runtime for Wrong {
    fn now(&self) -> SystemTime {
        let by = Duration::from_secs(self.0.unsigned_abs());
        let now = TokioRuntime.now();
        if self.0 < 0 { now - by } else { now + by }
    }

    fn elapsed(&self) -> Duration {
        TokioRuntime.elapsed()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        TokioRuntime.sleep(duration)
    }

    fn random(&self, buf: &mut [u8]) -> io::Result<()> {
        TokioRuntime.random(buf)
    }
}

/// Counts what is sent.
#[derive(Debug)]
struct Counting(HyperTransport, Arc<AtomicUsize>);

impl Transport for Counting {
    fn send(&self, request: http::Request<bytes::Bytes>) -> SendFuture<'_> {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.send(request)
    }
}

/// Every format asks for the same correction.
#[tokio::test]
async fn a06_page_after_a_correction_comes_in_the_format_asked_for() {
    for format in BOTH {
        let refused = expired(format, &[("Date", DATE)]);
        let outcome = Case::new(format)
            .clock(&clock_at(wrong_by(86_400)))
            .connection(Script::new().read().write(refused))
            .connection(Script::new().read().write(page(format)))
            .run()
            .await;
        outcome.page(2).wire(2, 2).at_once();
    }
}
