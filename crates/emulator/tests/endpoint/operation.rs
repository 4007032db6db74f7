//! The operation itself: defaults, pages and every documented error.

use std::fs;
use std::path::Path;

use aliyun_ecs_emulator::Catalogue;
use aliyun_ecs_emulator::Service;
use aliyun_ecs_emulator::codes;
use aliyun_ecs_model::DescribeImagesResponse;
use aliyun_ecs_model::Image;
use serde_json::Value;

use crate::ask::Ask;
use crate::ask::options;
use crate::ask::service;

#[track_caller]
fn assert_refused(params: &[(&str, &str)], code: &str, status: u16) {
    let service = service();
    for format in ["JSON", "XML"] {
        let mut ask = Ask::new().with("Format", format);
        for (name, value) in params {
            ask = ask.with(name, value);
        }
        let answer = ask.answer(&service);
        assert_eq!((answer.code().as_str(), answer.status), (code, status), "{params:?}");
        assert_eq!(answer.is_json(), format == "JSON");
        let entry = codes::ALL.iter().find(|e| e.code() == code && e.status() == status).unwrap();
        let (before, after) = entry.message().split_once("{}").unwrap_or((entry.message(), ""));
        let message = answer.member("Message");
        assert!(message.starts_with(before) && message.ends_with(after), "{message}");
    }
}

/// Requests that provoke each code of both seed documents' tables.
const DOCUMENTED: &[(&str, &[(&str, &str)])] = &[
    ("InvalidImageOwnerAlias.ValueNotSupported", &[("ImageOwnerAlias", "nobody")]),
    ("InvalidTag.Mismatch", &[("Tag.1.Value", "v")]),
    ("InvalidTagCount", &[("Tag.21.Key", "k")]),
    ("InvalidUsage", &[("Usage", "image_disk")]),
    ("DryRunOperation", &[("DryRun", "true")]),
];

#[test]
fn every_documented_code_can_be_provoked_with_its_status_and_text() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/cases/documented");
    let dry_run = serde_json::json!({
        "code": "DryRunOperation",
        "http_status": 400,
        "message": "Request validation has been passed with DryRun flag set.",
    });
    let mut documented = vec![dry_run];
    for revision in ["2018-06-15", "2019-02-18"] {
        let Ok(text) = fs::read_to_string(cases.join(revision).join("error-codes.json")) else {
            let _ = std::io::Write::write_fmt(
                &mut std::io::stderr(),
                format_args!("SKIPPED: the documented error codes of {revision} are not at hand\n"),
            );
            continue;
        };
        documented.extend(serde_json::from_str::<Vec<Value>>(&text).unwrap());
    }
    for entry in documented {
        let code = entry["code"].as_str().unwrap();
        let status = u16::try_from(entry["http_status"].as_u64().unwrap()).unwrap();
        let (_, params) = DOCUMENTED.iter().find(|(of, _)| *of == code).expect(code);
        assert_refused(params, code, status);
        let listed = codes::ALL.iter().find(|e| e.code() == code).unwrap();
        assert_eq!(listed.message(), entry["message"].as_str().unwrap());
    }
}

