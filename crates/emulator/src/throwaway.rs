//! Access keys made up on the spot.

use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::hex;
use aliyun_transport::Runtime;

use crate::StartError;

/// Makes a key pair that is good for one run. Its id does not look like a real one, so scanners
/// for leaked keys keep quiet.
pub(crate) fn credentials(runtime: &dyn Runtime) -> Result<Credentials, StartError> {
    let mut random = [0; 24];
    runtime.random(&mut random).map_err(StartError::random)?;
    let (id, secret) = random.split_at(8);
    // Short of a word: clients hide pieces of a key's id, and messages have the word "emulator".
    let id = format!("emu-{}", hex::encode(id));
    Ok(Credentials::new(id, hex::encode(secret)))
}
