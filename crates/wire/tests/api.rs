//! What the types of the crate offer besides decoding.

mod reading;

use std::ops::ControlFlow;
use std::sync::Arc;

use aliyun_ecs_model::DescribeImagesResponse;
use aliyun_ecs_wire::{
    DecodeErrorKind, Decoded, Deviation, DeviationKind, ImageHandle, ImageRef, Observe, Page,
    PageText, Report, Unknown, UnknownKind, decode,
};

use reading::{decode_page, decode_page_with};

const BODY: &str = r#"{"TotalCount":2,"RequestId":"r","Images":{"Image":[
    {"ImageId":"m-1","Progress":"30%","DiskDeviceMappings":{"DiskDeviceMapping":[
        {"Size":"40","Progress":"7%"}]}},{"ImageId":"m-2","Progress":"soon"}]}}"#;

#[test]
fn handles_outlive_the_page_and_share_it() {
    let mut handles = page().into_handles();
    assert_eq!(handles.len(), 2);
    let (first, second) = (handles.next().expect("one"), handles.next().expect("two"));
    assert!(Arc::ptr_eq(first.page(), second.page()) && handles.next().is_none());
    assert_eq!((first.image().image_id(), second.image().image_id()), ("m-1", "m-2"));
    assert_eq!(second.to_image().image_id, "m-2");
    assert_eq!(format!("{first:?}"), r#"ImageHandle { image_id: "m-1", .. }"#);
    let shared = Arc::clone(first.page());
    assert!(ImageHandle::new(Arc::clone(&shared), 1).is_some());
    assert!(ImageHandle::new(shared, 2).is_none());
}

#[test]
fn pages_are_gone_through_and_copied() {
    let page = page();
    let ids: Vec<&str> = (&page).into_iter().map(ImageRef::image_id).collect();
    assert_eq!(ids, ["m-1", "m-2"]);
    let percents: Vec<_> = page.images().map(ImageRef::progress_percent).collect();
    assert_eq!(percents, [Some(30), None]);
    let disk = page.image(0).and_then(|image| image.disk_device_mappings().next()).expect("a disk");
    assert_eq!((disk.size_gib(), disk.progress_percent()), (Some(40), Some(7)));
    assert_eq!(DescribeImagesResponse::from(&page), page.to_response());
    assert_eq!(page.text(PageText::RequestId), Some("r"));
    assert_eq!(page.text(PageText::RegionId), None);
    let names: Vec<&str> = PageText::ALL.iter().map(|text| text.as_str()).collect();
    assert_eq!(names, ["RegionId", "RequestId"]);
    assert_eq!(format!("{:?}", page.images()), "Images(2 left)");
    let image = page.image(0).expect("the first");
    assert_eq!(format!("{image:?}"), format!("{:?}", image.to_image()));
}

#[test]
fn nobody_is_an_observer_that_does_not_watch() {
    let nobody = &mut ();
    assert!(!nobody.watches());
    let tolerated = BODY.replace("\"m-1\"", "1").replace("Progress", "New");
    assert!(decode_page_with(tolerated, nobody).is_ok());
    // What the fast readers leave to the strict ones is told to nobody, too.
    let single = r#"{"TotalCount":"1","X":0,"Images":{"Image":{}}}"#;
    assert!(decode_page_with(single, nobody).is_ok());
}

#[test]
fn an_observer_may_refuse_what_is_unknown() {
    struct Strict;
    impl Observe for Strict {
        fn unknown(&mut self, _: Unknown<'_>) -> ControlFlow<()> {
            ControlFlow::Break(())
        }

        fn deviation(&mut self, _: Deviation<'_>) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
    }
    for body in [
        r#"{"TotalCount":1,"X":0}"#,
        "<DescribeImagesResponse a='b'/>",
        "<DescribeImagesResponse><X/></DescribeImagesResponse>",
    ] {
        let error = decode_page_with(body, &mut Strict).expect_err(body);
        assert!(matches!(error.kind(), DecodeErrorKind::Refused { .. }), "{error}");
    }
}

#[test]
fn what_is_no_page_is_named() {
    for (body, name) in [
        ("<Error/>", "XML of another kind"),
        ("<html>", "a web page"),
        ("[]", "a JSON array"),
        ("7", "a JSON value without members"),
        ("{}", "a JSON object of another kind"),
        ("<a/>", "XML of another kind"),
        ("502 Bad Gateway", "text that is neither JSON nor XML"),
    ] {
        let error = decode_page(body).expect_err(body).to_string();
        let expected =
            format!("is {name}, neither what was asked for nor an error of the service at");
        assert!(error.contains(&expected), "{error}");
    }
}

#[test]
fn a_page_where_an_error_was_due_says_so_and_shows_its_beginning() {
    let error = page().not_an_error();
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::NotAnError, 0));
    assert_eq!(
        error.to_string(),
        "the body is not an error of the service at line 1, column 1, where an error of the \
         service was expected: `{\"TotalCount\":2,\"Request`"
    );
}

