//! Signed requests, printed.

use std::process::Command;

use crate::command::{bare, keyed, run};

/// The request of the ECS API Reference, "Request signatures".
const REGIONS: [&str; 9] = [
    "sign",
    "--action=DescribeRegions",
    "--api-version=2014-05-26",
    "--endpoint=https://ecs.aliyuncs.com",
    "--format=xml",
    "--timestamp=2016-02-23T12:46:24Z",
    "--nonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
    "--verbose",
    "--color=never",
];

const IMAGES: [&str; 4] =
    ["sign", "--region=cn-hangzhou", "--timestamp=2016-02-23T12:46:24Z", "--nonce=n"];

fn with<'a>(arguments: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    arguments.iter().chain(more).copied().collect()
}

/// A temporary key whose secret and token are easy to find.
fn temporary() -> Command {
    let mut command = keyed("testid", "CANARY-SECRET");
    command.env("ALIBABA_CLOUD_SECURITY_TOKEN", "CANARY+TOKEN");
    command
}

/// Runs a printed command in a shell whose `curl` prints its arguments, one a line.
#[cfg(unix)]
#[track_caller]
fn arguments_of_curl(printed: &str) -> Vec<String> {
    let script = format!("curl() {{ printf '%s\\n' \"$@\"; }}\n{printed}");
    let output = Command::new("sh").args(["-c", &script]).output().expect("a shell");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}

#[test]
fn the_documented_describe_regions_example_is_reproduced_stage_by_stage() {
    let output = run(keyed("testid", "testsecret"), &REGIONS);
    let query = "AccessKeyId=testid&Action=DescribeRegions&Format=XML&SignatureMethod=HMAC-SHA1\
        &SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&SignatureVersion=1.0\
        &Timestamp=2016-02-23T12%3A46%3A24Z&Version=2014-05-26";
    let to_sign = "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML\
        %26SignatureMethod%3DHMAC-SHA1\
        %26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0\
        %26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26";
    let url =
        format!("https://ecs.aliyuncs.com/?{query}&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D\n");
    assert_eq!(output.exits(0), url);
    let stages = format!(
        "canonical query:\n  {query}\nstring to sign:\n  {to_sign}\n\
         signature:\n  OLeaidS1JvxuMvnyHOwuJ+uX5qY=\n"
    );
    assert_eq!(output.stderr, stages);
}

#[test]
fn filters_are_those_of_list() {
    let output =
        run(keyed("testid", "testsecret"), &with(&IMAGES, &["--owner=self", "--tag=k=v w"]));
    let url = output.exits(0);
    assert!(url.starts_with("https://ecs-cn-hangzhou.aliyuncs.com/?AccessKeyId=testid&"), "{url}");
    for parameter in ["&Format=JSON&", "&ImageOwnerAlias=self&", "&Tag.1.Value=v%20w&"] {
        assert!(url.contains(parameter), "{parameter}: {url}");
    }
    assert_eq!(output.stderr, "");

    let denied = run(keyed("testid", "testsecret"), &with(&IMAGES, &["--page=0"]));
    denied.says(&["PageNumber is 0"]).exits(2);
}

#[test]
fn every_request_has_its_own_nonce() {
    let signed = || run(keyed("testid", "testsecret"), &["sign", "--region=cn-hangzhou"]);
    assert_ne!(signed().exits(0), signed().exits(0));
}

#[cfg(unix)]
#[test]
fn the_curl_command_survives_a_shell() {
    let name = "--name=it's $HOME `x` \"*\" \\";
    let printed = |more: &[&str]| {
        let more = [&[name, "--output=curl"], more].concat();
        run(keyed("it's", "testsecret"), &with(&IMAGES, &more)).exits(0).to_owned()
    };
    let encoded = "ImageName=it%27s%20%24HOME%20%60x%60%20%22%2A%22%20%5C&";

    let get = arguments_of_curl(&printed(&[]));
    assert_eq!(get.len(), 1, "{get:?}");
    assert!(get[0].starts_with("https://") && get[0].contains(encoded), "{get:?}");

    let post = arguments_of_curl(&printed(&["--method=post"]));
    assert_eq!(post.len(), 3, "{post:?}");
    assert_eq!((&*post[0], &*post[2]), ("--data-raw", "https://ecs-cn-hangzhou.aliyuncs.com/"));
    assert!(post[1].contains(encoded), "{post:?}");

    let acs3 = arguments_of_curl(&printed(&["--scheme=acs3"]));
    assert!(acs3.iter().any(|line| line.contains("Credential=it's,SignedHeaders=")), "{acs3:?}");
}

