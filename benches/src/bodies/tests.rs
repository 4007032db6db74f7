//! The generator keeps its promises.

use aliyun_ecs_model::{
    DescribeImagesResponse, DetectionItem, DetectionOptions, DiskDeviceMapping, Features, Image,
    Tag,
};
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor, value};
use serde::forward_to_deserialize_any;

use super::{Body, Fields, Format, Layout, Spec, bytes};

#[test]
fn the_bytes_never_change() {
    let checksum = |name: &str| {
        let spec: Spec = name.parse().expect(name);
        format!("{name} {:016x}", fnv1a((0..8).flat_map(|page| bytes(spec, page))))
    };
    let found: Vec<String> = CHECKSUMS
        .iter()
        .map(|pinned| checksum(pinned.split(' ').next().expect("a name")))
        .collect();
    assert_eq!(found, CHECKSUMS, "figures would not be comparable with earlier ones any more");
}

#[test]
fn the_formats_and_layouts_of_a_page_say_the_same() {
    for fields in [Fields::Minimal, Fields::Full] {
        let expected = body(Format::Json, fields, Layout::Compact, 3).expected;
        for format in [Format::Json, Format::Xml] {
            for layout in [Layout::Compact, Layout::Pretty, Layout::Shuffled] {
                assert_eq!(body(format, fields, layout, 3).expected, expected);
            }
        }
    }
}

#[test]
fn pages_differ() {
    let spec = Spec::new(Format::Json, 1, Fields::Minimal, Layout::Compact);
    let mut pages: Vec<Vec<u8>> = (0..64).map(|page| bytes(spec, page)).collect();
    pages.sort();
    pages.dedup();
    assert_eq!(pages.len(), 64);
}

/// Members that the model gains later do not change the pages: figures stay comparable.
#[test]
fn a_full_page_has_nearly_every_member_of_the_model() {
    let page = body(Format::Json, Fields::Full, Layout::Compact, 0).expected;
    let json = serde_json::to_string(&page).expect("the model serializes");
    let members = members_of_the_model();
    let is_missing = |member: &&&str| !json.contains(&format!("\"{member}\":"));
    let missing: Vec<_> = members.iter().filter(is_missing).collect();
    assert!(missing.len() * 10 <= members.len(), "{missing:?}");
}

#[test]
fn a_minimal_page_has_the_members_of_the_documented_examples() {
    let minimal = body(Format::Json, Fields::Minimal, Layout::Compact, 0);
    let text = String::from_utf8(minimal.bytes).expect("UTF-8");
    let documented = super::documented(Format::Json).bytes;
    let documented = String::from_utf8(documented).expect("UTF-8");
    for member in members_of_the_model() {
        // The XML example has these three besides.
        let in_xml = ["Description", "ProductCode", "SnapshotId"].contains(&member);
        let quoted = format!("\"{member}\"");
        let documented = documented.contains(&quoted) || in_xml;
        assert_eq!(text.contains(&quoted), documented, "{member}");
    }
}

#[test]
fn bodies_have_what_makes_decoding_hard() {
    let text = |format| {
        let spec = Spec::new(format, 100, Fields::Minimal, Layout::Compact);
        String::from_utf8((0..4).flat_map(|page| bytes(spec, page)).collect()).expect("UTF-8")
    };
    let json = text(Format::Json);
    for part in [
        "\\n",
        "\\\"",
        "\\\\",
        "\\u4f4d",
        "\\ud83d\\ude80",
        "🚀",
        "64位",
        "\"Size\":\"",
        "\"Progress\":100,",
    ] {
        assert!(json.contains(part), "{part}");
    }
    let xml = text(Format::Xml);
    for part in [
        "&amp;",
        "&lt;",
        "&#x4F4D;",
        "<![CDATA[",
        "<Description/>",
        "<Description />",
        "<Description></",
        "\n",
    ] {
        assert!(xml.contains(part), "{part}");
    }
}

fn body(format: Format, fields: Fields, layout: Layout, page: usize) -> Body {
    Body::generate(Spec::new(format, 100, fields, layout), page)
}

/// Asks the derived readers of the model for their member names.
fn members_of_the_model() -> Vec<&'static str> {
    [
        members::<DescribeImagesResponse>(),
        members::<Image>(),
        members::<DiskDeviceMapping>(),
        members::<Tag>(),
        members::<DetectionOptions>(),
        members::<DetectionItem>(),
        members::<Features>(),
    ]
    .concat()
}

fn members<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut members: &[&str] = &[];
    assert!(T::deserialize(Members(&mut members)).is_err());
    members
}

/// Notes the member names that a struct asks for, and fails.
struct Members<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Members<'_> {
    type Error = value::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        members: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, value::Error> {
        *self.0 = members;
        self.deserialize_any(visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, value::Error> {
        Err(value::Error::custom("only the names are wanted"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// FNV-1a, 64 bits.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Of the first eight pages, one after the other.
const CHECKSUMS: [&str; 10] = [
    "json-1-minimal-compact e98294bf8c337c8a",
    "json-100-minimal-compact b0c9687b75820af1",
    "json-100-full-compact 38c1fcd008102852",
    "json-100-minimal-pretty 0a8e09ecbf938971",
    "json-100-full-shuffled 1e6204f7baa90d65",
    "xml-1-minimal-compact be19c467fb86b263",
    "xml-100-minimal-compact a200247e627a6c50",
    "xml-100-full-compact a4b2ab2dc344ac0e",
    "xml-100-minimal-pretty 4f6927e57fd32184",
    "xml-100-full-shuffled cb7e3f7ac2f8c643",
];
