//! What can be a column.

use std::borrow::Cow;

use aliyun_ecs_model::Image;
use serde_json::Value;

use super::found::Found;
use super::look::Columns;

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) title: Cow<'static, str>,
    pub(super) cell: Cell,
    /// The lower, the longer it stays when space is short.
    pub(super) rank: u8,
    /// How far it may be cut; `None` for not at all.
    pub(super) min: Option<usize>,
    /// Left out of a table when no image has a value.
    pub(super) only_if_any: bool,
    pub(super) right: bool,
}

/// Where the text of a cell comes from.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Of(fn(&Image) -> Option<Cow<'_, str>>),
    /// The region that was asked.
    Region,
    /// A member by its name in JSON.
    Member(String),
}

impl Column {
    fn new(title: &'static str, rank: u8, cell: fn(&Image) -> Option<Cow<'_, str>>) -> Self {
        Self {
            title: title.into(),
            cell: Cell::Of(cell),
            rank,
            min: None,
            only_if_any: false,
            right: false,
        }
    }

    fn member(name: &str) -> Self {
        let cell = match name {
            REGION => Cell::Region,
            name => Cell::Member(name.to_owned()),
        };
        let title = Cow::Owned(name.to_owned());
        Self { title, cell, rank: 0, min: None, only_if_any: false, right: false }
    }

    /// Returns the text of a cell; `None` where the image says nothing. `whole` is the image as JSON,
    /// for members.
    pub(super) fn text<'f>(
        &self,
        (region, image): &'f Found,
        whole: &'f Value,
    ) -> Option<Cow<'f, str>> {
        match &self.cell {
            Cell::Of(cell) => cell(image),
            Cell::Region => Some(Cow::Borrowed(&**region)),
            Cell::Member(name) => match unwrapped(whole.get(name)?) {
                Value::Array(items) if items.is_empty() => None,
                Value::Null => None,
                Value::String(text) if text.is_empty() => None,
                Value::String(text) => Some(Cow::Borrowed(text.as_str())),
                other => Some(Cow::Owned(other.to_string())),
            },
        }
    }
}

/// A list stands in an object of its own, `{"Tag": […]}`.
fn unwrapped(value: &Value) -> &Value {
    let only = value.as_object().filter(|members| members.len() == 1);
    let only = only.and_then(|members| members.values().next());
    only.filter(|value| value.is_array()).unwrap_or(value)
}

/// Returns the whole image as JSON, if any column needs it.
pub(super) fn whole<'c>(columns: impl IntoIterator<Item = &'c Column>, image: &Image) -> Value {
    let is_member = |column: &Column| matches!(column.cell, Cell::Member(_));
    if columns.into_iter().any(is_member) {
        serde_json::to_value(image).unwrap_or_default()
    } else {
        Value::Null
    }
}

/// Returns the columns of a table.
///
/// # Errors
///
/// When a name is none that a member can have.
pub(super) fn table_columns(
    columns: &Columns,
    is_wide: bool,
    with_region: bool,
) -> Result<Vec<Column>, String> {
    let mut chosen = match columns {
        Columns::Usual if is_wide => wide(),
        Columns::Usual => narrow(),
        Columns::All => all(),
        Columns::Named(names) => return named(names),
    };
    if with_region {
        chosen.insert(1, Column { title: "REGION".into(), rank: 1, ..Column::member(REGION) });
    }
    Ok(chosen)
}

/// Returns the columns of CSV.
///
/// # Errors
///
/// As for [`table_columns`].
pub(super) fn csv_columns(columns: &Columns, with_region: bool) -> Result<Vec<Column>, String> {
    let mut chosen = match columns {
        Columns::Usual | Columns::All => all(),
        Columns::Named(names) => return named(names),
    };
    if with_region {
        chosen.insert(0, Column::member(REGION));
    }
    Ok(chosen)
}

