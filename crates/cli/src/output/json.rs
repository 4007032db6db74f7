//! Images as JSON, in the shape the service documents.

use std::io;

use aliyun_ecs_model::DescribeImagesResponse;

use super::found::Found;
use crate::printable::escape_in_json;

/// Returns one object per line.
pub(super) fn lines(found: &[Found]) -> io::Result<String> {
    let mut text = String::new();
    for (_, image) in found {
        text += &escape_in_json(&serde_json::to_string(image)?);
        text.push('\n');
    }
    Ok(text)
}

/// The document of a response, written piece by piece: the images first, then what frames them.
/// `aliyun-images decode` reads it back.
#[derive(Debug, Default)]
pub(super) struct Document {
    has_images: bool,
}

impl Document {
    /// Returns the text of more images.
    pub(super) fn images(&mut self, found: &[Found]) -> io::Result<String> {
        let mut text = String::new();
        for (_, image) in found {
            let before = if std::mem::replace(&mut self.has_images, true) { ",\n" } else { BEGIN };
            text.push_str(before);
            let json = serde_json::to_string_pretty(image)?;
            for (at, line) in json.lines().enumerate() {
                if at > 0 {
                    text.push('\n');
                }
                text.push_str(INDENT);
                text += &escape_in_json(line);
            }
        }
        Ok(text)
    }

    /// Returns the rest of the document.
    pub(super) fn end(self, frame: &DescribeImagesResponse) -> io::Result<String> {
        let mut rest = serde_json::to_value(frame)?;
        rest.as_object_mut().map(|members| members.remove("Images"));
        let rest = serde_json::to_string_pretty(&rest)?;
        let rest = escape_in_json(&rest);
        let members = rest.strip_prefix("{\n").and_then(|rest| rest.strip_suffix("\n}"));
        let mut text = if self.has_images {
            "\n    ]\n  }"
        } else {
            "{\n  \"Images\": {\n    \"Image\": []\n  }"
        }
        .to_owned();
        if let Some(members) = members {
            text.push_str(",\n");
            text.push_str(members);
        }
        text.push_str("\n}\n");
        Ok(text)
    }
}

const BEGIN: &str = "{\n  \"Images\": {\n    \"Image\": [\n";
const INDENT: &str = "      ";

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::{DescribeImagesResponse, Image};

    use super::{Document, lines};

    #[test]
    fn a_line_is_an_image_and_nothing_else() {
        let mut image = Image::new("m-1");
        image.description = Some("a\nb\u{9b}".to_owned());
        let text =
            lines(&[("r".into(), image.clone()), ("r".into(), Image::new("m-2"))]).expect("JSON");
        let read: Vec<Image> =
            text.lines().map(|line| serde_json::from_str(line).expect("an image")).collect();
        assert_eq!(read, [image, Image::new("m-2")]);
        assert!(text.contains(r"a\nb\u009b"), "{text}");
    }

    #[test]
    fn the_document_reads_back_however_many_pieces_it_came_in() {
        for pieces in 0..3 {
            let mut frame = DescribeImagesResponse::default();
            frame.total_count = Some(7);
            frame.region_id = Some("r".to_owned());
            let mut document = Document::default();
            let mut text = String::new();
            for piece in 0..pieces {
                let mut image = Image::new(format!("m-{piece}"));
                image.description = Some("a\nb\u{202e}".to_owned());
                text += &document.images(&[("r".into(), image.clone())]).expect("JSON");
                frame.images.push(image);
            }
            let mut rest = frame.clone();
            rest.images.clear();
            text += &document.end(&rest).expect("JSON");
            let read = serde_json::from_str::<DescribeImagesResponse>(&text);
            assert_eq!(read.expect("JSON"), frame, "{text}");
            assert!(text.ends_with("}\n") && !text.contains('\u{202e}'));
        }
    }

    #[test]
    fn without_anything_the_document_is_valid() {
        let text = Document::default().end(&DescribeImagesResponse::default()).expect("JSON");
        let read = serde_json::from_str::<DescribeImagesResponse>(&text);
        assert_eq!(read.expect("JSON"), DescribeImagesResponse::default(), "{text}");
    }
}
