//! Arguments and help.

use crate::command::{bare, run};

#[test]
fn help_documents_commands_and_exit_codes() {
    let output = run(bare(), &["--help"]);
    let help = output.exits(0);
    for words in ["list", "decode", "sign", "emulator", "Exit codes:", "130  interrupted"] {
        assert!(help.contains(words), "{words}: {help}");
    }
    assert!(
        help.contains("8  the listing came, and nothing proves that no image is missing"),
        "{help}"
    );
    assert!(help.contains("9  sign verify: the signature is not valid"), "{help}");
    assert!(help.contains("10  sign explain: the cause cannot be told"), "{help}");
}

#[test]
fn help_of_sign_says_what_is_printed_and_has_no_flag_for_keys() {
    for (command, words) in [
        (
            &["sign", "--help"][..],
            &[
                "--action",
                "--api-version",
                "--param",
                "--scheme",
                "--output",
                "--verbose",
                "--timestamp",
                "--nonce",
                "--owner",
                "verify",
                "explain",
                "security token in clear",
                "The secret is never printed",
            ][..],
        ),
        (&["sign", "verify", "--help"], &["--header", "--headers", "--body", "9 that it is not"]),
        (
            &["sign", "explain", "--help"],
            &[
                "--signed-url",
                "--string-to-sign",
                "--canonical-request",
                "--error",
                "--sent",
                "--show-values",
                "10 that it cannot",
            ],
        ),
    ] {
        let output = run(bare(), command);
        let help = output.exits(0);
        for word in words {
            assert!(help.contains(word), "{word}: {help}");
        }
        assert!(!help.contains("--secret") && !help.contains("--access-key"));
    }
}

#[test]
fn help_of_list_has_a_flag_for_every_parameter() {
    let output = run(bare(), &["list", "--help"]);
    let help = output.exits(0);
    for flag in [
        "--region",
        "--emulator",
        "--endpoint",
        "--vpc",
        "--image-id",
        "--status",
        "--name",
        "--family",
        "--owner",
        "--owner-account-id",
        "--usage",
        "--tag",
        "--snapshot-id",
        "--architecture",
        "--os-type",
        "--instance-type",
        "--resource-group",
        "--filter",
        "--action-type",
        "--public",
        "--show-expired",
        "--io-optimized",
        "--cloud-init",
        "--output",
        "--page-size",
        "--page",
        "--resume",
        "--limit",
        "--format",
        "--method",
        "--revision",
        "--dry-run",
        "--quiet",
        "--color",
    ] {
        assert!(
            help.lines().any(|line| line
                .trim_start_matches("  -o, ")
                .trim_start()
                .split([' ', '['])
                .any(|word| word == flag)),
            "{flag}: {help}"
        );
    }
    for words in ["aliyun-images whoami --help", "--profile", "Examples:"] {
        assert!(help.contains(words), "{words}: {help}");
    }
    assert!(!help.contains("--secret") && !help.contains("--access-key"));
}

#[test]
fn the_version_is_the_packages() {
    let output = run(bare(), &["--version"]);
    assert_eq!(output.exits(0), concat!("aliyun-images ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn wrong_arguments_are_exit_code_2() {
    for arguments in [
        &["list", "--emulator", "--colour"][..],
        &["list", "--emulator", "--output", "yaml"],
        &["list", "--emulator", "--tag", "=v"],
        &["list", "--emulator", "--page", "1", "--limit", "2"],
        &["list", "--emulator", "--page-size", "99999999999999999999"],
        &["list", "--region", "cn-hangzhou", "--endpoint", "ftp://x"],
        &["list", "--region", "cn-hangzhou", "--endpoint", "https://user:pw@x"],
        &["list", "--region", "cn-hangzhou", "--endpoint", "http://100.100.100.200"],
        &["list", "--region", "cn-hangzhou", "--endpoint", "http://ecs.aliyuncs.com"],
        &["decode"],
        &["sign", "--action", "A"],
        &["sign", "--region", "r", "--nonce", "a b"],
        &["sign", "--region", "r", "--endpoint", "http://ecs.aliyuncs.com"],
        &["sign", "verify"],
        &["sign", "explain", "--error", "e"],
        &["sign", "explain", "--error", "-", "--signed-url", "-"],
        &["frobnicate"],
        &[],
    ] {
        let output = run(bare(), arguments);
        assert_eq!(output.exits(2), "", "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn page_zero_is_what_the_rules_deny() {
    let output = run(bare(), &["list", "--emulator", "--page", "0"]);
    output.says(&["PageNumber is 0"]).exits(2);
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf8_are_refused_except_as_file_names() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let name = OsStr::from_bytes(b"no\xff.json");
    let output = run(bare(), &[OsStr::new("list"), OsStr::new("--name"), name]);
    output.says(&["UTF-8"]).exits(2);
    let output = run(bare(), &[OsStr::new("decode"), name]);
    output.says(&["cannot be read"]).exits(1);
}
