//! Pages that are not the answer to their request.

use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_wire::{Decoded, Mismatch, Page, decode};

fn page(envelope: &str, images: usize) -> Page {
    let images = vec![r#"{"ImageId":"m-1"}"#; images].join(",");
    let body = format!(r#"{{"TotalCount":9{envelope},"Images":{{"Image":[{images}]}}}}"#);
    match decode(body).expect("a body") {
        Decoded::Page(page) => page,
        Decoded::Error(error) => panic!("{error:?}"),
    }
}

#[test]
fn what_a_page_repeats_of_its_request_has_to_be_so() {
    let second = DescribeImages::new("cn-hangzhou").page_number(2);
    let of = |envelope: &str, images, request: &DescribeImages| {
        page(envelope, images).with_request_for(2).compared_with(request).mismatches()
    };
    assert_eq!(of(r#","PageNumber":2,"RegionId":"cn-hangzhou""#, 2, &second), []);
    assert_eq!(of("", 2, &second), [], "what is not said is no mismatch");
    assert_eq!(of(r#","PageNumber":1"#, 2, &second), [Mismatch::Number]);
    assert_eq!(of(r#","PageNumber":2"#, 1, &DescribeImages::new("r")), [Mismatch::Number]);
    assert_eq!(of(r#","PageNumber":0"#, 0, &second), [], "an empty page says 0");
    assert_eq!(of(r#","PageNumber":0"#, 1, &second), [Mismatch::Number]);
    assert_eq!(of(r#","RegionId":"cn-beijing""#, 3, &second), [Mismatch::Region, Mismatch::Images]);
    assert_eq!(page(r#","RegionId":"cn-beijing""#, 3).mismatches(), [], "nothing was asked");
}
