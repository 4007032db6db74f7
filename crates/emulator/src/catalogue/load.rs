//! Catalogues from texts: bodies of the service, lines, lists and inventories.

use aliyun_ecs_model::Image;
use aliyun_ecs_wire::{Decoded, decode};
use aliyun_rpc_wire::Printable;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::error::CatalogueError;
use super::generate;

/// Takes an image with its region.
pub(super) type Take<'a> = dyn FnMut(&str, Image) + 'a;

/// Reads a text and hands over its images with their regions; `region` is that of images that name none.
pub(super) fn read(
    text: Vec<u8>,
    region: Option<&str>,
    take: &mut Take<'_>,
) -> Result<(), CatalogueError> {
    let text = String::from_utf8(text).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..valid).unwrap_or_default();
        CatalogueError::not_a_page("it is not UTF-8 here").at_line(1 + newlines(before))
    })?;
    let text = text.trim_start_matches('\u{feff}');
    if !text.trim_start().starts_with(['{', '[']) {
        return page(text, 1, region, take);
    }
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let (mut begin, mut line) = (0, 1);
    while let Some(document) = documents.next() {
        document
            .map_err(|error| CatalogueError::not_a_page(error.to_string()).at_line(error.line()))?;
        let end = documents.byte_offset();
        let document = text.get(begin..end).unwrap_or_default();
        let space = document.len() - document.trim_start().len();
        line += newlines(document.as_bytes().get(..space).unwrap_or_default());
        json(document.trim_start(), line, region, take)?;
        line += newlines(document.trim_start().as_bytes());
        begin = end;
    }
    Ok(())
}

/// What tells one kind of document from another.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shape<'a> {
    #[serde(borrow)]
    regions: Option<Vec<OfRegion<'a>>>,
    /// Of an answer with one image.
    image: Option<&'a serde_json::value::RawValue>,
    image_id: Option<IgnoredAny>,
    region_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OfRegion<'a> {
    region: String,
    #[serde(borrow)]
    images: &'a serde_json::value::RawValue,
}

fn json(
    document: &str,
    line: usize,
    region: Option<&str>,
    take: &mut Take<'_>,
) -> Result<(), CatalogueError> {
    let default = region.unwrap_or(generate::REGION);
    if document.starts_with('[') {
        return list(document, line, default, take);
    }
    // Of a page, no member of these has another type; what is wrong with one is said when it is read.
    let Ok(shape) = serde_json::from_str::<Shape<'_>>(document) else {
        return page(document, line, region, take);
    };
    let own = shape.region_id.as_deref().filter(|region| !region.is_empty());
    if let Some(regions) = shape.regions {
        for of_region in regions {
            let text = of_region.images.get();
            let line = line + newlines(before(document, text));
            list(text, line, &of_region.region, take)?;
        }
        return Ok(());
    }
    if let Some(image) = shape.image {
        let line = line + newlines(before(document, image.get()));
        return list(&format!("[{}]", image.get()), line, own.unwrap_or(default), take);
    }
    if shape.image_id.is_some() {
        return list(&format!("[{document}]"), line, own.unwrap_or(default), take);
    }
    page(document, line, region, take)
}

/// Reads a list of images in JSON.
fn list(text: &str, line: usize, region: &str, take: &mut Take<'_>) -> Result<(), CatalogueError> {
    page(&format!("{{\"Images\":{{\"Image\":{text}}}}}"), line, Some(region), take)
}

/// Reads a body of the service. Its own region goes before the one it is said to be of.
fn page(
    body: &str,
    line: usize,
    region: Option<&str>,
    take: &mut Take<'_>,
) -> Result<(), CatalogueError> {
    let decoded = decode(body).map_err(|error| {
        let (line, member) = (line + error.line().saturating_sub(1), error.path().to_owned());
        CatalogueError::not_a_page(error).at_line(line).at_member(&member)
    })?;
    let page = match decoded {
        Decoded::Page(page) => page,
        Decoded::Error(error) => {
            let cause = format!("it is the error {}", Printable(&error.code));
            return Err(CatalogueError::not_a_page(cause).at_line(line));
        }
    };
    let own = Some(page.region_id()).filter(|region| !region.is_empty());
    let region = own.or(region).ok_or_else(|| CatalogueError::no_region().at_line(line))?;
    for (index, image) in page.images().enumerate() {
        // One at a time: all of them take several times the memory of the text.
        let mut image = image.to_image();
        if image.image_id.is_empty() {
            let member = format!("Images.Image[{index}].ImageId");
            return Err(CatalogueError::no_id().at_line(line).at_member(&member));
        }
        image.unknown.remove("RegionId");
        take(region, image);
    }
    Ok(())
}

