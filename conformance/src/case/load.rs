//! From folders to cases; whatever is wrong with any of them is reported at once.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::content::{
    Check, Content, Decode, DecodeVerdict, Encode, Error, ErrorExpected, Exchange, Explain, Header,
    RulesVerdict, Sign, SignAcs3, Verify,
};
use super::entry::Case;
use super::folder::{Folder, list};

/// The one folder beside the areas: the documented examples, which cases refer to.
pub const DOCUMENTED: &str = "documented";

/// Returns the folder of the cases, `conformance/cases`.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"))
}

/// Reads every case under a folder, sorted by name.
///
/// # Errors
///
/// Everything that is wrong with any case: unreadable, incomplete, or with a file that nobody
/// reads.
pub fn load(root: &Path) -> Result<Vec<Case>, LoadError> {
    let mut cases = Vec::new();
    let mut problems = Vec::new();
    for (area, is_folder) in list(root).map_err(|problem| LoadError(vec![problem]))? {
        if area == DOCUMENTED {
            continue;
        }
        if !is_folder || !AREAS.contains(&area.as_str()) {
            problems.push(format!("{area}: is not an area"));
            continue;
        }
        let path = root.join(&area);
        for (name, _) in list(&path).map_err(|problem| LoadError(vec![problem]))? {
            match one(&path.join(&name), &area, &name) {
                Ok(case) => cases.push(case),
                Err(problem) => problems.push(format!("{area}/{name}: {problem}")),
            }
        }
    }
    if problems.is_empty() { Ok(cases) } else { Err(LoadError(problems)) }
}

fn one(path: &Path, area: &str, name: &str) -> Result<Case, String> {
    let mut folder = Folder::open(path)?;
    let (header, rest) = split(&folder.required("case.json")?)?;
    let verdict = verdict(&rest);
    let content = match area {
        "check" => Content::Check(check(rest)?),
        "encode" => Content::Encode(encode(rest, &mut folder)?),
        "sign" => Content::Sign(sign(rest, &mut folder)?),
        "verify" => Content::Verify(verify(rest, &mut folder)?),
        "sign-acs3" => Content::SignAcs3(sign_acs3(rest, &mut folder)?),
        "explain" => Content::Explain(explain(rest, &mut folder)?),
        "decode" => Content::Decode(decode(rest, &mut folder, path)?),
        "error" => Content::Error(error(rest, &mut folder)?),
        "listing" => Content::Listing(typed(rest)?),
        _ => Content::Exchange(Box::new(exchange(rest, &mut folder)?)),
    };
    let unread = folder.unread();
    if !unread.is_empty() {
        return Err(format!("nobody reads {unread:?}"));
    }
    Ok(Case { name: format!("{area}/{name}"), header, content, verdict })
}

/// Parts the members that every area has from those of the area.
fn split(text: &str) -> Result<(Header, Value), String> {
    let mut members: Map<String, Value> = parse(text)?;
    let header = HEADER.iter().filter_map(|name| members.remove_entry(*name)).collect();
    let header: Header = typed(Value::Object(header))?;
    if !header.title.ends_with('.') {
        return Err("case.json: the title is not a sentence".to_owned());
    }
    match &header.regression {
        Some(address) if !address.starts_with("https://") => {
            return Err("case.json: a regression is named by its address".to_owned());
        }
        Some(_) => {}
        None if header.source.is_none() => return Err("case.json: no source".to_owned()),
        None if header.covers.is_empty() => {
            return Err("case.json: covers no statement".to_owned());
        }
        None => {}
    }
    Ok((header, Value::Object(members)))
}

/// What must differ between cases that cover the same statements: the verdict, of an exchange what
/// is asked and how, and of a mismatch which side of it is known.
fn verdict(rest: &Value) -> String {
    let members = [
        "verdicts",
        "verdict",
        "verified",
        "method",
        "format",
        "revision",
        "status",
        "cause",
        "reason",
        "evidence",
        "images",
        "changes",
        "answers",
        "page_size",
    ];
    let of = |name| rest.get(name).map(|value| format!("{name}: {value}"));
    members.into_iter().filter_map(of).collect::<Vec<_>>().join(", ")
}

fn check(rest: Value) -> Result<Check, String> {
    let case: Check = typed(rest)?;
    both_documents(&case.verdicts)?;
    Ok(case)
}

