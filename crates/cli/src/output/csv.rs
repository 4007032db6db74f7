//! Images as comma-separated values (RFC 4180), safe to open in a spreadsheet.

use std::io;

use aliyun_ecs_model::Image;

use crate::printable::printable;

/// Returns a line per image, after a header if asked for.
///
/// A cell that a spreadsheet would run as a formula gets an apostrophe in front, which
/// spreadsheets do not show; escapes as in tables keep terminals safe. Lists are cells of JSON.
pub(super) fn records(images: &[Image], header: bool) -> io::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if header {
        writer.write_record(COLUMNS.iter().map(|(name, _)| name))?;
    }
    for image in images {
        for (_, value) in COLUMNS {
            writer.write_field(neutral(&value(image)?))?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// Returns a cell that is no formula and steers no terminal.
fn neutral(value: &str) -> String {
    let safe = printable(value);
    if value.starts_with(FORMULA_STARTS) { format!("'{safe}") } else { safe.into_owned() }
}

/// What begins a formula in some spreadsheet, full-width forms included (OWASP, "CSV Injection").
const FORMULA_STARTS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

type Column = (&'static str, fn(&Image) -> io::Result<String>);

/// The columns: members of an image under their wire names.
const COLUMNS: &[Column] = &[
    ("ImageId", |image| text(Some(&image.image_id))),
    ("ImageName", |image| text(image.image_name.as_ref())),
    ("ImageFamily", |image| text(image.image_family.as_ref())),
    ("ImageVersion", |image| text(image.image_version.as_ref())),
    ("Description", |image| text(image.description.as_ref())),
    ("OSName", |image| text(image.os_name.as_ref())),
    ("OSNameEn", |image| text(image.os_name_en.as_ref())),
    ("OSType", |image| text(image.os_type.as_ref())),
    ("Platform", |image| text(image.platform.as_ref())),
    ("Architecture", |image| text(image.architecture.as_ref())),
    ("Size", |image| text(image.size)),
    ("ImageOwnerAlias", |image| text(image.image_owner_alias.as_ref())),
    ("ImageOwnerId", |image| text(image.image_owner_id)),
    ("Status", |image| text(image.status.as_ref())),
    ("Progress", |image| text(image.progress.as_ref())),
    ("Usage", |image| text(image.usage.as_ref())),
    ("CreationTime", |image| text(image.creation_time.as_ref())),
    ("ProductCode", |image| text(image.product_code.as_ref())),
    ("IsSubscribed", |image| text(image.is_subscribed)),
    ("IsCopied", |image| text(image.is_copied)),
    ("IsSelfShared", |image| text(image.is_self_shared.as_ref())),
    ("IsSupportIoOptimized", |image| text(image.is_support_io_optimized)),
    ("IsSupportCloudinit", |image| text(image.is_support_cloudinit)),
    ("IsPublic", |image| text(image.is_public)),
    ("BootMode", |image| text(image.boot_mode.as_ref())),
    ("ResourceGroupId", |image| text(image.resource_group_id.as_ref())),
    ("Tags", |image| {
        let some = !image.tags.is_empty();
        text(some.then(|| serde_json::to_string(&image.tags)).transpose()?)
    }),
    ("DiskDeviceMappings", |image| {
        let some = !image.disk_device_mappings.is_empty();
        text(some.then(|| serde_json::to_string(&image.disk_device_mappings)).transpose()?)
    }),
];

fn text(value: Option<impl ToString>) -> io::Result<String> {
    Ok(value.map(|value| value.to_string()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::{Image, Tag};

    use super::{COLUMNS, neutral, records};

    #[track_caller]
    fn cells(images: &[Image]) -> Vec<Vec<String>> {
        let text = records(images, true).expect("CSV");
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
        let rows = cells(&[image, Image::new("m-2")]);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0][1], r#"a,b"c\r\nd"#);
        assert_eq!(rows[0][COLUMNS.len() - 2], r#"[{"TagKey":"k,1","TagValue":"=v"}]"#);
        assert_eq!(rows[1][0], "m-2");
        assert!(rows[1][1..].iter().all(String::is_empty));
    }

    #[test]
    fn without_images_there_is_still_a_header() {
        let text = records(&[], true).expect("CSV");
        assert!(text.starts_with("ImageId,ImageName,") && text.ends_with("DiskDeviceMappings\n"));
        assert_eq!(records(&[], false).expect("CSV"), "");
    }
}
