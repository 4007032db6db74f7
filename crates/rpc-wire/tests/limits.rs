//! What a body may ask of its reader.

mod images;

use aliyun_rpc_wire::{Limits, decode_error_within, decode_within};
use images::PAGE;

#[test]
fn the_limit_of_unknown_members_holds_however_small_it_is() {
    for most in [0_usize, 1, 10, 31, 32, 33, 100] {
        for (open, close) in [("{", "}"), (r#"{"Images":{"Image":[{"#, "}]}}")] {
            for count in [most, most + 1] {
                let members: Vec<String> = (0..count).map(|n| format!("\"u{n}\":{n}")).collect();
                let known = if open == "{" { "\"TotalCount\":0" } else { "\"ImageId\":\"m-1\"" };
                let comma = if count > 0 { "," } else { "" };
                let body = format!("{open}{known}{comma}{}{close}", members.join(","));
                let limits = Limits::of_body(body.len()).unknown_members(most);
                let read = decode_within(body, &PAGE, &limits);
                assert_eq!(read.is_ok(), count <= most, "{count} of {most}: {open}");
            }
        }
    }
}

#[test]
fn errors_have_limits_too() {
    let body = r#"{"Code":"A","Message":"m","x":1,"y":2}"#;
    let limits = Limits::of_body(body.len()).unknown_members(4);
    assert!(decode_error_within(body, &limits).is_ok());
    assert!(decode_error_within(body, &limits.unknown_members(3)).is_err());
}
