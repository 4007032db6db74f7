//! The server side: an emulator that is well, and one that is not.

use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use aliyun_ecs_emulator::{Emulator, LogLine, Options};
use aliyun_rpc_signer::Credentials;

use crate::faults::faults;
use crate::settings::{BoxError, Settings};

/// The key of both sides.
pub(crate) fn credentials() -> Credentials {
    Credentials::new("soak-id", "soak-secret")
}

/// Serves until standard input ends.
///
/// Prints one line with the addresses of the emulator without and of the one with faults, and at the end what the
/// latter counted: `requests`, `reused` nonces, and each fault with its count.
pub(crate) async fn serve(settings: Settings) -> Result<(), BoxError> {
    let sound = Emulator::start_with(options()).await?;
    let counts = Arc::new(Mutex::new(Counts::default()));
    let counted = Arc::clone(&counts);
    let count = move |line: &LogLine| {
        counted.lock().unwrap_or_else(PoisonError::into_inner).count(line);
    };
    let faulty = Emulator::start_with(options().faults(faults(settings)).log(count)).await?;
    println!("{} {}", sound.address(), faulty.address());
    std::io::stdout().flush()?;

    tokio::task::spawn_blocking(|| std::io::stdin().lock().lines().last()).await?;
    let counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    println!("requests {}\nreused {}", counts.requests, counts.reused);
    for (fault, count) in &counts.faults {
        println!("{} {count}", fault.replace(' ', "-"));
    }
    Ok(())
}

fn options() -> Options {
    // Above what the longest run sends within half an hour.
    Options::new().key(credentials()).max_connections(1024).nonce_capacity(8 << 20)
}

#[derive(Default)]
struct Counts {
    requests: u64,
    /// Requests with a nonce that was used before, as long as no fault hits them, too.
    reused: u64,
    faults: BTreeMap<String, u64>,
}

impl Counts {
    fn count(&mut self, line: &LogLine) {
        self.requests += 1;
        self.reused += u64::from(line.code.as_deref() == Some("SignatureNonceUsed"));
        if let Some(fault) = &line.fault {
            *self.faults.entry(fault.clone()).or_default() += 1;
        }
    }
}
