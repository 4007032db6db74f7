//! Images as a table for people.

use std::borrow::Cow;

use aliyun_ecs_model::Image;

use super::layout::{Extent, GAP, fit};
use super::style::TableStyle;
use crate::printable::printable;
use crate::width::{push_cell, width};

/// Returns the table, or nothing for no images.
pub(super) fn render(images: &[Image], style: TableStyle) -> String {
    if images.is_empty() {
        return String::new();
    }
    // For public images the name is the identifier again.
    let shown: Vec<&Column> = COLUMNS
        .iter()
        .filter(|column| {
            !column.only_if_any || images.iter().any(|image| (column.cell)(image).is_some())
        })
        .collect();
    let rows: Vec<Vec<Cow<'_, str>>> = images
        .iter()
        .map(|image| shown.iter().map(|column| cell(column, image)).collect())
        .collect();
    let extents: Vec<Extent> =
        shown.iter().enumerate().map(|(at, column)| extent(column, at, &rows)).collect();
    let widths = fit(&extents, style.columns, style.may_cut_ids);

    let titles = shown.iter().map(|column| column.title);
    let mut table = String::new();
    if style.color {
        table += BOLD;
    }
    push_line(&mut table, titles, &shown, &widths);
    if style.color {
        table += PLAIN;
    }
    table.push('\n');
    for row in &rows {
        push_line(&mut table, row.iter().map(AsRef::as_ref), &shown, &widths);
        table.push('\n');
    }
    table
}

fn cell<'i>(column: &Column, image: &'i Image) -> Cow<'i, str> {
    match (column.cell)(image) {
        // Some names of operating systems end in a line end.
        Some(Cow::Borrowed(text)) => printable(text.trim_ascii()),
        Some(Cow::Owned(text)) => Cow::Owned(printable(text.trim_ascii()).into_owned()),
        None => Cow::Borrowed("-"),
    }
}

fn extent(column: &Column, at: usize, rows: &[Vec<Cow<'_, str>>]) -> Extent {
    let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell));
    let natural = cells.max().unwrap_or(0).min(WIDEST).max(width(column.title));
    Extent { natural, min: column.min.unwrap_or(natural).min(natural) }
}

fn push_line<'c>(
    table: &mut String,
    cells: impl Iterator<Item = &'c str>,
    shown: &[&Column],
    widths: &[usize],
) {
    let mut line = String::new();
    for (at, ((cell, column), columns)) in cells.zip(shown).zip(widths).enumerate() {
        if at > 0 {
            line.extend(std::iter::repeat_n(' ', GAP));
        }
        if column.right {
            line.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(cell))));
        }
        push_cell(&mut line, cell, if column.right { width(cell).min(*columns) } else { *columns });
    }
    table.push_str(line.trim_end_matches(' '));
}

/// The most columns of a cell, whatever the terminal: names have up to 128 characters, some of them
/// two columns wide. What is longer is in the JSON and the CSV.
const WIDEST: usize = 256;

/// One column.
struct Column {
    title: &'static str,
    /// `None` where the image says nothing.
    cell: fn(&Image) -> Option<Cow<'_, str>>,
    /// How far the column may be cut; `None` for not at all.
    min: Option<usize>,
    /// Left out when no image has a value.
    only_if_any: bool,
    right: bool,
}

impl Column {
    const fn new(title: &'static str, cell: fn(&Image) -> Option<Cow<'_, str>>) -> Self {
        Self { title, cell, min: None, only_if_any: false, right: false }
    }
}

/// The columns, the most important first: a narrow terminal shows the first ones.
const COLUMNS: &[Column] = &[
    Column::new("IMAGE ID", |image| filled(Some(&image.image_id))),
    Column { min: Some(16), only_if_any: true, ..Column::new("NAME", own_name) },
    Column { min: Some(12), ..Column::new("OS", os) },
    Column::new("ARCH", |image| filled(image.architecture.as_ref())),
    Column { right: true, ..Column::new("SIZE", size) },
    Column::new("OWNER", |image| filled(image.image_owner_alias.as_ref())),
    Column::new("STATUS", |image| filled(image.status.as_ref())),
    // Eleven columns hold the date and an ellipsis.
    Column {
        min: Some(11),
        ..Column::new("CREATED", |image| filled(image.creation_time.as_ref()))
    },
];

