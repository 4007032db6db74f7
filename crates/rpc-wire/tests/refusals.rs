//! Values that cannot stand for the documented ones, and names that come twice.

mod bodies;
mod images;
mod reading;

use aliyun_rpc_wire::DecodeErrorKind;

use reading::decode_page;

#[test]
fn what_cannot_stand_for_a_value_is_an_error_with_its_path() {
    for (members, path) in [
        (r#""Size":true"#, "Size"),
        (r#""Size":1.0"#, "Size"),
        (r#""Size":1e2"#, "Size"),
        (r#""Size":-0"#, "Size"),
        (r#""Size":4294967296"#, "Size"),
        (r#""Size":"20 GiB""#, "Size"),
        (r#""Size":"٢٤""#, "Size"),
        (r#""Size":[1]"#, "Size"),
        (r#""ImageOwnerId":9223372036854775808"#, "ImageOwnerId"),
        (r#""IsCopied":0"#, "IsCopied"),
        (r#""IsCopied":"1""#, "IsCopied"),
        (r#""IsCopied":{}"#, "IsCopied"),
        (r#""Description":{}"#, "Description"),
        (r#""Description":["a"]"#, "Description"),
        (r#""Tags":[]"#, "Tags"),
        (r#""Tags":"""#, "Tags"),
        (r#""Tags":{"Tag":"x"}"#, "Tags.Tag"),
        (r#""Tags":{"Tag":[null]}"#, "Tags.Tag[0]"),
        (r#""Tags":{"Tag":[{},[]]}"#, "Tags.Tag[1]"),
        (r#""DetectionOptions":[]"#, "DetectionOptions"),
        (r#""DetectionOptions":{"Items":[]}"#, "DetectionOptions.Items"),
    ] {
        let error = decode_page(bodies::json(members)).expect_err(members);
        assert_eq!(error.kind(), DecodeErrorKind::WrongType, "{members}: {error}");
        assert_eq!(error.path(), format!("Images.Image[0].{path}"), "{members}");
    }
    for (elements, path) in [
        ("<Size>20G</Size>", ".Size"),
        ("<Size>2 0</Size>", ".Size"),
        ("<Size><b>20</b></Size>", ".Size"),
        ("<IsCopied>1</IsCopied>", ".IsCopied"),
        ("<Description>a<b/></Description>", ".Description"),
        ("<Tags>text</Tags>", ".Tags"),
        ("<Tags>&#32;</Tags>", ".Tags"),
        ("<Tags><![CDATA[]]></Tags>", ".Tags"),
        ("stray", ""),
        ("<Tags><Tag>stray</Tag></Tags>", ".Tags.Tag[0]"),
    ] {
        let error = decode_page(bodies::xml(elements)).expect_err(elements);
        assert_eq!(error.kind(), DecodeErrorKind::WrongType, "{elements}: {error}");
        assert_eq!(error.path(), format!("Images.Image[0]{path}"), "{elements}");
    }
}

#[test]
fn names_that_come_twice_are_refused_everywhere_in_json_and_where_known_in_xml() {
    for (members, path) in [
        (r#""Size":1,"Size":1"#, ".Size"),
        (r#""Size":null,"Size":1"#, ".Size"),
        (r#""Size":1,"\u0053ize":1"#, ".Size"),
        (r#""X":1,"X":1"#, ".X"),
        (r#""X":{"a":1,"b":{"c":0,"\u0063":0}}"#, r#".X.b."\u0063""#),
        (r#""X":[0,{"a":1,"a":1}]"#, ".X[1].a"),
        (r#""Tags":{"Tag":[],"Tag":[]}"#, ".Tags.Tag"),
        (r#""Tags":{"Tag":[],"X":1,"X":2}"#, ".Tags.X"),
        (r#""Tags":{},"Tags":{}"#, ".Tags"),
    ] {
        let error = decode_page(bodies::json(members)).expect_err(members);
        assert_eq!(error.kind(), DecodeErrorKind::Duplicate, "{members}: {error}");
        assert_eq!(error.path(), format!("Images.Image[0]{path}"), "{members}");
    }
    for elements in ["<Size>1</Size><Size>1</Size>", "<Size/><Size/>", "<Tags/><Tags/>"] {
        let error = decode_page(bodies::xml(elements)).expect_err(elements);
        assert_eq!(error.kind(), DecodeErrorKind::Duplicate, "{elements}: {error}");
    }
    assert!(decode_page(bodies::xml("<X/><X/><Tags><Tag/><Tag/></Tags>")).is_ok());
}
