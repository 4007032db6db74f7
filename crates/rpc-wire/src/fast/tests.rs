//! The fast readers against the strict ones, record by record.

use std::fs;
use std::path::{Path, PathBuf};

use super::images::PAGE;
use crate::fast;
use crate::found::Found;
use crate::limits::Limits;
use crate::observe::Ignore;
use crate::sniff::sniff;
use crate::strict;

#[test]
fn documented_pages_are_read_fast() {
    for path in documented() {
        let body = fs::read_to_string(&path).expect("a readable file");
        let is_page = read_strictly(&body).is_some();
        assert_eq!(agree(&body), is_page, "{}", path.display());
    }
}

#[test]
fn any_layout_and_any_order_is_read_fast() {
    for body in [
        r#"{"TotalCount":1,"Images":{"Image":[{"ImageId":"m-1","Size":20}]}}"#,
        r#"{"TotalCount": 1, "Images": {"Image": [{"ImageOwnerId": -7, "Usage": 5, "Size": "20"}]}}"#,
        r#" { "Images" : { "Image" : [ { "Size" : 20 , "ImageId" : "m-1" } , {} ] } } "#,
        "{\r\n\t\"Images\":{\r\n\t\"Image\":[\r\n]},\"TotalCount\":0\r\n}\r\n",
        r#"{"Images":{},"TotalCount":null,"RequestId":7,"PageSize":"10"}"#,
        r#"{"Images":{"Image":[{"OSName":"64\u4f4d \"x\"","IsCopied":"False","Size":""}]}}"#,
        r#"{"TotalCount":1,"New":{"a":[1,-2.5e3,"\n",{"b":null,"c":{}}],"b":true},"Other":[]}"#,
        r#"{"New":"x","TotalCount":1}"#,
        r#"{"TotalCount":1,"Code":"200","Message":"a\nb"}"#,
        r#"{"RequestId":"R","Code":"A\u0042","Message":"b","HostId":7,"Recommend":null}"#,
        r#"{"code":"A","Data":{"Code":"B"}}"#,
        "<DescribeImagesResponse><TotalCount>1</TotalCount></DescribeImagesResponse>",
        "<?xml version='1.0'?><Error >\n<Code>a&lt;</Code><HostId/><Data><Code>b</Code></Data></Error>",
        "<?xml version='1.0'?>\n<DescribeImagesResponse >\r\n<Images>\n<Image/>\n<Image >\n\
         <Size> 20 </Size ><ImageId >m&#45;1</ImageId\n></Image></Images><TotalCount/>\
         </DescribeImagesResponse>\n",
        "<DescribeImagesResponse><Images/><RegionId>a\r\nb &gt;= c > d ]] <![CDATA[<&]]></RegionId>\
         <New><a>&lt;</a><b/><c ><d>]</d></c></New></DescribeImagesResponse>",
    ] {
        assert!(agree(body), "{body}");
    }
}

#[test]
fn what_is_wrong_or_rare_is_left_to_the_strict_readers() {
    for body in [
        "{}",
        r#"{"TotalCount":1}{}"#,
        r#"{"TotalCount":1{"PageSize":1}}"#,
        r#"{"TotalCount":1,}"#,
        r#"{,"TotalCount":1}"#,
        r#"{"TotalCount":01}"#,
        r#"{"TotalCount":1,"TotalCount":1}"#,
        r#"{"TotalCount":1,"New":1,"New":1}"#,
        r#"{"TotalCount":1,"New":{"a":1,"a":1}}"#,
        r#"{"TotalCount":1,"New":{"\u0061":1}}"#,
        "{\"TotalCount\":1,\"RegionId\":\"a\tb\"}",
        r#"{"TotalCount":1,"RegionId":"\ud800"}"#,
        r#"{"TotalCount":1,"IsCopied":truex}"#,
        r#"{"Images":{"Image":{"ImageId":"m-1"}}}"#,
        r#"{"TotalCount":1,"Code":{}}"#,
        r#"{"Code":"A","Code":"A"}"#,
        r#"{"Code":"A","Message":[]}"#,
        r#"{"Code":"","Message":"a"}"#,
        "<DescribeImagesResponse/>",
        "<Error/>",
        "<Error><Message>a</Message></Error>",
        "<Error><Code>a</Code><Code>b</Code></Error>",
        "<Error><Code>a</Code></Error>x",
        "<DescribeImagesResponse><TotalCount>1</TotalCount></DescribeImagesResponse>x",
        "<DescribeImagesResponse><TotalCount a='b'>1</TotalCount></DescribeImagesResponse>",
        "<DescribeImagesResponse><TotalCount>1</TotalCount><!-- --></DescribeImagesResponse>",
        "<DescribeImagesResponse><TotalCount>1</TotalCount>x</DescribeImagesResponse>",
        "<DescribeImagesResponse>\"TotalCount>1</TotalCount></DescribeImagesResponse>",
        "<DescribeImagesResponse><Images/><RegionId>]]></RegionId></DescribeImagesResponse>",
        "<DescribeImagesResponse><Images/><RegionId>\u{fffe}</RegionId></DescribeImagesResponse>",
        "<DescribeImagesResponse><Images/><RegionId>\u{b}</RegionId></DescribeImagesResponse>",
        "<DescribeImagesResponse><Images/><New><a></b></New></DescribeImagesResponse>",
        "<DescribeImagesResponse><Images/><New>&x;</New></DescribeImagesResponse>",
        "<DescribeImagesResponse><Images/><Images/></DescribeImagesResponse>",
    ] {
        assert!(!agree(body), "{body}");
    }
}

#[test]
fn every_changed_byte_of_a_documented_page_is_judged_alike() {
    let bytes =
        [0, b'\t', b'\n', b'\r', b' ', b'"', b'&', b',', b'/', b'0', b':', b'<', b'>', b'\\'];
    for path in documented() {
        let body = fs::read(&path).expect("a readable file");
        for at in 0..body.len() {
            for byte in bytes.into_iter().chain([b']', b'[', b'{', b'}', b'x', body[at] ^ 0x20]) {
                let mut changed = body.clone();
                changed[at] = byte;
                if let Ok(changed) = std::str::from_utf8(&changed) {
                    agree(changed);
                }
            }
            let mut shorter = body.clone();
            shorter.remove(at);
            if let Ok(shorter) = std::str::from_utf8(&shorter) {
                agree(shorter);
            }
        }
    }
}

/// Says whether the fast reader accepts the body, and asserts that the strict one then makes the
/// same of it.
#[track_caller]
pub(super) fn agree(body: &str) -> bool {
    let Some(fast) = sniff(body)
        .ok()
        .and_then(|format| fast::read(body, format, &PAGE, &Limits::of_body(body.len())))
    else {
        return false;
    };
    let strict = read_strictly(body);
    let strict = strict.unwrap_or_else(|| panic!("accepted by the fast reader only: {body}"));
    assert_eq!(fast, strict, "{body}");
    true
}

fn read_strictly(body: &str) -> Option<Found> {
    strict::read(body, sniff(body).ok()?, &PAGE, &Limits::of_body(body.len()), &mut Ignore).ok()
}

fn documented() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/cases/documented");
    let revisions = ["2018-06-15", "2019-02-18"];
    let files = ["response.json", "response.repaired.json", "response.xml"];
    let all =
        revisions.iter().flat_map(|revision| files.map(|file| folder.join(revision).join(file)));
    all.collect()
}
