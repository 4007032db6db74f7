//! The one image that is meant.

use aliyun_ecs_emulator::{Catalogue, Emulator, NewImage, Options};

use crate::command::{Output, bare, keyed, keyed_for, run};
use crate::hostile::is_harmless;
use crate::scripted::{Scripted, page};

const REGION: &str = "cn-hangzhou";

pub(crate) async fn served(catalogue: Catalogue) -> Emulator {
    Emulator::start_with(Options::new().catalogue(catalogue)).await.expect("an emulator")
}

/// Runs a command against an emulator.
pub(crate) fn ask(emulator: &Emulator, arguments: &[&str]) -> Output {
    let whom = ["--endpoint", emulator.url(), "--region", REGION];
    run(keyed_for(emulator), &[arguments, &whom].concat())
}

fn ubuntu(id: &str, version: &str, day: u8) -> NewImage {
    NewImage::system(id)
        .named(format!("ubuntu_{version}_x64_20G_alibase"))
        .created(format!("2026-03-{day:02}T08:00:00Z"))
        .change(move |image| image.os_name_en = Some("Ubuntu 22.04 64 bit".to_owned()))
}

fn catalogue() -> Catalogue {
    Catalogue::new()
        .with(REGION, ubuntu("m-old", "22_04", 1))
        .with(REGION, ubuntu("m-new", "22_04", 3).tagged("team", "blue"))
        .with(REGION, ubuntu("m-other", "24_04", 5))
        .with(
            REGION,
            NewImage::own("m-own").named("web").of_family("web").created("2026-02-01T00:00Z"),
        )
        .with(REGION, NewImage::own("m-unfinished").named("db").with_status("Creating"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn exactly_one_id_is_printed() {
    let emulator = served(catalogue()).await;
    for (wanted, id) in [
        (&["--name", "ubuntu_22_04_x64*", "--latest"][..], "m-new"),
        (&["--name", "ubuntu_22_04_x64*", "--oldest"], "m-old"),
        (&["--name", "ubuntu_?4_04*"], "m-other"),
        (&["--name-regex", "^ubuntu_2[24]_04_", "--latest"], "m-other"),
        (&["--os", "Ubuntu*", "--created-before", "2026-03-02"], "m-old"),
        (&["--os", "Ubuntu*", "--created-after", "2026-03-05"], "m-other"),
        (&["--family", "web"], "m-own"),
        (&["--tag", "team=blue"], "m-new"),
        (&["--tag", "team"], "m-new"),
        (&["--owner", "self", "--architecture", "amd64", "--os-type", "Linux"], "m-own"),
        (&["--owner", "self", "--owner", "marketplace"], "m-own"),
        (&["--owner", "system,self", "--latest", "--min-size", "40", "--max-size=40"], "m-other"),
        (&["--name", "db", "--status", "creating"], "m-unfinished"),
    ] {
        let output = ask(&emulator, &[&["find"], wanted].concat());
        assert_eq!(output.exits(0), format!("{id}\n"), "{wanted:?}");
        assert_eq!(output.stderr, "", "{wanted:?}");
    }
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn none_is_told_with_what_came_near() {
    let emulator = served(catalogue()).await;
    let output = ask(&emulator, &["find", "--name", "db", "--architecture", "x86_64"]);
    assert_eq!(output.exits(11), "");
    output.says(&[
        "error: no image in cn-hangzhou fits\n",
        "cause: of 5 images 4 are not name \"db\", 1 is not status Available\n",
        "cause: near is m-unfinished: not status Available but Creating\n",
        "hint: --name is the whole name unless it has a *\n",
    ]);
    let output = ask(&emulator, &["find", "--name=ubuntu*", "--architecture=arm64"]);
    assert_eq!(output.exits(11), "");
    output.says(&[
        "5 are not architecture arm64",
        "near is m-other: not architecture arm64 but x86_64",
    ]);
    output.says(&["--owner marketplace"]);
    let output =
        ask(&emulator, &["find", "--name-regex=^web$", "--min-size=50", "--owner=self,others"]);
    output.says(&["cause: near is m-own: not size at least 50 GiB but 40\n"]).exits(11);
    assert_eq!(output.stderr.matches("cause: near").count(), 1, "{output:?}");
    let output = ask(&emulator, &["find", "--name-regex=^x$", "--owner=self,others"]);
    output.says(&["2 are not name /^x$/", "near is m-own: not name /^x$/\n"]).exits(11);
    emulator.shutdown().await;

    let emulator = served(Catalogue::new()).await;
    let output = ask(&emulator, &["find", "--name=ubuntu*"]);
    output.says(&["no images at all to choose from"]).exits(11);
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn several_are_named_and_none_is_printed() {
    let emulator = served(catalogue()).await;
    let output = ask(&emulator, &["find", "--name", "ubuntu*"]);
    assert_eq!(output.exits(12), "");
    output.says(&[
        "error: 3 images fit where one was to\n",
        "cause: m-other  ubuntu_24_04_x64_20G_alibase  Ubuntu 22.04 64 bit  x86_64  2026-03-05T08:00:00Z\n",
        "cause: m-old  ",
        "hint: --latest takes the newest of them, --oldest the oldest\n",
    ]);
    emulator.shutdown().await;

    let many = (0..30).map(|n| ubuntu(&format!("m-{n}"), "22_04", 1));
    let many = many.fold(Catalogue::new(), |many, image| many.with(REGION, image));
    let emulator = served(many).await;
    let output = ask(&emulator, &["find", "--owner=system"]);
    output.says(&["30 images fit", "cause: and 25 older\n"]).exits(12);
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_image_can_be_a_line_or_json() {
    let emulator = served(catalogue()).await;
    let find = ["find", "--tag=team=blue", "-o"];
    let line = ask(&emulator, &[&find[..], &["line"]].concat());
    let name = "ubuntu_22_04_x64_20G_alibase";
    let expected = format!("m-new\t{name}\tUbuntu 22.04 64 bit\tx86_64\t2026-03-03T08:00:00Z\n");
    assert_eq!(line.exits(0), expected);
    let json = ask(&emulator, &[&find[..], &["json"]].concat());
    let image: serde_json::Value = serde_json::from_str(json.exits(0)).expect("JSON");
    assert_eq!((&image["ImageId"], &image["ImageName"]), (&"m-new".into(), &name.into()));
    assert_eq!(image["Tags"]["Tag"][0]["TagValue"], "blue");
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn names_of_strangers_are_escaped() {
    let name = "web\u{1b}[2J\u{202e}\nerror: forged";
    let image = |id: &str| NewImage::own(id).named(name);
    let hostile = Catalogue::new().with(REGION, image("m-1")).with(REGION, image("m-2"));
    let emulator = served(hostile).await;
    for (arguments, code) in [
        (&["find", "--name=web*", "--latest", "-o", "line"][..], 0),
        (&["find", "--name=web*", "--latest", "-o", "json"], 0),
        (&["find", "--name=web*"], 12),
        (&["find", "--name=db"], 11),
    ] {
        let output = ask(&emulator, arguments);
        output.exits(code);
        assert!(!format!("{}{}", output.stdout, output.stderr).contains('\t') || code == 0);
        is_harmless(&Output {
            stdout: output.stdout.replace('\t', " "),
            stderr: output.stderr.clone(),
            code: output.code,
        });
        assert!(output.stderr.lines().filter(|line| line.starts_with("error: ")).count() < 2);
    }
    emulator.shutdown().await;
}

#[test]
fn what_is_not_proved_is_warned_about_or_refused() {
    // Two answers of ten that do not overlap: one may be missing.
    let server = Scripted::start(|number| match number {
        1 => page(1, 10, 3, &["m-1", "m-2"]),
        _ => page(number, 10, 3, &[]),
    });
    let find = [
        "find",
        "--region=cn-hangzhou",
        "--endpoint",
        &server.url,
        "--name-regex=",
        "--status=available",
    ];
    // Images of the server say nothing of themselves, so none fits.
    let output = run(keyed("id", "secret"), &find);
    output.says(&["warning: images to choose from may be missing; "]).exits(11);
    let output = run(keyed("id", "secret"), &[&find[..], &["--require-complete"]].concat());
    output.says(&["error: images to choose from may be missing; "]).exits(8);
}

#[test]
fn wrong_values_are_told_with_the_right_ones() {
    for (argument, words) in [
        ("--status=Availabel", "Creating, Waiting, Available"),
        ("--owner=Alibaba", "system, self, others, marketplace"),
        ("--architecture=riscv", "i386, x86_64, arm64"),
        ("--name-regex=a(", "unclosed group"),
        ("--created-after=yesterday", "2026-01-31T12:00Z"),
        ("--tag==v", "begins with its key"),
    ] {
        run(bare(), &["find", "--emulator", argument]).says(&[words]).exits(2);
    }
    run(bare(), &["find", "--emulator", "--latest", "--oldest"]).says(&["cannot be used"]).exits(2);
    run(bare(), &["find", "--name=a"]).says(&["there is no access key"]).exits(3);
}

#[test]
fn the_first_command_that_people_try_works() {
    let output =
        run(bare(), &["find", "--emulator", "--owner=system", "--os=*Ubuntu*", "--latest"]);
    assert_eq!(output.exits(0).lines().count(), 1, "{output:?}");
}
