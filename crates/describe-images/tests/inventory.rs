//! Snapshots, and what changed between two.

use std::time::SystemTime;

use aliyun_ecs_describe_images::inventory::{DiffError, Inventory, RegionImages};
use aliyun_ecs_describe_images::listing::AccountCheck;
use aliyun_ecs_describe_images::{Client, Credentials, DescribeImages};
use aliyun_transport::Transport;
use aliyun_transport::replay::Replay;
use aliyun_transport::virtual_time::VirtualRuntime;
use http::Response;

/// A region's answer with these images, each as the members behind its id; the total says how many there are.
fn page(total: usize, images: &[(&str, &str)]) -> Response<String> {
    let images: Vec<String> =
        images.iter().map(|(id, rest)| format!(r#"{{"ImageId":"{id}"{rest}}}"#)).collect();
    let images = images.join(",");
    Response::new(format!(r#"{{"TotalCount":{total},"Images":{{"Image":[{images}]}}}}"#))
}

fn client(transport: impl Transport + 'static) -> Client {
    let credentials = Credentials::new("testid", "testsecret");
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    Client::new(credentials, transport, runtime)
        .with_endpoint("http://127.0.0.1:1".parse().expect("an endpoint"))
}

async fn taken(answers: &[Response<String>], regions: &[&str]) -> Inventory {
    let replay = answers.iter().cloned().fold(Replay::new(), Replay::respond);
    client(replay).inventory(&DescribeImages::new(""), regions.iter().copied(), 1).await
}

fn again(inventory: &Inventory) -> Inventory {
    let mut file = Vec::new();
    inventory.save(&mut file).expect("a file");
    Inventory::load(file.as_slice()).expect("a snapshot")
}

#[tokio::test]
async fn what_came_what_went_and_what_changed() {
    let before = taken(
        &[page(
            4,
            &[
                ("m-same", r#","Tags":{"Tag":[{"TagKey":"a"},{"TagKey":"b"}]}"#),
                ("m-changed", r#","Status":"Creating","Size":20,"Colour":"red\u001b[2J""#),
                ("m-gone", ""),
                ("m-also", r#","Size":1"#),
            ],
        )],
        &["r-1"],
    )
    .await;
    let after = taken(
        &[page(
            4,
            &[
                ("m-new", ""),
                ("m-changed", r#","Status":"Available","Size":20,"Colour":"blue""#),
                ("m-same", r#","Tags":{"Tag":[{"TagKey":"b"},{"TagKey":"a"}]}"#),
                ("m-also", ""),
            ],
        )],
        &["r-1"],
    )
    .await;
    let (before, after) = (again(&before), again(&after));
    assert!(before.region("r-1").is_some_and(RegionImages::is_complete));
    assert!(before.diff(&before).expect("the same").is_empty());
    let diff = before.diff(&after).expect("a difference");
    assert_eq!(diff.account, AccountCheck::Key);
    assert_eq!(
        diff.to_string(),
        "+ r-1 m-new\n- r-1 m-gone\n~ r-1 m-also Size: 1 -> null\n\
         ~ r-1 m-changed Colour: \"red\\u001b[2J\" -> \"blue\", Status: \"Creating\" -> \"Available\"\n"
    );
    assert!(!diff.is_empty() && serde_json::to_string(&diff).expect("JSON").contains("m-new"));
}

#[tokio::test]
async fn nothing_is_said_to_have_gone_from_a_listing_that_is_not_complete() {
    let whole = taken(&[page(2, &[("m-1", ""), ("m-2", "")])], &["r-1"]).await;
    // It says that there are more, and never has them.
    let doubtful: Vec<_> = (0..20).map(|_| page(9, &[("m-2", ""), ("m-3", "")])).collect();
    let doubtful = taken(&doubtful, &["r-1"]).await;
    assert!(!doubtful.regions[0].is_complete());
    let diff = whole.diff(&doubtful).expect("a difference");
    // m-3 came, as the earlier one is complete; of m-1 nobody knows.
    let unproved = "! r-1 is not complete in one of the two, or in both\n";
    assert_eq!(diff.to_string(), format!("+ r-1 m-3\n? r-1 m-1\n{unproved}"));
    let diff = doubtful.diff(&whole).expect("a difference");
    assert_eq!(diff.to_string(), format!("- r-1 m-3\n? r-1 m-1\n{unproved}"));

    let mut refusal = Response::new(r#"{"Code":"Forbidden.RAM","Message":"No."}"#.to_owned());
    *refusal.status_mut() = http::StatusCode::FORBIDDEN;
    let failed = taken(&[refusal, page(0, &[])], &["r-1", "r-2"]).await;
    assert!(failed.regions[0].error.as_ref().is_some_and(|error| error.contains("Forbidden.RAM")));
    let diff = whole.diff(&again(&failed)).expect("a difference");
    assert_eq!(
        diff.to_string(),
        "? r-1 m-1\n? r-1 m-2\n! r-1 is not complete in one of the two, or in both\n\
         ! r-2 is in one of the two only\n"
    );
    assert!(
        !failed.diff(&failed).expect("the same").is_empty(),
        "nobody knows that they are the same"
    );
}

#[tokio::test]
async fn snapshots_of_different_things_are_not_compared() {
    let of = async |client: Client, request: DescribeImages| {
        client.inventory(&request, [""; 0], 1).await
    };
    let any = DescribeImages::new("");
    let plain = of(client(Replay::new()), any.clone()).await;
    let other = of(client(Replay::new()), any.clone().image_name("x")).await;
    assert_eq!(plain.diff(&other), Err(DiffError::Request));
    let named = of(client(Replay::new()).with_account("blue"), any.clone()).await;
    assert_eq!(plain.diff(&named), Err(DiffError::Account));
    assert_eq!(named.diff(&named).map(|diff| diff.account), Ok(AccountCheck::Name));
    let key = |credentials: Credentials| {
        Client::new(credentials, Replay::new(), VirtualRuntime::automatic(SystemTime::UNIX_EPOCH))
    };
    let other_key = of(key(Credentials::new("other", "secret")), any.clone()).await;
    assert_eq!(plain.diff(&other_key), Err(DiffError::Account));
    let temporary = Credentials::new("other", "secret").with_security_token("token");
    let temporary = of(key(temporary), any).await;
    assert_eq!(plain.diff(&temporary).map(|diff| diff.account), Ok(AccountCheck::NotCompared));

    assert!(Inventory::load(&b"{}"[..]).is_err());
    let text = serde_json::to_string(&plain).expect("JSON");
    assert!(!text.contains("testid"), "{text}");
    let later = text.replace(r#""Version":1"#, r#""Version":2"#);
    let error = Inventory::load(later.as_bytes()).expect_err("another form");
    assert!(error.to_string().contains("form 2"), "{error}");
}
