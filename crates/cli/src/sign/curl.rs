//! A signed request as a command for a shell.

use aliyun_rpc_signer::{Method, acs3, rpc};

/// Returns the command for a query; with POST it is the form.
pub(super) fn rpc(signed: &rpc::Signed, endpoint: &str) -> String {
    match signed.method() {
        Method::Post => command(&["--data-raw", signed.query(), &format!("{endpoint}/")]),
        Method::Get => command(&[&signed.url(endpoint)]),
    }
}

/// Returns the command for a request with headers, whose parameters are in the URL even with POST.
pub(super) fn acs3(request: &acs3::Signed, scheme: &str) -> String {
    let headers: Vec<String> =
        request.headers().map(|(name, value)| format!("{name}: {value}")).collect();
    let url = request.url(scheme);
    let mut arguments = Vec::new();
    if request.method() == Method::Post {
        // An empty body, and none of the content type that curl adds: it would have to be signed.
        arguments.extend(["--data-raw", "", "--header", "content-type:"]);
    }
    for header in &headers {
        arguments.extend(["--header", header]);
    }
    arguments.push(&url);
    command(&arguments)
}

/// Quotes what is not an option, and puts every option on a line of its own.
fn command(arguments: &[&str]) -> String {
    let mut command = "curl".to_owned();
    let mut value_of_option = false;
    for argument in arguments {
        if argument.starts_with("--") && !value_of_option {
            command += " \\\n  ";
            command += argument;
            value_of_option = true;
        } else {
            command += if value_of_option || arguments.len() == 1 { " " } else { " \\\n  " };
            command += &quoted(argument);
            value_of_option = false;
        }
    }
    command
}

/// Returns one word for a POSIX shell, whatever the text.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::{command, quoted};

    #[test]
    fn a_quote_ends_the_word_and_stands_behind_a_backslash() {
        assert_eq!(quoted("a b$`\\\"&"), "'a b$`\\\"&'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn options_stand_on_lines_of_their_own() {
        assert_eq!(command(&["https://h/?a=1&b=2"]), "curl 'https://h/?a=1&b=2'");
        assert_eq!(
            command(&["--data-raw", "--x", "https://h/"]),
            "curl \\\n  --data-raw '--x' \\\n  'https://h/'"
        );
    }
}
