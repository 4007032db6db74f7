//! The serde form of the response types: the documented shape, read leniently from both formats.

use aliyun_ecs_model::{
    Architecture, DescribeImagesResponse, DiskDeviceMapping, Image, ImageOwnerAlias, ImageStatus,
    OsType, Tag, Usage,
};

#[track_caller]
fn json(body: &str) -> DescribeImagesResponse {
    serde_json::from_str(body).expect("the body reads as JSON")
}

#[track_caller]
fn xml(body: &str) -> DescribeImagesResponse {
    quick_xml::de::from_str(body).expect("the body reads as XML")
}

#[track_caller]
fn json_image(members: &str) -> Image {
    let mut page = json(&format!(r#"{{"Images":{{"Image":[{{{members}}}]}}}}"#));
    assert_eq!(page.images.len(), 1);
    page.images.remove(0)
}

#[track_caller]
fn xml_image(elements: &str) -> Image {
    let mut page = xml(&format!(
        "<DescribeImagesResponse><Images><Image>{elements}</Image></Images></DescribeImagesResponse>"
    ));
    assert_eq!(page.images.len(), 1);
    page.images.remove(0)
}

fn image() -> Image {
    let mut disk = DiskDeviceMapping::default();
    disk.device = Some("/dev/xvda".to_owned());
    disk.size = Some("20".to_owned());
    disk.snapshot_id = Some(String::new());
    let mut image = Image::new("suse11sp3_64_20G_aliaegis_20150428.vhd");
    image.architecture = Some(Architecture::I386);
    image.os_name = Some("SUSE Linux  Enterprise Server 11 SP3 64位".to_owned());
    image.os_type = Some(OsType::Linux);
    image.description = Some("a < b & \"c\"".to_owned());
    image.image_owner_alias = Some(ImageOwnerAlias::System);
    image.progress = Some("100%".to_owned());
    image.size = Some(20);
    image.image_owner_id = Some(20_169_351_435_666);
    image.is_copied = Some(false);
    image.is_self_shared = Some("False".to_owned());
    image.status = Some(ImageStatus::Available);
    image.usage = Some(Usage::Instance);
    image.disk_device_mappings = vec![disk.clone(), disk];
    image.tags = vec![Tag::new("team", "blue"), Tag::new("env", "")];
    image
}

fn response() -> DescribeImagesResponse {
    let mut response = DescribeImagesResponse::default();
    response.page_number = Some(1);
    response.page_size = Some(10);
    response.total_count = Some(1);
    response.region_id = Some("cn-hangzhou".to_owned());
    response.request_id = Some("49CBCED4-C9B9-4851-BEB5-8FB5E5169E30".to_owned());
    response.images = vec![image()];
    response
}

#[test]
fn json_round_trip_keeps_everything() {
    let text = serde_json::to_string(&response()).expect("writes");
    assert!(text.contains(r#""DiskDeviceMappings":{"DiskDeviceMapping":[{"Device":"/dev/xvda""#));
    assert!(text.contains(r#""Tags":{"Tag":[{"TagKey":"team","TagValue":"blue"}"#));
    assert_eq!(json(&text), response());
}

#[test]
fn xml_round_trip_keeps_everything() {
    let text = quick_xml::se::to_string(&response()).expect("writes");
    assert!(text.starts_with("<DescribeImagesResponse>"), "{text}");
    assert!(text.contains("<Tags><Tag><TagKey>team</TagKey>"), "{text}");
    assert_eq!(xml(&text), response());
}

#[test]
fn missing_null_and_empty_wrappers_are_empty_lists() {
    for body in [
        "{}",
        r#"{"Images":null}"#,
        r#"{"Images":{}}"#,
        r#"{"Images":{"Image":null}}"#,
        r#"{"Images":{"Image":[]}}"#,
    ] {
        assert!(json(body).images.is_empty(), "{body}");
    }
    for body in [
        "<DescribeImagesResponse></DescribeImagesResponse>",
        "<DescribeImagesResponse><Images/></DescribeImagesResponse>",
        "<DescribeImagesResponse><Images>\n\t</Images></DescribeImagesResponse>",
    ] {
        assert!(xml(body).images.is_empty(), "{body}");
    }
    assert!(json_image(r#""Tags":{},"DiskDeviceMappings":null"#).tags.is_empty());
    assert!(xml_image("<Tags /><DiskDeviceMappings> </DiskDeviceMappings>").tags.is_empty());
}

#[test]
fn interleaved_items_are_one_list() {
    let page = xml("<DescribeImagesResponse><Images><Image><ImageId>a</ImageId></Image><Other/>\
         <Image><ImageId>b</ImageId></Image></Images></DescribeImagesResponse>");
    let ids: Vec<&str> = page.images.iter().map(|image| image.image_id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(json(r#"{"Images":{"Image":{"ImageId":"a"}}}"#).images.len(), 1);
}

#[test]
fn scalars_are_read_from_numbers_and_texts() {
    assert_eq!(json_image(r#""Size":"20""#).size, Some(20));
    assert_eq!(json_image(r#""Size":20"#).size, Some(20));
    assert_eq!(json_image(r#""Size":"""#).size, None);
    assert_eq!(xml_image("<Size>20</Size>").size, Some(20));
    assert_eq!(xml_image("<Size/>").size, None);
    assert_eq!(json_image(r#""Progress":100"#).progress_percent(), Some(100));
    assert_eq!(json_image(r#""Progress":"100%""#).progress_percent(), Some(100));
    assert_eq!(json_image(r#""IsCopied":"False""#).is_copied, Some(false));
    assert_eq!(xml_image("<IsCopied>true</IsCopied>").is_copied, Some(true));
    assert_eq!(json_image(r#""IsSelfShared":true"#).is_self_shared_flag(), Some(true));
    assert_eq!(json_image(r#""IsSelfShared":"""#).is_self_shared_flag(), None);
    assert_eq!(json_image(r#""ImageVersion":2"#).image_version.as_deref(), Some("2"));
    let disk = json_image(r#""DiskDeviceMappings":{"DiskDeviceMapping":[{"Size":60}]}"#);
    assert_eq!(disk.disk_device_mappings[0].size.as_deref(), Some("60"));
    assert_eq!(disk.disk_device_mappings[0].size_gib(), Some(60));
}

#[test]
fn wrong_scalars_are_refused() {
    for wrong in
        [r#""Size":-1"#, r#""Size":2.5"#, r#""Size":1.0"#, r#""IsCopied":0"#, r#""Size":[]"#]
    {
        let body = format!(r#"{{"Images":{{"Image":[{{{wrong}}}]}}}}"#);
        assert!(serde_json::from_str::<DescribeImagesResponse>(&body).is_err(), "{wrong}");
    }
    assert!(serde_json::from_str::<DescribeImagesResponse>(r#"{"Images":[]}"#).is_err());
}

#[test]
fn absent_and_empty_texts_stay_apart() {
    let empty = json_image(r#""Description":"""#);
    assert_eq!(empty.description.as_deref(), Some(""));
    assert_eq!(empty.platform, None);
    assert_eq!(xml_image("<Description></Description>").description.as_deref(), Some(""));
    assert_eq!(json_image(r#""Description":null"#).description, None);
}

#[test]
fn blanks_in_texts_are_data() {
    let name = "CentOS  7.4 64位";
    assert_eq!(xml_image(&format!("<OSName>{name}</OSName>")).os_name.as_deref(), Some(name));
}

#[test]
fn an_empty_detection_is_an_object_without_members() {
    let image = json_image(r#""DetectionOptions":{},"Features":{"NvmeSupport":"supported"}"#);
    assert_eq!(image.detection_options, Some(aliyun_ecs_model::DetectionOptions::default()));
    assert_eq!(
        image.features.and_then(|features| features.nvme_support).as_deref(),
        Some("supported")
    );
    let image = xml_image(
        "<DetectionOptions><Status>Finished</Status><Items><Item><Name>Kernel</Name></Item>\
         <Item><Name>Nvme</Name></Item></Items></DetectionOptions>",
    );
    assert_eq!(image.detection_options.map(|detection| detection.items.len()), Some(2));
}

#[test]
fn unknown_values_survive() {
    let image = json_image(r#""Status":"Migrating","Usage":"""#);
    assert_eq!(image.status.as_ref().map(ImageStatus::as_str), Some("Migrating"));
    assert_eq!(image.usage.as_ref().map(Usage::as_str), Some(""));
    let text = serde_json::to_string(&image).expect("writes");
    assert!(text.contains(r#""Status":"Migrating""#));
}
