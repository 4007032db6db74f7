//! Decodes one body of a shape that could hide more than linear work, for `linearity.sh`.
//!
//! `one_shape <json|xml> <shape> <units> <times>`, for example `one_shape json escapes 1000 1`. It
//! prints the bytes of the body. The difference between twice and once is decoding alone.

#![forbid(unsafe_code)]

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::hint::black_box;

use aliyun_ecs_wire::decode;
use benches::bodies::{Format, Spec, bytes};

#[expect(clippy::print_stdout, reason = "the output of the program")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [format, shape, units, times] = &arguments[..] else {
        return Err("usage: one_shape <json|xml> <shape> <units> <times>".into());
    };
    let spec: Spec = format!("{format}-{units}-minimal-compact").parse()?;
    let body = match &shape[..] {
        "compact" | "pretty" | "shuffled" => {
            bytes(format!("{format}-{units}-minimal-{shape}").parse()?, 0)
        }
        shape => other(spec, shape).ok_or("no such shape")?.into_bytes(),
    };
    println!("{}", body.len());
    for _ in 0..times.parse()? {
        // Some shapes are refused, and that is to be linear, too.
        let _ = black_box(decode(body.clone()));
    }
    Ok(())
}

/// Returns a body of a shape that is no ordinary page, with so many units of what it is made of.
fn other(spec: Spec, shape: &str) -> Option<String> {
    let units = spec.images;
    let page = |spec| String::from_utf8(bytes(spec, 0)).ok();
    let body = match (spec.format, shape) {
        (Format::Json, "escapes") => json_text(&r#"\u4f4d\n\""#.repeat(units)),
        (Format::Xml, "escapes") => xml_text(&"&#x4f4d;&amp;&#10;".repeat(units)),
        (Format::Json, "huge-text") => json_text(&"0123456789".repeat(units)),
        (Format::Xml, "huge-text") => xml_text(&"0123456789".repeat(units)),
        (Format::Json, "unknown-text") => in_object(&format!("\"X\":\"{}\"", "0123".repeat(units))),
        (Format::Xml, "unknown-text") => in_element(&format!("<X>{}</X>", "0123".repeat(units))),
        (Format::Json, "number") => in_object(&format!("\"RegionId\":{}", "1234".repeat(units))),
        (Format::Xml, "number") => {
            in_element(&format!("<PageSize>{}</PageSize>", "1".repeat(units)))
        }
        (_, "unknown-members") => page(spec)?.replace("Usage", "Usages").replace("OSName", "Name"),
        (Format::Json, "unknown-names") => in_object(&numbered(units, "\"x", "\":0").join(",")),
        (Format::Xml, "unknown-names") => in_element(&numbered(units, "<x", "/>").concat()),
        (Format::Json, "nesting") => {
            let deep = format!("{}{}", "[{\"a\":".repeat(30), "0".to_owned() + &"}]".repeat(30));
            in_object(&format!("\"X\":[{}]", vec![deep; units].join(",")))
        }
        (Format::Xml, "nesting") => {
            let deep = format!("{}{}", "<a>".repeat(60), "</a>".repeat(60));
            in_element(&format!("<X>{}</X>", deep.repeat(units)))
        }
        (Format::Json, "open") => format!("{{\"X\":{}", "[".repeat(units)),
        (Format::Xml, "open") => format!("<DescribeImagesResponse>{}", "<a>".repeat(units)),
        (Format::Json, "white-space") => {
            page(spec)?.replace(",\"", &format!(",{}\"", " \n\t".repeat(50)))
        }
        (Format::Xml, "white-space") => {
            page(spec)?.replace("><", &format!(">{}<", " \n\t".repeat(50)))
        }
        (_, "error-at-the-end") => page(spec)? + "}",
        // One attribute, or one escaped name, and all is left to the strict reader.
        (Format::Json, "strict") => page(spec)?.replacen("\"Images\"", "\"\\u0049mages\"", 1),
        (Format::Xml, "strict") => page(spec)?.replacen("<Images>", "<Images a=''>", 1),
        (Format::Xml, "attributes") => page(spec)?.replace("<Image>", "<Image a='&lt;' b=\"\">"),
        (Format::Xml, "comments") => page(spec)?.replace("<Image>", "<!-- - ] > --><?a ?><Image>"),
        (Format::Xml, "cdata") => xml_text(&"<![CDATA[]]]]><![CDATA[>]]>".repeat(units)),
        (Format::Xml, "brackets") => xml_text(&"]] > ]".repeat(units)),
        _ => return None,
    };
    Some(body)
}

fn json_text(text: &str) -> String {
    in_object(&format!("\"RegionId\":\"{text}\""))
}

fn xml_text(text: &str) -> String {
    in_element(&format!("<RegionId>{text}</RegionId>"))
}

fn in_object(members: &str) -> String {
    format!("{{\"TotalCount\":1,{members}}}")
}

fn in_element(children: &str) -> String {
    format!("<DescribeImagesResponse><TotalCount>1</TotalCount>{children}</DescribeImagesResponse>")
}

fn numbered(units: usize, before: &str, behind: &str) -> Vec<String> {
    (0..units)
        .map(|number| {
            let mut text = before.to_owned();
            let _ = write!(text, "{number:08}{behind}");
            text
        })
        .collect()
}
