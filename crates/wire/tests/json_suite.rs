//! JSONTestSuite: each file stands as the value of a member nobody asked for, where many readers
//! stop being strict.

mod outside;

use aliyun_ecs_wire::{DecodeErrorKind, decode_page};

/// Valid JSON that is refused on purpose: RFC 8259 leaves names that repeat to the reader.
const REPEATED_NAMES: [&str; 2] =
    ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"];

#[test]
fn what_must_be_accepted_is_and_what_must_be_refused_is() {
    let Some(folder) = outside::folder("suites/json/test_parsing") else {
        return;
    };
    let (mut accepted, mut refused, mut either) = (0, 0, 0);
    for (name, value) in outside::files(&folder, &["json"]) {
        let outcome = decode_page(page_around(&value));
        match name.as_bytes() {
            [b'y', ..] if REPEATED_NAMES.contains(&name.as_str()) => {
                let error = outcome.expect_err(&name);
                assert_eq!(error.kind(), DecodeErrorKind::Duplicate, "{name}: {error}");
                refused += 1;
            }
            [b'y', ..] => {
                let page = outcome.expect(&name);
                assert_eq!((page.len(), page.total_count()), (1, Some(1)), "{name}");
                accepted += 1;
            }
            [b'n', ..] => {
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
            _ => either += 1,
        }
    }
    assert_eq!((accepted, refused, either), (93, 190, 35));
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
                assert!(
                    matches!(error.kind(), DecodeErrorKind::NotAPage { .. }),
                    "{name}: {error}"
                );
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