fn encode(rest: Value, folder: &mut Folder) -> Result<Encode, String> {
    let mut case: Encode = typed(rest)?;
    both_documents(&case.verdicts)?;
    let accepted =
        case.verdicts.values().any(|verdict| matches!(verdict, RulesVerdict::Accept { .. }));
    if accepted {
        case.params = params(&folder.required("params.txt")?)?;
    }
    Ok(case)
}

/// The two documents this repository restates are never left out.
fn both_documents(verdicts: &BTreeMap<String, RulesVerdict>) -> Result<(), String> {
    for date in ["2018-06-15", "2019-02-18"] {
        if !verdicts.contains_key(date) {
            return Err(format!("case.json: no verdict for {date}"));
        }
    }
    for (date, verdict) in verdicts {
        let findings = match verdict {
            RulesVerdict::Accept { findings } | RulesVerdict::Reject { findings } => findings,
            RulesVerdict::Either { .. } => continue,
        };
        let denies = findings.iter().any(|finding| finding.level == crate::types::Level::Deny);
        if denies != matches!(verdict, RulesVerdict::Reject { .. }) {
            return Err(format!(
                "case.json: {date}: the verdict does not follow from the findings"
            ));
        }
    }
    Ok(())
}

/// Reads `params.txt`: a line per parameter, the name, an equals sign, and the value as a JSON
/// string, sorted.
fn params(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut params = Vec::new();
    for line in text.lines() {
        let (name, value) =
            line.split_once('=').ok_or_else(|| format!("params.txt: no `=` in {line:?}"))?;
        let value: String = parse(value).map_err(|error| format!("params.txt: {name}: {error}"))?;
        params.push((name.to_owned(), value));
    }
    if !params.is_sorted() {
        return Err("params.txt: is not sorted".to_owned());
    }
    Ok(params)
}

fn sign(rest: Value, folder: &mut Folder) -> Result<Sign, String> {
    let mut case: Sign = typed(rest)?;
    case.canonical_query = folder.required("canonical-query.txt")?;
    case.string_to_sign = folder.required("string-to-sign.txt")?;
    case.signature = folder.text("signature.txt")?;
    if case.signature.is_some() != case.access_key_secret.is_some() {
        return Err("a secret and signature.txt come together".to_owned());
    }
    Ok(case)
}

fn verify(rest: Value, folder: &mut Folder) -> Result<Verify, String> {
    let mut case: Verify = typed(rest)?;
    case.signature = folder.required("signature.txt")?;
    Ok(case)
}

fn sign_acs3(rest: Value, folder: &mut Folder) -> Result<SignAcs3, String> {
    let mut case: SignAcs3 = typed(rest)?;
    case.canonical_request = folder.required("canonical-request.txt")?;
    case.string_to_sign = folder.required("string-to-sign.txt")?;
    case.signature = folder.required("signature.txt")?;
    case.authorization = folder.required("authorization.txt")?;
    Ok(case)
}

fn explain(rest: Value, folder: &mut Folder) -> Result<Explain, String> {
    let mut case: Explain = typed(rest)?;
    if case.reason.is_some() != (case.cause == "undecidable") {
        return Err("case.json: `reason` and the cause `undecidable` come together".to_owned());
    }
    if case.candidates.is_some() != (case.reason.as_deref() == Some("ambiguous")) {
        return Err("case.json: `candidates` and the reason `ambiguous` come together".to_owned());
    }
    case.text = folder.required("evidence.txt")?;
    case.server = folder.required("server.txt")?;
    Ok(case)
}

fn decode(rest: Value, folder: &mut Folder, path: &Path) -> Result<Decode, String> {
    let mut case: Decode = typed(rest)?;
    case.body = match &case.body_file {
        Some(file) => std::fs::read(path.join(file)).map_err(|error| format!("{file}: {error}"))?,
        None => folder.body()?,
    };
    if matches!(case.verdict, DecodeVerdict::Accept { .. }) {
        case.page = Some(parse(&folder.required("page.json")?)?);
    }
    Ok(case)
}

fn error(rest: Value, folder: &mut Folder) -> Result<Error, String> {
    let mut case: Error = typed(rest)?;
    case.body = folder.body()?;
    match case.verdict {
        ErrorExpected::ServiceError => {
            case.service_error = Some(parse(&folder.required("service-error.json")?)?);
        }
        ErrorExpected::Page => case.page = Some(parse(&folder.required("page.json")?)?),
        ErrorExpected::NotUnderstood => {}
    }
    Ok(case)
}

