//! One fetch: a token, the name of the role, its key.

use std::sync::Arc;
use std::time::Duration;

use aliyun_rpc_signer::{Credentials, ProvideError};
use aliyun_transport::{
    Direct, METADATA_ADDRESS, Runtime, Sent, Transport, TransportError, TransportErrorKind,
};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, request};

use super::no_token::{NoToken, SERVICE, read_token};
use super::role_name::RoleName;
use crate::failed::failed;
use crate::http_answer::{NoAnswer, ask, read_key, status_phrase};

/// Whom to ask for which role, and how.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) runtime: Arc<dyn Runtime>,
    /// Empty to ask for it.
    pub(super) role: String,
    pub(super) allows_v1: bool,
}

/// What is known in the course of a fetch.
pub(super) struct Fetch<'a> {
    plan: &'a Plan,
    token: Option<HeaderValue>,
    /// Why there is no token, once one has been asked for.
    no_token: Option<NoToken>,
    has_answered: bool,
}

impl<'a> Fetch<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self { plan, token: None, no_token: None, has_answered: false }
    }

    pub(super) async fn run(mut self) -> Result<Credentials, ProvideError> {
        let given = match self.plan.role.as_str() {
            "" => None,
            name => Some(RoleName::parse(name).ok_or_else(|| failed(NOT_A_ROLE))?),
        };
        match self.fetch_token().await {
            Ok(token) => self.token = Some(token),
            Err(no_token) if self.plan.allows_v1 => self.no_token = Some(no_token),
            Err(NoToken::NoAnswer(error)) if error.is_silence() => return Err(nobody(error)),
            Err(no_token) => return Err(no_token.but_v1_is_forbidden()),
        }
        let role = match given {
            Some(role) => role,
            None => self.fetch_role().await?,
        };
        self.fetch_key(&role).await
    }

    async fn fetch_token(&mut self) -> Result<HeaderValue, NoToken> {
        let request = Request::put(uri(TOKEN_PATH)).header(LIFETIME_HEADER, LIFETIME);
        let answer = self.send(request).await.map_err(NoToken::NoAnswer)?;
        match answer.status() {
            StatusCode::OK => read_token(answer.body()).ok_or(NoToken::Unusable),
            status => Err(NoToken::Status(status)),
        }
    }

    async fn fetch_role(&mut self) -> Result<RoleName, ProvideError> {
        let body = self.get(ROLES_PATH).await?.ok_or_else(|| {
            failed(format_args!(
                "no RAM role is attached to this instance ({SERVICE} answers HTTP 404); attach a \
                 RAM role to the instance, or set ALIBABA_CLOUD_ECS_METADATA_DISABLED=true"
            ))
        })?;
        RoleName::read(&body).ok_or_else(|| {
            failed(format_args!(
                "{SERVICE} answers with what is not the name of a RAM role; check what answers there"
            ))
        })
    }

    async fn fetch_key(&mut self, role: &RoleName) -> Result<Credentials, ProvideError> {
        let role = role.as_str();
        let body = self.get(&format!("{ROLES_PATH}{role}")).await?.ok_or_else(|| {
            failed(format_args!(
                "{SERVICE} has no key of the RAM role {role} (HTTP 404); attach the role to the \
                 instance, or set ALIBABA_CLOUD_ECS_METADATA_DISABLED=true"
            ))
        })?;
        let key = read_key(&body, true).map_err(|phrase| {
            failed(format_args!("the key of the RAM role {role} from {SERVICE} {phrase}"))
        })?;
        Ok(key.with_provider(NAME))
    }

    /// Returns an item, `None` if there is none. If the service does not take the token and that is
    /// allowed, this and later requests go without.
    async fn get(&mut self, path: &str) -> Result<Option<Bytes>, ProvideError> {
        let mut answer = self.get_once(path).await?;
        if self.token.is_some() && is_refusal(answer.status()) {
            let refused = NoToken::Refused(answer.status());
            if !self.plan.allows_v1 {
                return Err(refused.but_v1_is_forbidden());
            }
            (self.token, self.no_token) = (None, Some(refused));
            answer = self.get_once(path).await?;
        }
        match answer.status() {
            StatusCode::OK => Ok(Some(answer.into_body())),
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(self.other(status)),
        }
    }

    /// Returns the error of a fetch that ends with a status from which nothing follows.
    fn other(&mut self, status: StatusCode) -> ProvideError {
        match self.no_token.take() {
            Some(no_token) if is_refusal(status) => no_token.but_it_is_wanted(status),
            _ => failed(format_args!("{SERVICE} {}", status_phrase(status))),
        }
    }

    async fn get_once(&mut self, path: &str) -> Result<Response<Bytes>, ProvideError> {
        let mut request = Request::get(uri(path));
        if let Some(token) = &self.token {
            request = request.header(TOKEN_HEADER, token);
        }
        self.send(request).await.map_err(|error| {
            if error.is_silence() && !self.has_answered {
                nobody(error)
            } else {
                error.into_error(SERVICE)
            }
        })
    }

    async fn send(&mut self, request: request::Builder) -> Result<Response<Bytes>, NoAnswer> {
        let request = request.extension(Direct).body(Bytes::new()).map_err(|error| {
            let refused = TransportError::new(TransportErrorKind::Refused, Sent::No);
            NoAnswer::Failed(refused.with_source(error))
        })?;
        let limit = if self.has_answered { LATER_LIMIT } else { FIRST_LIMIT };
        let Plan { transport, runtime, .. } = self.plan;
        let answer = ask(&**transport, &**runtime, request, limit).await;
        self.has_answered |= matches!(answer, Ok(_) | Err(NoAnswer::TooLarge));
        answer
    }
}

/// Returns the error of a source whose requests nobody answers.
fn nobody(error: NoAnswer) -> ProvideError {
    let nobody = failed(format_args!(
        "this is not an ECS instance, or {SERVICE} cannot be reached; set \
         ALIBABA_CLOUD_ECS_METADATA_DISABLED=true if there is none"
    ));
    match error {
        NoAnswer::Failed(cause) => nobody.with_source(cause),
        _ => nobody,
    }
}

fn is_refusal(status: StatusCode) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
}

fn uri(path: &str) -> String {
    format!("http://{METADATA_ADDRESS}{path}")
}

const NAME: &str = "ecs_ram_role";
const NOT_A_ROLE: &str = "the RAM role to use on this instance is given by what is not the name of one; \
    write 1 to 64 of A-Z, a-z, 0-9, \".\", \"_\", \"@\" and \"-\", or nothing to use the role that is \
    attached";

const TOKEN_PATH: &str = "/latest/api/token";
const ROLES_PATH: &str = "/latest/meta-data/ram/security-credentials/";
const TOKEN_HEADER: &str = "x-aliyun-ecs-metadata-token";
const LIFETIME_HEADER: &str = "x-aliyun-ecs-metadata-token-ttl-seconds";

/// The longest there is, in seconds, as in the SDKs.
const LIFETIME: &str = "21600";

/// As in the SDKs: off the cloud, a program should not have to wait.
const FIRST_LIMIT: Duration = Duration::from_secs(1);
const LATER_LIMIT: Duration = Duration::from_secs(5);
