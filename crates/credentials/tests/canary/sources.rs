//! Every source, in every mode and of every type, on a machine that has what it needs.

use std::ffi::OsString;
use std::sync::Arc;

use aliyun_credentials::{
    AssumeRole, Cached, Chain, CliProfile, Credentials, CredentialsUri, EcsRamRole, Environment,
    External, IniFile, MemoryHost, OidcRole, Provide, ProvideError, Sts,
};
use aliyun_transport::virtual_time::VirtualRuntime;
use serde_json::{Value, json};

use crate::canaries::{ARGUMENT, CONTENT, EXTERNAL_ID, OIDC, PATH, POLICY, QUERY, SECRET, TOKEN};
use crate::server::Server;

pub(crate) const CONFIG: &str = "/home/user/.aliyun/config.json";
pub(crate) const INI: &str = "/home/user/.alibabacloud/credentials";
pub(crate) const OIDC_FILE: &str = "/token";

const ROLE: &str = "acs:ram::1234567890123456:role/reader";
const PROVIDER: &str = "acs:ram::1234567890123456:oidc-provider/cluster";

/// What a source is made with.
pub(crate) struct Setup {
    pub(crate) host: MemoryHost,
    pub(crate) server: Server,
    pub(crate) runtime: VirtualRuntime,
}

impl Setup {
    fn sts(&self) -> Sts {
        let endpoint = Sts::CENTRAL.parse().unwrap();
        Sts::new(endpoint, self.server.clone(), self.runtime.clone())
    }

    fn uri(&self) -> CredentialsUri {
        CredentialsUri::new(&uri(), self.server.clone(), self.runtime.clone()).unwrap()
    }

    fn instance(&self) -> EcsRamRole {
        EcsRamRole::new(self.server.clone(), self.runtime.clone())
    }

    fn assumed(&self, source: impl Provide + 'static) -> AssumeRole {
        AssumeRole::new(ROLE, source, self.sts()).with_policy(POLICY).with_external_id(EXTERNAL_ID)
    }

    fn chain(&self) -> Chain {
        Chain::new(self.host.clone(), self.server.clone(), self.runtime.clone())
    }
}

/// A source, and the chain it is if it is one.
pub(crate) struct Made(pub(crate) Arc<dyn Provide>, pub(crate) Option<Chain>);

type Make = Box<dyn Fn(&Setup) -> Result<Made, ProvideError>>;

