//! Every tolerance: the value that comes out, the deviation that is told, and what is too much.

mod bodies;
#[expect(dead_code, reason = "shared with tests that need more of it")]
mod reading;

use aliyun_ecs_model::{DetectionOptions, Features, Image, ImageStatus};
use aliyun_ecs_wire::{
    DecodeErrorKind, DeviationKind, Entry, EntryKind, ImageRef, ImageText, Page, Report, Strict,
    UnknownKind,
};

use DeviationKind::{
    BooleanAsText, BooleanForText, BooleanSpelling, ByteOrderMark, EmptyScalar, EmptyWrapper,
    Missing, Null, NumberAsText, NumberForText, SingleItem, Whitespace,
};

use reading::decode_page_with;

#[test]
fn documented_values_deviate_in_nothing() {
    json(r#""Size":20,"IsCopied":false,"ImageOwnerId":5,"Description":"","Progress":"100%""#)
        .deviates_in(&[]);
    json(r#""Tags":{"Tag":[]},"DetectionOptions":{},"Features":{}"#).deviates_in(&[]);
    xml("<Size>20</Size><IsCopied>false</IsCopied><Description/><Tags/><Tags2/>")
        .deviates_in(&[])
        .knows_not(&["Images.Image[0].Tags2"]);
    xml("<DiskDeviceMappings>\n </DiskDeviceMappings><Features/>").deviates_in(&[]);
}

#[test]
fn numbers_in_json_may_be_texts() {
    let seen = json(r#""Size":"20""#).deviates_in(&[("Size", NumberAsText)]);
    assert_eq!(seen.image.size, Some(20));
    let seen = json(r#""Size":" 2\u0030 ""#).deviates_in(&[("Size", NumberAsText)]);
    assert_eq!(seen.image.size, Some(20));
    let seen = json(r#""ImageOwnerId":"-7""#).deviates_in(&[("ImageOwnerId", NumberAsText)]);
    assert_eq!(seen.image.image_owner_id, Some(-7));
}

#[test]
fn texts_in_json_may_be_numbers_or_booleans_and_stay_as_spelled() {
    let seen = json(r#""ImageVersion":2"#).deviates_in(&[("ImageVersion", NumberForText)]);
    assert_eq!(seen.image.image_version.as_deref(), Some("2"));
    let seen = json(r#""ImageVersion":-1.50E+2"#).deviates_in(&[("ImageVersion", NumberForText)]);
    assert_eq!(seen.image.image_version.as_deref(), Some("-1.50E+2"));
    let seen = json(r#""IsSelfShared":true"#).deviates_in(&[("IsSelfShared", BooleanForText)]);
    assert_eq!(seen.image.is_self_shared.as_deref(), Some("true"));
    let seen = json(r#""DiskDeviceMappings":{"DiskDeviceMapping":[{"Size":20}]}"#)
        .deviates_in(&[("DiskDeviceMappings.DiskDeviceMapping[0].Size", NumberForText)]);
    assert_eq!(seen.image.disk_device_mappings[0].size.as_deref(), Some("20"));
    let seen = json(r#""Status":7"#).deviates_in(&[("Status", NumberForText)]);
    assert_eq!(seen.image.status.as_ref().map(ImageStatus::as_str), Some("7"));
}

#[test]
fn booleans_may_be_words_in_any_case() {
    for (written, value) in [("false", false), ("False", false), ("TRUE", true), (" true ", true)] {
        let seen =
            json(&format!(r#""IsCopied":"{written}""#)).deviates_in(&[("IsCopied", BooleanAsText)]);
        assert_eq!(seen.image.is_copied, Some(value), "{written}");
    }
    let seen = xml("<IsCopied>True</IsCopied>").deviates_in(&[("IsCopied", BooleanSpelling)]);
    assert_eq!(seen.image.is_copied, Some(true));
    let seen = xml("<IsCopied>\n TRUE\n</IsCopied>")
        .deviates_in(&[("IsCopied", Whitespace), ("IsCopied", BooleanSpelling)]);
    assert_eq!(seen.image.is_copied, Some(true));
}

#[test]
fn blanks_around_numbers_in_xml_are_let_pass_but_texts_keep_theirs() {
    let seen = xml("<Size> 20\n</Size><Description> a  b\t</Description>")
        .deviates_in(&[("Size", Whitespace)]);
    assert_eq!(seen.image.size, Some(20));
    assert_eq!(seen.image.description.as_deref(), Some(" a  b\t"));
}

#[test]
fn empty_numbers_and_booleans_are_absent() {
    let seen = json(r#""Size":"","IsCopied":"  ","ImageOwnerId":"""#).deviates_in(&[
        ("Size", EmptyScalar),
        ("IsCopied", EmptyScalar),
        ("ImageOwnerId", EmptyScalar),
    ]);
    assert_eq!(seen.image, Image::default());
    let seen = xml("<Size/><IsCopied></IsCopied><ImageOwnerId> </ImageOwnerId>").deviates_in(&[
        ("Size", EmptyScalar),
        ("IsCopied", EmptyScalar),
        ("ImageOwnerId", EmptyScalar),
    ]);
    assert_eq!(seen.image, Image::default());
}

#[test]
fn null_is_absent_whatever_the_member() {
    let seen = json(
        r#""ImageId":null,"Size":null,"Status":null,"IsCopied":null,"ImageOwnerId":null,
           "Tags":null,"DetectionOptions":null,"DiskDeviceMappings":{"DiskDeviceMapping":null}"#,
    )
    .deviates_in(&[
        ("ImageId", Null),
        ("Size", Null),
        ("Status", Null),
        ("IsCopied", Null),
        ("ImageOwnerId", Null),
        ("Tags", Null),
        ("DetectionOptions", Null),
        ("DiskDeviceMappings.DiskDeviceMapping", Null),
    ]);
    assert_eq!(seen.image, Image::default());
}

#[test]
fn absent_and_empty_stay_apart() {
    for page in [
        json(r#""Description":"","Features":{}"#).page,
        xml("<Description/><Features> </Features>").page,
    ] {
        let image = page.image(0).expect("one image");
        assert_eq!((image.description(), image.os_name()), ("", ""));
        assert_eq!(image.text(ImageText::Description), Some(""));
        assert_eq!(image.text(ImageText::OSName), None);
        assert!(image.features().is_some() && image.detection_options().is_none());
        let image = image.to_image();
        assert_eq!((image.description, image.os_name), (Some(String::new()), None));
        assert_eq!(image.features, Some(Features::default()));
        assert_eq!(image.detection_options, None::<DetectionOptions>);
    }
}

#[test]
fn one_object_may_stand_for_a_list() {
    let seen = json(r#""Tags":{"Tag":{"TagKey":"team"}}"#).deviates_in(&[("Tags.Tag", SingleItem)]);
    assert_eq!(seen.image.tags[0].key.as_deref(), Some("team"));

    let mut report = Report::new();
    let body = r#"{"RequestId":"R","TotalCount":1,"Images":{"Image":{"Size":"5"}}}"#;
    let page = decode_page_with(body, &mut report).expect("a page");
    assert_eq!(page.image(0).and_then(ImageRef::size), Some(5));
    let paths: Vec<_> = report.entries().iter().map(Entry::path).collect();
    assert_eq!(paths, ["Images.Image", "Images.Image[0].Size"]);
}

#[test]
fn a_wrapper_may_hold_nothing_or_be_missing() {
    let seen = json(r#""Tags":{}"#).deviates_in(&[("Tags", EmptyWrapper)]);
    assert!(seen.image.tags.is_empty() && seen.image.disk_device_mappings.is_empty());
    json(r#""Tags":{"Other":1}"#)
        .deviates_in(&[("Tags", EmptyWrapper)])
        .knows_not(&["Images.Image[0].Tags.Other"]);
    for (body, expected) in [
        (r#"{"RequestId":"R","TotalCount":0}"#, ("Images", Missing)),
        (r#"{"RequestId":"R","TotalCount":0,"Images":null}"#, ("Images", Null)),
        (r#"{"RequestId":"R","TotalCount":0,"Images":{}}"#, ("Images", EmptyWrapper)),
    ] {
        let mut report = Report::new();
        let page = decode_page_with(body, &mut report).expect("a page");
        assert!(page.is_empty());
        let [entry] = report.entries() else { panic!("{report}") };
        assert_eq!((entry.path(), entry.kind()), (expected.0, EntryKind::Deviation(expected.1)));
    }
}

#[test]
fn items_in_xml_may_stand_apart() {
    let body = "<DescribeImagesResponse><RequestId>R</RequestId><TotalCount>2</TotalCount><Images>\
        <Image><ImageId>m-1</ImageId></Image><Other><Image/></Other><!-- x --><Image><ImageId>m-2\
        </ImageId></Image></Images></DescribeImagesResponse>";
    let mut report = Report::new();
    let page = decode_page_with(body, &mut report).expect("a page");
    let ids: Vec<&str> = page.images().map(ImageRef::image_id).collect();
    assert_eq!(ids, ["m-1", "m-2"]);
    assert_eq!(report.to_string(), "byte 119: Images.Other: an unknown element\n");
}

#[test]
fn text_in_xml_may_come_in_pieces() {
    for (written, meaning) in [
        ("a&amp;b", "a&b"),
        ("&#x4f4d;&#20301;", "位位"),
        ("<![CDATA[<a> & b]]>", "<a> & b"),
        ("a<![CDATA[]]>", "a"),
        ("<![CDATA[]]>a", "a"),
        ("a<![CDATA[b]]>c", "abc"),
        ("a<!-- no -->b<?pi?>c", "abc"),
        ("<!-- no -->", ""),
        ("<![CDATA[]]>", ""),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("<![CDATA[a\r\nb]]>\r", "a\nb\n"),
        ("a&#13;&#10;", "a\r\n"),
        ("]]&gt;", "]]>"),
        ("a>b]]", "a>b]]"),
    ] {
        let seen = xml(&format!("<Description>{written}</Description>")).deviates_in(&[]);
        assert_eq!(seen.image.description.as_deref(), Some(meaning), "{written:?}");
    }
}

#[test]
fn numbers_in_xml_may_come_in_pieces_too() {
    let seen = xml("<Size>2<!-- no -->&#48;<![CDATA[0]]></Size>").deviates_in(&[]);
    assert_eq!(seen.image.size, Some(200));
}

#[test]
fn the_page_reports_what_every_documented_page_has_and_it_lacks() {
    let mut report = Report::new();
    decode_page_with(r#" {"Images":{"Image":[]}} "#, &mut report).expect("a page");
    assert_eq!(
        report.to_string(),
        "byte 25: RequestId: a documented member that is missing\n\
         byte 25: TotalCount: a documented member that is missing\n"
    );
}

#[test]
fn a_byte_order_mark_is_passed_over_in_both_formats() {
    for body in [
        "\u{feff}{\"RequestId\":\"R\",\"TotalCount\":0,\"Images\":{\"Image\":[]}}",
        "\u{feff}<?xml version='1.0'?><DescribeImagesResponse><RequestId>R</RequestId>\
         <TotalCount>0</TotalCount><Images/></DescribeImagesResponse>",
    ] {
        let mut report = Report::new();
        let page = decode_page_with(body, &mut report).expect("a page");
        assert_eq!(page.request_id(), "R");
        let [entry] = report.entries() else { panic!("{report}") };
        assert_eq!(entry.kind(), EntryKind::Deviation(ByteOrderMark));
        assert_eq!((entry.offset(), entry.path()), (0, ""));
    }
}

#[test]
fn unknown_members_elements_and_attributes_are_reported_where_they_begin() {
    let mut report = Report::new();
    let body = r#"{"RequestId":"R","TotalCount":1,"Images":{"Image":[{"A.b":{"c":[1]}}]},"Z":1}"#;
    decode_page_with(body, &mut report).expect("a page");
    let seen: Vec<_> = report.entries().iter().map(|e| (e.offset(), e.path())).collect();
    assert_eq!(seen, [(52, r#"Images.Image[0]."A.b""#), (71, "Z")]);
    assert!(body[52..].starts_with(r#""A.b""#) && body[71..].starts_with(r#""Z""#));

    let mut report = Report::new();
    let body = "<DescribeImagesResponse xmlns='x'><RequestId>R</RequestId><TotalCount a='1'>1\
                </TotalCount><Images><Image n='0'/><N b='2'/></Images></DescribeImagesResponse>";
    decode_page_with(body, &mut report).expect("a page");
    let seen: Vec<_> = report.entries().iter().map(|e| (e.path(), e.kind())).collect();
    let attribute = EntryKind::Unknown(UnknownKind::Attribute);
    assert_eq!(
        seen,
        [
            ("@xmlns", attribute),
            ("TotalCount@a", attribute),
            ("Images.Image[0]@n", attribute),
            ("Images.N", EntryKind::Unknown(UnknownKind::Element)),
        ]
    );
}

#[test]
fn a_report_is_bounded() {
    let images = vec![r#"{"Size":"1"}"#; 150].join(",");
    let body = format!(r#"{{"RequestId":"R","TotalCount":150,"Images":{{"Image":[{images}]}}}}"#);
    let mut report = Report::new();
    decode_page_with(body, &mut report).expect("a page");
    assert_eq!((report.entries().len(), report.omitted()), (100, 50));
    assert!(report.to_string().ends_with("\nand 50 more\n"));
}

#[test]
fn the_strict_observer_refuses_deviations_and_lets_unknown_members_pass() {
    let body = r#"{"RequestId":"R","TotalCount":1,"Images":{"Image":[{"New":1,"Size":"1"}]}}"#;
    let error = decode_page_with(body, &mut Strict).expect_err("a deviation");
    let DecodeErrorKind::Refused { entry, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(entry, EntryKind::Deviation(NumberAsText));
    assert_eq!((error.offset(), error.path()), (67, "Images.Image[0].Size"));
    assert_eq!(
        error.to_string(),
        "the observer refused a number written as a text at line 1, column 68 \
         (Images.Image[0].Size): `t\":1,\"Images\":{\"Image\":[{\"New\":1,\"Size\":\"1\"}]}}`"
    );
    assert!(decode_page_with(body.replace(r#""1""#, "1"), &mut Strict).is_ok());
}

/// What a page with one image came to.
struct Seen {
    page: Page,
    image: Image,
    report: Report,
}

impl Seen {
    #[track_caller]
    fn of(body: &str) -> Self {
        let mut report = Report::new();
        let page = decode_page_with(body, &mut report).expect(body);
        let image = page.image(0).expect("one image").to_image();
        for entry in report.entries() {
            assert!(entry.offset() < body.len(), "{entry}");
        }
        Self { page, image, report }
    }

    /// Checks the deviations, by their paths inside the image and in their order.
    #[track_caller]
    fn deviates_in(self, expected: &[(&str, DeviationKind)]) -> Self {
        let seen: Vec<_> = self
            .report
            .entries()
            .iter()
            .filter_map(|entry| match entry.kind() {
                EntryKind::Deviation(kind) => Some((entry.path().to_owned(), kind)),
                _ => None,
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(path, kind)| (format!("Images.Image[0].{path}"), *kind))
            .collect();
        assert_eq!(seen, expected);
        self
    }

    #[track_caller]
    fn knows_not(self, expected: &[&str]) -> Self {
        let seen: Vec<_> = self
            .report
            .entries()
            .iter()
            .filter(|entry| matches!(entry.kind(), EntryKind::Unknown(_)))
            .map(Entry::path)
            .collect();
        assert_eq!(seen, expected);
        self
    }
}

#[track_caller]
fn json(members: &str) -> Seen {
    Seen::of(&bodies::json(members))
}

#[track_caller]
fn xml(elements: &str) -> Seen {
    Seen::of(&bodies::xml(elements))
}
