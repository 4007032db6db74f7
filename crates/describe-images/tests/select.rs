//! Choosing among images.

use aliyun_ecs_describe_images::select::{NotOne, Selection};
use aliyun_ecs_describe_images::{Client, DescribeImages, Image, ImageHandle};
use aliyun_ecs_emulator::Emulator;
use aliyun_ecs_model::{
    Architecture, BootMode, CreationTime, Features, ImageOwnerAlias, ImageStatus, OsType, Tag,
};
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};

fn image(id: &str, created: &str) -> Image {
    let mut image = Image::new(id);
    image.creation_time = (!created.is_empty()).then(|| created.to_owned());
    image
}

fn time(text: &str) -> CreationTime {
    text.parse().expect("a time")
}

#[test]
fn each_condition_removes_what_is_not_so() {
    let mut fits = image("m-1", "2026-01-02T03:04:05Z");
    fits.image_name = Some("web-1".to_owned());
    fits.image_family = Some("web".to_owned());
    fits.os_name = Some("Ubuntu  22.04 64位".to_owned());
    fits.os_name_en = Some("Ubuntu  22.04 64 bit".to_owned());
    fits.architecture = Some(Architecture::Arm64);
    fits.os_type = Some(OsType::Linux);
    fits.image_owner_alias = Some(ImageOwnerAlias::Own);
    fits.image_owner_id = Some(7);
    fits.tags = vec![Tag::new("team", "blue")];
    fits.size = Some(40);
    fits.status = Some(ImageStatus::Available);
    fits.usable = Some(true);
    fits.is_support_io_optimized = Some(true);
    fits.is_support_cloudinit = Some(true);
    fits.boot_mode = Some(BootMode::Uefi);
    let mut features = Features::default();
    features.nvme_support = Some("supported".to_owned());
    fits.features = Some(features);
    let bare = Image::new("m-2");
    let any = Selection::new;
    for (selection, name) in [
        (any().ids(["m-1", "m-9"]), "one of 2 ids"),
        (any().name("web-?"), "name \"web-?\""),
        (any().family("web"), "family \"web\""),
        (any().os_name("Ubuntu*64 bit"), "OS name \"Ubuntu*64 bit\""),
        (any().os_name("*位"), "OS name \"*位\""),
        (any().architecture("arm64"), "architecture arm64"),
        (any().os_type("linux"), "OS type linux"),
        (any().owner("self"), "owner self"),
        (any().owner_id(7), "owner id 7"),
        (any().tag("team", "blue"), "tag \"team\" = \"blue\""),
        (any().tag_key("team"), "tag \"team\""),
        (any().created_after(time("2026-01-02T03:04:04Z")), "created after 2026-01-02T03:04:04Z"),
        (any().created_before(time("2026-01-02T03:05Z")), "created before 2026-01-02T03:05Z"),
        (any().size_at_least(40), "size at least 40 GiB"),
        (any().size_at_most(40), "size at most 40 GiB"),
        (any().status("Available"), "status Available"),
        (any().usable(), "usable"),
        (any().io_optimized(), "I/O optimized"),
        (any().cloud_init(), "cloud-init"),
        (any().boot_mode("UEFI"), "boot mode UEFI"),
        (any().nvme(), "NVMe"),
        (any().other("of one", |view| view.id.ends_with('1')), "of one"),
    ] {
        assert!(selection.fits(&fits) && !selection.fits(&bare), "{name}");
        let chosen = selection.only([&fits, &bare]).expect(name);
        assert_eq!(chosen.image_id, "m-1");
        let none = selection.newest([&bare]).expect_err("none");
        assert_eq!(none.removed[0].condition, name);
        assert_eq!((none.considered, none.removed[0].images), (1, 1));
        assert_eq!((none.nearest[0].id.as_str(), none.nearest[0].failed.len()), ("m-2", 1));
    }
}

#[test]
fn the_order_is_total() {
    let images = [
        image("m-none", ""),
        image("m-b", "2026-01-01T00:00:30Z"),
        image("m-a", "2026-01-01T00:00:30Z"),
        image("m-minute", "2026-01-01T00:00Z"),
        image("m-text", "yesterday"),
    ];
    let any = Selection::new();
    for turn in 0..images.len() {
        let mut images = images.clone();
        images.rotate_left(turn);
        let ids: Vec<String> = any
            .top(9, &images)
            .expect("images")
            .into_iter()
            .map(|image| image.image_id.clone())
            .collect();
        assert_eq!(ids, ["m-b", "m-a", "m-minute", "m-text", "m-none"]);
        assert_eq!(any.newest(&images).expect("an image").image_id, "m-b");
        assert_eq!(any.oldest(&images).expect("an image").image_id, "m-none");
        assert_eq!(any.top(2, &images).expect("images").len(), 2);
        let several = any.only(&images).expect_err("five");
        assert!(matches!(&several, NotOne::Several(5, ids) if ids[0] == "m-b"), "{several}");
    }
    assert!(any.top(0, &images).expect("images").is_empty());
    assert!(any.newest(&[] as &[Image]).is_err());
}

