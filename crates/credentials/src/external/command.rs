//! The command: its words, what may be shown of it, and what it does not get.

use std::fmt;

use aliyun_rpc::wire::Printable;
use aliyun_rpc_signer::ProvideError;

use crate::failed::failed;
use crate::host::is_plain;

/// Splits a command into its program and its arguments.
///
/// # Errors
///
/// Fixed texts: a command may hold secrets.
pub(super) fn split(
    command: &str,
    is_windows: bool,
) -> Result<(String, Vec<String>), ProvideError> {
    let words = if is_windows { shlex::split(&doubled(command)) } else { shlex::split(command) };
    let words = words.ok_or_else(|| {
        failed("process_command has a quotation mark without its end; quote it as for a shell")
    })?;
    let mut words = words.into_iter();
    let program = words.next().filter(|program| !program.is_empty());
    let program = program
        .ok_or_else(|| failed("process_command is empty; set it to a program and its arguments"))?;
    if is_assignment(&program) {
        return Err(failed(
            "process_command begins with an assignment, and no shell runs it; put `env` before it",
        ));
    }
    Ok((program, words.collect()))
}

/// Doubles the backslashes that the splitting would take for escapes: on Windows they are parts of
/// paths. `\"` in double quotes stays what it is.
fn doubled(command: &str) -> String {
    let mut doubled = String::with_capacity(command.len() * 2);
    let mut quote = None;
    let mut characters = command.chars().peekable();
    while let Some(character) = characters.next() {
        doubled.push(character);
        match (quote, character) {
            (Some('"'), '\\') if characters.peek() == Some(&'"') => {
                doubled.extend(characters.next());
            }
            (None | Some('"'), '\\') => doubled.push('\\'),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    doubled
}

/// Returns whether a shell would take this for `NAME=value`, which may be a secret.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.starts_with(|c: char| c.is_ascii_digit())
            && !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// The name of a program, for people.
///
/// A program is a name or a path. If its word holds anything else, it may be a whole command in
/// quotation marks, secrets and all, so nothing of it is shown.
#[derive(Clone, Copy)]
pub(super) struct Name<'a>(pub(super) &'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the program ")?;
        let name = self.0.rsplit(['/', '\\']).next().unwrap_or_default();
        if is_plain(self.0) && !name.is_empty() && name.len() <= LONGEST_NAME_SHOWN {
            write!(f, "`{}` ", Printable(name))?;
        }
        f.write_str("of process_command")
    }
}

const LONGEST_NAME_SHOWN: usize = 64;

/// Returns the variables that hold keys of Alibaba Cloud, or lead to them.
pub(super) fn withheld() -> impl Iterator<Item = String> {
    const PREFIXES: [&str; 3] = ["ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_"];
    const NAMES: [&str; 5] =
        ["ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "SECURITY_TOKEN", "BEARER_TOKEN", "CREDENTIALS_URI"];
    const OF_TERRAFORM: [&str; 2] = ["ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"];

    let prefixed =
        PREFIXES.iter().flat_map(|prefix| NAMES.iter().map(move |name| format!("{prefix}{name}")));
    prefixed.chain(OF_TERRAFORM.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::{Name, split, withheld};

    #[track_caller]
    fn assert_words(command: &str, is_windows: bool, words: &[&str]) {
        let (program, arguments) = split(command, is_windows).unwrap();
        let all: Vec<&str> =
            [program.as_str()].into_iter().chain(arguments.iter().map(String::as_str)).collect();
        assert_eq!(all, words, "{command}");
    }

    #[test]
    fn words_are_those_of_a_shell_and_nothing_is_expanded() {
        assert_words("  helper\t--json ", false, &["helper", "--json"]);
        assert_words(
            r#"a 'b c' "d \"e" f\ g '' h"i"'j'"#,
            false,
            &["a", "b c", "d \"e", "f g", "", "hij"],
        );
        assert_words(
            "a $HOME `b` ; | ~ > * $(c)",
            false,
            &["a", "$HOME", "`b`", ";", "|", "~", ">", "*", "$(c)"],
        );
        assert_words("/opt/a=b/helper x=y", false, &["/opt/a=b/helper", "x=y"]);
    }

    #[test]
    fn on_windows_a_backslash_is_a_part_of_a_path() {
        assert_words(r"C:\tools\helper.exe --a", true, &[r"C:\tools\helper.exe", "--a"]);
        assert_words(
            r#""C:\Program Files\h.exe" "a\"b" '\c'"#,
            true,
            &[r"C:\Program Files\h.exe", "a\"b", r"\c"],
        );
        assert_words(r"\\host\share\h.exe \", true, &[r"\\host\share\h.exe", r"\"]);
    }

    #[test]
    fn a_command_that_is_none_is_refused_without_quoting_it() {
        for (command, reason) in [
            ("", "process_command is empty; set it to a program and its arguments"),
            (" \n", "process_command is empty; set it to a program and its arguments"),
            ("'' CANARY", "process_command is empty; set it to a program and its arguments"),
            (
                "helper 'CANARY",
                "process_command has a quotation mark without its end; quote it as for a shell",
            ),
            (
                "TOKEN=CANARY helper",
                "process_command begins with an assignment, and no shell runs it; put `env` before it",
            ),
        ] {
            assert_eq!(split(command, false).unwrap_err().to_string(), reason, "{command}");
        }
        assert!(split(r"helper CANARY\", false).unwrap_err().to_string().contains("quot"));
    }

    #[test]
    fn only_a_plain_name_is_shown() {
        for (program, shown) in [
            ("helper", "the program `helper` of process_command"),
            ("/opt/bin/key-helper.sh", "the program `key-helper.sh` of process_command"),
            (r"C:\tools\h.exe", "the program `h.exe` of process_command"),
            ("/opt/schlüssel", "the program `schlüssel` of process_command"),
        ] {
            assert_eq!(Name(program).to_string(), shown);
        }
        let long = "CANARY".repeat(20);
        for program in [
            "helper --token CANARY",
            "helper\t/CANARY",
            "CANARY\u{1b}[2J",
            "a/",
            &long,
            "a=/CANARY",
        ] {
            assert_eq!(Name(program).to_string(), "the program of process_command");
        }
    }

    #[test]
    fn what_is_withheld_is_withheld_by_each_name() {
        let withheld: Vec<String> = withheld().collect();
        assert_eq!(withheld.len(), 17);
        for name in [
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            "ALIBABACLOUD_SECURITY_TOKEN",
            "ALICLOUD_ACCESS_KEY_ID",
            "ALICLOUD_SECRET_KEY",
            "ALIBABA_CLOUD_CREDENTIALS_URI",
        ] {
            assert!(withheld.iter().any(|this| this == name), "{name}");
        }
        assert!(!withheld.iter().any(|name| name == "ALIBABA_CLOUD_PROFILE"));
    }
}