/// How a source is made, and the files and variables that it needs.
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) files: Vec<(&'static str, String)>,
    pub(crate) variables: Vec<(&'static str, OsString)>,
    pub(crate) make: Make,
    /// Whether there is nothing around it: no cache, no chain, no file that leads to it.
    pub(crate) is_alone: bool,
}

impl Source {
    fn new<P: Provide + 'static>(
        name: impl Into<String>,
        make: impl Fn(&Setup) -> P + 'static,
    ) -> Self {
        let make: Make = Box::new(move |setup| Ok(Made(Arc::new(make(setup)), None)));
        let (files, variables) = (Vec::new(), Vec::new());
        Self { name: name.into(), files, variables, make, is_alone: true }
    }

    fn chain(name: impl Into<String>, change: fn(Chain) -> Chain) -> Self {
        let make: Make = Box::new(move |setup| {
            let chain = change(setup.chain());
            Ok(Made(Arc::new(chain.clone()), Some(chain)))
        });
        let (files, variables) = (Vec::new(), Vec::new());
        Self { name: name.into(), files, variables, make, is_alone: false }
    }

    fn file(mut self, path: &'static str, content: impl Into<String>) -> Self {
        self.files.push((path, content.into()));
        self
    }

    fn variable(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    fn around_others(mut self) -> Self {
        self.is_alone = false;
        self
    }

    /// The same with a cache in front of it.
    fn cached(self) -> Self {
        let Self { name, files, variables, make, .. } = self;
        let make: Make = Box::new(move |setup| {
            let Made(source, chain) = make(setup)?;
            Ok(Made(Arc::new(Cached::new(source, setup.runtime.clone())), chain))
        });
        Self { name: format!("{name}, cached"), files, variables, make, is_alone: false }
    }
}

/// Returns all of them, each alone and cached.
pub(crate) fn sources() -> Vec<Source> {
    [alone, profiles, sections, chains]
        .iter()
        .flat_map(|of| of().into_iter().chain(of().into_iter().map(Source::cached)))
        .collect()
}

fn uri() -> String {
    format!("https://keys.example/{PATH}?token={QUERY}#{QUERY}")
}

fn command() -> String {
    format!("key-helper --token {ARGUMENT} '{ARGUMENT} too'")
}

fn alone() -> Vec<Source> {
    let environment = || {
        Source::new("Environment", |setup| Environment::new(setup.host.clone()))
            .variable("ALIBABA_CLOUD_ACCESS_KEY_ID", "id")
    };
    let oidc = Source::new("OidcRole", |setup: &Setup| {
        let role = OidcRole::new(ROLE, PROVIDER, OIDC_FILE, setup.host.clone(), setup.sts());
        role.with_policy(POLICY)
    });
    let external = |command: String| {
        let name = format!("External {command:.3}");
        let mut source = Source::new(name, |_| Credentials::new("", ""));
        source.make = Box::new(move |setup| {
            let source = External::new(&command, setup.host.clone(), setup.runtime.clone())?;
            Ok(Made(Arc::new(source), None))
        });
        source
    };
    let wrong_uri = |uri: String| {
        let mut source = Source::new("a wrong CredentialsUri", |_| Credentials::new("", ""));
        source.make = Box::new(move |setup| {
            let source = CredentialsUri::new(&uri, setup.server.clone(), setup.runtime.clone())?;
            Ok(Made(Arc::new(source), None))
        });
        source
    };
    vec![
        environment()
            .variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET)
            .variable("ALIBABA_CLOUD_SECURITY_TOKEN", TOKEN),
        environment().variable("ALIBABA_CLOUD_SECURITY_TOKEN", TOKEN),
        #[cfg(unix)]
        environment().variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET", {
            use std::os::unix::ffi::OsStringExt as _;
            OsString::from_vec([SECRET.as_bytes(), b"\xff"].concat())
        }),
        oidc.file(OIDC_FILE, format!("{OIDC}\n")),
        Source::new("EcsRamRole", Setup::instance),
        Source::new("EcsRamRole, named", |setup| setup.instance().with_role("web")),
        Source::new("EcsRamRole, badly named", |setup| setup.instance().with_role("web/..")),
        Source::new("EcsRamRole, without v1", |setup| setup.instance().without_v1()),
        Source::new("CredentialsUri", Setup::uri),
        wrong_uri(format!("http://keys.example/{PATH}?{QUERY}")),
        wrong_uri(format!("https://keys.example/{PATH} {QUERY}")),
        wrong_uri(format!("https://{PATH}:{QUERY}@keys.example/")),
        wrong_uri(format!("{PATH}{QUERY}")),
        Source::new("AssumeRole", |setup| {
            setup.assumed(Credentials::new("id", SECRET).with_security_token(TOKEN))
        }),
        Source::new("AssumeRole of CredentialsUri", |setup| setup.assumed(setup.uri()))
            .around_others(),
        Source::new("AssumeRole of EcsRamRole", |setup| setup.assumed(setup.instance()))
            .around_others(),
        Source::new("AssumeRole of AssumeRole", |setup| {
            setup.assumed(setup.assumed(Credentials::new("id", SECRET)))
        })
        .around_others(),
        Source::new("AssumeRole of what cannot sign", |setup| {
            setup.assumed(Credentials::new("i\u{1b}d", SECRET))
        }),
        external(command()),
        external(format!("key-helper '{ARGUMENT}")),
        external(format!("TOKEN={ARGUMENT} key-helper")),
        external(format!("'key-helper {ARGUMENT}'")),
    ]
}

fn role(mut profile: Value) -> Value {
    profile["ram_role_arn"] = json!(ROLE);
    profile["policy"] = json!(POLICY);
    profile["external_id"] = json!(EXTERNAL_ID);
    profile
}

