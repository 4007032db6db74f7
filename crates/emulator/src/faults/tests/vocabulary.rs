//! One vocabulary: functions, files and flags say the same.

use std::time::Duration;

use crate::faults::kinds::KINDS;
use crate::faults::{Change, ChangeKind, Fault, Faults, Place, WebPage};

/// Each kind as a flag and as it is made, with defaults and without.
fn all() -> Vec<(&'static str, Fault)> {
    let ms = Duration::from_millis;
    let change = |what| Change::new(what);
    vec![
        ("latency,ms=20", Fault::latency(ms(20))),
        ("latency,ms=20,jitter_ms=5", Fault::latency(ms(20)).jitter(ms(5))),
        ("error,code=ServiceUnavailable", Fault::error("ServiceUnavailable").status(503)),
        ("error,code=InternalError", Fault::error("InternalError").status(500)),
        ("error,code=Throttling,status=429", Fault::error("Throttling").status(429)),
        (
            "error,code=Busy,message=Come again.,retry_after=abc,wait_ms=7",
            Fault::error("Busy").status(400).message("Come again.").retry_after("abc").wait(ms(7)),
        ),
        ("error,code=Busy,retry_after=2", Fault::error("Busy").retry_after("2")),
        ("throttle", Fault::throttle().wait(ms(1_000)).status(400)),
        ("throttle,status=429,wait_ms=2000", Fault::throttle().status(429).wait(ms(2_000))),
        ("throttle,code=Throttling.Api", Fault::throttle().code("Throttling.Api")),
        ("status,status=204", Fault::empty(204)),
        ("web-page,body=waf", Fault::web_page(WebPage::Waf).status(405)),
        ("web-page,body=proxy", Fault::web_page(WebPage::Proxy).status(502)),
        ("web-page,body=login", Fault::web_page(WebPage::Login).status(200)),
        ("web-page,body=xhtml", Fault::web_page(WebPage::Xhtml).status(403)),
        ("web-page,body=login,status=403", Fault::web_page(WebPage::Login).status(403)),
        ("garbage", Fault::garbage(256)),
        ("garbage,bytes=0", Fault::garbage(0)),
        ("clock,offset_s=-1200", Fault::clock(-1_200)),
        ("close", Fault::close()),
        ("cut,after=0", Fault::cut(0)),
        ("cut,after=9,head=true", Fault::cut(9).of_head()),
        ("reset,after=9", Fault::reset(9)),
        ("reset,after=9,head=true", Fault::reset(9).of_head()),
        ("stall,after=9,head=false", Fault::stall(9)),
        ("stall,after=9,head=true", Fault::stall(9).of_head()),
        ("drip", Fault::drip(1, ms(10))),
        ("drip,bytes=3,every_ms=100", Fault::drip(3, ms(100))),
        ("wrong-length,by=-3", Fault::wrong_length(-3)),
        ("garble", Fault::garble(64)),
        ("garble,bytes=3", Fault::garble(3)),
        ("insert", Fault::change(change(ChangeKind::Insert))),
        (
            "insert,count=2,at=front",
            Fault::change(change(ChangeKind::Insert).count(2).at(Place::Front)),
        ),
        (
            "delete,count=3,at=back",
            Fault::change(change(ChangeKind::Delete).count(3).at(Place::Back)),
        ),
        ("toggle,count=1,at=12", Fault::change(change(ChangeKind::Toggle).at(Place::Index(12)))),
        ("toggle,at=anywhere", Fault::change(change(ChangeKind::Toggle))),
        ("total,by=-1", Fault::total_by(-1)),
        ("total,value=3", Fault::total(3)),
        ("clamp,size=10", Fault::clamp(10)),
        ("clamp,size=10,echo=false", Fault::clamp_silently(10)),
        ("echo,page_number=9", Fault::echo_page_number(9)),
        ("echo,page_size=9", Fault::echo_page_size(9)),
        ("echo,region_id=cn-beijing", Fault::echo_region("cn-beijing")),
        ("stale", Fault::stale(1)),
        ("stale,changes=3", Fault::stale(3)),
        (
            "close,operation=DescribeImages,region=cn-hangzhou,page=2,requests=3..=5,every=2,\
             probability=0.5",
            Fault::close()
                .operation("DescribeImages")
                .region("cn-hangzhou")
                .page(2)
                .requests(3..=5)
                .every(2)
                .probability(0.5),
        ),
        ("close,requests=3", Fault::close().requests(3..=3)),
        ("close,requests=3..", Fault::close().requests(3..)),
        ("close,requests=..=5,probability=1", Fault::close().requests(..=5)),
    ]
}

