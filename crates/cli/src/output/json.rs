//! Images as JSON, in the shape the service documents.

use std::io;

use aliyun_ecs_model::{DescribeImagesResponse, Image};

use crate::printable::escape_in_json;

/// Returns one object per line.
pub(super) fn lines(images: &[Image]) -> io::Result<String> {
    let mut text = String::new();
    for image in images {
        text += &escape_in_json(&serde_json::to_string(image)?);
        text.push('\n');
    }
    Ok(text)
}

/// Returns the document of a response; `aliyun-images decode` reads it back.
pub(super) fn document(response: &DescribeImagesResponse) -> io::Result<String> {
    let json = serde_json::to_string_pretty(response)?;
    Ok(escape_in_json(&json).into_owned() + "\n")
}

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::{DescribeImagesResponse, Image};

    use super::{document, lines};

    #[test]
    fn a_line_is_an_image_and_nothing_else() {
        let mut image = Image::new("m-1");
        image.description = Some("a\nb\u{9b}".to_owned());
        let text = lines(&[image.clone(), Image::new("m-2")]).expect("JSON");
        let read: Vec<Image> =
            text.lines().map(|line| serde_json::from_str(line).expect("an image")).collect();
        assert_eq!(read, [image, Image::new("m-2")]);
        assert!(text.contains(r"a\nb\u009b"), "{text}");
    }

    #[test]
    fn the_document_reads_back() {
        let mut response = DescribeImagesResponse::default();
        response.total_count = Some(1);
        response.images = vec![Image::new("m-1")];
        let text = document(&response).expect("JSON");
        assert_eq!(serde_json::from_str::<DescribeImagesResponse>(&text).expect("JSON"), response);
        assert!(text.ends_with("}\n"));
    }
}
