//! JSONTestSuite: each file stands as the value of a member nobody asked for, where many readers
//! stop being strict.

mod images;
mod outside;
mod reading;

use aliyun_rpc_wire::{DecodeError, DecodeErrorKind};

use reading::decode_page;

/// JSON by its grammar that is refused on purpose: RFC 8259 leaves names that repeat to the
/// reader.
const REPEATED_NAMES: [&str; 2] =
    ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"];

#[test]
fn all_95_are_json_by_grammar_and_all_188_are_refused() {
    let Some(folder) = outside::folder("suites/json/test_parsing") else {
        return;
    };
    let (mut accepted, mut repeated, mut refused) = (0, 0, 0);
    let mut free = (0, 0);
    for (name, value) in outside::files(&folder, &["json"]) {
        let outcome = decode_page(page_around(&value));
        match (name.as_bytes(), outcome) {
            ([b'y', ..], Err(error)) => {
                assert!(REPEATED_NAMES.contains(&name.as_str()), "{name}: {error}");
                is_refused_for_the_repeated_name_alone(&name, &value, &error);
                repeated += 1;
            }
            ([b'y', ..], Ok(page)) => {
                let page = page.root();
                let found = (page.list("Images").len(), page.integer("TotalCount"));
                assert_eq!(found, (1, Some(1)), "{name}");
                accepted += 1;
            }
            ([b'n', ..], outcome) => {
                let error = outcome.expect_err(&name);
                // Some of these end the page's own object and leave garbage behind it.
                let is_form = matches!(
                    error.kind(),
                    DecodeErrorKind::Syntax
                        | DecodeErrorKind::Truncated
                        | DecodeErrorKind::NotUtf8
                        | DecodeErrorKind::TooDeep
                );
                assert!(is_form, "{name}: {error}");
                refused += 1;
            }
            // Where the suite leaves the choice: a number is its spelling, however large. What is
            // not UTF-8, half a surrogate pair, a byte order mark or 500 levels deep is refused.
            (_, outcome) => {
                assert_eq!(outcome.is_ok(), name.starts_with("i_number_"), "{name}");
                *(if outcome.is_ok() { &mut free.0 } else { &mut free.1 }) += 1;
            }
        }
    }
    assert_eq!((accepted, repeated, refused, free), (93, 2, 188, (10, 25)));
}

/// The second `"a"` is what the error names, and with another name in its place nothing is wrong.
#[track_caller]
fn is_refused_for_the_repeated_name_alone(name: &str, value: &[u8], error: &DecodeError) {
    let value = String::from_utf8(value.to_vec()).expect("UTF-8");
    let second = value.rfind("\"a\"").expect("a name that repeats");
    assert_eq!(error.kind(), DecodeErrorKind::Duplicate, "{name}: {error}");
    assert_eq!(error.path(), "Unknown.a", "{name}");
    assert_eq!(error.offset(), r#"{"Unknown":"#.len() + second, "{name}");
    let mut other = value;
    other.replace_range(second..second + 3, "\"z\"");
    assert!(decode_page(page_around(other.as_bytes())).is_ok(), "{name}");
}

/// The same files as whole bodies: none of them is a page.
#[test]
fn no_file_of_the_suite_is_a_page() {
    for part in ["suites/json/test_parsing", "suites/json/test_transform"] {
        let Some(folder) = outside::folder(part) else {
            return;
        };
        for (name, body) in outside::files(&folder, &["json"]) {
            let error = decode_page(body).expect_err(&name);
            if name.starts_with('y') && !REPEATED_NAMES.contains(&name.as_str()) {
                assert!(matches!(error.kind(), DecodeErrorKind::Neither { .. }), "{name}: {error}");
            }
        }
    }
}

fn page_around(value: &[u8]) -> Vec<u8> {
    let mut body = br#"{"Unknown":"#.to_vec();
    body.extend_from_slice(value);
    body.extend_from_slice(br#","TotalCount":1,"Images":{"Image":[{"ImageId":"m-1"}]}}"#);
    body
}