/// Writes a flag as a table: numbers and booleans as such, all else as texts.
fn table(flag: &str) -> String {
    let mut words = flag.split(',');
    let mut text = format!("[[fault]]\nkind = \"{}\"\n", words.next().unwrap());
    for word in words {
        let (name, value) = word.split_once('=').unwrap();
        let is_bare = value.parse::<f64>().is_ok() || value.parse::<bool>().is_ok();
        let quote = if is_bare { "" } else { "\"" };
        text.push_str(&format!("{name} = {quote}{value}{quote}\n"));
    }
    text
}

#[test]
fn a_fault_is_the_same_made_by_a_function_a_flag_or_a_file() {
    for (flag, fault) in all() {
        assert_eq!(flag.parse(), Ok(fault.clone()), "{flag}");
        let file = table(flag);
        assert_eq!(Faults::from_toml(&file), Ok(Faults::new().with(fault)), "{file}");
    }
}

#[test]
fn every_kind_and_member_is_among_them_and_in_the_documentation() {
    let documentation = include_str!("../set.rs");
    for kind in KINDS {
        assert!(documentation.contains(&format!("/// | `{}` |", kind.name)), "{}", kind.name);
        let row = documentation.lines().find(|l| l.contains(&format!("| `{}` |", kind.name)));
        let flags: Vec<_> = all()
            .into_iter()
            .map(|(flag, _)| flag)
            .filter(|flag| flag.split(',').next() == Some(kind.name))
            .collect();
        assert!(!flags.is_empty(), "{}", kind.name);
        for member in kind.members {
            let is_used = flags.iter().any(|flag| flag.contains(&format!(",{member}=")));
            assert!(is_used, "{} {member}", kind.name);
            assert!(row.unwrap().contains(&format!("`{member}")), "{} {member}", kind.name);
        }
    }
}

#[test]
fn a_file_has_a_seed_and_faults_in_order() {
    let text = "seed = 7\n[[fault]]\nkind = \"close\"\n[[fault]]\nkind = \"stale\"\n";
    let faults = Faults::new().seed(7).with(Fault::close()).with(Fault::stale(1));
    assert_eq!(Faults::from_toml(text), Ok(faults));
    assert_eq!(Faults::from_toml(""), Ok(Faults::new()));
    assert!(Faults::new().is_empty());
}

#[test]
fn spaces_around_the_words_of_a_flag_do_not_matter() {
    assert_eq!(" latency , ms = 20 ".parse(), Ok(Fault::latency(Duration::from_millis(20))));
}

#[test]
fn what_is_set_about_another_kind_changes_nothing() {
    let millisecond = Duration::from_millis(1);
    let close = Fault::close();
    let same = close.clone().status(503).message("a").retry_after("1").wait(millisecond);
    assert_eq!(same.jitter(millisecond).of_head(), close);
    assert_eq!(Fault::error("A").status(99).status(100).status(1_000), Fault::error("A"));
    assert_eq!(Fault::close().probability(7.0), Fault::close());
    assert_eq!(Fault::close().probability(f64::NAN), Fault::close().probability(0.0));
}

#[track_caller]
fn flag_error(flag: &str) -> String {
    flag.parse::<Fault>().unwrap_err().to_string()
}

#[track_caller]
fn file_error(text: &str) -> (Option<usize>, String) {
    let error = Faults::from_toml(text).unwrap_err();
    (error.line(), error.to_string())
}

#[test]
fn a_flag_that_is_wrong_is_told_by_its_word() {
    for (flag, words) in [
        ("latncy,ms=1", "in `latncy,ms=1`: `latncy` is no kind of fault; known are `latency`"),
        ("", "`` is no kind of fault"),
        ("latency", "in `latency`: `ms` is missing; add it"),
        ("latency,ms", "in `ms`: give `name=value`"),
        ("latency,ms=1,ms=2", "in `ms=2`: `ms` comes twice"),
        ("latency,ms=-1", "in `ms=-1`: `ms` is -1; give a whole number from 0 to"),
        ("latency,ms=18446744073709551616", "give a whole number from 0 to 18446744073709551615"),
        ("latency,ms=soon", "`ms` is soon; give a whole number"),
        (
            "latency,ms=1,sec=2",
            "in `sec=2`: `sec` is no member of the kind `latency`, which has `ms`, `jitter_ms`, \
             `operation`, `region`, `page`, `requests`, `every`, `probability`",
        ),
        ("close,probability=2", "`probability` is 2; give a number from 0 to 1"),
        ("close,probability=-0.1", "give a number from 0 to 1"),
        ("close,probability=NaN", "give a number from 0 to 1"),
        ("close,requests=5..=3", "`requests` is 5..=3; give a range that is not empty"),
        ("close,requests=0", "give requests counted from 1"),
        ("close,every=0", "give a whole number from 1"),
        ("close,page=0", "give a whole number from 1 to 4294967295"),
        ("close,region=", "give a text that is not empty"),
        ("cut,after=1,head=yes", "`head` is yes; give `true` or `false`"),
        ("error", "`code` is missing"),
        ("error,code=A,status=99", "give an HTTP status from 200 to 999"),
        ("error,code=A,status=1000", "give an HTTP status from 200 to 999"),
        ("error,code=A,retry_after=\u{1}", "give a text that fits a header"),
        ("status", "`status` is missing"),
        ("web-page", "`body` is missing"),
        ("web-page,body=503", "give one of `waf`, `proxy`, `login`, `xhtml`"),
        ("insert,count=-1", "give a whole number from 0 to 4294967295"),
        ("insert,at=middle", "give `front`, `back`, `anywhere` or an index"),
        ("insert,at=-1", "give `front`, `back`, `anywhere` or an index"),
        ("total", "give one of `by` and `value`"),
        ("total,by=1,value=1", "give one of `by` and `value`"),
        ("echo", "give at least one of `page_number`, `page_size` and `region_id`"),
        ("clamp,size=0", "give a whole number from 1"),
        ("drip,bytes=0", "give a whole number from 1"),
        ("garbage,bytes=99999999999", "give a whole number from 0 to 16777216"),
    ] {
        let error = flag_error(flag);
        assert!(error.contains(words), "{flag}: {error}");
    }
}

