//! The largest page that the documented limits allow, which is what the default cap of a body is
//! argued from (`Options::max_body` of the transport).

use aliyun_ecs_describe_images::model::{DescribeImagesResponse, DiskDeviceMapping, Image, Tag};
use aliyun_ecs_describe_images::wire::{BodyFormat, encode_page};
use aliyun_ecs_describe_images::{PageLimits, read_response_within};
use http::StatusCode;

/// 8 MiB.
const CAP: usize = 8 << 20;

/// A text of so many characters, of three bytes each.
fn long(characters: usize) -> String {
    "镜".repeat(characters)
}

/// 100 images with 20 tags each, and every text as long as a document says it may be. Where none says so,
/// texts have 64 characters, and there are a system disk and 16 data disks.
fn largest() -> DescribeImagesResponse {
    let mut image = Image::new("m-bp1g7004ksh0oeuco1rt");
    image.image_name = Some(long(128));
    image.description = Some(long(256));
    image.image_family = Some(long(128));
    image.image_version = Some(long(40));
    for text in [
        &mut image.os_name,
        &mut image.os_name_en,
        &mut image.platform,
        &mut image.product_code,
        &mut image.resource_group_id,
        &mut image.supplier_name,
        &mut image.license_type,
    ] {
        *text = Some(long(64));
    }
    image.tags = (0..20).map(|_| Tag::new(long(128), long(128))).collect();
    let mut disk = DiskDeviceMapping::default();
    disk.device = Some("/dev/xvdaa".to_owned());
    disk.snapshot_id = Some("s-bp1g7004ksh0oeuco1rt".to_owned());
    // An object of OSS has up to 1,023 bytes in its name, a bucket 63.
    disk.import_oss_object = Some(long(341));
    disk.import_oss_bucket = Some("b".repeat(63));
    image.disk_device_mappings = vec![disk; 17];
    let mut page = DescribeImagesResponse::default();
    page.total_count = Some(100);
    page.images = vec![image; 100];
    page
}

#[test]
fn the_largest_page_fits_the_default_cap_and_the_limits_of_a_call() {
    let expected = largest();
    let json = encode_page(&expected, BodyFormat::Json);
    // A gateway that writes ASCII alone makes six bytes of each of these characters.
    let escaped = json.replace('镜', "\\u955c");
    let xml = encode_page(&expected, BodyFormat::Xml);
    for (name, body) in [("JSON", json), ("JSON in ASCII", escaped), ("XML", xml)] {
        println!("{name}: {} bytes", body.len());
        assert!((2 << 20..CAP).contains(&body.len()), "{name}: {} bytes", body.len());
        let page = read_response_within(StatusCode::OK, body, 100, PageLimits::new());
        let page = page.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        assert!(!page.exceeds_request());
        assert_eq!(page.to_response(), expected, "{name}");
    }
}

/// Ten times as many images as any documented page has, with few texts: records weigh most there.
#[test]
fn a_thousand_images_are_a_page() {
    for members in ["{}", r#"{"ImageId":"m-bp1g7004ksh0oeuco1rt","ImageName":"a","Size":20}"#] {
        let images = vec![members; 1_000].join(",");
        let body = format!(r#"{{"TotalCount":1000,"Images":{{"Image":[{images}]}}}}"#);
        let page = read_response_within(StatusCode::OK, body, 10, PageLimits::new());
        let page = page.expect("a page");
        assert!(page.exceeds_request() && page.len() == 1_000);
        let body = format!(r#"{{"TotalCount":1001,"Images":{{"Image":[{images},{members}]}}}}"#);
        assert!(read_response_within(StatusCode::OK, body.clone(), 10, PageLimits::new()).is_err());
        assert!(read_response_within(StatusCode::OK, body, 1_001, PageLimits::new()).is_ok());
    }
    let full = vec![full_image(); 1_000].join(",");
    let body = format!(r#"{{"TotalCount":1000,"Images":{{"Image":[{full}]}}}}"#);
    let page = read_response_within(StatusCode::OK, body, 10, PageLimits::new());
    assert_eq!(page.expect("a page").len(), 1_000);
}

/// An image with as many members as the largest, and short texts.
fn full_image() -> String {
    let mut page = largest();
    page.images.truncate(1);
    let text = encode_page(&page, BodyFormat::Json);
    let (_, image) = text.split_once(r#""Image":["#).expect("images");
    let (image, _) = image.rsplit_once("]}").expect("their end");
    let mut short = image.to_owned();
    for length in [341, 256, 128, 64, 40] {
        short = short.replace(&long(length), "ab");
    }
    short
}

#[test]
fn each_list_of_an_image_has_its_limit() {
    for (list, item, path) in [
        ("DiskDeviceMappings", "DiskDeviceMapping", "DiskDeviceMappings.DiskDeviceMapping[128]"),
        ("Tags", "Tag", "Tags.Tag[128]"),
    ] {
        let of = |count: usize| {
            let items = vec!["{}"; count].join(",");
            let image = format!(r#"{{"{list}":{{"{item}":[{items}]}}}}"#);
            format!(r#"{{"Images":{{"Image":[{{}},{image}]}}}}"#)
        };
        read_response_within(StatusCode::OK, of(128), 10, PageLimits::new()).expect("a page");
        let failure = read_response_within(StatusCode::OK, of(129), 10, PageLimits::new());
        let message = failure.expect_err("too many").to_string();
        assert!(message.contains(&format!("the list {list} has more than 128 items")), "{message}");
        assert!(message.contains(&format!("Images.Image[1].{path}")), "{message}");
        let wide = PageLimits::new().disks(129).tags(129);
        read_response_within(StatusCode::OK, of(129), 10, wide).expect("a page");
    }
}
