//! Listings that another process goes on with.

use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::listing::{
    AccountCheck, Assumption, Listing, ResumeError, Summary, Token,
};
use aliyun_ecs_describe_images::{Client, Credentials, DescribeImages};
use aliyun_transport::replay::Replay;
use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::{Request, Response};

const IMAGES: u64 = 333;

fn page(request: &Request<Bytes>) -> Response<Bytes> {
    let query = request.uri().query().unwrap_or_default();
    let number = |name: &str| -> u64 {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let value = pairs.find(|(other, _)| *other == name).map(|(_, value)| value);
        value.and_then(|value| value.parse().ok()).expect("a number")
    };
    let (page, size) = (number("PageNumber"), number("PageSize"));
    let ids: Vec<String> = ((page - 1) * size..(page * size).min(IMAGES))
        .map(|id| format!(r#"{{"ImageId":"m-{id}"}}"#))
        .collect();
    let ids = ids.join(",");
    Response::new(Bytes::from(format!(
        r#"{{"TotalCount":{IMAGES},"PageNumber":{page},"PageSize":{size},
            "Images":{{"Image":[{ids}]}}}}"#
    )))
}

fn replay() -> Replay {
    (0..40).fold(Replay::new(), |replay, _| replay.answer(|request| Ok(page(request))))
}

/// A client at noon, some hours after the epoch.
fn client(credentials: Credentials) -> Client {
    let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(12 * 3600);
    Client::new(credentials, replay(), VirtualRuntime::automatic(noon))
}

fn lasting() -> Credentials {
    Credentials::new("testid", "testsecret")
}

fn request() -> DescribeImages {
    DescribeImages::new("cn-hangzhou")
}

async fn take(listing: &mut Listing, count: usize, ids: &mut Vec<String>) {
    for _ in 0..count {
        let image = listing.next().await.expect("no end yet").expect("an image");
        ids.push(image.image().image_id().to_owned());
    }
}

#[tokio::test]
async fn nothing_is_repeated_and_nothing_lost_wherever_it_is_cut() {
    for cut in [0, 1, 50, 99, 100, 101, 200, 332, 333] {
        let client = client(lasting());
        let mut ids = Vec::new();
        let mut listing = client.list_images(&request());
        take(&mut listing, cut, &mut ids).await;
        let text = listing.token().await.to_string();
        drop(listing);
        assert!(!text.contains("m-") && !text.contains("testid"), "{text}");

        let token: Token = text.parse().expect("a token");
        let mut listing = client.resume_images(&request(), &token).await.expect("the same");
        let (rest, verdict) = listing.finish().await.expect("images");
        ids.extend(rest.iter().map(|image| image.image().image_id().to_owned()));
        assert!(ids.iter().enumerate().all(|(at, id)| *id == format!("m-{at}")), "{cut}: {ids:?}");
        assert_eq!((ids.len() as u64, verdict.is_complete()), (IMAGES, true));
        let summary = listing.summary();
        assert_eq!((summary.images, summary.account), (IMAGES, Some(AccountCheck::Key)), "{cut}");
    }
}

/// A listing that ended is over for whoever resumes it.
#[tokio::test]
async fn the_end_is_kept() {
    let client = client(lasting());
    let mut listing = client.list_images(&request());
    let (_, verdict) = listing.finish().await.expect("images");
    let token = listing.token().await;
    let mut again = client.resume_images(&request(), &token).await.expect("the same");
    assert_eq!(again.finish().await.expect("an end").1, verdict);
    assert_eq!(again.requests(), listing.requests());
}

#[tokio::test]
async fn a_token_of_something_else_is_refused() {
    let mut listing = client(lasting()).list_images(&request());
    take(&mut listing, 3, &mut Vec::new()).await;
    let token = listing.token().await;
    let refusal = async |client: Client, request: &DescribeImages| {
        client.resume_images(request, &token).await.expect_err("another")
    };
    let other_key = client(Credentials::new("otherid", "testsecret"));
    let central = client(lasting()).with_endpoint("https://ecs.aliyuncs.com".parse().expect("one"));
    let named = client(lasting()).with_account("team blue");
    let owned = request().image_owner_alias("self");
    assert_eq!(refusal(client(lasting()), &owned).await, ResumeError::Request);
    let smaller = client(lasting()).resume_images(&request().page_size(50), &token).await;
    assert!(smaller.is_ok(), "the size of a page selects nothing");
    assert_eq!(refusal(client(lasting()), &request().tag("a", "b")).await, ResumeError::Request);
    assert_eq!(refusal(central, &request()).await, ResumeError::Endpoint);
    assert_eq!(refusal(other_key, &request()).await, ResumeError::Account);
    assert_eq!(refusal(named, &request()).await, ResumeError::Account);

    let text = token.to_string();
    for damaged in
        ["", "{}", &text[..text.len() / 2], &text.replace("\"Chain\":\"", "\"Chain\":\"AAAA")]
    {
        assert_eq!(damaged.parse::<Token>().expect_err("damaged"), ResumeError::Text);
    }
    let later = text.replacen("\"Version\":1", "\"Version\":2", 1).parse::<Token>().expect("text");
    let refused = client(lasting()).resume_images(&request(), &later).await;
    assert_eq!(refused.expect_err("another version"), ResumeError::Version);
}

#[tokio::test]
async fn a_temporary_key_names_no_account_and_a_name_does() {
    let temporary = |id: &str| Credentials::new(id, "secret").with_security_token("token");
    for (name, check) in [(None, AccountCheck::NotCompared), (Some("blue"), AccountCheck::Name)] {
        let of = |key: &str| match name {
            Some(name) => client(temporary(key)).with_account(name),
            None => client(temporary(key)),
        };
        let token = of("first").list_images(&request()).token().await;
        let mut listing =
            of("second").resume_images(&request(), &token).await.expect("the same, perhaps");
        listing.finish().await.expect("images");
        let summary = listing.summary();
        assert_eq!(summary.account, Some(check));
        assert_eq!(summary.to_string().contains("temporary key"), name.is_none(), "{summary}");
    }
}

#[tokio::test]
async fn a_summary_says_what_was_counted_and_when() {
    let mut listing = client(lasting()).list_images(&request());
    listing.finish().await.expect("images");
    let summary = listing.summary();
    assert_eq!((summary.requests, summary.images, summary.repeats), (4, IMAGES, 0));
    assert_eq!((summary.first_total, summary.last_total), (Some(IMAGES), Some(IMAGES)));
    let verdict = summary.verdict.expect("an end");
    assert_eq!(verdict.assumption(), Some(Assumption::OneOrder));
    let text = summary.to_string();
    for words in [
        "complete",
        "333 images in 4 answers",
        "from 1970-01-01T12:00:00Z",
        "one order of all images",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let json = serde_json::to_string(&summary).expect("JSON");
    assert!(json.contains(r#""Verdict":{"Complete":"Seams"}"#), "{json}");
    assert!(json.contains(r#""FirstMoment":"1970-01-01T12:00:00Z""#), "{json}");
    assert_eq!(serde_json::from_str::<Summary>(&json).expect("a summary"), summary);
}
