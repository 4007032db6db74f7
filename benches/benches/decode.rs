//! Times every decoder on every body. Groups are named `decode_<format>_<images>` for minimal,
//! compact bodies, with a suffix for the others.

use benches::bodies::{Body, Fields, Format, Layout, Spec, documented};
use benches::cpu_time::CpuTime;
use benches::decoders::Decoder;
use criterion::{BatchSize, Criterion, SamplingMode, Throughput};

fn main() {
    let mut criterion = CpuTime::criterion();
    for format in [Format::Json, Format::Xml] {
        for images in [1, 10, 100, 10_000] {
            bench_spec(&mut criterion, Spec::new(format, images, Fields::Minimal, Layout::Compact));
        }
        for (fields, layout) in SUFFIXED {
            bench_spec(&mut criterion, Spec::new(format, 100, fields, layout));
        }
        bench(&mut criterion, format, "documented", &[documented(format)]);
    }
    criterion.final_summary();
}

fn bench_spec(criterion: &mut Criterion<CpuTime>, spec: Spec) {
    let mut suffix = spec.images.to_string();
    if spec.fields == Fields::Full {
        suffix += "_full";
    }
    match spec.layout {
        Layout::Pretty => suffix += "_pretty",
        Layout::Shuffled => suffix += "_shuffled",
        _ => {}
    }
    let pages: Vec<Body> = (0..spec.rotation()).map(|page| Body::generate(spec, page)).collect();
    bench(criterion, spec.format, &suffix, &pages);
}

/// Times the decoders of a format on `pages`, over which every loop rotates: a decoder that sees
/// one page again and again gets a branch predictor that knows the page by heart.
fn bench(criterion: &mut Criterion<CpuTime>, format: Format, suffix: &str, pages: &[Body]) {
    let prefix = if format == Format::Json { "json" } else { "xml" };
    let mut group = criterion.benchmark_group(format!("decode_{prefix}_{suffix}"));
    let all: usize = pages.iter().map(|page| page.bytes.len()).sum();
    group.throughput(Throughput::Bytes((all / pages.len()) as u64));
    let large = all / pages.len() > LARGE;
    if large {
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
    }
    // The bodies of a batch are made before its clock starts.
    let batch = if large { pages.len() } else { BATCH };
    for decoder in Decoder::all(format) {
        let mut compared = false;
        group.bench_function(decoder.name(), |bencher| {
            if !compared {
                compare(*decoder, pages);
                compared = true;
            }
            let mut rotation = pages.iter().cycle();
            bencher.iter_batched(
                || rotation.next().map(|page| page.bytes.clone()).unwrap_or_default(),
                |body| decoder.decode(body),
                BatchSize::NumIterations(batch as u64),
            );
        });
    }
    group.finish();
}

/// Asserts that a decoder makes the right thing of every page, before any of them is timed.
#[track_caller]
fn compare(decoder: Decoder, pages: &[Body]) {
    for page in pages {
        if let Some(value) = decoder.read(page.bytes.clone()) {
            let value = value.expect("the body is well-formed");
            assert!(value == page.expected, "{} reads another value", decoder.name());
        }
    }
}

const SUFFIXED: [(Fields, Layout); 4] = [
    (Fields::Full, Layout::Compact),
    (Fields::Minimal, Layout::Pretty),
    (Fields::Full, Layout::Pretty),
    (Fields::Minimal, Layout::Shuffled),
];

const LARGE: usize = 1 << 20; // 1 MiB
const BATCH: usize = 64;
