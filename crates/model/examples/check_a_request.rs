//! Holds one request against every published revision of the documentation.

use aliyun_ecs_model::{DescribeImages, Revision, check};

#[expect(clippy::print_stdout, reason = "an example prints")]
fn main() {
    let request = DescribeImages::new("cn-hangzhou")
        .tag("team", "blue")
        .tag("acs:reserved", "x")
        .dry_run(true)
        .page_size(80);

    for revision in Revision::PUBLISHED {
        println!("{}", revision.date());
        for finding in check(&request, revision) {
            println!("  {:?}: {finding}", finding.level);
        }
    }

    assert_eq!(check(&request, &Revision::V2018_06_15).len(), 3);
    assert_eq!(check(&request, &Revision::V2019_02_18).len(), 1);
}
