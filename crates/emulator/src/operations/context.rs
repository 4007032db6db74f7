//! What an operation is given, and what it gives back.

use std::fmt;
use std::time::SystemTime;

use aliyun_rpc_wire::BodyFormat;

use crate::access::key::AccessKey;
use crate::access::permission;
use crate::codes::ErrorCode;
use crate::faults::PageEffect;
use crate::parameters::Parameters;
use crate::rejection::Rejection;
use crate::world::World;

/// A request that passed the gateway.
pub(crate) struct Context<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) params: &'a Parameters,
    /// The key it is signed with; none if the operation takes unsigned requests.
    pub(crate) caller: Option<&'a AccessKey>,
    pub(crate) now: SystemTime,
    /// The host that was asked.
    pub(crate) host: &'a str,
    pub(crate) world: &'a World,
    /// What is wrong about a page of images.
    pub(crate) page_effects: &'a [PageEffect],
}

impl Context<'_> {
    /// Refuses the caller if it may not do this, here.
    pub(crate) fn authorize(&self, region: Option<&str>) -> Result<(), Rejection> {
        let Some(caller) = self.caller else { return Ok(()) };
        permission::check(caller, self.operation.permission, region, self.operation.denied)
    }
}

/// An operation: its name, how it is asked, and what answers.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// What access policies call it.
    pub(crate) permission: &'static str,
    /// With what a key that may not do it is refused.
    pub(crate) denied: ErrorCode,
    /// Whether a request has to be signed.
    pub(crate) is_signed: bool,
    /// The parameters it knows, besides the common ones; `n` stands for a number.
    pub(crate) parameters: fn() -> Vec<&'static str>,
    pub(crate) run: fn(&Context<'_>) -> Result<Answer, Rejection>,
}

/// The body of an answer, written when its request id and its format are known.
pub(crate) type Answer = Box<dyn FnOnce(&str, BodyFormat) -> Result<String, fmt::Error>>;
