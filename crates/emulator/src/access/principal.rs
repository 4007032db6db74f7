//! The numbers by which the service names users and roles.

/// Returns the id of a RAM user of an account.
pub(crate) fn user_id(account_id: u64, name: &str) -> String {
    id('2', account_id, name)
}

/// Returns the id of a role of an account.
pub(crate) fn role_id(account_id: u64, name: &str) -> String {
    id('3', account_id, name)
}

/// Ids have 18 digits and begin with 2 for users and 3 for roles, as the examples of the STS API Reference do. Here
/// they follow from the name, so they are the same on every run.
fn id(first: char, account_id: u64, name: &str) -> String {
    let of_account = account_id.to_be_bytes();
    let bytes = of_account.iter().chain(name.as_bytes());
    // FNV-1a.
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{first}{:017}", hash % 100_000_000_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_18_digits_and_differ() {
        let ids = [user_id(1, "a"), role_id(1, "a"), role_id(1, "b"), role_id(2, "a")];
        for (index, id) in ids.iter().enumerate() {
            assert!(id.len() == 18 && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
            assert!(!ids[..index].contains(id));
        }
        assert_eq!(role_id(1, "a"), role_id(1, "a"));
    }
}
