//! Tables in the sources: a fault for each row.

use std::ops::Range;

use super::area::{Table, TableKind};
use super::find::{Unfit, find_all, fits_between};
use super::mutation::{Mutation, Splice};
use super::source::{Source, is_opening};

/// Makes a fault of each row of a table.
///
/// # Errors
///
/// There is no such table, it has no rows, or `against` names a row that is gone.
pub(super) fn mutations(
    table: &Table,
    path: &str,
    source: &Source,
) -> Result<Vec<Mutation>, Unfit> {
    let marker = Source::rust(&table.at).map_err(Unfit::Text)?;
    let places = find_all(source, &marker, 0..source.len());
    let mut mutations = Vec::new();
    for place in places {
        // The list of a call, or one that is borrowed: `set(&[…])`.
        let is_before = |at: &usize| matches!(source.token(*at), "(" | "&");
        let skipped = (place.end..).take_while(is_before).count();
        let open = match table.kind {
            TableKind::DropItem => place.end + skipped,
            _ => place.end,
        };
        if !is_opening(source.token(open)) {
            continue;
        }
        let rows = match table.kind {
            TableKind::DropItem => items(source, open),
            TableKind::DropCall => vec![call(source, &place)],
            TableKind::MisspellMember => members(source, open),
            TableKind::MisspellParameter | TableKind::Undocument => {
                parameters(source, open, table.kind)
            }
        };
        for row in rows {
            let list = row.list.unwrap_or_else(|| constant_around(source, place.start));
            let id = table.id.replace("{list}", &hyphened(&list));
            let id = id.replace("{row}", &hyphened(&row.name));
            let mut splices = Vec::new();
            for (tokens, text) in row.changes {
                let range = source.bytes(tokens);
                fits_between(source.text(), &range, &text)?;
                splices.push(Splice { path: path.to_owned(), range, text });
            }
            let is_member = table.kind == TableKind::MisspellMember;
            mutations.push(Mutation {
                says: table.says.replace("{row}", &row.name).replace("{list}", &list),
                against: table.against.get(&id).cloned().unwrap_or_default(),
                broad: table.broad.get(&id).cloned(),
                run: table.run.clone(),
                member: is_member.then_some(row.name),
                splices,
                id,
                ..Mutation::default()
            });
        }
    }
    if mutations.is_empty() {
        return Err(Unfit::Text(format!("no table behind `{}`", table.at)));
    }
    let named = table.against.keys().chain(table.broad.keys());
    let is_gone = |id: &&String| mutations.iter().all(|mutation| mutation.id != **id);
    let gone = named.filter(is_gone).map(String::as_str).collect::<Vec<_>>();
    if !gone.is_empty() {
        return Err(Unfit::Text(format!("no row makes {}", gone.join(", "))));
    }
    Ok(mutations)
}

/// A row of a table, and how it is broken.
struct Row {
    name: String,
    /// The name of the list, where the constant around it is none.
    list: Option<String>,
    changes: Vec<(Range<usize>, String)>,
}

/// The items of a list in brackets, each to be dropped with its comma.
fn items(source: &Source, open: usize) -> Vec<Row> {
    let drop = |item: Range<usize>| {
        let name = name_of(source, item.clone());
        let comma = usize::from(source.token(item.end) == ",");
        Row { name, list: None, changes: vec![(item.start..item.end + comma, String::new())] }
    };
    source.parts_of_group(open).into_iter().map(drop).collect()
}

/// A call with its arguments, to be dropped.
fn call(source: &Source, place: &Range<usize>) -> Row {
    let end = source.behind_group(place.end);
    let name = name_of(source, place.end..end);
    Row { name, list: None, changes: vec![(place.start..end, String::new())] }
}

