//! Names that come out of files, as parts of messages.

use aliyun_rpc::wire::Brief;

/// Returns a name as a message shows it: no longer than a line.
pub(crate) fn name(name: &str) -> String {
    Brief::new(name, LONGEST).to_string()
}

/// Returns the command that signs a profile in, or writes it; with its name where that needs no quotes.
pub(crate) fn configure(profile: &str) -> String {
    if is_plain(profile) {
        format!("`aliyun configure --profile {profile}`")
    } else {
        "`aliyun configure`".to_owned()
    }
}

/// Returns whether a shell takes a text for one word, as it stands.
pub(crate) fn is_plain(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '@');
    !text.is_empty() && text.len() <= LONGEST && !text.starts_with('-') && text.chars().all(fits)
}

/// In bytes.
const LONGEST: usize = 200;

#[cfg(test)]
mod tests {
    use super::configure;

    #[test]
    fn a_command_to_copy_runs_nothing_else() {
        assert_eq!(configure("work"), "`aliyun configure --profile work`");
        for name in ["a b", "x; rm -rf ~", "-x", "", "$(x)", "a'b"] {
            assert_eq!(configure(name), "`aliyun configure`", "{name}");
        }
    }
}
