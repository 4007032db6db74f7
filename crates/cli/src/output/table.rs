//! Images as a table for people, fitted to its first piece.

use std::borrow::Cow;

use super::columns::{Column, whole};
use super::found::Found;
use super::layout::{Extent, GAP, fit};
use crate::printable::printable;
use crate::width::{push_cell, width};

/// Where a table is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TableStyle {
    /// How wide lines may be; `None` for as wide as they are.
    pub(super) columns: Option<usize>,
    pub(super) color: bool,
}

/// A table that is written piece by piece: the first decides which columns are shown and how wide.
pub(super) struct Table {
    columns: Vec<Column>,
    style: TableStyle,
    /// The columns that are shown, and how wide they are, once there is a first piece.
    shown: Option<Vec<(Column, usize)>>,
    left_out: Vec<String>,
}

impl Table {
    pub(super) fn new(columns: Vec<Column>, style: TableStyle) -> Self {
        Self { columns, style, shown: None, left_out: Vec::new() }
    }

    /// Returns the lines of more images, after a header for the first.
    pub(super) fn rows(&mut self, found: &[Found]) -> String {
        let mut text = String::new();
        if self.shown.is_none() {
            let shown = self.fit(found);
            if self.style.color {
                text += BOLD;
            }
            let titles = shown.iter().map(|(column, _)| column.title.as_ref());
            push_line(&mut text, titles, &shown, self.style.columns);
            if self.style.color {
                text += PLAIN;
            }
            text.push('\n');
            self.shown = Some(shown);
        }
        let shown = self.shown.as_deref().unwrap_or_default();
        for image in found {
            let cells = row(shown.iter().map(|(column, _)| column), image);
            push_line(&mut text, cells.iter().map(AsRef::as_ref), shown, self.style.columns);
            text.push('\n');
        }
        text
    }

    /// Returns the titles of the columns for which there was no room.
    pub(super) fn left_out(&self) -> &[String] {
        &self.left_out
    }

    fn fit(&mut self, found: &[Found]) -> Vec<(Column, usize)> {
        let rows: Vec<Vec<String>> =
            found.iter().map(|image| row(self.columns.iter(), image)).collect();
        let is_empty =
            |at: usize| rows.iter().all(|row| row.get(at).is_none_or(|cell| cell == NOTHING));
        let columns = self.columns.iter().enumerate();
        let possible: Vec<(usize, &Column)> =
            columns.filter(|(at, column)| !(column.only_if_any && is_empty(*at))).collect();
        let extent = |(at, column): &(usize, &Column)| {
            let cells = rows.iter().filter_map(|row| row.get(*at)).map(|cell| width(cell));
            let natural = cells.max().unwrap_or(0).max(width(&column.title));
            let natural = if column.rank == 0 { natural } else { natural.min(WIDEST) };
            Extent { natural, min: column.min.unwrap_or(natural).min(natural), rank: column.rank }
        };
        let extents: Vec<Extent> = possible.iter().map(extent).collect();
        let widths = fit(&extents, self.style.columns);
        let mut shown = Vec::new();
        for ((_, column), width) in possible.into_iter().zip(widths) {
            match width {
                Some(width) => shown.push((column.clone(), width)),
                None => self.left_out.push(column.title.to_string()),
            }
        }
        shown
    }
}

/// Returns the cells of an image.
fn row<'c>(columns: impl Iterator<Item = &'c Column> + Clone, image: &Found) -> Vec<String> {
    let whole = whole(columns.clone(), &image.1);
    columns
        .map(|column| match column.text(image, &whole) {
            Some(text) => printable(&collapsed(&text)).into_owned(),
            None => NOTHING.to_owned(),
        })
        .collect()
}

/// Runs of white space as one space: some names of operating systems have two, or end in a line end.
fn collapsed(text: &str) -> Cow<'_, str> {
    let is_plain =
        !text.contains("  ") && !text.contains(['\n', '\t', '\r']) && text.trim() == text;
    if is_plain {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.split([' ', '\n', '\t', '\r'])
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
    )
}

fn push_line<'c>(
    table: &mut String,
    cells: impl Iterator<Item = &'c str>,
    shown: &[(Column, usize)],
    room: Option<usize>,
) {
    let mut line = String::new();
    for (at, (cell, (column, columns))) in cells.zip(shown).enumerate() {
        if at > 0 {
            line.extend(std::iter::repeat_n(' ', GAP));
        }
        let is_whole = width(cell) <= *columns;
        if column.right && is_whole {
            line.extend(std::iter::repeat_n(' ', columns - width(cell)));
            line.push_str(cell);
        } else if is_whole || (column.min.is_some() && room.is_some()) {
            push_cell(&mut line, cell, *columns);
        } else {
            // Wider than anything in the first piece, and not to be cut.
            push_cell(
                &mut line,
                cell,
                width(cell).min(if column.rank == 0 { usize::MAX } else { WIDEST }),
            );
        }
    }
    table.push_str(line.trim_end_matches(' '));
}

