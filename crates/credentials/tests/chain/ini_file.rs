//! The ini file: each type, and where SDKs differ.

use std::time::Duration;

use aliyun_credentials::{FileError, IniFile, MemoryHost, Provide as _};
use aliyun_ecs_emulator::Options;

use crate::support::{Cloud, MY_ID, my_key, runtime, start, token};

const FILE: &str = "/home/user/.alibabacloud/credentials";
const KEY: &str =
    "access_key_id = LTAI5tMineMineMineMine00\naccess_key_secret = my-secret-CANARY\n";

fn file(host: &MemoryHost) -> IniFile {
    let runtime = runtime();
    let cloud = Cloud::on_an_instance(Options::new().key(my_key()), &runtime);
    IniFile::new(host.clone(), cloud, runtime)
}

/// Returns the provider, or the error, of a section with these lines.
async fn section(lines: &str) -> String {
    let host = MemoryHost::new().with_file(FILE, format!("[default]\n{lines}"));
    host.set_file("/token", token(start() + Duration::from_secs(60)));
    match file(&host).provide().await {
        Ok(key) => key.provider().unwrap_or_default().to_owned(),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn each_type_makes_its_source() {
    assert_eq!(section(&format!("type = access_key\n{KEY}")).await, "profile/static_ak");
    assert_eq!(
        section("type = ecs_ram_role\nrole_name = EmulatorRole").await,
        "profile/ecs_ram_role"
    );
    assert_eq!(section("type = ecs_ram_role").await, "profile/ecs_ram_role", "Go wants a name");
    let role = "role_arn = acs:ram::1234567890123456:role/r\n";
    assert_eq!(
        section(&format!("type = ram_role_arn\n{role}{KEY}")).await,
        "profile/ram_role_arn/static_ak"
    );
    let oidc = "oidc_provider_arn = acs:ram::1234567890123456:oidc-provider/p\n\
        oidc_token_file_path = /token";
    assert_eq!(
        section(&format!("type = oidc_role_arn\n{role}{oidc}")).await,
        "profile/oidc_role_arn"
    );
}

#[tokio::test]
async fn what_a_section_lacks_is_named() {
    for (lines, reason) in [
        (KEY, "the profile default lacks type"),
        ("type = access_key\naccess_key_id = x", "the profile default lacks access_key_secret"),
        ("type = access_key\naccess_key_secret = x", "the profile default lacks access_key_id"),
        ("type = ram_role_arn\naccess_key_id = x", "the profile default lacks role_arn"),
        ("type = rsa_key_pair", "the section [default] has an RSA key pair, which"),
        ("type = something", "the section [default] has a type that is not known; it can be"),
        (
            "type = ram_role_arn\nrole_arn = r\naccess_key_id = i\naccess_key_secret = s\nduration_seconds = 900s",
            "the section [default] has duration_seconds that are no whole number",
        ),
        ("type = access_key\nenable = false", "the section [default] says enable = false"),
    ] {
        let error = section(lines).await;
        assert!(error.starts_with(reason), "{error}");
    }
    let without_comment = section(&format!("type = access_key # mine\nenable = true\n{KEY}")).await;
    assert_eq!(without_comment, "profile/static_ak");
}

#[tokio::test]
async fn both_names_of_the_file_work_and_the_first_wins() {
    let ini =
        |id: &str| format!("[default]\ntype=access_key\naccess_key_id={id}\naccess_key_secret=s");
    let host =
        MemoryHost::new().with_file("/home/user/.alibabacloud/credentials.ini", ini("python"));
    assert_eq!(file(&host).provide().await.unwrap().access_key_id(), "python");
    host.set_file(FILE, ini("go"));
    assert_eq!(file(&host).provide().await.unwrap().access_key_id(), "go");
    host.set_file("/elsewhere", ini("elsewhere"));
    host.set_variable("ALIBABA_CLOUD_CREDENTIALS_FILE", "/elsewhere");
    assert_eq!(file(&host).provide().await.unwrap().access_key_id(), "elsewhere");
    // One that is there and cannot be read is not passed over in silence.
    let host = host.with_variable("ALIBABA_CLOUD_CREDENTIALS_FILE", "");
    host.set_file_error(FILE, FileError::NotPermitted);
    let error = file(&host).provide().await.unwrap_err().to_string();
    assert_eq!(error, format!("{FILE} may not be read by this user"));
}

#[tokio::test]
async fn the_section_is_the_named_one_or_that_of_the_variable_or_default() {
    let section = |name: &str| {
        format!("[{name}]\ntype=access_key\naccess_key_id={name}\naccess_key_secret=s\n")
    };
    let all = ["default", "variable", "named"].map(section).concat();
    let host = MemoryHost::new().with_file(FILE, all);
    assert_eq!(file(&host).provide().await.unwrap().access_key_id(), "default");
    host.set_variable("ALIBABA_CLOUD_PROFILE", "variable");
    assert_eq!(file(&host).provide().await.unwrap().access_key_id(), "variable");
    let named = file(&host).with_profile("named");
    assert_eq!(named.provide().await.unwrap().access_key_id(), "named");
    let none = file(&host).with_profile("none").provide().await.unwrap_err().to_string();
    assert_eq!(none, format!("{FILE} has no section [none]"));
}

#[tokio::test]
async fn a_file_that_is_not_as_it_should_be_is_told_by_line() {
    for (content, reason) in [
        (&b"\xff\xfe"[..], "is not UTF-8"),
        (b"", "has no section [default]"),
        (b"[default]\nCANARY", "has a line without = in [default] (line 2)"),
    ] {
        let host = MemoryHost::new().with_file(FILE, content);
        let error = file(&host).provide().await.unwrap_err().to_string();
        assert_eq!(error, format!("{FILE} {reason}"));
    }
}

#[tokio::test]
async fn a_changed_section_is_used() {
    let host =
        MemoryHost::new().with_file(FILE, format!("[default]\ntype=access_key\n{KEY}region_id=r"));
    let file = file(&host);
    assert_eq!(file.provide().await.unwrap().access_key_id(), MY_ID);
    assert_eq!(file.settings().unwrap().region.as_deref(), Some("r"));
    host.set_file(FILE, "[default]\ntype=access_key\naccess_key_id=new\naccess_key_secret=s");
    assert_eq!(file.provide().await.unwrap().access_key_id(), "new");
    host.set_file_error(FILE, FileError::NotPermitted);
    assert_eq!(file.provide().await.unwrap().access_key_id(), "new", "as it was");
    host.set_file_error(FILE, FileError::NotFound);
    assert!(file.provide().await.is_err(), "gone");
}
