//! Documents of any schema: the same from both formats, member by member.

use aliyun_rpc_wire::{
    BodyFormat, DecodeErrorKind, Decoded, Document, Field, Position, Schema, Strict, Table, decode,
    decode_with,
};

static CREDENTIALS: Table = Table::new(&[
    Field::text("AccessKeyId"),
    Field::text("AccessKeySecret"),
    Field::text("SecurityToken"),
    Field::text("Expiration"),
]);

static USER: Table = Table::new(&[Field::text("Arn"), Field::integer64("AssumedRoleId")]);

static ANSWER: Table = Table::new(&[
    Field::text("RequestId"),
    Field::object("Credentials", &CREDENTIALS),
    Field::object("AssumedRoleUser", &USER),
]);

static ASSUME_ROLE: Schema =
    Schema::new("AssumeRoleResponse", &ANSWER, &["Credentials"]).with_always(&["RequestId"]);

const JSON: &str = r#"{"RequestId":"R","AssumedRoleUser":{"Arn":"acs:ram::1:role/a\/b",
    "AssumedRoleId":-344584339364951186},"Credentials":{"SecurityToken":"CAIStoken",
    "AccessKeyId":"STS.L4aBSCSJVMuKg5U1vFDw","AccessKeySecret":"wyLTSmsyPGP1",
    "Expiration":"2015-04-09T11:52:19Z"}}"#;

const XML: &str = "<?xml version='1.0' encoding='UTF-8'?><AssumeRoleResponse><RequestId>R</RequestId>\
    <AssumedRoleUser><Arn>acs:ram::1:role/a&#x2F;b</Arn>\
    <AssumedRoleId>-344584339364951186</AssumedRoleId></AssumedRoleUser>\
    <Credentials><AccessKeyId>STS.L4aBSCSJVMuKg5U1vFDw</AccessKeyId>\
    <AccessKeySecret>wyLTSmsyPGP1</AccessKeySecret><SecurityToken>CAIStoken</SecurityToken>\
    <Expiration>2015-04-09T11:52:19Z</Expiration></Credentials></AssumeRoleResponse>";

#[test]
fn objects_are_read_alike_from_both_formats() {
    for (body, format) in [(JSON, BodyFormat::Json), (XML, BodyFormat::Xml)] {
        for document in [document(body), strictly(body)] {
            assert_eq!(document.format(), format);
            let root = document.root();
            assert_eq!(root.text("RequestId"), Some("R"));
            let user = root.object("AssumedRoleUser").expect("a user");
            assert_eq!(user.text("Arn"), Some("acs:ram::1:role/a/b"));
            assert_eq!(user.integer64("AssumedRoleId"), Some(-344_584_339_364_951_186));
            let credentials = root.object("Credentials").expect("credentials");
            let members = ["AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration"];
            let [id, secret, token, expiration] = members.map(|name| credentials.text(name));
            assert_eq!(id, Some("STS.L4aBSCSJVMuKg5U1vFDw"));
            assert_eq!((secret, token), (Some("wyLTSmsyPGP1"), Some("CAIStoken")));
            assert_eq!(expiration, Some("2015-04-09T11:52:19Z"));
        }
    }
}

