#![no_main]

use reference::{Verdict, compare};

/// As a file, because the package around it would bring a server and a client along.
#[allow(dead_code, unused_imports, reason = "the comparison needs a part of it")]
#[path = "../../../../conformance/src/reference/mod.rs"]
mod reference;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    aliyun_ecs_wire_fuzz::differential(body);
    if let Verdict::Unexplained(disagreement) = compare(body) {
        panic!("{disagreement:#?}");
    }
});
