//! An image in a line.

use aliyun_ecs_model::Image;

use crate::printable::printable;

/// Returns what people want to know of an image, separated by tabs.
pub(crate) fn line(image: &Image) -> String {
    let os = image.os_name_en.as_deref().filter(|name| !name.is_empty());
    let cells = [
        Some(image.image_id.as_str()),
        image.image_name.as_deref(),
        os.or(image.os_name.as_deref()),
        image.architecture.as_ref().map(AsRef::as_ref),
        image.creation_time.as_deref(),
    ];
    let cells = cells.map(|cell| match cell.map(str::trim).filter(|cell| !cell.is_empty()) {
        Some(cell) => printable(cell),
        None => "-".into(),
    });
    cells.join("\t")
}

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::Image;

    use super::line;

    #[test]
    fn a_line_has_five_cells_whatever_is_in_them() {
        let mut image = Image::new("m-1");
        image.image_name = Some("a\tb\n\u{1b}[2J".to_owned());
        image.os_name = Some("CentOS  7.6 64位\n".to_owned());
        assert_eq!(line(&image), "m-1\ta\\tb\\n\\u{1b}[2J\tCentOS  7.6 64位\t-\t-");
    }
}
