//! What a listing remembers of images: 64 bytes of each at most, at every moment.

use std::alloc::System;

use aliyun_ecs_describe_images::listing::{Account, Answer, Verdict};
use aliyun_ecs_model::{DescribeImages, Revision};
use cap::Cap;

#[global_allocator]
static HEAP: Cap<System> = Cap::new(System, usize::MAX);

#[test]
fn an_image_takes_sixty_four_bytes_at_most() {
    let before = HEAP.allocated();
    let request = DescribeImages::new("cn-hangzhou");
    let mut account = Account::new(&request, &Revision::LATEST, [7; 16]);
    let mut most = 0.0_f64;
    while let Some(slice) = account.next_slice() {
        let (from, to) = (slice.offset(), slice.end().min(u64::from(IMAGES)));
        let mut answer = Answer::default();
        answer.ids = (from..to).map(|id| format!("m-{id:0>20}")).collect();
        answer.total = Some(IMAGES);
        account.enter(slice, &answer, ());
        drop(answer);
        let images = account.images();
        if images >= 10_000 {
            // What the heap gives may be a little more than was asked for: a sixteenth.
            let bytes = (HEAP.allocated() - before) as f64 * 17.0 / 16.0;
            most = most.max(bytes / images as f64);
        }
    }
    assert!(account.verdict().is_some_and(Verdict::is_complete));
    println!("at most {most:.1} bytes an image, up to {IMAGES} images");
    assert!(most <= 64.0, "{most}");
}

const IMAGES: u32 = 200_000;