#[test]
fn an_error_of_the_service_is_one_whatever_its_size() {
    for body in [
        r#"{"Code":"A","Message":"b"}"#.to_owned(),
        format!(r#"{{"Message":"{}","Code":"A"}}"#, "x".repeat(1 << 20)),
        "<Error><Code>A</Code></Error>".to_owned(),
        format!("<Error><Message>{}</Message><Code>A</Code></Error>", "x".repeat(1 << 20)),
    ] {
        let Ok(Decoded::Error(error)) = decode(body) else { panic!("no error") };
        assert_eq!(error.code, "A");
    }
}

/// An observer of this kind is asked, and goes on by default.
#[derive(Default)]
struct Whatever(Vec<String>);

impl Observe for Whatever {
    fn deviation(&mut self, deviation: Deviation<'_>) -> ControlFlow<()> {
        self.0.push(deviation.kind().to_string());
        ControlFlow::Continue(())
    }

    fn unknown(&mut self, unknown: Unknown<'_>) -> ControlFlow<()> {
        self.0.push(unknown.kind().to_string());
        ControlFlow::Continue(())
    }
}

#[test]
fn deviations_and_unknowns_say_what_they_are() {
    for (body, expected) in [
        ("\u{feff}{\"TotalCount\":\"1\",\"RequestId\":7,\"RegionId\":true,\"Images\":{}}", 5),
        (
            r#"{"TotalCount":"","PageSize":null,"RequestId":"","Images":{"Image":{"IsCopied":"true"}}}"#,
            4,
        ),
        (
            "<DescribeImagesResponse a='b'><TotalCount> 1 </TotalCount><X/></DescribeImagesResponse>",
            5,
        ),
    ] {
        let mut watcher = Whatever::default();
        decode_page_with(body, &mut watcher).expect(body);
        assert_eq!(watcher.0.len(), expected, "{:?}", watcher.0);
        let mut report = Report::new();
        decode_page_with(body, &mut report).expect(body);
        let told: Vec<String> = report.entries().iter().map(|one| one.kind().to_string()).collect();
        assert_eq!(told, watcher.0);
        assert!(!report.is_empty());
    }
    assert!(Report::new().is_empty());
    assert_eq!(DeviationKind::Null.to_string(), "null for an absent value");
    let spelling = DeviationKind::BooleanSpelling.to_string();
    assert_eq!(spelling, "a boolean not spelled true or false");
    assert_eq!(UnknownKind::Attribute.to_string(), "an unknown attribute");
}

fn page() -> Page {
    decode_page(BODY).expect("a page")
}

#[test]
fn pages_and_images_are_equal_if_they_say_the_same() {
    let json =
        decode_page(r#"{"TotalCount":"1","Images":{"Image":[{"ImageId":"m-1","Size":20}]}}"#);
    let xml = decode_page(
        "<DescribeImagesResponse><TotalCount>1</TotalCount><Images>\
         <Image><ImageId>m-1</ImageId><Size>20</Size></Image></Images></DescribeImagesResponse>",
    );
    let (json, xml) = (json.expect("a page"), xml.expect("a page"));
    assert_eq!(json, xml);
    assert_eq!(json.image(0), xml.image(0));
    let other = decode_page(r#"{"TotalCount":1,"Images":{"Image":[{"ImageId":"m-2","Size":20}]}}"#);
    let other = other.expect("a page");
    assert_ne!(json, other);
    assert_ne!(json.image(0), other.image(0));
}

#[test]
fn a_page_turns_into_its_images() {
    let page =
        decode_page(r#"{"Images":{"Image":[{"ImageId":"a"},{"ImageId":"b"},{"ImageId":"c"}]}}"#);
    let mut handles = page.expect("a page").into_iter();
    assert_eq!(handles.len(), 3);
    let id = |handle: Option<ImageHandle>| handle.map(|h| h.to_image().image_id);
    assert_eq!(id(handles.next_back()).as_deref(), Some("c"));
    let rest: Vec<_> = handles.map(|handle| handle.to_image().image_id).collect();
    assert_eq!(rest, ["a", "b"]);
}
