//! An answer around a text.

use bytes::Bytes;
use http::{Response, StatusCode};

use super::choices::Choices;

/// Puts a text into one member of an answer, or where a member should be.
pub(super) fn answer(choices: &mut impl Choices, text: &str) -> Response<Bytes> {
    let is_json = choices.once_in(2);
    let body = match choices.below(9) {
        0 => error(is_json, |member| if member == "Code" { text } else { "No" }),
        1 => error(is_json, |member| if member == "RequestId" { text } else { "No" }),
        2 => error(is_json, |member| if member == "HostId" { text } else { "No" }),
        3 => error(is_json, |member| if member == "Recommend" { text } else { "No" }),
        4 => page(is_json, text, "0"),
        // A number would be right here, and the reader says where it is not.
        5 => page(is_json, "R-1", text),
        6 => format!("{text}<html>{text}</html>"),
        7 => unknown(choices, is_json, text),
        _ => error(is_json, |member| if member == "Message" { text } else { "InvalidUsage" }),
    };
    let mut body = body.into_bytes();
    if choices.once_in(8) {
        body.truncate(choices.below(body.len() + 1));
    }
    if choices.once_in(8) {
        body.drain(..choices.below(body.len() + 1));
    }
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status(choices);
    response
}

/// Puts a text into a code, a request id or a host.
pub(super) fn identifier(choices: &mut impl Choices, text: &str) -> Response<Bytes> {
    let member = *choices.one(&["Code", "RequestId", "HostId"]);
    let is_json = choices.once_in(2);
    if member == "RequestId" && choices.once_in(3) {
        return Response::new(Bytes::from(page(is_json, text, "0")));
    }
    let body = error(is_json, |other| if other == member { text } else { "No" });
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status(choices);
    response
}

/// An error with a message of its own.
pub(super) fn message(choices: &mut impl Choices, text: &str) -> Response<Bytes> {
    let is_json = choices.once_in(2);
    let body = error(is_json, |member| match member {
        "Code" => "InvalidUsage",
        "RequestId" => "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E",
        "HostId" => "ecs.aliyuncs.com",
        "Message" => text,
        _ => "https://error-center.aliyun.com/status/search?Keyword=InvalidUsage&source=PopGw",
    });
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn status(choices: &mut impl Choices) -> StatusCode {
    *choices.one(&[
        StatusCode::OK,
        StatusCode::OK,
        StatusCode::BAD_REQUEST,
        StatusCode::FORBIDDEN,
        StatusCode::NOT_FOUND,
        StatusCode::INTERNAL_SERVER_ERROR,
        StatusCode::BAD_GATEWAY,
    ])
}

fn error<'t>(is_json: bool, text: impl Fn(&str) -> &'t str) -> String {
    let members = ["RequestId", "HostId", "Code", "Message", "Recommend"];
    members_of("Error", is_json, &members.map(|member| (member, text(member))))
}

fn page(is_json: bool, request_id: &str, total: &str) -> String {
    if is_json {
        let [request_id, total] = [request_id, total].map(quoted);
        return format!(
            r#"{{"RequestId":{request_id},"TotalCount":{total},"Images":{{"Image":[]}}}}"#
        );
    }
    let [request_id, total] = [request_id, total].map(in_xml);
    format!(
        "<DescribeImagesResponse><RequestId>{request_id}</RequestId>\
         <TotalCount>{total}</TotalCount><Images/></DescribeImagesResponse>"
    )
}

/// A member that nobody knows, of an error or in a document that is none.
fn unknown(choices: &mut impl Choices, is_json: bool, text: &str) -> String {
    let value = if is_json { quoted(text) } else { in_xml(text) };
    match (choices.below(4), is_json) {
        (0, true) => return format!(r#"{{"Code":"No","Detail":{{"Seen":[{value},{value}]}}}}"#),
        (1, true) => return format!(r#"{{"Code":"No",{value}:{{{value}:1}}}}"#),
        (0 | 1, false) => {
            return format!(
                "<Error><Code>No</Code><Detail><Seen>{value}</Seen>{value}</Detail></Error>"
            );
        }
        _ => {}
    }
    if is_json {
        let name = quoted(text);
        return format!("{{{name}:{{{name}:1,{name}:1}}}}");
    }
    format!("<Error><Code>No</Code><Unknown at=\"{0}\" at=\"{0}\"/></Error>", in_xml(text))
}

fn members_of(root: &str, is_json: bool, members: &[(&str, &str)]) -> String {
    if is_json {
        let members: Vec<_> = members
            .iter()
            .map(|(name, text)| format!("{}:{}", quoted(name), quoted(text)))
            .collect();
        return format!("{{{}}}", members.join(","));
    }
    let members: String =
        members.iter().map(|(name, text)| format!("<{name}>{}</{name}>", in_xml(text))).collect();
    format!("<{root}>{members}</{root}>")
}

/// A text of JSON.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

fn in_xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