#[test]
fn what_nearly_fits_is_named_and_no_text_forges_lines() {
    let mut images: Vec<Image> = (0..20)
        .map(|n| {
            let mut image = image(&format!("m-{n}"), &format!("2026-01-01T00:00:{n:02}Z"));
            image.architecture = Some(Architecture::X86_64);
            image.image_name =
                Some(if n < 5 { "web".to_owned() } else { "db\n\u{1b}[2J".to_owned() });
            image
        })
        .collect();
    images[3].architecture = Some("i386\n".into());
    let selection = Selection::new().name("web").architecture("arm64").usable();
    let none = selection.newest(&images).expect_err("none");
    let counts: Vec<u64> = none.removed.iter().map(|removed| removed.images).collect();
    assert_eq!((none.considered, counts), (20, vec![15, 20, 20]));
    let nearest: Vec<&str> = none.nearest.iter().map(|near| near.id.as_str()).collect();
    assert_eq!(nearest, ["m-4", "m-3", "m-2"]);
    let text = Selection::new().name("web\n").architecture("arm64").newest(&images);
    let text = text.expect_err("none").to_string();
    assert!(!text.contains(['\n', '\u{1b}']), "{text:?}");
    let mut forged = Image::new("m-1");
    forged.architecture = Some("x\u{1b}[2J\nerror: forged".into());
    let text = Selection::new().architecture("arm64").newest([&forged]);
    let text = text.expect_err("none").to_string();
    assert!(!text.contains(['\n', '\u{1b}']), "{text:?}");
}

#[test]
fn what_is_absent_matches_no_pattern() {
    let bare = Image::new("m-1");
    let any = Selection::new;
    assert!(!any().name("*").fits(&bare) && !any().os_name("*").fits(&bare));
    assert!(!any().family("").fits(&bare));
}

/// Where the service has filtered, at least what was wanted is told.
#[test]
fn nothing_to_choose_from_names_what_was_wanted() {
    let none = Selection::new().architecture("i386").newest(&[] as &[Image]);
    let text = none.expect_err("none").to_string();
    assert!(text.contains("no images came") && text.contains("architecture i386"), "{text}");
}

/// What the service filters by leaves out nothing that fits.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_request_finds_all_that_fits() {
    let emulator = Emulator::start().await.expect("an emulator");
    let transport = HyperTransport::new().expect("a transport");
    let client = Client::new(emulator.credentials().clone(), transport, TokioRuntime)
        .with_endpoint(emulator.url().parse().expect("an endpoint"));
    let listed = async |request: DescribeImages| -> Vec<ImageHandle> {
        client.list_images(&request).finish().await.expect("images").0
    };
    let all = listed(DescribeImages::new("cn-hangzhou")).await;
    let tag = all.iter().find_map(|image| image.to_image().tags.pop()).expect("a tag");
    let (key, value) = (tag.key.expect("a key"), tag.value.expect("a value"));
    let middle = all[all.len() / 2].image().created().expect("a time");
    let any = Selection::new;
    for selection in [
        any(),
        any().name("web-*"),
        any().name("?eb-*"),
        any().architecture("arm64").os_type("linux"),
        any().owner("self"),
        any().tag(key, value),
        any().status("Available").io_optimized(),
        any().cloud_init(),
        any().created_after(middle),
        any().created_before(middle),
        any().os_name("*22.04*"),
        any().ids([all[3].image().image_id(), "m-none"]),
    ] {
        let fitting = |images: &[ImageHandle]| -> Vec<String> {
            let images = images.iter().filter(|image| selection.fits(*image));
            images.map(|image| image.image().image_id().to_owned()).collect()
        };
        let expected = fitting(&all);
        assert!(!expected.is_empty(), "{selection:?}");
        let sent = listed(selection.request("cn-hangzhou")).await;
        assert_eq!(fitting(&sent), expected, "{selection:?}");
        let newest = selection.newest(&sent).expect("an image");
        assert!(expected.iter().any(|id| *id == newest.image().image_id()));
    }
    emulator.shutdown().await;
}
