//! Images wherever they hide.

use std::time::SystemTime;

use aliyun_ecs_describe_images::{Client, Credentials, ImageRef, Lookup, Place, Revision};
use aliyun_ecs_emulator::{Catalogue, Emulator};
use aliyun_ecs_model::{Image, ImageOwnerAlias, ImageStatus};
use aliyun_transport::replay::Replay;
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};

async fn served() -> (Emulator, Client) {
    let emulator = Emulator::start().await.expect("an emulator");
    let transport = HyperTransport::new().expect("a transport");
    let client = Client::new(emulator.credentials().clone(), transport, TokioRuntime)
        .with_endpoint(emulator.url().parse().expect("an endpoint"));
    (emulator, client)
}

const REGION: &str = "cn-hangzhou";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_image_of_the_catalogue_is_found_and_its_request_finds_it() {
    let (emulator, client) = served().await;
    let catalogue = Catalogue::seeded();
    let images = catalogue.images(REGION);
    let is = |wanted: fn(&Image) -> bool| images.iter().any(wanted);
    assert!(is(|image| image.image_owner_alias == Some(ImageOwnerAlias::Marketplace)));
    assert!(is(|image| image.status == Some(ImageStatus::Deprecated)));
    assert!(is(|image| image.is_public == Some(true)
        && image.image_owner_alias == Some(ImageOwnerAlias::Others)));

    let ids: Vec<&str> = images.iter().map(|image| image.image_id.as_str()).collect();
    let lookups = client.find_images(REGION, ids.iter().copied()).await.expect("an answer");
    assert_eq!(lookups.len(), images.len());
    for (lookup, expected) in lookups.iter().zip(&images) {
        let Lookup::Found { image, request, .. } = lookup else { panic!("{lookup:?}") };
        assert_eq!(**image, *expected);
        let page = client.describe_images(request).await.expect("a page");
        let found: Vec<&str> = page.images().map(ImageRef::image_id).collect();
        assert_eq!(found, [expected.image_id.as_str()], "{request:?}");
    }
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn one_image_takes_four_calls_at_most_and_what_is_missing_is_named() {
    let (emulator, client) = served().await;
    let lookup = client.find_image(REGION, "m-none").await.expect("an answer");
    let Lookup::NotFound(not_found) = &lookup else { panic!("{lookup:?}") };
    assert!(lookup.image().is_none() && not_found.is_endpoint_sure);
    let places: Vec<Place> = not_found.asked.iter().map(|(place, _)| *place).collect();
    assert_eq!(places, [Place::Usual, Place::Marketplace, Place::Community, Place::Expired]);
    let text = not_found.to_string();
    assert!(text.contains("m-none") && text.contains("marketplace images"), "{text}");
    assert_eq!(emulator.served(), 4);

    let images = emulator.catalogue().images(REGION);
    let mut ids: Vec<String> = (0..900).map(|n| format!("m-missing-{n}")).collect();
    ids.insert(450, images[0].image_id.clone());
    ids.push(ids[0].clone());
    let lookups = client.find_images(REGION, ids.clone()).await.expect("an answer");
    for (id, lookup) in ids.iter().zip(&lookups) {
        match lookup {
            Lookup::Found { image, .. } => assert_eq!(image.image_id, *id),
            Lookup::NotFound(not_found) => {
                assert!(not_found.id == *id && id.starts_with("m-missing"), "{id}");
            }
            _ => panic!("{lookup:?}"),
        }
    }
    assert!(emulator.served() <= 4 + 4 * 10);
    assert!(client.find_images(REGION, [""; 0]).await.expect("nothing").is_empty());
    let many = (0..1_001).map(|n| format!("m-{n}"));
    let error = client.find_images(REGION, many).await.expect_err("too many");
    assert!(error.to_string().contains("at most 1,000"), "{error}");
    emulator.shutdown().await;
}

/// A revision that knows no community images is not asked for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_a_revision_does_not_allow_is_not_asked() {
    let (emulator, client) = served().await;
    let client = client.with_revision(Revision::V2018_06_15);
    let lookup = client.find_image(REGION, "m-none").await.expect("an answer");
    let Lookup::NotFound(not_found) = lookup else { panic!("{lookup:?}") };
    assert!(not_found.asked.len() as u64 == emulator.served() && !not_found.asked.is_empty());
    emulator.shutdown().await;
}

/// What another region answers says nothing of this one.
#[tokio::test]
async fn an_answer_of_another_region_is_an_error() {
    let body = r#"{"RegionId":"cn-beijing","TotalCount":1,"Images":{"Image":[{"ImageId":"m-1"}]}}"#;
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    let replay = Replay::new().respond(http::Response::new(body));
    let client = Client::new(Credentials::new("id", "secret"), replay, runtime);
    let error = client.find_image(REGION, "m-1").await.expect_err("another region");
    assert!(error.to_string().contains("another region"), "{error}");
}