/// The members of a record, `Name: kind = field` behind its head, each to get a letter more. A text
/// of the same file that names the member gets it, too.
fn members(source: &Source, open: usize) -> Vec<Row> {
    let end = source.behind_group(open);
    let Some(head_end) = (open..end).find(|at| source.token(*at) == ";") else { return Vec::new() };
    let view = (open + 1..head_end)
        .map(|at| source.token(at))
        .find(|token| token.starts_with(|first: char| first.is_ascii_uppercase()));
    let list = view.map(|view| view.strip_suffix("Ref").unwrap_or(view).to_owned());
    let mut rows = Vec::new();
    let mut at = head_end + 1;
    while at + 1 < end {
        if source.token(at + 1) == ":" {
            let name = source.token(at).to_owned();
            let quoted = format!("\"{name}\"");
            let texts = (0..source.len()).filter(|at| source.token(*at) == quoted);
            let mut changes =
                texts.map(|at| (at..at + 1, format!("\"{name}X\""))).collect::<Vec<_>>();
            changes.push((at..at + 1, format!("{name}X")));
            rows.push(Row { name, list: list.clone(), changes });
        }
        // On to the comma that ends the row.
        while at < end && source.token(at) != "," {
            at = if is_opening(source.token(at)) { source.behind_group(at) } else { at + 1 };
        }
        at += 1;
    }
    rows
}

/// The parameters of the table `field: kind = "Name" [Parameter], since("date");`, each misspelled
/// or documented in no revision.
fn parameters(source: &Source, open: usize, kind: TableKind) -> Vec<Row> {
    let end = source.behind_group(open);
    let text = |at: usize| source.token(at).strip_prefix('"')?.strip_suffix('"');
    let is_name = |at: &usize| {
        text(*at).is_some() && source.token(at - 1) == "=" && source.token(at + 1) == "["
    };
    let row = |at: usize| {
        let name = text(at).unwrap_or_default().to_owned();
        let row_end = (at..end).find(|at| source.token(*at) == ";").unwrap_or(end);
        let first_date =
            |at: &usize| matches!(source.token(at - 2), "since" | "between") && text(*at).is_some();
        let changes = match kind {
            TableKind::Undocument => (at + 2..row_end)
                .filter(first_date)
                .map(|at| (at..at + 1, "\"9999-12-31\"".to_owned()))
                .collect(),
            _ => vec![(at..at + 1, format!("\"{name}X\""))],
        };
        Row { name, list: None, changes }
    };
    (open + 1..end).filter(is_name).map(row).collect()
}

/// Names an item by its first text, else by its last word.
fn name_of(source: &Source, item: Range<usize>) -> String {
    let tokens = || item.clone().map(|at| source.token(at));
    let text = tokens().find_map(|token| token.strip_prefix('"')?.strip_suffix('"'));
    let is_word = |token: &&str| token.starts_with(|c: char| c.is_alphabetic());
    text.or_else(|| tokens().rev().find(is_word)).unwrap_or_default().to_owned()
}

/// Returns the name of the constant whose value a place is part of.
fn constant_around(source: &Source, at: usize) -> String {
    let is_keyword = |at: &usize| matches!(source.token(*at), "const" | "static");
    let keyword = (0..=at).rev().find(is_keyword);
    keyword.map(|at| source.token(at + 1)).unwrap_or_default().to_owned()
}

