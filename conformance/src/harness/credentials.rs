//! Credentials that change with every question, and texts to look for where none may be.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aliyun_rpc_signer::{Credentials, Provide, ProvideFuture};

/// The secret of every key of the harness.
pub const SECRET: &str = "CANARYSECRET";
/// The security token of every key of the harness.
pub const TOKEN: &str = "CANARYTOKEN";

/// Hands out another access key id each time it is asked, and counts the questions. A client asks
/// once per attempt, so the count is that of the attempts.
#[derive(Clone, Debug, Default)]
pub struct Rotating(Arc<AtomicUsize>);

impl Rotating {
    /// Returns how often credentials were asked for.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Provide for Rotating {
    fn provide(&self) -> ProvideFuture<'_> {
        let turn = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Box::pin(async move {
            Ok(Credentials::new(format!("key-{turn}"), SECRET).with_security_token(TOKEN))
        })
    }
}