/// The most columns of a cell, whatever the terminal: names have up to 128 characters, some of them
/// two columns wide. What is longer is in the JSON and the CSV.
const WIDEST: usize = 256;
const NOTHING: &str = "-";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::Image;

    use super::super::columns::table_columns;
    use super::super::found::Found;
    use super::super::look::Columns;
    use super::{Table, TableStyle};
    use crate::width::width;

    fn table(columns: Option<usize>) -> Table {
        let usual = table_columns(&Columns::Usual, false, false).expect("columns");
        Table::new(usual, TableStyle { columns, color: false })
    }

    fn found(images: &[Image]) -> Vec<Found> {
        images.iter().map(|image| ("cn-hangzhou".into(), image.clone())).collect()
    }

    fn render(images: &[Image], columns: Option<usize>) -> String {
        table(columns).rows(&found(images))
    }

    fn images() -> Vec<Image> {
        let mut public = Image::new("centos_7_06_64_20G_alibase_20190218.vhd");
        public.image_name = Some(public.image_id.clone());
        public.os_name = Some("CentOS  7.6 64位\n".to_owned());
        public.architecture = Some("x86_64".into());
        public.size = Some(20);
        public.image_owner_alias = Some("system".into());
        public.status = Some("Available".into());
        public.creation_time = Some("2019-02-18T03:21:33Z".to_owned());
        let mut own = Image::new("m-1");
        own.image_name = Some("web server".to_owned());
        own.size = Some(500);
        vec![public, own]
    }

    #[test]
    fn columns_line_up_by_display_width() {
        assert_eq!(
            render(&images(), None),
            "\
IMAGE ID                                 NAME        OS               ARCH       SIZE  OWNER   STATUS     CREATED
centos_7_06_64_20G_alibase_20190218.vhd  -           CentOS 7.6 64位  x86_64   20 GiB  system  Available  2019-02-18
m-1                                      web server  -                -       500 GiB  -       -          -
"
        );
    }

    #[test]
    fn where_space_is_short_date_and_state_stay_longer_than_name_and_owner() {
        assert_eq!(
            render(&images(), Some(80)),
            "\
IMAGE ID                                 OS               STATUS     CREATED
centos_7_06_64_20G_alibase_20190218.vhd  CentOS 7.6 64位  Available  2019-02-18
m-1                                      -                -          -
"
        );
        let narrow = render(&images(), Some(10));
        assert!(
            narrow.contains("\ncentos_7_06_64_20G_alibase_20190218.vhd\n"),
            "ids stay: {narrow}"
        );
        let mut table = table(Some(80));
        table.rows(&found(&images()));
        assert_eq!(table.left_out(), ["NAME", "ARCH", "SIZE", "OWNER"]);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_but_for_ids() {
        let id = width("centos_7_06_64_20G_alibase_20190218.vhd");
        for columns in 8..160 {
            let table = render(&images(), Some(columns));
            assert!(
                table.lines().all(|line| width(line) <= columns.max(id)),
                "{columns}:\n{table}"
            );
        }
    }

    #[test]
    fn later_pieces_keep_the_columns_of_the_first() {
        let mut table = table(None);
        let (first, second) = (images(), images());
        let mut text = table.rows(&found(&first[1..]));
        text += &table.rows(&found(&second[..1]));
        assert_eq!(text.lines().count(), 3, "one header: {text}");
        assert!(text.contains("\ncentos_7_06_64_20G_alibase_20190218.vhd  "), "whole: {text}");
    }

    #[test]
    fn a_text_of_any_length_is_cut() {
        let mut long = Image::new("m-1");
        long.image_name = Some("位".repeat(1 << 18));
        let table = render(&[long], None);
        assert!(
            table.lines().all(|line| width(line) < 600 && line.len() < 1200),
            "{}",
            table.len()
        );
        assert!(table.contains('…'));
    }

    #[test]
    fn names_are_shown_only_where_they_say_something() {
        let public: Vec<Image> = images().into_iter().take(1).collect();
        assert!(!render(&public, None).contains("NAME"));
    }

    #[test]
    fn hostile_names_stay_in_their_cell() {
        let mut image = Image::new("m-\u{1b}[2J");
        image.image_name = Some("a\nm-forged  \u{202e}evil".to_owned());
        let usual = table_columns(&Columns::Usual, false, false).expect("columns");
        let mut table = Table::new(usual, TableStyle { columns: None, color: true });
        let text = table.rows(&found(&[image]));
        assert_eq!(text.lines().count(), 2);
        assert!(text.contains(r"m-\u{1b}[2J") && text.contains(r"\u{202e}evil"), "{text}");
        assert_eq!(text.matches('\u{1b}').count(), 2, "only the header's own: {text:?}");
    }
}