#[test]
fn nothing_of_a_document_is_printed_but_its_form() {
    for body in [JSON, XML] {
        let document = document(body);
        let credentials = document.root().object("Credentials").expect("credentials");
        let printed = format!(
            "{document:?} {document:#?} {:?} {credentials:#?} {:?}",
            document.root(),
            decode(body, &ASSUME_ROLE),
        );
        for secret in ["STS.L4", "wyLTS", "CAIS", "2015-04", "acs:ram"] {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert!(printed.contains("AssumeRoleResponse") && printed.contains("SecurityToken"));
    }
}

static ZONE: Table = Table::new(&[Field::text("ZoneId"), Field::boolean("Open")]);
static REGION: Table = Table::new(&[
    Field::text("RegionId"),
    Field::integer("Weight"),
    Field::list("Zones", "Zone", &ZONE),
]);
static REGIONS: Table = Table::new(&[Field::list("Regions", "Region", &REGION)]);
static DESCRIBE_REGIONS: Schema = Schema::new("DescribeRegionsResponse", &REGIONS, &["Regions"]);

#[test]
fn lists_in_lists_keep_what_belongs_together() {
    let json = r#"{"Regions":{"Region":[
        {"RegionId":"a","Zones":{"Zone":[{"ZoneId":"a-1","Open":true},{"ZoneId":"a-2"}]}},
        {"Weight":7},
        {"Zones":{"Zone":[{"Open":"False","ZoneId":"c-1"}]},"RegionId":"c"}]}}"#;
    let xml = "<DescribeRegionsResponse><Regions><Region><RegionId>a</RegionId><Zones><Zone>\
        <ZoneId>a-1</ZoneId><Open>true</Open></Zone><Zone><ZoneId>a-2</ZoneId></Zone></Zones>\
        </Region><Region><Weight>7</Weight></Region><Region><Zones><Zone><Open>False</Open>\
        <ZoneId>c-1</ZoneId></Zone></Zones><RegionId>c</RegionId></Region></Regions>\
        </DescribeRegionsResponse>";
    const OPEN: Position = ZONE.position("Open");
    for body in [json, xml] {
        let Ok(Decoded::Document(document)) = decode(body, &DESCRIBE_REGIONS) else {
            panic!("{body}");
        };
        let regions = document.root().list("Regions");
        let read: Vec<_> = regions
            .clone()
            .map(|region| {
                let zones =
                    region.list("Zones").map(|zone| (zone.text("ZoneId"), zone.boolean(OPEN)));
                (region.text("RegionId"), region.integer("Weight"), zones.collect::<Vec<_>>())
            })
            .collect();
        let first = vec![(Some("a-1"), Some(true)), (Some("a-2"), None)];
        let last = vec![(Some("c-1"), Some(false))];
        let expected = [(Some("a"), None, first), (None, Some(7), vec![]), (Some("c"), None, last)];
        assert_eq!(read, expected, "{body}");
        assert_eq!((regions.len(), format!("{regions:?}").as_str()), (3, "Records(3 left)"));
        let ends = [regions.clone().nth(2), regions.clone().next_back()];
        assert_eq!(ends.map(|region| region.and_then(|r| r.text("RegionId"))), [Some("c"); 2]);
        assert!(regions.clone().nth(3).is_none());
    }
}

#[test]
fn what_is_left_out_is_none() {
    let document = document(r#"{"Credentials":{}}"#);
    let root = document.root();
    assert_eq!((root.text("RequestId"), root.object("AssumedRoleUser").is_none()), (None, true));
    let credentials = root.object("Credentials").expect("an empty object");
    assert_eq!(format!("{root:?} {credentials:?}"), r#"Record {"Credentials"} Record {}"#);
}

#[test]
fn a_document_whose_table_has_a_code_has_one() {
    static METADATA: Table = Table::new(&[Field::text("Code"), Field::text("AccessKeyId")]);
    static ROLE: Schema = Schema::new("Role", &METADATA, &["AccessKeyId"]);
    let body = r#"{"Code":"Success","AccessKeyId":"STS.a"}"#;
    let Ok(Decoded::Document(document)) = decode(body, &ROLE) else { panic!("no document") };
    assert_eq!(document.root().text("Code"), Some("Success"));
    let Ok(Decoded::Error(error)) = decode(r#"{"Code":"Failed","Message":"m"}"#, &ROLE) else {
        panic!("no error");
    };
    assert_eq!((error.code.as_str(), error.message.as_str()), ("Failed", "m"));
}

#[test]
fn another_kind_of_document_is_an_error_to_report_where_one_was_due() {
    let error = document(JSON).not_an_error();
    assert_eq!((error.kind(), error.excerpt()), (DecodeErrorKind::NotAnError, "[withheld]"));
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "no such member of this kind")]
fn a_member_that_is_misspelt_is_noticed_in_tests() {
    let _ = document(JSON).root().text("Credential");
}

#[track_caller]
fn document(body: &str) -> Document {
    match decode(body, &ASSUME_ROLE).expect("a body") {
        Decoded::Document(document) => document,
        Decoded::Error(error) => panic!("{error:?}"),
    }
}

#[track_caller]
fn strictly(body: &str) -> Document {
    match decode_with(body, &ASSUME_ROLE, &mut Strict).expect("a documented body") {
        Decoded::Document(document) => document,
        Decoded::Error(error) => panic!("{error:?}"),
    }
}