#[cfg(unix)]
#[test]
fn the_curl_command_of_acs3_has_every_header() {
    let command = keyed("testid", "testsecret");
    let arguments = with(&IMAGES, &["--scheme=acs3", "--method=post", "--verbose"]);
    let output = run(command, &arguments);
    let curl = arguments_of_curl(output.exits(0));
    assert_eq!(curl[..4], ["--data-raw", "", "--header", "content-type:"]);
    for header in [
        "host: ecs-cn-hangzhou.aliyuncs.com",
        "x-acs-action: DescribeImages",
        "x-acs-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date: 2016-02-23T12:46:24Z",
        "x-acs-signature-nonce: n",
        "x-acs-version: 2014-05-26",
        "accept: application/json",
    ] {
        let at = curl.iter().position(|argument| argument == header).expect(header);
        assert_eq!(curl[at - 1], "--header");
    }
    let authorization = "authorization: ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;\
        x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=";
    assert!(curl.iter().any(|argument| argument.starts_with(authorization)), "{curl:?}");
    let url = "https://ecs-cn-hangzhou.aliyuncs.com/?RegionId=cn-hangzhou";
    assert_eq!(curl.last().map(String::as_str), Some(url));
    output.says(&["canonical request:\n  POST\n  /\n  RegionId=", "string to sign:\n  ACS3-HMAC"]);
}

#[test]
fn the_secret_is_in_no_output_and_the_token_only_where_the_request_has_it() {
    for (scheme, token) in [("rpc", "SecurityToken=CANARY%2BTOKEN"), ("acs3", ": CANARY+TOKEN")] {
        let scheme = format!("--scheme={scheme}");
        let output = run(temporary(), &with(&IMAGES, &[&scheme, "--output=curl", "--verbose"]));
        output.hides(&["CANARY-SECRET"]);
        assert!(output.exits(0).contains(token), "{output:?}");

        let quiet = run(temporary(), &with(&IMAGES, &[&scheme, "--output=curl"]));
        assert_eq!(quiet.stderr, "");
    }
    let failed = run(temporary(), &["sign"]);
    failed.says(&["no region"]).hides(&["CANARY"]).exits(2);
}

#[test]
fn missing_keys_are_named_and_nothing_is_printed() {
    let output = run(bare(), &IMAGES);
    assert_eq!(output.exits(3), "");
    output.says(&["ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set"]);
    output.says(&["hint: set ALIBABA_CLOUD_ACCESS_KEY_ID"]).hides(&["--emulator"]);
    let output = run(keyed("id", "CANARY "), &IMAGES);
    output.says(&["whitespace"]).hides(&["CANARY"]).exits(3);
}

#[test]
fn what_a_scheme_does_not_have_is_refused() {
    for (more, words) in [
        (&["--scheme=acs3", "--format=xml"][..], "--scheme rpc"),
        (&["--scheme=acs3", "--output=url"], "--output headers"),
        (&["--output=headers"], "--output curl"),
    ] {
        let output = run(keyed("testid", "testsecret"), &with(&IMAGES, more));
        assert_eq!(output.says(&[words]).exits(2), "");
    }
}

#[test]
fn a_parameter_that_signing_sets_is_refused_without_its_value() {
    for name in ["SecurityToken", "Version", "Signature"] {
        let parameter = format!("--param={name}=CANARY");
        let output = run(keyed("testid", "testsecret"), &with(&REGIONS, &[&parameter]));
        assert_eq!(output.says(&[name]).hides(&["CANARY"]).exits(2), "");
    }
}
