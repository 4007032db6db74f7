//! Images as comma-separated values (RFC 4180), safe to open in a spreadsheet.

use std::io;

use super::columns::{Column, whole};
use super::found::Found;
use crate::printable::printable;

/// Lines of comma-separated values, after a header.
///
/// A cell that a spreadsheet would run as a formula gets an apostrophe in front, which
/// spreadsheets do not show; escapes as in tables keep terminals safe. Lists are cells of JSON.
pub(super) struct Csv {
    columns: Vec<Column>,
    has_header: bool,
}

impl Csv {
    pub(super) fn new(columns: Vec<Column>) -> Self {
        Self { columns, has_header: false }
    }

    /// Returns a line for each image.
    pub(super) fn records(&mut self, found: &[Found]) -> io::Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        if !std::mem::replace(&mut self.has_header, true) {
            writer.write_record(self.columns.iter().map(|column| neutral(&column.title)))?;
        }
        for image in found {
            let whole = whole(&self.columns, &image.1);
            for column in &self.columns {
                writer.write_field(neutral(&column.text(image, &whole).unwrap_or_default()))?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    }

    /// Returns the header if there was no image.
    pub(super) fn end(mut self) -> io::Result<String> {
        if self.has_header { Ok(String::new()) } else { self.records(&[]) }
    }
}

/// Returns a cell that is no formula and steers no terminal.
fn neutral(value: &str) -> String {
    let safe = printable(value);
    if value.starts_with(FORMULA_STARTS) { format!("'{safe}") } else { safe.into_owned() }
}

/// What begins a formula in some spreadsheet, full-width forms included (OWASP, "CSV Injection").
const FORMULA_STARTS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::{Image, Tag};

    use super::super::columns::{MEMBERS, csv_columns};
    use super::super::look::Columns;
    use super::{Csv, neutral};

    fn csv() -> Csv {
        Csv::new(csv_columns(&Columns::Usual, false).expect("columns"))
    }

    #[track_caller]
    fn cells(images: Vec<Image>) -> Vec<Vec<String>> {
        let found: Vec<_> = images.into_iter().map(|image| ("r".into(), image)).collect();
        let text = csv().records(&found).expect("CSV");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
        reader.records().map(|record| cells(record.expect("a record"))).collect()
    }

    #[test]
    fn formulas_get_an_apostrophe() {
        for start in ["=", "+", "-", "@", "\t", "\r", "\n", "＝"] {
            let cell = neutral(&format!("{start}cmd|' /C calc'!A0"));
            assert!(cell.starts_with('\''), "{cell}");
        }
        assert_eq!(neutral("a=b"), "a=b");
        assert_eq!(neutral("\t=1"), r"'\t=1");
    }

    #[test]
    fn separators_quotes_and_line_ends_do_not_break_a_record() {
        let mut image = Image::new("m-1");
        image.image_name = Some("a,b\"c\r\nd".to_owned());
        image.size = Some(40);
        image.tags = vec![Tag::new("k,1", "=v")];
        let rows = cells(vec![image, Image::new("m-2")]);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0][1], r#"a,b"c\r\nd"#);
        let tags = MEMBERS.iter().position(|name| *name == "Tags").expect("a column");
        assert_eq!(rows[0][tags], r#"[{"TagKey":"k,1","TagValue":"=v"}]"#);
        assert_eq!(rows[1][0], "m-2");
        assert!(rows[1][1..].iter().all(String::is_empty));
    }

    #[test]
    fn without_images_there_is_still_a_header() {
        let text = csv().end().expect("CSV");
        assert!(text.starts_with("ImageId,ImageName,") && text.ends_with("SecureBootOptions\n"));
        let mut begun = csv();
        begun.records(&[("r".into(), Image::new("m-1"))]).expect("CSV");
        assert_eq!(begun.end().expect("CSV"), "");
    }

    /// A member that the model gains is missing here, and this fails.
    #[test]
    fn every_member_of_an_image_is_a_column() {
        let printed = format!("{:#?}", Image::default());
        let fields = printed.lines().filter_map(|line| {
            let name = line.strip_prefix("    ")?.split_once(':')?.0;
            (!name.starts_with(' ')).then_some(name)
        });
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        let mut count = 0;
        for field in fields.filter(|field| *field != "unknown") {
            count += 1;
            assert!(MEMBERS.iter().any(|name| plain(name) == plain(field)), "{field}");
        }
        assert_eq!(count, MEMBERS.len());
    }
}