fn filled<T: AsRef<str>>(value: Option<&T>) -> Option<Cow<'_, str>> {
    value.map(AsRef::as_ref).filter(|text| !text.is_empty()).map(Cow::Borrowed)
}

fn own_name(image: &Image) -> Option<Cow<'_, str>> {
    filled(image.image_name.as_ref()).filter(|name| *name != image.image_id)
}

fn os(image: &Image) -> Option<Cow<'_, str>> {
    filled(image.os_name_en.as_ref()).or_else(|| filled(image.os_name.as_ref()))
}

fn size(image: &Image) -> Option<Cow<'_, str>> {
    image.size.map(|gib| Cow::Owned(format!("{gib} GiB")))
}

const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::Image;

    use super::{TableStyle, render};
    use crate::width::width;

    fn style(columns: Option<usize>) -> TableStyle {
        TableStyle { columns, may_cut_ids: false, color: false }
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
            render(&images(), style(None)),
            "\
IMAGE ID                                 NAME        OS                ARCH       SIZE  OWNER   STATUS     CREATED
centos_7_06_64_20G_alibase_20190218.vhd  -           CentOS  7.6 64位  x86_64   20 GiB  system  Available  2019-02-18T03:21:33Z
m-1                                      web server  -                 -       500 GiB  -       -          -
"
        );
    }

    #[test]
    fn a_text_of_any_length_is_cut() {
        let mut long = Image::new("m-".repeat(1 << 19));
        long.image_name = Some("位".repeat(1 << 18));
        let table = render(&[long], style(None));
        assert!(
            table.lines().all(|line| width(line) < 600 && line.len() < 1200),
            "{}",
            table.len()
        );
        assert!(table.contains('…'));
    }

    #[test]
    fn a_narrow_terminal_shows_the_first_columns() {
        assert_eq!(
            render(&images(), style(Some(73))),
            "\
IMAGE ID                                 NAME        OS            ARCH
centos_7_06_64_20G_alibase_20190218.vhd  -           CentOS  7.6…  x86_64
m-1                                      web server  -             -
"
        );
        let narrow = render(&images(), style(Some(10)));
        assert!(narrow.contains("\ncentos_7_06_64_20G_alibase_20190218.vhd\n"), "{narrow}");
        let cut = render(&images(), TableStyle { may_cut_ids: true, ..style(Some(10)) });
        assert_eq!(cut, "IMAGE ID\ncentos_7_…\nm-1\n");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for columns in 8..160 {
            let table = render(&images(), TableStyle { may_cut_ids: true, ..style(Some(columns)) });
            assert!(table.lines().all(|line| width(line) <= columns), "{columns}:\n{table}");
        }
    }

    #[test]
    fn names_are_shown_only_where_they_say_something() {
        let public: Vec<Image> = images().into_iter().take(1).collect();
        assert!(!render(&public, style(None)).contains("NAME"));
        assert_eq!(render(&[], style(None)), "");
    }

    #[test]
    fn hostile_names_stay_in_their_cell() {
        let mut image = Image::new("m-\u{1b}[2J");
        image.image_name = Some("a\nm-forged  \u{202e}evil".to_owned());
        let table = render(&[image], TableStyle { color: true, ..style(None) });
        assert_eq!(table.lines().count(), 2);
        assert!(table.contains(r"m-\u{1b}[2J") && table.contains(r"\u{202e}evil"), "{table}");
        let escapes = table.matches('\u{1b}').count();
        assert_eq!(escapes, 2, "only the header's own: {table:?}");
    }
}
