//! `DescribeRegions`, and what is said of operations that are not served.

use aliyun_ecs_emulator::Service;

use crate::ask::Ask;
use crate::ask::options;

#[test]
fn the_regions_are_listed_in_both_formats() {
    let service = Service::new(options().regions(["zz-1", "zz-2"])).unwrap();
    let ask = Ask::new().with("Action", "DescribeRegions");
    let json = ask.answer(&service);
    assert_eq!(json.status, 200);
    let value = json.json();
    let regions = value["Regions"]["Region"].as_array().unwrap();
    assert_eq!((regions.len(), &regions[0]["RegionId"]), (2, &"zz-1".into()));
    assert_eq!(regions[1]["Status"], "available");
    let xml = Ask::new().with("Action", "DescribeRegions").with("Format", "XML").answer(&service);
    assert!(xml.body.contains("<DescribeRegionsResponse><RequestId>"), "{}", xml.body);
    assert!(xml.body.contains("<Region><RegionId>zz-2</RegionId>"), "{}", xml.body);
    // It is signed like any other.
    let forged = Ask::new().with("Action", "DescribeRegions").secret("x").answer(&service);
    assert_eq!(forged.code(), "SignatureDoesNotMatch");
}

#[test]
fn an_operation_that_is_not_served_is_told_which_are() {
    let service = Service::new(options()).unwrap();
    let answer = Ask::new().with("Action", "RunInstances").answer(&service);
    assert_eq!((answer.status, answer.code()), (404, "InvalidAction.NotFound".to_owned()));
    let served = "serves DescribeImages, DescribeRegions, DescribeImageFromFamily, AssumeRole, AssumeRoleWithOIDC and \
                  GetCallerIdentity.";
    assert!(answer.body.contains(served), "{}", answer.body);
}
