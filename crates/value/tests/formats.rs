//! Values through serde_json and quick-xml.

use aliyun_rpc_value::{Members, Number, Value, WithUnknown};

fn json(text: &str) -> Members {
    serde_json::from_str(text).expect("JSON")
}

fn xml(text: &str) -> Result<Members, quick_xml::DeError> {
    quick_xml::de::from_str(text)
}

#[test]
fn json_comes_out_as_it_came() {
    for text in [
        r#"{"b":null,"a":[true,false,[],{},"",-1,18446744073709551615,2.5,1e+300]}"#,
        r#"{"位":{"置":{"\u0001":"\u0001"}}}"#,
        "{}",
    ] {
        assert_eq!(serde_json::to_string(&json(text)).expect("JSON"), text);
    }
}

#[test]
fn a_number_keeps_its_digits_as_far_as_serde_goes() {
    let number = |text: &str| Value::from(text.parse::<Number>().expect("a number"));
    for (spelled, written) in [
        ("1.50", "1.5"),
        ("-0", "-0.0"),
        ("100000000000000000000", "1e+20"),
        ("1e400", "\"1e400\""),
    ] {
        assert_eq!(serde_json::to_string(&number(spelled)).expect("JSON"), written);
        assert!(serde_json::to_value(number(spelled)).is_ok());
    }
}

#[test]
fn elements_are_strings_objects_and_arrays() {
    let members = xml("<R><A>1</A><B><C>c</C><C/></B><A>2</A><D>d<E>e</E></D></R>").expect("XML");
    let names: Vec<&str> = members.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["A", "B", "D"]);
    let expected = json(r#"{"A":["1","2"],"B":{"C":["c",{}]},"D":{"$text":"d","E":"e"}}"#);
    assert_eq!(members, expected);
    let written = quick_xml::se::to_string_with_root("R", &members).expect("XML");
    assert_eq!(written, "<R><A>1</A><A>2</A><B><C>c</C><C/></B><D>d<E>e</E></D></R>");
}

/// quick-xml bounds no depth.
#[test]
fn what_is_nested_too_deep_is_refused() {
    let nested = |deep: usize| format!("<R>{}{}</R>", "<a>".repeat(deep), "</a>".repeat(deep));
    assert!(xml(&nested(60)).is_ok());
    let error = xml(&nested(100_000)).expect_err("too deep");
    assert!(error.to_string().contains("more than 64 deep"), "{error}");
}

#[test]
fn many_elements_of_many_names_are_collected_quickly() {
    let elements: String = (0..100_000).map(|n| format!("<a{n}/><b/>")).collect();
    let members = xml(&format!("<R>{elements}</R>")).expect("XML");
    assert_eq!(members.len(), 100_001);
    assert_eq!(members.get("b").and_then(Value::as_array).map(<[_]>::len), Some(100_000));
}

#[test]
fn a_record_is_written_before_what_it_does_not_know() {
    #[derive(serde::Serialize)]
    struct Record {
        known: u8,
    }
    let unknown = json(r#"{"a":"x","b":["y","z"]}"#);
    let record = WithUnknown { known: &Record { known: 1 }, unknown: &unknown };
    let written = quick_xml::se::to_string_with_root("R", &record).expect("XML");
    assert_eq!(written, "<R><known>1</known><a>x</a><b>y</b><b>z</b></R>");
}

#[test]
fn members_are_equal_whatever_became_of_others() {
    let mut members = json(r#"{"a":1}"#);
    assert_eq!(members.insert("b", true), None);
    assert_eq!(members.insert("b", "x"), Some(Value::Boolean(true)));
    assert_eq!(members.remove("b"), Some(Value::from("x")));
    assert_eq!((members.remove("c"), &members), (None, &json(r#"{"a":1}"#)));
    members.remove("a");
    assert_eq!((members.is_empty(), members.clone()), (true, Members::new()));
    assert_eq!(format!("{:?}", json(r#"{"a":null}"#)), r#"{"a": Null}"#);
}
