//! Times writing a page: what the emulator and tests do.

use aliyun_ecs_wire::{BodyFormat, Decoded, decode, encode_page};
use benches::bodies::{Body, Fields, Format, Layout, Spec};
use benches::cpu_time::CpuTime;
use criterion::Throughput;

fn main() {
    let mut criterion = CpuTime::criterion();
    for (name, format) in [("encode_json", BodyFormat::Json), ("encode_xml", BodyFormat::Xml)] {
        let mut group = criterion.benchmark_group(name);
        for (function, fields) in [("minimal_100", Fields::Minimal), ("full_100", Fields::Full)] {
            let spec = Spec::new(Format::Json, 100, fields, Layout::Compact);
            let pages: Vec<_> = (0..64).map(|page| Body::generate(spec, page).expected).collect();
            let mut bytes = 0;
            for page in &pages {
                let body = encode_page(page, format);
                bytes += body.len();
                let read =
                    decode(body).ok().and_then(Decoded::page).expect("what is written can be read");
                assert_eq!(read.to_response(), *page);
            }
            group.throughput(Throughput::Bytes((bytes / pages.len()) as u64));
            let mut rotation = pages.iter().cycle();
            group.bench_function(function, |bencher| {
                bencher.iter(|| rotation.next().map(|page| encode_page(page, format)));
            });
        }
        group.finish();
    }
    criterion.final_summary();
}
