//! Responses as bytes.

use aliyun_rpc_signer::Format;

/// A page of one image, `m-1`, as JSON.
pub const PAGE_JSON: &str = r#"{"PageNumber":1,"TotalCount":1,"PageSize":10,"RegionId":"cn-hangzhou","RequestId":"R-PAGE","Images":{"Image":[{"ImageId":"m-1"}]}}"#;

/// The same page as XML.
pub const PAGE_XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DescribeImagesResponse>\
    <PageNumber>1</PageNumber><TotalCount>1</TotalCount><PageSize>10</PageSize>\
    <RegionId>cn-hangzhou</RegionId><RequestId>R-PAGE</RequestId>\
    <Images><Image><ImageId>m-1</ImageId></Image></Images></DescribeImagesResponse>";

/// Returns a page as the body of a response in this format.
#[must_use]
pub fn page_body(format: Format) -> &'static str {
    match format {
        Format::Xml => PAGE_XML,
        _ => PAGE_JSON,
    }
}

/// Returns a response with status 200 and a page as JSON.
#[must_use]
pub fn page() -> String {
    response(200, &[], PAGE_JSON)
}

/// Returns the body of a refusal in this format.
#[must_use]
pub fn refusal_body(format: Format, code: &str) -> String {
    match format {
        Format::Xml => format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><RequestId>R-1</RequestId>\
             <HostId>ecs.aliyuncs.com</HostId><Code>{code}</Code><Message>No.</Message></Error>"
        ),
        _ => format!(
            r#"{{"RequestId":"R-1","HostId":"ecs.aliyuncs.com","Code":"{code}","Message":"No."}}"#
        ),
    }
}

/// Returns a refusal in this format.
#[must_use]
pub fn refusal(format: Format, status: u16, code: &str) -> String {
    response(status, &[], &refusal_body(format, code))
}

/// Returns a refusal as JSON with further headers.
#[must_use]
pub fn refusal_with(status: u16, code: &str, headers: &[(&str, &str)]) -> String {
    response(status, headers, &refusal_body(Format::Json, code))
}

/// Returns a response whose `Content-Length` is right.
#[must_use]
pub fn response(status: u16, headers: &[(&str, &str)], body: &str) -> String {
    let mut text = format!("HTTP/1.1 {status} Any\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text + "\r\n" + body
}

/// Returns a response with a head of its own and nothing added.
#[must_use]
pub fn raw(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\n\r\n{body}")
}
