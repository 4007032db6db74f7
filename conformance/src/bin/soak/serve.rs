//! The server side: an emulator, and the proxy in front of it.

use std::io::{BufRead as _, Write as _};
use std::sync::Arc;

use aliyun_ecs_emulator::{Emulator, Options};
use aliyun_rpc_signer::Credentials;

use crate::proxy::Proxy;
use crate::settings::{BoxError, Settings};

/// The key of both sides.
pub(crate) fn credentials() -> Credentials {
    Credentials::new("soak-id", "soak-secret")
}

/// Serves until standard input ends.
///
/// Prints one line with the addresses of the emulator and the proxy, and at the end what the proxy
/// counted: `requests`, `reused` nonces, and each fault with its count.
pub(crate) async fn serve(settings: Settings) -> Result<(), BoxError> {
    let options = Options::new().key(credentials()).max_connections(1024).nonce_capacity(8 << 20); // above what the longest run sends within half an hour
    let emulator = Emulator::start_with(options).await?;
    let proxy = Arc::new(Proxy::new(emulator.address(), settings));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{} {}", emulator.address(), listener.local_addr()?);
    std::io::stdout().flush()?;
    let serving = tokio::spawn(Arc::clone(&proxy).run(listener));

    tokio::task::spawn_blocking(|| std::io::stdin().lock().lines().last()).await?;
    serving.abort();
    for (name, count) in proxy.counts() {
        println!("{name} {count}");
    }
    Ok(())
}