#[test]
fn a_file_that_is_wrong_is_told_by_its_line() {
    for (text, line, words) in [
        ("seed = 7\n[[fault]\n", Some(2), ""),
        ("seed = \"a\"\n", Some(1), "`seed` is \"a\"; give a whole number from 0"),
        ("seed = -1\n", Some(1), "`seed` is -1; give a whole number from 0"),
        ("\n[fault]\nkind = \"close\"\n", Some(2), "begins with `[[fault]]`"),
        ("\nsed = 1\n", Some(2), "unknown field `sed`"),
        ("\n\nfault = 1\n", Some(3), ""),
        ("[[fault]]\nms = 1\n", Some(1), "`kind` is missing"),
        ("[[fault]]\nkind = 1\n", Some(2), "`kind` is 1; give a text"),
        ("[[fault]]\nkind = \"x\"\n", Some(2), "`x` is no kind of fault; known are `latency`"),
        ("[[fault]]\nkind = \"latency\"\n", Some(2), "`ms` is missing"),
        ("[[fault]]\nkind = \"latency\"\nms = \"1\"\n", Some(3), "`ms` is \"1\"; give a whole"),
        ("[[fault]]\nkind = \"latency\"\nms = 1.5\n", Some(3), "`ms` is 1.5; give a whole"),
        ("[[fault]]\nkind = \"latency\"\nms = [1]\n", Some(3), "`ms` is an array; give"),
        ("[[fault]]\nkind = \"latency\"\nms = -1\n", Some(3), "give a whole number from 0"),
        ("[[fault]]\nkind = \"close\"\npage = true\n", Some(3), "`page` is true; give a whole"),
        ("[[fault]]\nkind = \"close\"\nregion = 1\n", Some(3), "`region` is 1; give a text"),
        ("[[fault]]\nkind = \"close\"\nprobability = 2\n", Some(3), "give a number from 0 to 1"),
        ("[[fault]]\nkind = \"close\"\nprobability = nan\n", Some(3), "give a number from 0 to 1"),
        ("[[fault]]\nkind = \"close\"\nrequests = \"2..=1\"\n", Some(3), "that is not empty"),
        ("[[fault]]\nkind = \"close\"\nrequests = true\n", Some(3), "`requests` is true; give"),
        (
            "[[fault]]\nkind = \"insert\"\ncount = -1\n\n[[fault]]\nkind = \"x\"\n",
            Some(3),
            "`count` is -1",
        ),
        (
            "[[fault]]\nkind = \"close\"\n\n[[fault]]\nkind = \"close\"\nzzz = 1\naaa = 1\n",
            Some(6),
            "`zzz` is no member of the kind `close`, which has `operation`",
        ),
        ("[[fault]]\nkind = \"close\"\nkind = \"cut\"\n", Some(3), "duplicate"),
    ] {
        let (told, error) = file_error(text);
        assert_eq!(told, line, "{text}: {error}");
        assert!(error.contains(words), "{text}: {error}");
    }
}

#[test]
fn what_a_file_says_is_shown_with_escapes_and_not_at_length() {
    let long = "a".repeat(1_000);
    for text in [
        "[[fault]]\nkind = \"\\u001b[2J\"\n".to_owned(),
        "\"\\u001b[2J\" = 1\n".to_owned(),
        "[[fault]]\nkind = \"close\"\n\"\\u202e\" = 1\n".to_owned(),
        "[[fault]]\nkind = \"latency\"\nms = \"\\u009b\"\n".to_owned(),
        format!("[[fault]]\nkind = \"{long}\"\n"),
    ] {
        let (_, error) = file_error(&text);
        let is_safe = |c: char| !c.is_control() && c != '\u{202e}';
        assert!(error.chars().all(is_safe), "{error:?}");
        assert!(error.len() < 600, "{error}");
    }
}
