//! Bodies that ask for as much as they can: memory, or work.

use aliyun_ecs_wire::BodyFormat;

/// A kind of body, of any length.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// What it is called.
    pub name: &'static str,
    /// Its format.
    pub format: BodyFormat,
    before: &'static str,
    /// Repeated; a number takes the place of `@`.
    unit: &'static str,
    after: &'static str,
}

impl Shape {
    /// Returns a body of about this length, in bytes.
    #[must_use]
    pub fn body(&self, length: usize) -> String {
        let mut body = self.before.to_owned();
        let mut number = 0_u32;
        while body.len() + self.unit.len() + self.after.len() <= length {
            match self.unit.split_once('@') {
                Some((left, right)) => {
                    body += left;
                    body += &number.to_string();
                    body += right;
                    number += 1;
                }
                None => body += self.unit,
            }
        }
        // A unit ends in the comma before the next.
        let end = body.strip_suffix(',').map_or(body.len(), str::len);
        body.truncate(end);
        body + self.after
    }

    /// Returns the shape of this name and format.
    #[must_use]
    pub fn named(name: &str, format: BodyFormat) -> Option<&'static Self> {
        SHAPES.iter().find(|shape| shape.name == name && shape.format == format)
    }
}

const fn json(name: &'static str, parts: [&'static str; 3]) -> Shape {
    let [before, unit, after] = parts;
    Shape { name, format: BodyFormat::Json, before, unit, after }
}

const fn xml(name: &'static str, parts: [&'static str; 3]) -> Shape {
    let [before, unit, after] = parts;
    Shape { name, format: BodyFormat::Xml, before, unit, after }
}