/// Writes a name in small letters with hyphens: `page-number` for `PageNumber`, `os-name-en` for
/// `OSNameEn`.
fn hyphened(name: &str) -> String {
    let letters = name.chars().collect::<Vec<_>>();
    let mut hyphened = String::new();
    for (i, letter) in letters.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|before| letters.get(before));
        let begins_a_word = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                let goes_on = letters.get(i + 1).is_some_and(char::is_ascii_lowercase);
                before.is_ascii_lowercase() || before.is_ascii_uppercase() && goes_on
            });
        if begins_a_word && !hyphened.ends_with('-') {
            hyphened.push('-');
        }
        match letter {
            letter if letter.is_ascii_alphanumeric() => hyphened.push(letter.to_ascii_lowercase()),
            '*' => hyphened.push_str("star"),
            _ => hyphened.push('-'),
        }
    }
    hyphened
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Source, Table, TableKind, Unfit, hyphened, mutations};

    fn table(kind: TableKind, at: &str) -> Table {
        Table {
            id: "{list}-{row}".to_owned(),
            says: String::new(),
            kind,
            at: at.to_owned(),
            against: BTreeMap::new(),
            broad: BTreeMap::new(),
            run: Vec::new(),
        }
    }

    fn broken(table: &Table, source: &str) -> Result<Vec<(String, String)>, Unfit> {
        let parsed = Source::rust(source).expect("Rust");
        let all = mutations(table, "x.rs", &parsed)?;
        Ok(all.iter().map(|one| (one.id.clone(), one.apply("x.rs", source))).collect())
    }

    fn pairs(expected: &[(&str, &str)]) -> Result<Vec<(String, String)>, Unfit> {
        Ok(expected.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect())
    }

    #[test]
    fn each_item_is_dropped_with_its_comma() {
        let source =
            r#"const CODES: X = &[("a.b", K::C), ("c", K::D)]; const N: Y = set(&[P::Q]);"#;
        assert_eq!(
            broken(&table(TableKind::DropItem, ": X = &"), source),
            pairs(&[
                ("codes-a-b", &source.replace(r#"("a.b", K::C),"#, "")),
                ("codes-c", &source.replace(r#"("c", K::D)"#, "")),
            ])
        );
        assert_eq!(
            broken(&table(TableKind::DropItem, "set"), source),
            pairs(&[("n-q", &source.replace("P::Q", ""))])
        );
    }

    #[test]
    fn each_call_is_dropped() {
        let source = "const V: R = W.with(P::A).with(P::B);";
        assert_eq!(
            broken(&table(TableKind::DropCall, ".with"), source),
            pairs(&[("v-a", "const V: R = W.with(P::B);"), ("v-b", "const V: R = W.with(P::A);")])
        );
    }

    #[test]
    fn each_member_is_misspelled_wherever_it_is_named() {
        let source = r#"record! { pub ImageRef => Image; /// One.
            OSName: text = a, Tags: list(Tags, "Tag") = b, } const I: usize = index("Tags");"#;
        assert_eq!(
            broken(&table(TableKind::MisspellMember, "record!"), source),
            pairs(&[
                ("image-os-name", &source.replace("OSName", "OSNameX")),
                (
                    "image-tags",
                    &source.replace("Tags: list", "TagsX: list").replace("\"Tags\"", "\"TagsX\"")
                ),
            ])
        );
    }

    #[test]
    fn each_parameter_is_misspelled_or_documented_nowhere() {
        let source = r#"parameters! { /// One.
            a: string = "Name" [Name], between("2019-05-31", "2019-08-14"), since("2026-07-16");
            b: list<X> = "Tag" [TagKey ".n.Key" of KEYS], since("2018-06-15"); }"#;
        let never = "9999-12-31";
        assert_eq!(
            broken(&table(TableKind::Undocument, "parameters!"), source),
            pairs(&[
                ("-name", &source.replace("2019-05-31", never).replace("2026-07-16", never)),
                ("-tag", &source.replace("2018-06-15", never)),
            ])
        );
        assert_eq!(
            broken(&table(TableKind::MisspellParameter, "parameters!"), source),
            pairs(&[
                ("-name", &source.replace("\"Name\"", "\"NameX\"")),
                ("-tag", &source.replace("\"Tag\"", "\"TagX\"")),
            ])
        );
    }

    #[test]
    fn a_table_that_is_gone_is_told_and_so_is_a_row_that_something_hangs_on() {
        let mut table = table(TableKind::DropItem, "LIST: X = &");
        let why = broken(&table, "const L: X = &[a];").map_err(|why| why.to_string());
        assert_eq!(why, Err("no table behind `LIST: X = &`".to_owned()));
        table.against.insert("list-b".to_owned(), vec!["D-01".to_owned()]);
        let why = broken(&table, "const LIST: X = &[a];").map_err(|why| why.to_string());
        assert_eq!(why, Err("no row makes list-b".to_owned()));
    }

    #[test]
    fn names_are_hyphened_at_their_words() {
        for (name, expected) in [
            ("PageNumber", "page-number"),
            ("OSNameEn", "os-name-en"),
            ("V2019_05_31", "v2019-05-31"),
            ("invalidtimestamp.format", "invalidtimestamp-format"),
            ("*", "star"),
        ] {
            assert_eq!(hyphened(name), expected);
        }
    }
}
