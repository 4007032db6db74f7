//! Waiting, in virtual time.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::wait::{Progress, Ready, Wait, WaitError, WaitFailure};
use aliyun_ecs_describe_images::{Client, Credentials, Image};
use aliyun_ecs_model::ImageStatus;
use aliyun_transport::Runtime;
use aliyun_transport::replay::Replay;
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::Response;

/// One answer: images as `id status usable`, or an error.
fn answer(text: &str) -> Response<Bytes> {
    if let Some(code) = text.strip_prefix('!') {
        let body = format!(r#"{{"Code":"{code}","Message":"No.","RequestId":"R"}}"#);
        let response = Response::builder().status(400).header("x-acs-retry-after", "7000");
        return response.body(Bytes::from(body)).expect("a response");
    }
    let (region, images) = text.split_once('@').unwrap_or(("cn-hangzhou", text));
    let image = |text: &str| {
        let mut words = text.split(' ');
        let mut word = || words.next().unwrap_or_default();
        let (id, status, usable) = (word(), word(), word());
        let usable =
            if usable.is_empty() { String::new() } else { format!(r#","Usable":{usable}"#) };
        format!(r#"{{"ImageId":"{id}","Status":"{status}","Progress":"40%"{usable}}}"#)
    };
    let images: Vec<String> =
        images.split(',').filter(|text| !text.is_empty()).map(image).collect();
    Response::new(Bytes::from(format!(
        r#"{{"TotalCount":{},"RegionId":"{region}","Images":{{"Image":[{}]}}}}"#,
        images.len(),
        images.join(",")
    )))
}

/// Waits while these answers come, and returns what came of it, how many came and how long it took.
async fn waited(wait: &Wait, answers: &[&str]) -> (Result<Vec<Image>, WaitError>, usize, Duration) {
    let replay = answers.iter().fold(Replay::new(), |replay, text| replay.respond(answer(text)));
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    let credentials = Credentials::new("testid", "testsecret");
    let client = Client::new(credentials, replay.clone(), runtime.clone());
    let result = client.wait_until(wait).await;
    (result, replay.requests().len(), runtime.elapsed())
}

const REGION: &str = "cn-hangzhou";

#[tokio::test]
async fn available_comes_before_usable() {
    let answers = [
        "",
        "m-1 Waiting false",
        "m-1 Creating false",
        "m-1 Available false",
        "m-1 Available true",
    ];
    let (images, asked, took) = waited(&Wait::until_available(REGION, ["m-1"]), &answers).await;
    assert_eq!((images.expect("images")[0].image_id.as_str(), asked), ("m-1", 4));
    assert!(took >= Duration::from_secs(3) && took < Duration::from_secs(12), "{took:?}");
    let (images, asked, _) = waited(&Wait::until_usable(REGION, ["m-1"]), &answers).await;
    assert_eq!((images.expect("images")[0].usable, asked), (Some(true), 5));

    let silent = waited(&Wait::until_usable(REGION, ["m-1"]), &["m-1 Available"]).await.0;
    assert!(matches!(silent, Err(WaitError::Failed { why: WaitFailure::NotSaid, .. })));
}

#[tokio::test]
async fn states_that_nothing_comes_after_end_it_at_once() {
    for status in ["CreateFailed", "UnAvailable"] {
        let second = format!("m-1 Available true,m-2 {status} false");
        let wait = Wait::until_usable(REGION, ["m-1", "m-2"]);
        let (result, asked, _) = waited(&wait, &["m-1 Creating,m-2 Creating", &second]).await;
        let error = result.expect_err("failed");
        assert_eq!(asked, 2);
        assert!(error.to_string().starts_with(&format!("m-2 is {status}")), "{error}");
    }
    // Nobody knows what comes after a state that nobody knows.
    let answers = ["m-1 Thawing false", "m-1 Deprecated false", "m-1 Available true"];
    assert!(waited(&Wait::until_usable(REGION, ["m-1"]), &answers).await.0.is_ok());
}

#[tokio::test]
async fn gone_takes_two_right_answers() {
    let wait = Wait::until_gone(REGION, ["m-1"]);
    for (answers, asked) in [
        (&["m-1 Available", "", ""][..], 3),
        (&["", "m-1 Available", "", ""], 4),
        // Answers of another region, or with others' images, are none.
        (&["", "cn-beijing@", "m-9 Available", ""], 4),
        (&["", "!Throttling.User", "!Throttling.User", "!Throttling.User", ""], 5),
    ] {
        let (result, came, _) = waited(&wait, answers).await;
        assert!(result.expect("gone").is_empty());
        assert_eq!(came, asked, "{answers:?}");
    }
    // What was there and vanishes will not be available.
    let wait = Wait::until_available(REGION, ["m-1"]);
    let (result, asked, _) = waited(&wait, &["m-1 Creating", "", ""]).await;
    assert!(matches!(result, Err(WaitError::Failed { why: WaitFailure::Vanished, .. })));
    assert_eq!(asked, 3);
}

#[tokio::test]
async fn hints_are_kept_and_errors_that_stay_end_it() {
    let wait = Wait::until_available(REGION, ["m-1"]);
    let throttled = ["!Throttling.User", "!Throttling.User", "!Throttling.User", "m-1 Available"];
    let (result, _, took) = waited(&wait, &throttled).await;
    assert!(result.is_ok() && took >= Duration::from_secs(21), "{took:?}");
    let (result, asked, _) = waited(&wait, &["!Forbidden.RAM", "m-1 Available"]).await;
    assert!(matches!(result, Err(WaitError::Call(_))));
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn the_time_is_over_at_its_end() {
    let answers = ["m-1 Available true,m-2 Creating"; 40];
    let wait = Wait::until_available(REGION, ["m-1", "m-2"]).timeout(Duration::from_secs(100));
    let (result, _, took) = waited(&wait, &answers).await;
    assert_eq!(took, Duration::from_secs(100));
    let Err(WaitError::TimedOut { waiting, last_error: None }) = &result else {
        panic!("{result:?}")
    };
    assert_eq!((waiting.len(), waiting[0].status.clone()), (1, Some(ImageStatus::Creating)));
    let text = result.expect_err("late").to_string();
    assert_eq!(text, "the time is over for 1 image: m-2 is Creating (40 %) after 100 s");
}

/// Where nobody answers, nothing is said of the image, and why is told.
#[tokio::test]
async fn silence_says_nothing_of_an_image() {
    let told: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let tell = Arc::clone(&told);
    let wait = Wait::until_available(REGION, ["m-1"])
        .timeout(Duration::from_secs(60))
        .on_progress(move |progress| tell.lock().expect("a lock").push(progress.clone()));
    let (result, ..) = waited(&wait, &["!Throttling.User"; 40]).await;
    let text = result.expect_err("late").to_string();
    assert!(told.lock().expect("a lock").is_empty());
    assert!(text.contains("m-1 is not known, as no answer came"), "{text}");
    assert!(text.contains("the last call failed: ") && text.contains("Throttling.User"), "{text}");
}

#[tokio::test]
async fn progress_is_told_and_a_function_may_judge() {
    let told: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let tell = Arc::clone(&told);
    let wait = Wait::until(REGION, ["m-1"], |image| match image.status {
        Some(ImageStatus::Waiting) => Ready::Yes,
        Some(ImageStatus::Available) => Ready::Never("too late".to_owned()),
        _ => Ready::NotYet,
    })
    .on_progress(move |progress| tell.lock().expect("a lock").push(progress.clone()));
    assert!(waited(&wait, &["m-1 Creating", "m-1 Waiting"]).await.0.is_ok());
    let told: Vec<String> = told.lock().expect("a lock").iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0], "m-1 is Creating (40 %) after 0 s");
    let error = waited(&wait, &["m-1 Available"]).await.0.expect_err("never");
    assert_eq!(error.to_string(), "m-1 will not be ready: too late");
    assert!(
        waited(&Wait::until_gone(REGION, [""; 0]), &[])
            .await
            .0
            .is_ok_and(|images| images.is_empty())
    );
}

/// An endpoint that does not hold the region answers with nothing.
#[tokio::test]
async fn nothing_from_elsewhere_is_not_gone() {
    let replay = (0..4).fold(Replay::new(), |replay, _| replay.respond(answer("eu-central-1@")));
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    let client = Client::new(Credentials::new("id", "secret"), replay, runtime)
        .with_endpoint("https://ecs.aliyuncs.com".parse().expect("an endpoint"));
    let error = client.wait_until(&Wait::until_gone("eu-central-1", ["m-1"])).await;
    let error = error.expect_err("nobody knows");
    assert!(matches!(error, WaitError::Failed { why: WaitFailure::Endpoint, .. }), "{error}");
}
