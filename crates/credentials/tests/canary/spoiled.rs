//! Documents with something wrong about them: what a file holds, a program prints, a server answers.

use serde_json::{Value, json};

use crate::canaries::{CONTENT, LETTERS, OIDC, SECRET};

/// What errors may show, to say which profile, role, file or place is meant.
const SHOWN: [&str; 12] = [
    "current",
    "name",
    "source_profile",
    "access_key_id",
    "AccessKeyId",
    "ram_role_arn",
    "role_arn",
    "ram_role_name",
    "oidc_provider_arn",
    "oidc_token_file",
    "oidc_token_file_path",
    "role_name",
];

/// Returns a document in all the ways in which it can be wrong, named.
pub(crate) fn spoiled(document: &str) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, content: Vec<u8>| all.push((name.to_owned(), content));
    for part in 0..16 {
        add("cut", document.as_bytes()[..document.len() * part / 16].to_vec());
    }
    for (name, at) in [("not UTF-8 inside", document.len() / 2), ("not UTF-8", document.len())] {
        let (before, after) = document.as_bytes().split_at(at);
        add(name, [before, b"\xff", after].concat());
    }
    let secret = if document.contains(OIDC) { OIDC } else { SECRET };
    let quoted = format!("\"{secret}\"");
    for (name, from, to) in [
        ("an object for a text", &*quoted, format!("{{{quoted}:{quoted}}}")),
        ("a list for a text", &*quoted, format!("[{quoted}]")),
        ("two texts", &*quoted, format!("{quoted} {quoted}")),
        ("a number", &*quoted, "7".to_owned()),
        ("other quotes", &*quoted, format!("'{secret}'")),
        ("control characters", secret, format!("{secret}\u{1b}[2J\u{7}")),
        ("lines", secret, format!("{secret}\n{secret}\r{secret}")),
        ("a comment", secret, format!("\"{secret}\" # {secret}")),
    ] {
        add(name, document.replace(from, &to).into_bytes());
    }
    for name in ["access_key_secret", "AccessKeySecret", "sts_token", "SecurityToken"] {
        add("another name", document.replace(name, CONTENT).into_bytes());
        add("a name twice", document.replace(name, "access_key_id").into_bytes());
    }
    add("a page", format!("<html>{document}{CONTENT}").into_bytes());
    add("a text", format!("\"{CONTENT}\"").into_bytes());
    add("a list", format!("[{document}]").into_bytes());
    add("twice", format!("{document}\n{document}").into_bytes());
    add("more behind", format!("{document}\n{CONTENT} {CONTENT}").into_bytes());
    add("too large", format!("{document}{}", CONTENT.repeat(3_000)).into_bytes());
    match serde_json::from_str(document) {
        Ok(json) => all.extend(members(&json)),
        Err(_) => all.extend(lines(document)),
    }
    all
}

/// What stands in the place of a value.
fn values(name: &str) -> Vec<Value> {
    match name {
        "process_command" => {
            let commands =
                ["key-helper 'X", "A=X key-helper", "'' X", "'key-helper X'", "a=/X", "#X"];
            commands.map(|command| json!(command.replace('X', CONTENT))).to_vec()
        }
        "credentials_uri" => [
            "https://keys.example/X X",
            "http://keys.example/X",
            "https://u:X@keys.example/",
            "https://X@keys.example/",
            "https://keys.example:X/",
            "ftp://keys.example/X",
            "http://100.100.100.200/X",
            "X",
        ]
        .map(|uri| json!(uri.replace('X', CONTENT)))
        .to_vec(),
        name if SHOWN.contains(&name) => {
            vec![json!(null), json!({CONTENT: CONTENT}), json!([CONTENT])]
        }
        _ => vec![
            json!(CONTENT),
            json!(LETTERS),
            json!(format!("{CONTENT} {CONTENT}")),
            json!({CONTENT: CONTENT}),
            json!([CONTENT]),
            json!(null),
        ],
    }
}

/// Each member of a JSON document in turn with another value, at any depth.
fn members(document: &Value) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for pointer in pointers(document, "") {
        let name = pointer.rsplit('/').next().unwrap_or_default();
        for value in values(name) {
            let mut changed = document.clone();
            *changed.pointer_mut(&pointer).unwrap() = value;
            all.push((format!("{pointer} is another"), changed.to_string().into_bytes()));
        }
    }
    all
}

fn pointers(value: &Value, path: &str) -> Vec<String> {
    let below = |name: &str, value: &Value| {
        let path = format!("{path}/{name}");
        let mut all = pointers(value, &path);
        all.push(path);
        all
    };
    match value {
        Value::Object(members) => {
            members.iter().flat_map(|(name, value)| below(name, value)).collect()
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, value)| below(&index.to_string(), value))
            .collect(),
        _ => Vec::new(),
    }
}

/// Each line of an ini file in turn with another value, and without a value.
fn lines(document: &str) -> Vec<(String, Vec<u8>)> {
    let lines: Vec<&str> = document.lines().collect();
    let mut all = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some((key, _)) = line.split_once('=') else { continue };
        let mut others = vec![CONTENT.to_owned(), format!("[{CONTENT}"), format!("[{CONTENT}]")];
        if !SHOWN.contains(&key.trim()) {
            others.push(format!("{key}={CONTENT}"));
            others.push(format!("{key}={LETTERS} # {CONTENT}"));
            others.push(format!("{line}\n{key}={CONTENT}"));
        }
        for other in others {
            let mut changed = lines.clone();
            changed[index] = &other;
            all.push((format!("line {index} is another"), changed.join("\n").into_bytes()));
        }
    }
    all
}