fn newlines(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'\n').count()
}

/// Returns what stands before a part of a text.
fn before<'a>(text: &'a str, part: &str) -> &'a [u8] {
    let length = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    text.as_bytes().get(..length).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn ids(text: &str) -> Vec<(String, String)> {
        let mut ids = Vec::new();
        let mut take = |region: &str, image: Image| ids.push((region.to_owned(), image.image_id));
        read(text.as_bytes().to_vec(), None, &mut take).unwrap();
        ids
    }

    #[test]
    fn every_kind_of_text_is_read() {
        let one = |region: &str, id: &str| (region.to_owned(), id.to_owned());
        let page = r#"{"RegionId":"a","Images":{"Image":[{"ImageId":"m-1"}]}}"#;
        let indented = "\u{feff}\n{\n \"RegionId\": \"a\",\n \"Images\": {\"Image\": [{\"ImageId\": \"m-1\"}]}\n}\n";
        let xml = "<DescribeImagesResponse><RegionId>a</RegionId><Images><Image><ImageId>m-1</ImageId>\
                   </Image></Images></DescribeImagesResponse>";
        for text in [page, indented, xml] {
            assert_eq!(ids(text), [one("a", "m-1")], "{text}");
        }
        let lines = format!(
            "{{\"ImageId\":\"m-2\"}}\n\n{{\"ImageId\":\"m-3\",\"RegionId\":\"b\"}}\n{page}\n"
        );
        let expected = [one("cn-hangzhou", "m-2"), one("b", "m-3"), one("a", "m-1")];
        assert_eq!(ids(&lines), expected);
        assert_eq!(ids("[{\"ImageId\":\"m-2\"}]"), [one("cn-hangzhou", "m-2")]);
        let inventory = r#"{"Version":1,"Request":{},"Regions":[{"Region":"c","Images":[{"ImageId":"m-4"}]},
                            {"Region":"d","Images":[]}]}"#;
        assert_eq!(ids(inventory), [one("c", "m-4")]);
        assert_eq!(
            ids(r#"{"RequestId":"x","Image":{"ImageId":"m-5"}}"#),
            [one("cn-hangzhou", "m-5")]
        );
        assert_eq!(ids("[]"), []);
    }

    #[test]
    fn a_region_of_a_line_does_not_come_out_again() {
        let mut texts = Vec::new();
        let mut take = |_: &str, image: Image| texts.push(serde_json::to_string(&image).unwrap());
        let line = r#"{"ImageId":"m","RegionId":"b","More":1}"#;
        read(line.into(), None, &mut take).unwrap();
        let text = texts.remove(0);
        assert!(!text.contains("RegionId") && text.contains("\"More\":1"), "{text}");
    }

    #[test]
    fn errors_say_the_line_and_the_member() {
        for (text, expected) in [
            ("{\"ImageId\":\"m-1\"}\n{\"ImageId\":\"m-2\",\"Size\":\"x\"}", "line 2"),
            ("{\"ImageId\":\"m-1\"}\n{\"ImageId\":\"m-2\",\"Size\":\"x\"}", "Size"),
            ("{\"ImageId\":\"m-1\"}\n{\"ImageId\":\n", "line 3"),
            ("{\"ImageId\":\"m-1\"}\n\n{\"ImageId\":\"\"}", "line 3"),
            ("{\n\"Images\":{\"Image\":[\n{\"ImageId\":\"m\",\"Size\":[]}]}}", "line 3"),
            ("{\"Images\":{\"Image\":[]}}", "no region"),
            ("<Error><Code>Throttling</Code></Error>", "Throttling"),
            (
                "{\"Regions\":[{\"Region\":\"c\",\n\"Images\":[{\"ImageId\":\"m\",\n\"Size\":\"x\"}]}]}",
                "line 3",
            ),
            ("", "response"),
            ("null", "response"),
            ("{\"Code\":\"a\\u001bb\"}", "\\u{1b}"),
        ] {
            let error = read(text.into(), None, &mut |_, _| {}).unwrap_err();
            let error = error.in_file("f\u{1b}.json");
            let source = std::error::Error::source(&error).map(ToString::to_string);
            let message = format!("{error} {}", source.unwrap_or_default());
            assert!(message.contains(expected), "{text}: {message}");
            assert!(!message.contains('\u{1b}') && message.contains("f\\u{1b}.json"), "{message}");
        }
        let error = read(b"{\"ImageId\":\n\"\xff\"}".to_vec(), None, &mut |_, _| {}).unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