#[test]
fn each_wrong_value_has_its_code() {
    for (params, code, status) in [
        (&[("RegionId", "")][..], "MissingParameter", 400),
        (&[("RegionId", "cn-atlantis")], "InvalidRegionId.NotFound", 404),
        (&[("PageSize", "101")], "InvalidParameter", 400),
        (&[("PageSize", "0")], "InvalidParameter", 400),
        (&[("PageSize", "ten")], "InvalidParameter", 400),
        (&[("PageSize", "-1")], "InvalidParameter", 400),
        (&[("PageSize", "4294967296")], "InvalidParameter", 400),
        (&[("PageNumber", "0")], "InvalidParameter", 400),
        (&[("PageNumber", "1.0")], "InvalidParameter", 400),
        (&[("ImageOwnerAlias", "Self")], "InvalidImageOwnerAlias.ValueNotSupported", 400),
        (&[("ImageOwnerAlias", "null")], "InvalidImageOwnerAlias.ValueNotSupported", 400),
        (&[("Usage", "disk")], "InvalidUsage", 404),
        (&[("Tag.1.Value", "v")], "InvalidTag.Mismatch", 400),
        (&[("Tag.21.Key", "k")], "InvalidTagCount", 400),
        (&[("DryRun", "True")], "DryRunOperation", 400),
        (&[("OSType", "Linux")], "InvalidOSType", 404),
        (&[("Architecture", "amd64")], "InvalidArchitecture", 404),
        (&[("Tag.0.Key", "k")], "InvalidTagCount", 400),
        (&[("Tag.1.Key", ""), ("Tag.1.Value", "v")], "InvalidTag.Mismatch", 400),
        (&[("Tag.1.Key", "k"), ("Tag.2.Value", "v")], "InvalidTag.Mismatch", 400),
        (&[("Tag.1.value", "v")], "InvalidTag.Mismatch", 400),
        (&[("DryRun", "maybe")], "InvalidParameter", 400),
        (&[("IsSupportCloudinit", "1")], "InvalidParameter", 400),
        (&[("ActionType", "Destroy")], "InvalidParamter", 400),
        (&[("InstanceType", "t2.micro")], "InvalidInstanceType.ValueNotSupported", 400),
        (&[("Filter.1.Value", "v")], "InvalidFilterKey.NotFound", 404),
        (
            &[("Filter.1.Key", "Colour"), ("Filter.1.Value", "red")],
            "InvalidFilterKey.NotFound",
            404,
        ),
        (&[("Filter.1.Key", "CreationStartTime")], "InvalidFilterValue", 404),
        (
            &[("Filter.2.Key", "CpuOnlineUpgrade"), ("Filter.2.Value", "yes")],
            "InvalidFilterValue",
            404,
        ),
        (
            &[("Filter.1.Key", "NetworkType"), ("Filter.1.Value", "vlan")],
            "InvalidFilterValue.NetworkType",
            400,
        ),
        (&[("IsPublic", "true")], "InvalidImageOwnerAlias.PublicImageUnsupported", 400),
        (
            &[("IsPublic", "true"), ("ImageOwnerAlias", "self")],
            "InvalidImageOwnerAlias.PublicImageUnsupported",
            400,
        ),
        (&[("ImageOwnerId", "1")], "InvalidOperation.ImageOwnerIdUnsupported", 400),
        (&[("ImageOwnerId", "me"), ("ImageOwnerAlias", "others")], "InvalidParameter", 400),
    ] {
        assert_refused(params, code, status);
    }
}

#[test]
fn the_parameter_at_fault_is_named() {
    let message = |ask: Ask| ask.answer(&service()).member("Message");
    assert_eq!(
        message(Ask::new().with("PageSize", "101")),
        "The specified parameter \"PageSize\" is not valid."
    );
    assert_eq!(
        message(Ask::new().without("RegionId")),
        "The input parameter \"RegionId\" that is mandatory for processing this request is not \
         supplied."
    );
}

#[test]
fn a_hundred_image_ids_are_accepted_and_one_more_is_not() {
    let ids = |n: usize| vec!["m-1"; n].join(",");
    assert_eq!(Ask::new().with("ImageId", &ids(100)).answer(&service()).status, 200);
    assert_refused(&[("ImageId", &ids(101))], "InvalidParameter", 400);
}

#[test]
fn twenty_tags_are_accepted_and_with_a_limit_of_five_the_sixth_is_not() {
    let tags = |n: usize| (1..=n).fold(Ask::new(), |ask, i| ask.with(&format!("Tag.{i}.Key"), "k"));
    assert_eq!(tags(20).answer(&service()).status, 200);
    assert_eq!(tags(21).answer(&service()).code(), "InvalidTagCount");
    let in_2018 = Service::new(options().max_tags(5)).unwrap();
    assert_eq!(tags(5).answer(&in_2018).status, 200);
    assert_eq!(tags(6).answer(&in_2018).code(), "InvalidTagCount");
}

#[test]
fn a_dry_run_checks_the_region_and_nothing_of_the_values() {
    let service = service();
    let dry = || Ask::new().with("DryRun", "true");
    assert_eq!(dry().with("Usage", "wrong").answer(&service).code(), "DryRunOperation");
    assert_eq!(dry().without("RegionId").answer(&service).code(), "MissingParameter");
    assert_eq!(dry().secret("x").answer(&service).code(), "SignatureDoesNotMatch");
    assert_eq!(Ask::new().with("DryRun", "false").answer(&service).status, 200);
}