fn profiles() -> Vec<Source> {
    let key = |mode: &str| {
        json!({"name": "p", "mode": mode, "access_key_id": "id", "access_key_secret": SECRET,
            "sts_token": TOKEN, "sts_expiration": 1_800_000_000})
    };
    let other =
        |mode: &str, member: &str, value: &str| json!({"name": "p", "mode": mode, member: value});
    let base =
        json!({"name": "base", "mode": "AK", "access_key_id": "id", "access_key_secret": SECRET});
    let mut oidc = other("OIDC", "oidc_token_file", OIDC_FILE);
    oidc["oidc_provider_arn"] = json!(PROVIDER);
    [
        key("AK"),
        key("StsToken"),
        role(key("RamRoleArn")),
        role(other("ChainableRamRoleArn", "source_profile", "base")),
        role(other("ChainableRamRoleArn", "source_profile", "p")),
        other("EcsRamRole", "ram_role_name", "web"),
        role(other("RamRoleArnWithRoleName", "ram_role_name", "web")),
        role(oidc),
        other("CredentialsURI", "credentials_uri", &uri()),
        other("External", "process_command", &command()),
        key("CloudSSO"),
        key("OAuth"),
        key("Anonymous"),
        key("BearerToken"),
        key("RsaKeyPair"),
        key(CONTENT),
    ]
    .map(|profile| {
        let config = json!({"current": "p", "profiles": [profile, base], "other": CONTENT});
        let mode = profile["mode"].as_str().unwrap();
        Source::new(format!("CliProfile {mode:.12}"), |setup| {
            CliProfile::new(setup.host.clone(), setup.server.clone(), setup.runtime.clone())
        })
        .file(CONFIG, config.to_string())
        .file(OIDC_FILE, OIDC)
        .around_others()
    })
    .into()
}

fn sections() -> Vec<Source> {
    let key = format!("access_key_id = id\naccess_key_secret = \"{SECRET}\"\n");
    let role = format!("role_arn = {ROLE}\npolicy = {POLICY}\nexternal_id = {EXTERNAL_ID}\n");
    let oidc =
        format!("{role}oidc_provider_arn = {PROVIDER}\noidc_token_file_path = {OIDC_FILE}\n");
    let rsa = format!("public_key_id = id\nprivate_key_file = {CONTENT}\n{key}");
    [
        ("access_key", key.clone()),
        ("ecs_ram_role", "role_name = web\n".to_owned()),
        ("ram_role_arn", format!("{key}{role}")),
        ("oidc_role_arn", oidc),
        ("rsa_key_pair", rsa),
        (CONTENT, key),
    ]
    .map(|(kind, lines)| {
        Source::new(format!("IniFile {kind:.12}"), |setup| {
            IniFile::new(setup.host.clone(), setup.server.clone(), setup.runtime.clone())
        })
        .file(INI, format!("# {CONTENT}\n[default]\ntype = {kind}\n{lines}region_id = {CONTENT}\n"))
        .file(OIDC_FILE, OIDC)
        .around_others()
    })
    .into()
}

fn chains() -> Vec<Source> {
    let files = |source: Source| {
        let config = json!({"current": "p", "profiles": [{"name": "p", "mode": "External",
            "process_command": command(), "access_key_secret": SECRET}]});
        source.file(CONFIG, config.to_string()).file(
            INI,
            format!("[default]\ntype=access_key\naccess_key_id=id\naccess_key_secret={SECRET}\n"),
        )
    };
    let oidc = Source::chain("Chain, OIDC", |chain| chain)
        .variable("ALIBABA_CLOUD_ROLE_ARN", ROLE)
        .variable("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", PROVIDER)
        .variable("ALIBABA_CLOUD_OIDC_TOKEN_FILE", OIDC_FILE)
        .file(OIDC_FILE, OIDC);
    let of_uri = |uri: String| {
        Source::chain("Chain, URI", |chain| chain).variable("ALIBABA_CLOUD_CREDENTIALS_URI", uri)
    };
    vec![
        Source::chain("Chain, environment", |chain| chain)
            .variable("ALIBABA_CLOUD_ACCESS_KEY_ID", "id")
            .variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET),
        files(oidc).variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET),
        files(Source::chain("Chain, profiles", |chain| chain)),
        files(Source::chain("Chain, one profile", |chain| chain.with_profile("default"))),
        of_uri(uri()),
        of_uri(format!("http://keys.example/{PATH}?{QUERY}")),
        Source::chain("Chain, instance", |chain| chain),
        Source::chain("Chain, nothing", Chain::without_metadata),
    ]
}
