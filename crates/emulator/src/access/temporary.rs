//! Temporary keys, made up and handed out.

use std::io;
use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::{Credentials, hex};
use aliyun_transport::Runtime;

use super::key::AccessKey;
use super::keyring::{ISSUED, Keyring};
use super::roles::RoleArn;

/// Makes up a key of somebody in a role and keeps it, so that requests can be signed with it until it expires: at a
/// whole second, since answers say it so. A lifetime is twelve hours at most.
///
/// Neither part looks like a real one but for the beginning of the id: scanners for leaked keys keep quiet.
pub(crate) fn issue(
    keyring: &Keyring,
    runtime: &dyn Runtime,
    (role, session): (RoleArn<'_>, &str),
    (now, lifetime): (SystemTime, Duration),
) -> io::Result<Credentials> {
    let mut random = [0; 56];
    runtime.random(&mut random)?;
    let (id, rest) = random.split_at(8);
    let (secret, token) = rest.split_at(16);
    let id = format!("{ISSUED}emulator-{}", hex::encode(id));
    let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let expiry = SystemTime::UNIX_EPOCH + Duration::from_secs((since + lifetime).as_secs());
    let credentials = Credentials::new(id, hex::encode(secret))
        .with_security_token(format!("emulator-{}", hex::encode(token)))
        .with_expiry(expiry);
    let key = AccessKey::new(credentials.clone()).account(role.account_id);
    keyring.issue(key.in_role(role.name, session), now);
    Ok(credentials)
}
