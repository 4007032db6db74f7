//! Every decoder makes the same of every body: only then are their times comparable.

use benches::bodies::{Body, Fields, Format, Layout, Spec, documented};
use benches::decoders::Decoder;

#[test]
fn every_decoder_reads_what_the_model_reads() {
    for format in [Format::Json, Format::Xml] {
        for fields in [Fields::Minimal, Fields::Full] {
            for layout in [Layout::Compact, Layout::Pretty, Layout::Shuffled] {
                for images in [0, 1, 100] {
                    let spec = Spec::new(format, images, fields, layout);
                    for page in 0..4 {
                        agree(format, &Body::generate(spec, page), &spec.to_string());
                    }
                }
            }
        }
        agree(format, &documented(format), "documented");
    }
}

#[test]
fn a_decoder_that_reads_something_else_is_noticed() {
    let spec = "json-2-full-compact".parse::<Spec>().expect("a name");
    let body = Body::generate(spec, 0);
    let other = Body::generate(spec, 1);
    for decoder in Decoder::all(Format::Json) {
        if let Some(value) = decoder.read(body.bytes.clone()) {
            assert_ne!(value.expect("JSON"), other.expected, "{}", decoder.name());
        }
    }
}

#[test]
fn limits_are_named_so_and_read_nothing() {
    for format in [Format::Json, Format::Xml] {
        for decoder in Decoder::all(format) {
            let reads = decoder.read(Body::generate(spec(format), 0).bytes).is_some();
            let limit = decoder.name().starts_with("limit_") || decoder.name().contains("_bare_");
            assert_ne!(reads, limit, "{}", decoder.name());
        }
    }
}

fn spec(format: Format) -> Spec {
    Spec::new(format, 1, Fields::Minimal, Layout::Compact)
}

#[track_caller]
fn agree(format: Format, body: &Body, name: &str) {
    for decoder in Decoder::all(format) {
        decoder.decode(body.bytes.clone());
        match decoder.read(body.bytes.clone()) {
            None => {}
            Some(Ok(value)) => assert_eq!(value, body.expected, "{} on {name}", decoder.name()),
            Some(Err(error)) => panic!("{} refuses {name}: {error}", decoder.name()),
        }
    }
}
