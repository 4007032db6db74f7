//! Times holding a request against a revision.

use std::hint::black_box;

use aliyun_ecs_model::{
    ActionType, Architecture, DescribeImages, FilterKey, ImageOwnerAlias, ImageStatus, OsType,
    Revision, Usage, check,
};
use benches::cpu_time::CpuTime;

fn main() {
    let mut criterion = CpuTime::criterion();
    let mut group = criterion.benchmark_group("check");
    for (name, request, findings) in [
        ("smallest", DescribeImages::new("cn-hangzhou"), false),
        ("usual", usual(), false),
        ("largest", largest(), false),
        ("wrong", largest().page_size(0).tag("aliyun", "x").action_type("Reboot"), true),
    ] {
        let found = check(&request, &Revision::LATEST);
        assert_eq!(!found.is_empty(), findings, "{name}: {found:?}");
        group.bench_function(name, |bencher| {
            bencher.iter(|| check(black_box(&request), &Revision::LATEST));
        });
    }
    group.finish();
    criterion.final_summary();
}

fn usual() -> DescribeImages {
    DescribeImages::new("cn-hangzhou")
        .image_owner_alias(ImageOwnerAlias::Own)
        .status(ImageStatus::Available)
        .tag("team", "blue")
        .page_number(3)
        .page_size(100)
}

/// As many values as the latest revision allows together.
fn largest() -> DescribeImages {
    let mut request = usual()
        .image_name("web")
        .image_family("acs:web-frontend")
        .snapshot_id("s-f0q1djq9lafesh2y6x09")
        .usage(Usage::Instance)
        .architecture(Architecture::X86_64)
        .os_type(OsType::Linux)
        .action_type(ActionType::CreateEcs)
        .instance_type("ecs.g7.large")
        .resource_group_id("rg-iviyor0gwpnej9i")
        .is_support_cloudinit(true)
        .filter(FilterKey::CreationStartTime, "2021-10-15T16:03Z");
    for index in 0..100 {
        request = request.image_id(format!("m-t9fk1h50z94ff9ovf{index:03}"));
    }
    for index in 2..=20 {
        request = request.tag(format!("key{index}"), "value");
    }
    request
}
