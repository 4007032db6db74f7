//! Access keys made up on the spot.

use std::fmt::Write;

use aliyun_rpc_signer::Credentials;
use aliyun_transport::Runtime;

use crate::StartError;

/// Makes a key pair that is good for one run. Its id does not look like a real one, so scanners
/// for leaked keys keep quiet.
pub(crate) fn credentials(runtime: &dyn Runtime) -> Result<Credentials, StartError> {
    let mut random = [0; 24];
    runtime.random(&mut random).map_err(StartError::random)?;
    let (id, secret) = random.split_at(8);
    let id = format!("emulator-{}", hex(id));
    Ok(Credentials::new(id, hex(secret)))
}

fn hex(bytes: &[u8]) -> String {
    // Sized beforehand: growing would leave copies behind.
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
