//! Listings as streams.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::listing::{Listing, ListingError, Proof, Reason, Slice, Verdict};
use aliyun_ecs_describe_images::{Client, Endpoint, ImageRef, RetryPolicy};
use aliyun_ecs_emulator::Emulator;
use aliyun_ecs_model::DescribeImages;
use aliyun_rpc_signer::Credentials;
use aliyun_transport::replay::Replay;
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
use bytes::Bytes;
use http::{Request, Response};

/// Answers for so many images, as the request asks for them.
fn page_of(images: u64) -> impl Fn(&Request<Bytes>) -> Response<Bytes> {
    move |request| {
        let query = request.uri().query().unwrap_or_default();
        let number = |name: &str| -> u64 {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let value = pairs.find(|(other, _)| *other == name).map(|(_, value)| value);
            value.and_then(|value| value.parse().ok()).expect("a number")
        };
        let (page, size) = (number("PageNumber"), number("PageSize"));
        let ids: Vec<String> = ((page - 1) * size..(page * size).min(images))
            .map(|id| format!(r#"{{"ImageId":"m-{id}"}}"#))
            .collect();
        let ids = ids.join(",");
        Response::new(Bytes::from(format!(
            r#"{{"RequestId":"R","TotalCount":{images},"PageNumber":{page},"PageSize":{size},
                "RegionId":"cn-hangzhou","Images":{{"Image":[{ids}]}}}}"#
        )))
    }
}

fn refusal() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(r#"{"Code":"Forbidden.RAM","Message":"No."}"#));
    *response.status_mut() = http::StatusCode::FORBIDDEN;
    response
}

fn client(replay: &Arc<Replay>, runtime: &VirtualRuntime) -> Client {
    let credentials = Credentials::new("testid", "testsecret");
    Client::new(credentials, Arc::clone(replay), runtime.clone())
        .with_retry(RetryPolicy::new().max_attempts(2))
}

