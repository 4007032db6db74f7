#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../../../conformance/src/reflection/mod.rs"]
mod reflection;

use reflection::{Bytes, Choices as _};

fuzz_target!(|bytes: &[u8]| {
    let mut choices = Bytes::new(bytes);
    let result = match choices.below(4) {
        0 => reflection::in_disguise(&mut choices),
        1 => reflection::without_an_attempt(&mut choices),
        2 => reflection::unchanged(&mut choices),
        _ => reflection::through_a_call(&mut choices),
    };
    result.expect("nothing comes out that must not, and all that may");
});
