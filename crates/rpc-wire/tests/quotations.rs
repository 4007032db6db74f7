//! The service answers a wrong signature by quoting what was signed, with the security token in
//! it. No error shows that, however the answer is cut.

mod images;
mod reading;

use aliyun_rpc_wire::{BodyFormat, DecodeError, ErrorBody, decode, encode_error};

use images::PAGE;
use reading::decode_page;

const TOKEN: &str = "secretTokensecretTokensecretTok";

#[test]
fn no_piece_of_an_answer_to_a_wrong_signature_is_shown() {
    for (code, message) in [
        ("IncompleteSignature", "no. server string to sign is:GET&%2F&TOKEN"),
        ("SignatureDoesNotMatch", "The StringToSign is GET&%2F&SecurityToken%3DTOKEN%26a%3Db"),
        ("X", "server string to sign is:GET&%2F&AccessKeyId%3Dk%26SecurityToken%3DTOKEN"),
        ("X", "the CanonicalRequest is [GET / Token TOKEN host]"),
    ] {
        let error = ErrorBody::new(code, message.replace("TOKEN", TOKEN));
        for format in [BodyFormat::Json, BodyFormat::Xml] {
            let body = encode_error(&error, format);
            for place in 1..body.len() {
                let (beginning, end) = body.split_at(place);
                shows_nothing(beginning.as_bytes());
                shows_nothing(end.as_bytes());
                shows_nothing(&[end.as_bytes(), b"\xFF"].concat());
            }
        }
    }
}

#[test]
fn an_error_of_a_page_still_shows_its_place() {
    let error = decode_page(r#"{"TotalCount":1,"PageSize":x}"#).expect_err("malformed");
    assert_eq!(error.excerpt(), r#"{"TotalCount":1,"PageSize":x}"#);
}

#[track_caller]
fn shows_nothing(body: &[u8]) {
    if let Err(error) = &decode(body, &PAGE) {
        for text in printed(error) {
            // Eight letters would be enough to begin guessing.
            let shown = (0..TOKEN.len() - 8).find(|at| text.contains(&TOKEN[*at..at + 8]));
            assert_eq!(shown, None, "{text}");
        }
    }
}

fn printed(error: &DecodeError) -> [String; 4] {
    let (path, excerpt) = (error.path().to_owned(), error.excerpt().to_owned());
    [error.to_string(), format!("{error:?} {error:#?}"), path, excerpt]
}
