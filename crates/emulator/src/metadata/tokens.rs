//! The tokens of the security hardening mode.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aliyun_rpc_signer::hex;
use aliyun_transport::Runtime;

/// Tokens and the moments, by a clock that never goes back, from which on they are expired.
#[derive(Default)]
pub(super) struct Tokens {
    expiries: Mutex<HashMap<String, Duration>>,
}

impl Tokens {
    /// Makes up a token. As many as asked for are issued, as in the service; when too many are alive, those that expire
    /// first are forgotten.
    pub(super) fn issue(&self, runtime: &dyn Runtime, lifetime: Duration) -> io::Result<String> {
        let mut random = [0; 32];
        runtime.random(&mut random)?;
        let token = hex::encode(random);
        let now = runtime.elapsed();
        let mut expiries = self.expiries.lock().unwrap_or_else(PoisonError::into_inner);
        if expiries.len() >= MOST_TOKENS {
            expiries.retain(|_, expiry| *expiry > now);
        }
        if expiries.len() >= MOST_TOKENS {
            let first = expiries.iter().min_by_key(|(_, expiry)| **expiry);
            if let Some(first) = first.map(|(token, _)| token.clone()) {
                expiries.remove(&first);
            }
        }
        expiries.insert(token.clone(), now.saturating_add(lifetime));
        Ok(token)
    }

    pub(super) fn is_valid(&self, token: &str, elapsed: Duration) -> bool {
        let expiries = self.expiries.lock().unwrap_or_else(PoisonError::into_inner);
        expiries.get(token).is_some_and(|expiry| *expiry > elapsed)
    }
}

/// Official SDKs fetch one for every request.
const MOST_TOKENS: usize = 10_000;

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use aliyun_transport::virtual_time::VirtualRuntime;

    use super::*;

    #[test]
    fn a_token_is_valid_until_it_expires_or_too_many_follow() {
        let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
        let tokens = Tokens::default();
        let second = Duration::from_secs(1);
        let short = tokens.issue(&runtime, second).unwrap();
        let first = tokens.issue(&runtime, 60 * second).unwrap();
        assert!(tokens.is_valid(&short, Duration::ZERO) && !tokens.is_valid("", Duration::ZERO));
        runtime.advance(second);
        assert!(!tokens.is_valid(&short, runtime.elapsed()));
        for _ in 2..MOST_TOKENS {
            tokens.issue(&runtime, 120 * second).unwrap();
        }
        // The expired one makes room first.
        let later = tokens.issue(&runtime, 120 * second).unwrap();
        assert!(tokens.is_valid(&first, runtime.elapsed()));
        tokens.issue(&runtime, 120 * second).unwrap();
        assert!(!tokens.is_valid(&first, runtime.elapsed()));
        assert!(tokens.is_valid(&later, runtime.elapsed()));
        assert_eq!(tokens.expiries.lock().unwrap().len(), MOST_TOKENS);
    }
}
