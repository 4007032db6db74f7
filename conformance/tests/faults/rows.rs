//! No row of the matrix is without a case, and the table of `docs/reliability.md` says where.

use std::collections::BTreeSet;
use std::path::Path;

/// A row: `T` or `A`, and its number.
type Row = (char, u8);

/// Which file holds which row; some rows are held by several.
type Places = BTreeSet<(Row, String)>;

fn all() -> BTreeSet<Row> {
    let transport = (1..=41).map(|number| ('T', number));
    transport.chain((1..=20).map(|number| ('A', number))).collect()
}

/// The tests `t07_…` and `a19_…` of this folder.
fn cases() -> Places {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults");
    let mut places = Places::new();
    for entry in folder.read_dir().expect("this folder") {
        let path = entry.expect("an entry").path();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).expect("a source file");
        let names =
            source.lines().filter_map(|line| line.trim_start_matches("async ").strip_prefix("fn "));
        places.extend(names.filter_map(|name| Some((row(name.get(..4)?)?, file.clone()))));
    }
    places
}

/// `t07_` is row T7.
fn row(prefix: &str) -> Option<Row> {
    let name = prefix.strip_suffix('_')?;
    let (series, number) = name.split_at_checked(1)?;
    let series = match series {
        "t" => 'T',
        "a" => 'A',
        _ => return None,
    };
    Some((series, number.parse().ok()?))
}

/// The lines `| T1–T7, T28 | `file.rs` | …` of the page.
fn table() -> Places {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reliability.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let mut places = Places::new();
    for line in page.lines() {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let (Some(rows), Some(file)) = (cells.next(), cells.next()) else { continue };
        let Some(file) = file.strip_prefix('`').and_then(|file| file.strip_suffix('`')) else {
            continue;
        };
        for range in rows.split(", ") {
            let (first, last) = range.split_once('–').unwrap_or((range, range));
            let (Some(first), Some(last)) = (cell(first), cell(last)) else { continue };
            places.extend((first.1..=last.1).map(|number| ((first.0, number), file.to_owned())));
        }
    }
    places
}

/// `T7`
fn cell(text: &str) -> Option<Row> {
    let mut chars = text.chars();
    let series = chars.next().filter(|series| ['T', 'A'].contains(series))?;
    Some((series, chars.as_str().parse().ok()?))
}

#[test]
fn every_row_has_a_case() {
    let covered: BTreeSet<Row> = cases().into_iter().map(|(row, _)| row).collect();
    assert_eq!(Vec::from_iter(all().difference(&covered)), Vec::<&Row>::new(), "without a case");
    assert_eq!(Vec::from_iter(covered.difference(&all())), Vec::<&Row>::new(), "not in the matrix");
}

#[test]
fn table_of_the_page_says_where_each_row_is() {
    assert_eq!(table(), cases());
}