/// All of them.
pub static SHAPES: &[Shape] = &[
    json("empty images", [r#"{"TotalCount":1,"Images":{"Image":["#, "{},", "]}}"]),
    json("tiny images", [r#"{"Images":{"Image":["#, r#"{"ImageId":"m"},"#, "]}}"]),
    json("images of null", [r#"{"Images":{"Image":["#, r#"{"Tags":null,"Size":null},"#, "]}}"]),
    json("empty disks", [DISKS, "{},", "]}}]}}"]),
    json("empty tags", [TAGS, "{},", "]}}]}}"]),
    json("tags", [TAGS, r#"{"TagKey":"k","TagValue":"v"},"#, "]}}]}}"]),
    json(
        "images with a disk",
        [IMAGES, r#"{"DiskDeviceMappings":{"DiskDeviceMapping":[{}]}},"#, "]}}"],
    ),
    json("detection items", [ITEMS, "{},", "]}}}]}}"]),
    json("escapes", [TEXT, r"\u0041", END]),
    json("short escapes", [TEXT, r"\n", END]),
    json("an escape in each text", [IMAGES, r#"{"Description":"abcdefghijklmnopqrst\n"},"#, "]}}"]),
    json("long text", [TEXT, "0123456789abcdef", END]),
    json("unknown text", [r#"{"TotalCount":0,"X":""#, "0123456789abcdef", "\"}"]),
    json("unknown members", [r#"{"TotalCount":0,"#, "\"x@\":0,", "}"]),
    json("unknown members of unknown", [r#"{"TotalCount":0,"X":{"#, "\"x@\":0,", "}}"]),
    json("unknown array", [r#"{"TotalCount":0,"X":["#, "0,", "]}"]),
    json(
        "unknown nesting",
        [r#"{"TotalCount":0,"X":["#, "[[[[[[[[{\"a\":{\"b\":0}}]]]]]]]],", "]}"],
    ),
    json("whitespace", [r#"{"TotalCount":0,"#, " \n", r#""Images":{"Image":[]}}"#]),
    json("number", [r#"{"TotalCount":0,"RegionId":1"#, "0123456789", "}"]),
    json("error with escapes", [r#"{"Code":"A","Message":""#, r"\u0041", "\"}"]),
    json("error of unknown", [r#"{"Code":"A","#, "\"x@\":[],", "}"]),
    json(
        "error of unknown nesting",
        [
            r#"{"Code":"A","X":["#,
            r#"{"0123456789abcdef0123456789abcdef":{"SecurityToken":{"a=b&a=b&a=b":["ab","c"]}}},"#,
            "]}",
        ],
    ),
    xml("empty images", ["<DescribeImagesResponse><Images>", "<Image/>", XML_END]),
    xml("open images", ["<DescribeImagesResponse><Images>", "<Image></Image>", XML_END]),
    xml("empty disks", [XML_DISKS, "<DiskDeviceMapping/>", XML_DISKS_END]),
    xml("empty tags", [XML_TAGS, "<Tag/>", XML_TAGS_END]),
    xml(
        "images with a tag",
        ["<DescribeImagesResponse><Images>", "<Image><Tags><Tag/></Tags></Image>", XML_END],
    ),
    xml("references", [XML_TEXT, "&#65;", XML_TEXT_END]),
    xml("named references", [XML_TEXT, "&lt;", XML_TEXT_END]),
    xml(
        "a reference in each text",
        [
            "<DescribeImagesResponse><Images>",
            "<Image><OSName>abcdefghijklmnopqrst&lt;</OSName></Image>",
            XML_END,
        ],
    ),
    xml("sections", [XML_TEXT, "<![CDATA[a]]>", XML_TEXT_END]),
    xml("comments", [XML_TEXT, "a<!---->", XML_TEXT_END]),
    xml("line ends", [XML_TEXT, "\r\n", XML_TEXT_END]),
    xml("long text", [XML_TEXT, "0123456789abcdef", XML_TEXT_END]),
    xml(
        "unknown elements",
        ["<DescribeImagesResponse><Images/>", "<x@/>", "</DescribeImagesResponse>"],
    ),
    xml(
        "unknown nesting",
        [
            "<DescribeImagesResponse><Images/>",
            "<a><b><c><d><e><f><g/></f></e></d></c></b></a>",
            "</DescribeImagesResponse>",
        ],
    ),
    xml(
        "attributes",
        [
            "<DescribeImagesResponse><Images/>",
            "<x a='1' b='2' c='3' d='4' e='5' f='6'/>",
            "</DescribeImagesResponse>",
        ],
    ),
    xml("whitespace", ["<DescribeImagesResponse><Images/>", " \n", "</DescribeImagesResponse>"]),
    xml("error with references", ["<Error><Code>A</Code><Message>", "&#65;", "</Message></Error>"]),
    xml(
        "error with one reference",
        ["<Error><Code>A</Code><Message>", "0123456789abcdef", "&lt;</Message></Error>"],
    ),
];

/// Quotations of a string to sign, which a call compares with its own.
pub static QUOTATIONS: &[Shape] = &[
    json("quoted alike", [QUOTATION, "a%3D1%26", "z%3D1\"}"]),
    json("quoted names", [QUOTATION, "a@%3D1%26", "z%3D1\"}"]),
];

const QUOTATION: &str =
    r#"{"Code":"SignatureDoesNotMatch","Message":"No. server string to sign is:GET&%2F&"#;

const IMAGES: &str = r#"{"Images":{"Image":["#;
const DISKS: &str = r#"{"Images":{"Image":[{"DiskDeviceMappings":{"DiskDeviceMapping":["#;
const TAGS: &str = r#"{"Images":{"Image":[{"Tags":{"Tag":["#;
const ITEMS: &str = r#"{"Images":{"Image":[{"DetectionOptions":{"Items":{"Item":["#;
const TEXT: &str = r#"{"TotalCount":0,"RegionId":""#;
const END: &str = "\"}";
const XML_END: &str = "</Images></DescribeImagesResponse>";
const XML_DISKS: &str = "<DescribeImagesResponse><Images><Image><DiskDeviceMappings>";
const XML_DISKS_END: &str = "</DiskDeviceMappings></Image></Images></DescribeImagesResponse>";
const XML_TAGS: &str = "<DescribeImagesResponse><Images><Image><Tags>";
const XML_TAGS_END: &str = "</Tags></Image></Images></DescribeImagesResponse>";
const XML_TEXT: &str = "<DescribeImagesResponse><TotalCount>0</TotalCount><RegionId>";
const XML_TEXT_END: &str = "</RegionId></DescribeImagesResponse>";
