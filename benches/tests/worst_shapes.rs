//! Hostile bodies of every shape, at the limits of a call: what they take is bounded by their length.
//!
//! Counted are bytes of the heap and what is asked of it, which repeat; `benches/worst-shapes.sh` counts
//! instructions.

#![forbid(unsafe_code)]

use std::alloc::System;

use aliyun_ecs_describe_images::{
    Client, Credentials, DescribeImages, PageLimits, read_response_within,
};
use aliyun_transport::replay::Replay;
use aliyun_transport::virtual_time::VirtualRuntime;
use benches::hostile::{QUOTATIONS, SHAPES};
use cap::Cap;
use http::StatusCode;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static HEAP: Cap<&StatsAlloc<System>> = Cap::new(&INSTRUMENTED_SYSTEM, usize::MAX);

/// One test, as the allocator counts for the whole process.
#[test]
fn no_shape_takes_more_than_three_bodies_and_a_mebibyte() {
    assert!(SHAPES.len() >= 30);
    let (ok, refused) = (StatusCode::OK, StatusCode::BAD_REQUEST);
    for shape in SHAPES {
        for (status, length) in [(ok, 1 << 10), (ok, 64 << 10), (ok, 2 << 20), (refused, 1 << 20)] {
            let body = shape.body(length).into_bytes();
            let length = body.len();
            let ballast: Vec<u8> = Vec::with_capacity(HEAP.max_allocated() - HEAP.allocated());
            let floor = HEAP.allocated() - length;
            let region = Region::new(&INSTRUMENTED_SYSTEM);
            let outcome = read_response_within(status, body, 10, PageLimits::new());
            let asked = region.change();
            let peak = HEAP.max_allocated() - floor;
            assert!(
                peak <= 3 * length + (1 << 20),
                "{shape:?} under {status}: {peak} bytes for a body of {length}: {outcome:?}"
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
    quotations_are_compared_within_the_same_bound();
}

/// Through a whole call, which signs once more to say what differs.
fn quotations_are_compared_within_the_same_bound() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for shape in QUOTATIONS {
        for length in [16 << 10, 30 << 10, 40 << 10, 256 << 10, 1 << 20] {
            let body = shape.body(length);
            let length = body.len();
            let response = http::Response::builder().status(400).body(body).expect("a response");
            let transport = Replay::new().respond(response);
            let key = Credentials::new("testid", "testsecret");
            let clock = VirtualRuntime::automatic(std::time::SystemTime::UNIX_EPOCH);
            let client = Client::new(key, transport, clock);
            let ballast: Vec<u8> = Vec::with_capacity(HEAP.max_allocated() - HEAP.allocated());
            let floor = HEAP.allocated() - length;
            let request = DescribeImages::new("cn-hangzhou");
            let call = client.describe_images(&request);
            let error = runtime.block_on(call).expect_err("refused");
            let peak = HEAP.max_allocated() - floor;
            assert!(
                peak <= 3 * length + (1 << 20),
                "{shape:?}: {peak} bytes for {length}: {error}"
            );
            drop(ballast);
        }
    }
}
