//! What flags say about keys.

use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::Credentials;

use super::args::Args;
use super::error::CommandError;
use crate::AccessKey;

/// Turns keys and the flags about them into keys that may do what the flags leave. `*` stands for every key.
pub(super) fn apply(
    args: &Args,
    keys: Vec<Credentials>,
    now: SystemTime,
) -> Result<Vec<AccessKey>, CommandError> {
    let named = args.disable_key.iter();
    let pairs = [&args.deny, &args.only_region, &args.expire_key].into_iter().flatten();
    let unknown = named.chain(pairs.map(|(id, _)| id)).find(|id| {
        let is_known = |key: &Credentials| key.access_key_id() == **id;
        *id != EVERY && !keys.iter().any(is_known)
    });
    if let Some(id) = unknown {
        return Err(CommandError::unknown_key(id));
    }
    keys.into_iter().map(|key| rule(args, key, now)).collect()
}

fn rule(args: &Args, mut key: Credentials, now: SystemTime) -> Result<AccessKey, CommandError> {
    let id = key.access_key_id().to_owned();
    let is_meant = |named: &String| *named == id || named == EVERY;
    let of = |pairs: &'_ [(String, String)]| -> Vec<String> {
        let meant = pairs.iter().filter(|(named, _)| is_meant(named));
        meant.map(|(_, value)| value.clone()).collect()
    };
    if let Some(seconds) = of(&args.expire_key).pop() {
        let seconds = seconds.parse().map_err(|_| CommandError::expiry(&seconds))?;
        let expiry = now.checked_add(Duration::from_secs(seconds));
        key = key.with_expiry(expiry.ok_or_else(|| CommandError::expiry(&seconds.to_string()))?);
    }
    let mut key = AccessKey::new(key);
    if args.disable_key.iter().any(is_meant) {
        key = key.disabled();
    }
    for action in of(&args.deny) {
        key = key.denied(action);
    }
    let regions = of(&args.only_region);
    Ok(if regions.is_empty() { key } else { key.only_in(regions) })
}

const EVERY: &str = "*";

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        args: Args,
    }

    fn keys(flags: &[&str]) -> Result<Vec<AccessKey>, CommandError> {
        let words = std::iter::once("emulator").chain(flags.iter().copied());
        let keys = vec![Credentials::new("a", "s"), Credentials::new("b", "s")];
        let args = Program::try_parse_from(words).unwrap().args;
        apply(&args, keys, SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn flags_are_about_one_key_or_every_key() {
        let flags = ["--disable-key=a", "--deny=*=ecs:*", "--only-region=b=r", "--expire-key=b=60"];
        let keys = keys(&flags).unwrap();
        let [a, b] = keys.as_slice() else { panic!("{keys:?}") };
        assert!(a.is_disabled() && !b.is_disabled());
        assert!(keys.iter().all(|key| key.denial("ecs:DescribeImages", None).is_some()));
        assert!(b.denial("sts:AssumeRole", Some("other")).is_some());
        assert!(a.denial("sts:AssumeRole", Some("other")).is_none());
        let minute = SystemTime::UNIX_EPOCH + Duration::from_secs(60);
        assert!(b.is_expired_at(minute) && !a.is_expired_at(minute));
    }

    #[test]
    fn a_key_that_is_none_and_a_time_that_is_none_are_refused() {
        for flag in ["--disable-key=c", "--deny=c=*", "--expire-key=a=x", "--only-region=c=r"] {
            assert!(keys(&[flag]).is_err(), "{flag}");
        }
        let far = format!("--expire-key=a={}", u64::MAX);
        assert!(keys(&[&far]).is_err());
    }
}
