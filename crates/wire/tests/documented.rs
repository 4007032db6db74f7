//! The response examples of both seed revisions, as printed and repaired.

mod reading;

use aliyun_ecs_model::{
    Architecture, DescribeImagesResponse, DiskDeviceMapping, Image, ImageOwnerAlias, ImageStatus,
    OsType, Usage,
};
use aliyun_ecs_wire::{BodyFormat, DecodeErrorKind, Strict};

use reading::{decode_page, decode_page_with};

const XML_2018: &str =
    include_str!("../../../conformance/cases/documented/2018-06-15/response.xml");
const XML_2019: &str =
    include_str!("../../../conformance/cases/documented/2019-02-18/response.xml");
const PRINTED_2018: &str =
    include_str!("../../../conformance/cases/documented/2018-06-15/response.json");
const PRINTED_2019: &str =
    include_str!("../../../conformance/cases/documented/2019-02-18/response.json");
const REPAIRED_2018: &str =
    include_str!("../../../conformance/cases/documented/2018-06-15/response.repaired.json");
const REPAIRED_2019: &str =
    include_str!("../../../conformance/cases/documented/2019-02-18/response.repaired.json");

#[test]
fn the_xml_of_both_revisions_decodes_to_the_same_response() {
    for body in [XML_2018, XML_2019] {
        let page = decode_page_with(body, &mut Strict).expect("a documented page");
        assert_eq!(page.format(), BodyFormat::Xml);
        assert_eq!(page.to_response(), documented_xml());
    }
}

#[test]
fn the_repaired_json_of_both_revisions_decodes() {
    for (body, os_name) in [
        (REPAIRED_2018, "SUSE Linux Enterprise Server 11 SP3 64bit"),
        (REPAIRED_2019, "SUSE Linux Enterprise Server 11 SP3 64位"),
    ] {
        let page = decode_page_with(body, &mut Strict).expect("a repaired page");
        assert_eq!(page.format(), BodyFormat::Json);
        assert_eq!(page.to_response(), documented_json(os_name));
    }
}

/// Three opening braces are missing; the first is noticed where a member stands without one.
#[test]
fn the_printed_json_of_2018_is_refused_at_its_first_character() {
    let error = decode_page(PRINTED_2018).expect_err("it is no JSON");
    let DecodeErrorKind::Neither { .. } = error.kind() else { panic!("{error}") };
    assert_eq!((error.line(), error.column()), (2, 3), "{error}");
}

#[test]
fn the_printed_json_of_2019_is_refused_at_its_missing_comma() {
    let error = decode_page(PRINTED_2019).expect_err("it is no JSON");
    assert_eq!(error.kind(), DecodeErrorKind::Syntax);
    assert_eq!((error.line(), error.column()), (31, 1), "{error}");
    assert_eq!(error.path(), "");
    assert_eq!(error.expected(), "a comma or }");
    assert_eq!(error.excerpt(), r#""PageNumber": 1,"#);
}

/// With each repair alone left out, the 2018 text is refused at or just behind its line.
#[test]
fn each_repair_of_the_2018_json_is_needed() {
    let printed: Vec<&str> = PRINTED_2018.lines().collect();
    let repaired: Vec<&str> = REPAIRED_2018.lines().collect();
    assert_eq!(printed.len(), repaired.len());
    let mut repairs = 0;
    for line in 0..repaired.len() {
        if printed[line] == repaired[line] {
            continue;
        }
        repairs += 1;
        let mut body = repaired.clone();
        body[line] = printed[line];
        let error = decode_page(body.join("\n")).expect_err("a repair is missing");
        let number = line + 1;
        assert!((number..=number + 2).contains(&error.line()), "line {number}: {error}");
    }
    assert_eq!(repairs, 11);
}

fn documented_xml() -> DescribeImagesResponse {
    let mut disk = DiskDeviceMapping::default();
    disk.device = Some("/dev/xvda".to_owned());
    disk.size = Some("20".to_owned());
    disk.snapshot_id = Some(String::new());

    let mut image = suse("SUSE Linux Enterprise Server 11 SP3 64位");
    image.architecture = Some(Architecture::I386);
    image.creation_time = Some("2014-07-22T09:53:44Z".to_owned());
    image.description = Some(String::new());
    image.disk_device_mappings = vec![disk];
    image.image_version = Some("1.0".to_owned());
    image.product_code = Some(String::new());
    image.progress = Some("100".to_owned());
    response(image, 2, "7871BB26-3002-4950-B2E6-98D333077EA5")
}

fn documented_json(os_name: &str) -> DescribeImagesResponse {
    let mut disk = DiskDeviceMapping::default();
    disk.device = Some("/dev/xvda".to_owned());
    disk.size = Some("20".to_owned());

    let mut image = suse(os_name);
    image.architecture = Some(Architecture::X86_64);
    image.creation_time = Some("2015-05-06T09:01:32Z".to_owned());
    image.disk_device_mappings = vec![disk];
    image.image_version = Some("1".to_owned());
    image.progress = Some("100%".to_owned());
    response(image, 1, "49CBCED4-C9B9-4851-BEB5-8FB5E5169E30")
}

fn suse(os_name: &str) -> Image {
    let name = "suse11sp3_64_20G_aliaegis_20150428.vhd";
    let mut image = Image::new(name);
    image.image_name = Some(name.to_owned());
    image.image_owner_alias = Some(ImageOwnerAlias::System);
    image.is_copied = Some(false);
    image.is_subscribed = Some(false);
    image.os_name = Some(os_name.to_owned());
    image.os_type = Some(OsType::Linux);
    image.platform = Some("SUSE".to_owned());
    image.size = Some(20);
    image.status = Some(ImageStatus::Available);
    image.usage = Some(Usage::Instance);
    image
}

fn response(image: Image, page_size: u32, request_id: &str) -> DescribeImagesResponse {
    let mut response = DescribeImagesResponse::default();
    response.page_number = Some(1);
    response.total_count = Some(24);
    response.page_size = Some(page_size);
    response.region_id = Some("cn-hangzhou".to_owned());
    response.request_id = Some(request_id.to_owned());
    response.images = vec![image];
    response
}
