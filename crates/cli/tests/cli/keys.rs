//! Where the command finds its key: profiles, roles, and what it says of them.

use std::fs;
use std::path::Path;
use std::process::Command;

use aliyun_ecs_emulator::Emulator;

use crate::command::{bare, keyed_for, run};

const ROLE: &str = "acs:ram::1234567890123456:role/reader";

/// Returns the command of a user whose home directory has this configuration of `aliyun`.
fn at_home(home: &Path, config: &str) -> Command {
    let folder = home.join(".aliyun");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("config.json");
    fs::write(&file, config).expect("a file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a mode");
    }
    let mut command = bare();
    command.env("HOME", home);
    command
}

fn config(emulator: &Emulator) -> String {
    let key = emulator.credentials();
    format!(
        r#"{{"current":"plain","profiles":[
        {{"name":"plain","mode":"AK","access_key_id":"{id}","access_key_secret":"{secret}","region_id":"cn-hangzhou"}},
        {{"name":"role","mode":"ChainableRamRoleArn","source_profile":"plain","ram_role_arn":"{ROLE}",
            "ram_session_name":"cli","sts_endpoint":"{url}"}}]}}"#,
        id = key.access_key_id(),
        secret = key.access_key_secret(),
        url = emulator.url(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn whoami_tells_provider_account_type_and_expiry() {
    let emulator = Emulator::start().await.expect("an emulator");
    let home = tempfile::tempdir().expect("a folder");
    let command = || at_home(home.path(), &config(&emulator));
    let whoami = ["whoami", "--endpoint", emulator.url()];

    let output = run(command(), &whoami);
    let text = output.exits(0);
    for line in [
        "provider  default/cli_profile/static_ak\n",
        "account   1234567890123456\n",
        "type      Account\n",
        "expires   never\n",
        "region    cn-hangzhou\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    output.hides(&[emulator.credentials().access_key_secret()]);

    let output = run(command(), &[&whoami[..], &["--profile", "role"]].concat());
    let text = output.exits(0);
    assert!(text.contains("default/cli_profile/ram_role_arn/static_ak"), "{text}");
    assert!(text.contains("type      AssumedRoleUser"), "{text}");
    assert!(text.contains(":assumed-role/reader/cli"), "{text}");
    assert!(text.contains(" (in 5") || text.contains(" (in 60 min)"), "{text}");

    let output = run(command(), &[&whoami[..], &["--profile=role", "-o", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(output.exits(0)).expect("JSON");
    assert_eq!(json["identity_type"], "AssumedRoleUser");
    assert_eq!(json["account_id"], "1234567890123456");
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_role_is_assumed_with_the_key_that_is_found() {
    let emulator = Emulator::start().await.expect("an emulator");
    let mut command = keyed_for(&emulator);
    command.env("ALIBABA_CLOUD_STS_ENDPOINT", emulator.url());
    let output = run(command, &["whoami", "--endpoint", emulator.url(), "--role-arn", ROLE]);
    assert!(output.exits(0).contains("ram_role_arn/default/env"), "{output:?}");

    let mut command = keyed_for(&emulator);
    command.env("ALIBABA_CLOUD_STS_ENDPOINT", emulator.url());
    let wrong = ["list", "--endpoint", emulator.url(), "--region=cn-hangzhou", "--role-arn=nobody"];
    let output = run(command, &wrong);
    output
        .says(&["STS refused AssumeRole with InvalidParameter.RoleArn", "a role's ARN looks like"]);
    output.says(&["the key comes from default/env"]).exits(3);
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_region_of_the_profile_is_the_default() {
    let emulator = Emulator::start().await.expect("an emulator");
    let home = tempfile::tempdir().expect("a folder");
    let list = ["list", "--endpoint", emulator.url()];
    let output = run(at_home(home.path(), &config(&emulator)), &list);
    assert!(output.exits(0).contains("m-"), "{output:?}");
    let output =
        run(at_home(home.path(), &config(&emulator)), &[&list[..], &["--profile=role"]].concat());
    output.says(&["no region was given"]).exits(2);
    let mut command = at_home(home.path(), &config(&emulator));
    command.env("ALIBABA_CLOUD_REGION_ID", "eu-central-1");
    let signed = run(command, &["sign"]);
    assert!(signed.exits(0).contains("RegionId=eu-central-1"), "the environment knows better");
    let signed = run(at_home(home.path(), &config(&emulator)), &["sign"]);
    assert!(signed.exits(0).contains("RegionId=cn-hangzhou"), "{signed:?}");
    emulator.shutdown().await;
}

#[test]
fn without_a_key_every_source_is_told_with_its_reason() {
    let output = run(bare(), &["whoami"]);
    assert_eq!(output.exits(3), "");
    output.says(&[
        "error: there is no access key\n",
        "cause: env: ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set\n",
        "cause: oidc_role_arn: ALIBABA_CLOUD_ROLE_ARN is not set\n",
        "cause: cli_profile: ",
        "cause: profile: ",
        "cause: credential_uri: ALIBABA_CLOUD_CREDENTIALS_URI is not set\n",
        "cause: ecs_ram_role: switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED\n",
        "hint: set ALIBABA_CLOUD_ACCESS_KEY_ID",
        "or run `aliyun configure`",
    ]);
    let mut command = bare();
    command.env_remove("ALIBABA_CLOUD_ECS_METADATA_DISABLED");
    let output = run(command, &["whoami", "--no-metadata"]);
    output.says(&["ecs_ram_role: switched off by the program"]).exits(3);
}

#[test]
fn a_profile_that_is_not_there_is_told_by_itself() {
    let home = tempfile::tempdir().expect("a folder");
    let command = at_home(home.path(), r#"{"current":"p","profiles":[]}"#);
    let output = run(command, &["list", "--region=cn-hangzhou", "--profile=work"]);
    output.says(&["error: the profile work has no key\n", "has no profile work;"]).exits(3);
    output.hides(&["ecs_ram_role", "hint: set"]);
}

#[cfg(unix)]
#[test]
fn a_file_of_keys_that_others_can_read_is_warned_about() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = tempfile::tempdir().expect("a folder");
    let config = r#"{"current":"p","profiles":[{"name":"p","mode":"AK","access_key_id":"i",
        "access_key_secret":"CANARY"}]}"#;
    let command = at_home(home.path(), config);
    let file = home.path().join(".aliyun/config.json");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("a mode");
    let output = run(command, &["sign", "--region=cn-hangzhou"]);
    output
        .says(&["warning: ", "can be read by others; run `chmod 600 "])
        .hides(&["CANARY"])
        .exits(0);
}

#[test]
fn with_an_emulator_the_key_is_its_own() {
    let output = run(bare(), &["whoami", "--emulator"]);
    assert!(output.exits(0).contains("provider  emulator\n"), "{output:?}");
    run(bare(), &["whoami", "--emulator", "--profile=p"]).says(&["cannot be used with"]).exits(2);
}

/// A program that would not end by itself is not left behind.
#[cfg(unix)]
#[test]
fn an_interruption_ends_the_program_that_was_asked_for_a_key() {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;

    for command_line in
        [&["whoami"][..], &["list", "-r", "cn-hangzhou"], &["sign", "-r", "cn-hangzhou"]]
    {
        let home = tempfile::tempdir().expect("a folder");
        let pipe = home.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
        assert!(made.success());
        let script = home.path().join("helper.sh");
        let text =
            format!("trap '' INT TERM\nexec 3> {}\necho $$ >&3\nexec sleep 1000\n", pipe.display());
        fs::write(&script, text).expect("a script");
        let config = format!(
            r#"{{"current":"p","profiles":[{{"name":"p","mode":"External","process_command":"sh {}"}}]}}"#,
            script.display()
        );
        let mut command = at_home(home.path(), &config);
        let mut running = command
            .args(command_line)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command runs");
        let mut lines = BufReader::new(fs::File::open(&pipe).expect("the pipe")).lines();
        let helper = lines.next().expect("a line").expect("a process id");
        let kill = |signal: &str, process: &str| {
            Command::new("kill")
                .args([signal, process])
                .stderr(Stdio::null())
                .status()
                .expect("kill")
        };
        assert!(kill("-INT", &running.id().to_string()).success());
        let status = running.wait().expect("its end");
        assert_eq!(status.code(), Some(130), "{command_line:?}");
        // Nobody writes to the pipe any more.
        assert!(lines.next().is_none());
        assert!(!kill("-0", &helper).success(), "{command_line:?}: the program is gone");
    }
}