#[test]
fn without_parameters_the_first_ten_available_images_but_the_marketplaces_are_listed() {
    let service = service();
    let page = Ask::new().answer(&service).json();
    assert_eq!(page["PageNumber"], 1);
    assert_eq!(page["PageSize"], 10);
    assert_eq!(page["RegionId"], "cn-hangzhou");

    let expected: Vec<_> = service
        .catalogue()
        .images("cn-hangzhou")
        .iter()
        .filter(|image| text(&image.status) == "Available")
        .filter(|image| text(&image.image_owner_alias) != "marketplace")
        .filter(|i| !(text(&i.image_owner_alias) == "others" && i.is_public == Some(true)))
        .map(|image| image.image_id.clone())
        .collect();
    assert!(expected.len() >= 100, "{}", expected.len());
    assert_eq!(page["TotalCount"], expected.len());
    assert_eq!(Ask::new().answer(&service).ids(), expected[..10]);
}

fn text<T: AsRef<str>>(value: &Option<T>) -> &str {
    value.as_ref().map_or("", AsRef::as_ref)
}

#[test]
fn the_pages_of_any_size_are_the_whole_list() {
    let service = service();
    let page = |number: usize, size: usize| {
        let (number, size) = (number.to_string(), size.to_string());
        Ask::new().with("PageNumber", &number).with("PageSize", &size).answer(&service)
    };
    let whole: Vec<String> = (1..=2).flat_map(|number| page(number, 100).ids()).collect();
    assert!(whole.len() > 100);
    for size in [1, 7, 10, 50, 99] {
        let mut union = Vec::new();
        for number in 1.. {
            let answer = page(number, size);
            let json = answer.json();
            assert_eq!(json["PageNumber"], number);
            assert_eq!(json["PageSize"], size);
            assert_eq!(json["TotalCount"], whole.len());
            let ids = answer.ids();
            if ids.is_empty() {
                break;
            }
            union.extend(ids);
        }
        assert_eq!(union, whole, "pages of {size}");
    }
}

#[test]
fn a_page_past_the_end_is_empty_with_the_same_total() {
    let service = service();
    let total = Ask::new().answer(&service).json()["TotalCount"].clone();
    for number in ["1000", "4294967295"] {
        let answer = Ask::new().with("PageNumber", number).with("PageSize", "100").answer(&service);
        assert!(answer.ids().is_empty());
        assert_eq!(answer.json()["TotalCount"], total);
    }
}

#[test]
fn the_largest_page_may_be_smaller_and_may_clamp() {
    let strict = Service::new(options().max_page_size(50)).unwrap();
    assert_eq!(Ask::new().with("PageSize", "50").answer(&strict).ids().len(), 50);
    assert_eq!(Ask::new().with("PageSize", "51").answer(&strict).code(), "InvalidParameter");

    let clamping = Service::new(options().max_page_size(50).clamp_page_size(true)).unwrap();
    let answer = Ask::new().with("PageSize", "100").answer(&clamping);
    assert_eq!(answer.ids().len(), 50);
    assert_eq!(answer.json()["PageSize"], 50);
}

#[test]
fn a_known_region_without_images_is_empty_and_a_catalogue_makes_its_regions_known() {
    let service = service();
    let answer = Ask::new().with("RegionId", "me-east-1").answer(&service);
    assert!(answer.ids().is_empty());
    assert_eq!(answer.json()["RegionId"], "me-east-1");

    let mut page = DescribeImagesResponse::default();
    page.region_id = Some("cn-test-1".to_owned());
    page.images = vec![Image::new("m-1")];
    let catalogue = Catalogue::from_pages([page]).unwrap();
    let service = Service::new(options().catalogue(catalogue)).unwrap();
    // The image has no status, so it is not listed.
    assert!(Ask::new().with("RegionId", "cn-test-1").answer(&service).ids().is_empty());
}

#[test]
fn the_documents_example_image_is_served_as_they_print_it() {
    let service = service();
    let id = "suse11sp3_64_20G_aliaegis_20150428.vhd";
    let answer = Ask::new().with("ImageId", id).answer(&service);
    let image = &answer.json()["Images"]["Image"][0];
    assert_eq!(image["CreationTime"], "2015-05-06T09:01:32Z");
    assert_eq!(image["DiskDeviceMappings"]["DiskDeviceMapping"][0]["Size"], "20");
    assert_eq!(image["Size"], 20);
    assert_eq!(image["Progress"], "100%");
    assert_eq!(image["ImageVersion"], "1");
    assert_eq!(image["IsCopied"], false);
}