fn all_images() -> DescribeImages {
    DescribeImages::new("cn-hangzhou")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn all_images_of_the_emulator_are_listed() {
    let emulator = Emulator::start().await.expect("an emulator");
    let transport = HyperTransport::new().expect("a transport");
    let client = Client::new(emulator.credentials().clone(), transport, TokioRuntime)
        .with_endpoint(emulator.url().parse().expect("an endpoint"));
    let mut listing = client.list_images(&all_images());
    assert_eq!(listing.verdict(), None);
    let (images, verdict) = listing.finish().await.expect("images");
    assert_eq!(verdict, Verdict::Complete(Proof::Seams));
    let ids: BTreeSet<&str> = images.iter().map(|image| image.image().image_id()).collect();
    let first = client.describe_images(&all_images()).await.expect("a page");
    assert_eq!(Some(ids.len()), first.total_count().map(|total| total as usize));
    assert_eq!(ids.len(), images.len());
    let beginning = images.iter().map(|image| image.image().image_id());
    assert!(first.images().map(ImageRef::image_id).eq(beginning.take(first.len())));
    emulator.shutdown().await;
}

#[tokio::test]
async fn a_listing_that_failed_goes_on_where_it_stopped() {
    let page = page_of(150);
    let again = page_of(150);
    let replay = Replay::new()
        .answer(move |request| Ok(page(request)))
        .respond(refusal())
        .answer(move |request| Ok(again(request)));
    let (replay, runtime) = (Arc::new(replay), VirtualRuntime::automatic(SystemTime::UNIX_EPOCH));
    let mut listing = client(&replay, &runtime).list_images(&all_images());
    let mut ids = Vec::new();
    let error = loop {
        match listing.next().await.expect("no end yet") {
            Ok(image) => ids.push(image.image().image_id().to_owned()),
            Err(error) => break error,
        }
    };
    assert_eq!(ids.len(), 100);
    let text = error.to_string();
    assert!(text.starts_with("the listing stopped at page 2 of those with 97 images: "), "{text}");
    assert_eq!(error.slice().map(Slice::offset), Some(97));
    assert!(error.error().service_error().is_some_and(|refusal| refusal.code() == "Forbidden.RAM"));
    assert!(listing.next().await.is_none() && listing.verdict().is_none());
    listing.go_on();
    let (rest, verdict) = listing.finish().await.expect("the rest");
    ids.extend(rest.iter().map(|image| image.image().image_id().to_owned()));
    assert!(ids.iter().enumerate().all(|(at, id)| *id == format!("m-{at}")), "{ids:?}");
    assert_eq!((ids.len(), verdict), (150, Verdict::Complete(Proof::Seams)));
}

/// What `finish` had read when a request failed comes again.
#[tokio::test]
async fn finishing_in_vain_loses_nothing() {
    let first = page_of(150);
    let again = page_of(150);
    let replay = Replay::new()
        .answer(move |request| Ok(first(request)))
        .respond(refusal())
        .answer(move |request| Ok(again(request)));
    let (replay, runtime) = (Arc::new(replay), VirtualRuntime::automatic(SystemTime::UNIX_EPOCH));
    let mut listing = client(&replay, &runtime).list_images(&all_images());
    listing.finish().await.expect_err("a refusal");
    let stopped = listing.finish().await.expect_err("it has stopped");
    assert!(stopped.to_string().contains("let it go on"), "{stopped}");
    listing.go_on();
    let (images, verdict) = listing.finish().await.expect("all of them");
    assert_eq!((images.len(), verdict), (150, Verdict::Complete(Proof::Seams)));
}

#[tokio::test]
async fn a_page_number_is_refused_and_nothing_is_sent() {
    let replay = Arc::new(Replay::new());
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    let mut listing = client(&replay, &runtime).list_images(&all_images().page_number(2));
    let error = listing.finish().await.expect_err("no listing");
    assert!(error.to_string().contains("leave PageNumber out"), "{error}");
    assert!(replay.requests().is_empty() && listing.next().await.is_none());
    listing.go_on();
    assert!(listing.next().await.is_some_and(|image| image.is_err()), "it stays refused");
    assert!(replay.requests().is_empty());
}

/// A consumer pauses for ten minutes while a request is under way.
#[test]
fn a_pause_is_no_error() {
    let (first, second) = (page_of(130), page_of(130));
    let replay = Replay::new()
        .answer(move |request| Ok(first(request)))
        .hang()
        .answer(move |request| Ok(second(request)));
    let (replay, runtime) = (Arc::new(replay), VirtualRuntime::manual(SystemTime::UNIX_EPOCH));
    let mut listing = client(&replay, &runtime).list_images(&all_images());
    let mut count = 0;
    let poll = |listing: &mut Listing| -> Poll<Option<Result<_, ListingError>>> {
        pin!(listing.next()).poll(&mut Context::from_waker(Waker::noop()))
    };
    while let Poll::Ready(image) = poll(&mut listing) {
        image.expect("no end yet").expect("an image");
        count += 1;
    }
    assert_eq!((count, replay.requests().len()), (100, 2));
    runtime.advance(Duration::from_secs(600));
    while let Poll::Ready(Some(image)) = poll(&mut listing) {
        image.expect("an image");
        count += 1;
    }
    assert_eq!((count, replay.requests().len()), (130, 3));
    assert_eq!(listing.verdict(), Some(Verdict::Complete(Proof::Seams)));
}

/// A server that is silent for longer than a consumer may be late is not asked for ever.
#[tokio::test]
async fn silence_is_an_error_in_the_end() {
    let replay = Arc::new((0..50).fold(Replay::new(), |replay, _| replay.hang()));
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    let mut listing = client(&replay, &runtime).list_images(&all_images());
    let error = listing.finish().await.expect_err("silence");
    assert!(error.error().failure().is_timeout(), "{error:?}");
    assert!(replay.requests().len() <= 5, "{}", replay.requests().len());
}

/// Four requests at most are under way, and none is made for a listing that nobody polls.
#[test]
fn requests_are_made_ahead_and_end_with_the_listing() {
    let first = page_of(1_000);
    let replay = Replay::new().answer(move |request| Ok(first(request)));
    let replay = (0..20).fold(replay, |replay, _| replay.hang());
    let (replay, runtime) = (Arc::new(replay), VirtualRuntime::manual(SystemTime::UNIX_EPOCH));
    let mut listing = client(&replay, &runtime).list_images(&all_images());
    assert!(replay.requests().is_empty());
    for _ in 0..101 {
        let _ = pin!(listing.next()).poll(&mut Context::from_waker(Waker::noop()));
    }
    assert_eq!(replay.requests().len(), 5);
    drop(listing);
    assert_eq!((replay.requests().len(), runtime.sleeping()), (5, 0));
}

/// Where the runtime has tasks, answers come in while nobody waits.
#[tokio::test]
async fn requests_in_tasks_go_on_during_a_pause_and_end_with_the_listing() {
    let replay = (0..5).fold(Replay::new(), |replay, _| {
        let page = page_of(1_000);
        replay.answer(move |request| Ok(page(request)))
    });
    let replay = (0..4).fold(replay, |replay, _| replay.hang());
    let runtime =
        VirtualRuntime::manual(SystemTime::UNIX_EPOCH).spawn_with(|task| drop(tokio::spawn(task)));
    let replay = Arc::new(replay);
    let mut listing = client(&replay, &runtime).list_images(&all_images());
    for _ in 0..101 {
        listing.next().await.expect("no end yet").expect("an image");
    }
    // On one thread, a task that has asked has its answer, too.
    while replay.requests().len() < 5 {
        tokio::task::yield_now().await;
    }
    runtime.advance(Duration::from_secs(600));
    for _ in 101..400 {
        listing.next().await.expect("no end yet").expect("an image");
    }
    // Those that hang end with the listing, and leave no timer behind.
    while replay.requests().len() < 9 {
        let _ = pin!(listing.next()).poll(&mut Context::from_waker(Waker::noop()));
        tokio::task::yield_now().await;
    }
    drop(listing);
    while runtime.sleeping() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_size_that_is_refused_by_name_is_asked_for_again_with_less() {
    let body = r#"{"Code":"InvalidParameter","Message":"The specified PageSize is not valid."}"#;
    let mut refused = Response::new(Bytes::from(body));
    *refused.status_mut() = http::StatusCode::BAD_REQUEST;
    let replay = (0..4).fold(Replay::new().respond(refused), |replay, _| {
        let page = page_of(120);
        replay.answer(move |request| Ok(page(request)))
    });
    let (replay, runtime) = (Arc::new(replay), VirtualRuntime::automatic(SystemTime::UNIX_EPOCH));
    let mut listing = client(&replay, &runtime).list_images(&all_images());
    let (images, verdict) = listing.finish().await.expect("images");
    assert_eq!((images.len(), verdict), (120, Verdict::Complete(Proof::Seams)));
}

#[tokio::test]
async fn plain_pages_prove_nothing_but_one() {
    for (images, verdict) in [
        (30, Verdict::Complete(Proof::OnePage)),
        (250, Verdict::Unproven(Reason::PlainPages)),
        (300, Verdict::Unproven(Reason::PlainPages)),
    ] {
        let replay = (0..5).fold(Replay::new(), |replay, _| {
            let page = page_of(images);
            replay.answer(move |request| Ok(page(request)))
        });
        let (replay, runtime) =
            (Arc::new(replay), VirtualRuntime::automatic(SystemTime::UNIX_EPOCH));
        let mut listing = client(&replay, &runtime).list_images(&all_images()).with_plain_pages();
        let (came, proved) = listing.finish().await.expect("images");
        assert_eq!((came.len() as u64, proved), (images, verdict));
    }
}

/// A plain page that failed is asked for again.
#[tokio::test]
async fn plain_pages_go_on_where_they_stopped() {
    let replay = (0..8).fold(Replay::new(), |replay, n| {
        let page = page_of(460);
        if n == 2 {
            replay.respond(refusal())
        } else {
            replay.answer(move |request| Ok(page(request)))
        }
    });
    let (replay, runtime) = (Arc::new(replay), VirtualRuntime::automatic(SystemTime::UNIX_EPOCH));
    let mut listing = client(&replay, &runtime).list_images(&all_images()).with_plain_pages();
    listing.finish().await.expect_err("a refusal");
    listing.go_on();
    let (images, verdict) = listing.finish().await.expect("all of them");
    assert_eq!((images.len(), verdict), (460, Verdict::Unproven(Reason::PlainPages)));
}

#[tokio::test]
async fn nothing_from_an_endpoint_of_another_region_proves_nothing() {
    for (endpoint, verdict) in [
        ("https://ecs.eu-central-1.aliyuncs.com", Verdict::Unproven(Reason::Endpoint)),
        ("https://ecs.cn-hangzhou.aliyuncs.com", Verdict::Complete(Proof::OnePage)),
        ("https://ecs.aliyuncs.com", Verdict::Complete(Proof::OnePage)),
        ("https://ecs-vpc.cn-hangzhou.aliyuncs.com", Verdict::Complete(Proof::OnePage)),
        ("http://127.0.0.1:1", Verdict::Complete(Proof::OnePage)),
    ] {
        let replay = (0..2).fold(Replay::new(), |replay, _| {
            let page = page_of(0);
            replay.answer(move |request| Ok(page(request)))
        });
        let (replay, runtime) =
            (Arc::new(replay), VirtualRuntime::automatic(SystemTime::UNIX_EPOCH));
        let client = client(&replay, &runtime)
            .with_endpoint(endpoint.parse::<Endpoint>().expect("an endpoint"));
        let (images, proved) = client.list_images(&all_images()).finish().await.expect("no images");
        assert_eq!((images.len(), proved), (0, verdict), "{endpoint}");
    }
}

/// Each answer is tried for five times, unless the client is told how often.
#[tokio::test]
async fn an_answer_is_tried_for_five_times() {
    let usual = RetryPolicy::new();
    for (policy, failures, is_listed, requests) in [
        (usual, 4, true, 5),
        (usual, 5, false, 5),
        (usual.max_attempts(2), 1, true, 2),
        (usual.max_attempts(2), 2, false, 2),
        (usual.max_attempts(8), 7, true, 8),
    ] {
        let unavailable = || {
            let body = r#"{"Code":"ServiceUnavailable","Message":"Later."}"#;
            let mut response = Response::new(Bytes::from(body));
            *response.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
            response
        };
        let replay = (0..failures).fold(Replay::new(), |replay, _| replay.respond(unavailable()));
        let page = page_of(30);
        let replay = Arc::new(replay.answer(move |request| Ok(page(request))));
        let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
        let client = client(&replay, &runtime).with_retry(policy);
        let listed = client.list_images(&all_images()).finish().await;
        assert_eq!(listed.is_ok(), is_listed, "{failures} failures");
        assert_eq!(replay.requests().len(), requests, "{failures} failures");
    }
}

#[tokio::test]
async fn a_listing_ends_behind_its_limit() {
    let replay = (0..9).fold(Replay::new(), |replay, _| {
        let page = page_of(1_000);
        replay.answer(move |request| Ok(page(request)))
    });
    let (replay, runtime) = (Arc::new(replay), VirtualRuntime::automatic(SystemTime::UNIX_EPOCH));
    let mut listing = client(&replay, &runtime).list_images(&all_images()).with_most_images(150);
    let (images, verdict) = listing.finish().await.expect("images");
    assert_eq!(verdict, Verdict::Unproven(Reason::Limit));
    assert!((151..=600).contains(&images.len()), "{}", images.len());
}
