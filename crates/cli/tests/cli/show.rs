//! Everything about one image, wherever it hides.

use aliyun_ecs_emulator::{Catalogue, NewImage};
use aliyun_ecs_model::Image;

use crate::command::{bare, run};
use crate::find::{ask, served};
use crate::hostile::is_harmless;

const REGION: &str = "cn-hangzhou";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn all_members_are_shown_whoever_owns_it_and_whatever_its_state() {
    let full = NewImage::own("m-1").named("web").tagged("team", "blue").change(|image| {
        image.unknown.insert("NewMember", "new");
    });
    let catalogue = Catalogue::new()
        .with(REGION, full)
        .with(REGION, NewImage::marketplace("m-2").with_status("Deprecated"))
        .with(REGION, NewImage::community("m-3", 7))
        .with(REGION, NewImage::own("m-4").expired());
    let emulator = served(catalogue).await;

    let output = ask(&emulator, &["show", "m-1"]);
    let text = output.exits(0);
    assert!(text.starts_with("ImageId               m-1\nImageName             web\n"), "{text}");
    for lines in [
        "\nNewMember             new\n",
        "\nTags\n  team = blue",
        "\n  - Device  /dev/xvda\n    Size    40\n",
    ] {
        assert!(text.contains(lines), "{lines:?}: {text}");
    }
    assert_eq!(output.stderr, "");

    for (id, how) in [
        ("m-2", "--owner marketplace --status Deprecated"),
        ("m-3", "--owner others --public"),
        ("m-4", "--show-expired"),
    ] {
        let output = ask(&emulator, &["show", id]);
        assert!(output.exits(0).contains(id));
        output.says(&["note: it is among ", how]);
        assert_eq!(ask(&emulator, &["show", id, "-q"]).stderr, "");
    }
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn json_is_the_image() {
    let catalogue = Catalogue::seeded();
    let expected = catalogue.images(REGION).swap_remove(3);
    let emulator = served(catalogue).await;
    let output = ask(&emulator, &["show", &expected.image_id, "--output=json"]);
    let image: Image = serde_json::from_str(output.exits(0)).expect("an image");
    assert_eq!(image, expected);
    emulator.shutdown().await;
}

#[test]
fn what_is_not_there_is_told_with_where_it_was_looked_for() {
    let output = run(bare(), &["show", "m-none", "--emulator"]);
    assert_eq!(output.exits(11), "");
    output.says(&[
        "error: m-none is not in cn-hangzhou, or not for this account\n",
        "cause: looked among public, own and shared images, marketplace images, community images, expired images, in any state\n",
        "hint: an image has another id in each region",
    ]);
    run(bare(), &["show", "", "--emulator"]).exits(2);
    run(bare(), &["show", "--emulator"]).exits(2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_strangers_wrote_is_escaped() {
    let hostile = NewImage::own("m-1").named("a\u{1b}[2J\nStatus  forged").change(|image| {
        image.unknown.insert("x\u{9b}2J", "\u{202e}");
    });
    let emulator = served(Catalogue::new().with(REGION, hostile)).await;
    for how in ["text", "json"] {
        let output = ask(&emulator, &["show", "m-1", "-o", how]);
        output.exits(0);
        is_harmless(&output);
        assert!(
            !output
                .stdout
                .lines()
                .any(|line| line.ends_with("forged") && line.starts_with("Status"))
        );
    }
    let output = ask(&emulator, &["show", "m-\u{1b}[2J"]);
    is_harmless(&output);
    output.exits(11);
    emulator.shutdown().await;
}
