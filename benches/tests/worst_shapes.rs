//! Hostile bodies of every shape, at the limits of a call: what they take is bounded by their length.
//!
//! Counted are bytes of the heap and what is asked of it, which repeat; `benches/worst-shapes.sh` counts
//! instructions.

#![forbid(unsafe_code)]

use std::alloc::System;

use aliyun_ecs_describe_images::{PageLimits, read_response_within};
use benches::hostile::SHAPES;
use cap::Cap;
use http::StatusCode;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static HEAP: Cap<&StatsAlloc<System>> = Cap::new(&INSTRUMENTED_SYSTEM, usize::MAX);

/// One test, as the allocator counts for the whole process.
#[test]
fn no_shape_takes_more_than_three_bodies_and_a_mebibyte() {
    assert!(SHAPES.len() >= 30);
    for shape in SHAPES {
        for length in [1 << 10, 64 << 10, 1 << 20] {
            let body = shape.body(length).into_bytes();
            let length = body.len();
            let ballast: Vec<u8> = Vec::with_capacity(HEAP.max_allocated() - HEAP.allocated());
            let floor = HEAP.allocated() - length;
            let region = Region::new(&INSTRUMENTED_SYSTEM);
            let outcome = read_response_within(StatusCode::OK, body, 10, PageLimits::new());
            let asked = region.change();
            let peak = HEAP.max_allocated() - floor;
            assert!(
                peak <= 3 * length + (1 << 20),
                "{shape:?}: {peak} bytes for a body of {length}: {outcome:?}"
            );
            // Of small pieces that come and go, too: no more than one for every eight bytes.
            let pieces = asked.allocations + asked.reallocations;
            assert!(pieces <= 200 + length / 8, "{shape:?}: {pieces} for a body of {length}");
            if let Ok(page) = outcome {
                assert!(page.len() <= 1_000, "{shape:?}");
            }
            drop(ballast);
        }
    }
}
