//! The emulator as the one who answers, with faults of its own.

use std::fmt;
use std::sync::Arc;

use aliyun_ecs_emulator::{Catalogue, Faults, NewImage, Options, Service};
use aliyun_rpc_signer::Credentials;

use super::clock::Clock;
use super::credentials::{SECRET, TOKEN};
use super::log::WireRequest;

/// The emulator with one image, `m-1`, the keys of the harness and its clock. It verifies every signature and refuses a
/// nonce that comes twice. Clones are the same emulator.
#[derive(Clone)]
pub struct Emulated(Arc<Service>);

impl Emulated {
    /// Returns an emulator with these faults; those that need a connection or take time are left out.
    ///
    /// # Panics
    ///
    /// When the clock has no randomness.
    #[must_use]
    pub fn new(faults: Faults, clock: &Clock) -> Self {
        let images = Catalogue::new().with("cn-hangzhou", NewImage::own("m-1"));
        let options = Options::new().catalogue(images).faults(faults);
        let options = options.runtime(Arc::new(clock.clone()));
        let keys = (1..=MOST_ATTEMPTS)
            .map(|turn| Credentials::new(format!("key-{turn}"), SECRET).with_security_token(TOKEN));
        let options = keys.fold(options, Options::key);
        Self(Arc::new(Service::new(options).expect("randomness")))
    }

    /// Answers a request as bytes.
    pub(crate) fn answer(&self, request: &WireRequest) -> Vec<u8> {
        let response = self.0.handle(&request.to_http());
        let mut bytes = format!("HTTP/1.1 {} Any\r\n", response.status().as_u16()).into_bytes();
        for (name, value) in response.headers() {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        let body = response.into_body();
        bytes.extend(format!("content-length: {}\r\n\r\n", body.len()).bytes());
        bytes.extend(body);
        bytes
    }
}

impl fmt::Debug for Emulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// No case makes as many.
const MOST_ATTEMPTS: usize = 16;
