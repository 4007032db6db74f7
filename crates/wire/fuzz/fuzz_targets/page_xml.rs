#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| aliyun_ecs_wire_fuzz::page_xml(body));
