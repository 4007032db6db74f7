//! Every text survives every open set of values, on the wire too.

use aliyun_ecs_model::{
    ActionType, Architecture, BootMode, DescribeImagesResponse, DiskType, FilterKey, Image,
    ImageOwnerAlias, ImageStatus, OsType, Usage,
};
use aliyun_ecs_wire::{BodyFormat, decode, encode_page};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;

/// Any text, and texts that differ a little from a known one.
fn text() -> impl Strategy<Value = String> {
    let known = [
        ImageStatus::KNOWN,
        ImageOwnerAlias::KNOWN,
        Usage::KNOWN,
        OsType::KNOWN,
        Architecture::KNOWN,
        ActionType::KNOWN,
        FilterKey::KNOWN,
        BootMode::KNOWN,
        DiskType::KNOWN,
    ];
    let near = (select(known.concat()), "[ A-Za-z]{0,2}");
    prop_oneof![
        any::<String>(),
        near.prop_map(|(known, more)| format!("{known}{more}")),
        select(known.concat()).prop_map(str::to_lowercase),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "proptest-regressions/open_enums.txt",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_text_is_given_back_as_it_came(text in text()) {
        prop_assert!(ImageStatus::from(text.as_str()).as_str() == text);
        prop_assert!(ImageOwnerAlias::from(text.as_str()).as_str() == text);
        prop_assert!(Usage::from(text.as_str()).as_str() == text);
        prop_assert!(OsType::from(text.as_str()).as_str() == text);
        prop_assert!(Architecture::from(text.as_str()).as_str() == text);
        prop_assert!(ActionType::from(text.as_str()).as_str() == text);
        prop_assert!(FilterKey::from(text.as_str()).as_str() == text);
        prop_assert!(BootMode::from(text.as_str()).as_str() == text);
        prop_assert!(DiskType::from(text.as_str()).as_str() == text);
        prop_assert_eq!(
            ImageStatus::from(text.as_str()).is_known(),
            ImageStatus::KNOWN.contains(&text.as_str())
        );
    }

    #[test]
    fn a_value_nobody_knows_survives_a_page(text in text()) {
        let mut image = Image::new("m-1");
        image.status = Some(text.as_str().into());
        image.os_type = Some(text.as_str().into());
        let mut page = DescribeImagesResponse::default();
        page.total_count = Some(1);
        page.images = vec![image];
        let body = encode_page(&page, BodyFormat::Json);
        let read = decode(body).expect("a page or an error").page().expect("a page");
        prop_assert_eq!(read.to_response(), page);
    }
}
