//! The examples do what they say, against the emulator.

use std::process::{Command, Output};

use aliyun_ecs_emulator::Emulator;

fn example(name: &str, environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", name])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .envs(environment.iter().copied())
        .output()
        .expect("cargo runs")
}

fn lines(output: &Output) -> usize {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocking_program_needs_at_most_twenty_lines() {
    let source = include_str!("../examples/blocking.rs");
    assert!(source.lines().count() <= 20);

    let emulator = Emulator::start().await.expect("the emulator starts");
    let keys = emulator.credentials();
    let environment = [
        ("ENDPOINT", emulator.url()),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", keys.access_key_id()),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", keys.access_key_secret()),
    ];
    let output = example("blocking", &environment);
    assert_eq!(lines(&output), 10, "a page holds ten images by default");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocking_listing_needs_fewer_than_thirty_lines() {
    let source = include_str!("../examples/blocking_listing.rs");
    assert!(source.lines().count() < 30);

    let emulator = Emulator::start().await.expect("the emulator starts");
    let keys = emulator.credentials();
    let environment = [
        ("ENDPOINT", emulator.url()),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", keys.access_key_id()),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", keys.access_key_secret()),
    ];
    let output = example("blocking_listing", &environment);
    assert!(lines(&output) >= 100);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.lines().last().is_some_and(|last| last.starts_with("complete: every answer")));
}

#[test]
fn the_pages_of_the_emulator_are_listed_to_the_end() {
    assert!(lines(&example("list_images", &[])) >= 100);
}

#[test]
fn the_newest_of_five_regions_needs_fewer_than_twenty_five_lines() {
    assert!(include_str!("../examples/newest_ubuntu.rs").lines().count() < 25);
    let output = example("newest_ubuntu", &[]);
    assert_eq!(lines(&output), 2);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.contains(" m-") || printed.contains(".vhd "), "{printed}");
    assert!(printed.contains(": complete"), "{printed}");
}