fn named(names: &[String]) -> Result<Vec<Column>, String> {
    let known = |name: &String| MEMBERS.contains(&name.as_str()) || name == REGION;
    for name in names {
        if let Some(meant) = MEMBERS.iter().find(|known| known.eq_ignore_ascii_case(name))
            && !known(name)
        {
            return Err(format!("--columns has {name}, which is written {meant}"));
        }
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(format!("--columns takes members by their names: {}", MEMBERS.join(", ")));
        }
    }
    Ok(names.iter().map(|name| Column::member(name)).collect())
}

/// The columns of a table that is fitted to a terminal, in the order in which they are shown.
fn narrow() -> Vec<Column> {
    vec![
        Column::new("IMAGE ID", 0, |image| filled(Some(&image.image_id))),
        Column { min: Some(16), only_if_any: true, ..Column::new("NAME", 6, own_name) },
        Column { min: Some(12), ..Column::new("OS", 2, os) },
        Column::new("ARCH", 5, |image| filled(image.architecture.as_ref())),
        Column { right: true, ..Column::new("SIZE", 7, size) },
        Column::new("OWNER", 8, |image| filled(image.image_owner_alias.as_ref())),
        Column::new("STATUS", 4, |image| filled(image.status.as_ref())),
        Column::new("CREATED", 3, date),
    ]
}

fn wide() -> Vec<Column> {
    let mut columns = narrow();
    columns.pop();
    columns.extend([
        Column::new("CREATED", 3, |image| filled(image.creation_time.as_ref())),
        Column::new("FAMILY", 9, |image| filled(image.image_family.as_ref())),
        Column::new("BOOT", 9, |image| filled(image.boot_mode.as_ref())),
        Column::new("USAGE", 9, |image| filled(image.usage.as_ref())),
        Column::new("DESCRIPTION", 10, |image| filled(image.description.as_ref())),
    ]);
    columns
}

/// Every documented member, by its name in JSON.
fn all() -> Vec<Column> {
    MEMBERS.iter().map(|name| Column::member(name)).collect()
}

fn filled<T: AsRef<str>>(value: Option<&T>) -> Option<Cow<'_, str>> {
    value.map(AsRef::as_ref).filter(|text| !text.is_empty()).map(Cow::Borrowed)
}

/// For public images the name is the identifier again.
fn own_name(image: &Image) -> Option<Cow<'_, str>> {
    filled(image.image_name.as_ref()).filter(|name| *name != image.image_id)
}

fn os(image: &Image) -> Option<Cow<'_, str>> {
    filled(image.os_name_en.as_ref()).or_else(|| filled(image.os_name.as_ref()))
}

fn size(image: &Image) -> Option<Cow<'_, str>> {
    image.size.map(|gib| Cow::Owned(format!("{gib} GiB")))
}

/// The day, if the time is one.
fn date(image: &Image) -> Option<Cow<'_, str>> {
    let text = filled(image.creation_time.as_ref())?;
    match image.created() {
        Some(_) => Some(Cow::Owned(text.chars().take(DAY).collect())),
        None => Some(text),
    }
}

const DAY: usize = "2024-01-31".len();
const REGION: &str = "RegionId";

/// The documented members of an image. A test compares them with the model's.
pub(super) const MEMBERS: &[&str] = &[
    "ImageId",
    "ImageName",
    "ImageFamily",
    "ImageVersion",
    "Description",
    "OSName",
    "OSNameEn",
    "OSType",
    "Platform",
    "Architecture",
    "Size",
    "ImageOwnerAlias",
    "ImageOwnerId",
    "Status",
    "Progress",
    "Usage",
    "CreationTime",
    "ProductCode",
    "IsSubscribed",
    "IsCopied",
    "IsSelfShared",
    "IsSupportIoOptimized",
    "IsSupportCloudinit",
    "IsPublic",
    "BootMode",
    "ResourceGroupId",
    "Tags",
    "DiskDeviceMappings",
    "LoginAsNonRootSupported",
    "SupplierName",
    "LicenseType",
    "Usable",
    "DetectionOptions",
    "Features",
    "SecureBootOptions",
];