fn exchange(rest: Value, folder: &mut Folder) -> Result<Exchange, String> {
    let mut case: Exchange = typed(rest)?;
    case.wire_request = folder.required("request.txt")?;
    case.body = folder.body()?;
    case.catalogue = folder.text("catalogue.json")?;
    case.page = folder.text("page.json")?.as_deref().map(parse).transpose()?;
    case.service_error = folder.text("service-error.json")?.as_deref().map(parse).transpose()?;
    if case.page.is_some() == case.service_error.is_some() {
        return Err("either page.json or service-error.json".to_owned());
    }
    Ok(case)
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn typed<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| format!("case.json: {error}"))
}

/// What is wrong with the cases on disk.
#[derive(Debug)]
pub struct LoadError(Vec<String>);

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} case(s) cannot be judged:", self.0.len())?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for LoadError {}

const HEADER: &[&str] = &["title", "source", "note", "covers", "regression"];
const AREAS: &[&str] = &[
    "check",
    "encode",
    "sign",
    "verify",
    "sign-acs3",
    "explain",
    "decode",
    "error",
    "exchange",
    "listing",
];

#[cfg(test)]
mod tests {
    use super::load;
    use std::fs;

    const CASE: &str = r#"{"title":"A fact.","source":{"document":"d","section":"s","date":"2026-11"},
        "covers":["X-1"],"method":"GET","params":[],"access_key_secret":"s","verdict":"reject"}"#;

    #[track_caller]
    fn problem(files: &[(&str, &str)]) -> String {
        let root = tempfile::tempdir().expect("a folder");
        for (name, content) in files {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, content).expect("writes");
        }
        load(root.path()).map_or_else(|error| error.to_string(), |cases| format!("{cases:?}"))
    }

    #[test]
    fn a_stray_file_is_a_problem() {
        let signature = ("verify/one/signature.txt", "AAAA");
        assert!(
            problem(&[("verify/one/case.json", CASE), signature]).contains("name: \"verify/one\"")
        );
        let stray = problem(&[("verify/one/case.json", CASE), signature, ("verify/one/x.txt", "")]);
        assert!(stray.contains("verify/one: nobody reads {\"x.txt\"}"), "{stray}");
        assert!(problem(&[("verify/one/case.json", CASE)]).contains("signature.txt: is missing"));
        assert!(problem(&[("decoed/one/case.json", CASE)]).contains("decoed: is not an area"));
        assert!(problem(&[("verify/x.txt", "")]).contains("verify/x.txt: "));
    }

    #[test]
    fn a_stray_file_is_a_problem_in_every_area() {
        for area in super::AREAS {
            let nothing = problem(&[(&format!("{area}/x.txt"), "")]);
            assert!(nothing.contains(&format!("{area}/x.txt: ")), "{nothing}");
            let cases = crate::case::root().join(area);
            let one = fs::read_dir(cases).expect("cases").next().expect("a case").expect("a case");
            let files = fs::read_dir(one.path()).expect("files").map(|file| file.expect("a file"));
            let files = files.map(|file| {
                let name = file.file_name().to_string_lossy().into_owned();
                (format!("{area}/one/{name}"), fs::read_to_string(file.path()).expect("text"))
            });
            let mut files: Vec<(String, String)> = files.collect();
            files.push((format!("{area}/one/stray.txt"), String::new()));
            let files: Vec<(&str, &str)> =
                files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let stray = problem(&files);
            assert!(stray.contains(r#"nobody reads {"stray.txt"}"#), "{stray}");
        }
    }

    #[test]
    fn a_cause_that_cannot_be_told_has_a_reason() {
        let case = |members: &str| {
            format!(
                r#"{{"title":"A fact.","source":{{"document":"d","section":"s","date":"2026-11"}},
                "covers":["X-1"],"constructed":true,"evidence":"url",{members}}}"#
            )
        };
        for (members, problem_with) in [
            (r#""cause":"undecidable""#, "`reason`"),
            (r#""cause":"order","reason":"truncated""#, "`reason`"),
            (r#""cause":"undecidable","reason":"ambiguous""#, "`candidates`"),
            (
                r#""cause":"undecidable","reason":"truncated","candidates":["order"]"#,
                "`candidates`",
            ),
        ] {
            let said = problem(&[("explain/one/case.json", &case(members))]);
            assert!(said.contains(problem_with), "{said}");
        }
    }

    #[test]
    fn an_unknown_member_is_a_problem() {
        let typo = CASE.replace("\"verdict\"", "\"verdikt\"");
        let said = problem(&[("verify/one/case.json", &typo), ("verify/one/signature.txt", "")]);
        assert!(said.contains("unknown field `verdikt`"), "{said}");
    }
}
