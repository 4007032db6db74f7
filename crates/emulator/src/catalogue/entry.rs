//! One image as the catalogue keeps it.

use std::fmt;
use std::sync::OnceLock;

use aliyun_ecs_model::{CreationTime, DescribeImages, DescribeImagesResponse, Image, TagFilter};
use aliyun_ecs_wire::{BodyFormat, Decoded, decode, encode_page};

use super::pattern::Pattern;
use super::traits::Traits;

/// An image: what requests select by, and its text in answers.
///
/// The text is kept rather than the image, which takes twice the memory and would be written anew in
/// every answer.
pub(crate) struct Entry {
    id: Box<str>,
    name: Option<Box<str>>,
    family: Option<Box<str>>,
    group: Option<Box<str>>,
    owner_id: Option<i64>,
    /// In seconds.
    created: Option<i64>,
    snapshots: Box<[Box<str>]>,
    tags: Box<[(Text, Text)]>,
    traits: Traits,
    is_expired: bool,
    json: Box<str>,
    /// Written when it is first asked for.
    xml: OnceLock<Box<str>>,
}

impl Entry {
    pub(crate) fn new(image: &Image, is_expired: bool) -> Self {
        let boxed = |text: &Option<String>| text.as_deref().map(Box::from);
        let disks = image.disk_device_mappings.iter();
        let snapshots = disks.filter_map(|disk| boxed(&disk.snapshot_id));
        Self {
            id: image.image_id.as_str().into(),
            name: boxed(&image.image_name),
            family: boxed(&image.image_family).filter(|family| !family.is_empty()),
            group: boxed(&image.resource_group_id).filter(|group| !group.is_empty()),
            owner_id: image.image_owner_id,
            created: image.created().map(seconds),
            snapshots: snapshots.filter(|id| !id.is_empty()).collect(),
            tags: image.tags.iter().map(|tag| (boxed(&tag.key), boxed(&tag.value))).collect(),
            traits: Traits::of(image, is_expired),
            is_expired,
            json: text_of(image, BodyFormat::Json).into(),
            xml: OnceLock::new(),
        }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    pub(crate) fn created(&self) -> Option<i64> {
        self.created
    }

    pub(crate) fn traits(&self) -> Traits {
        self.traits
    }

    pub(crate) fn is_expired(&self) -> bool {
        self.is_expired
    }

    /// Returns the image as an element of a list.
    pub(crate) fn text(&self, format: BodyFormat) -> &str {
        match format {
            BodyFormat::Json => &self.json,
            BodyFormat::Xml => {
                self.xml.get_or_init(|| text_of(&self.image(), BodyFormat::Xml).into())
            }
        }
    }

    /// Reads the image back.
    pub(crate) fn image(&self) -> Image {
        let body = format!("{{\"Images\":{{\"Image\":[{}]}}}}", self.json);
        match decode(body) {
            Ok(Decoded::Page(page)) => page.to_response().images.pop().unwrap_or_default(),
            // What this crate wrote it can read; an image of its id is the least it is.
            _ => Image::new(&*self.id),
        }
    }

    /// Lists the texts that one image in many has, each with what it is.
    pub(crate) fn facets(&self) -> impl Iterator<Item = (Facet, &str)> {
        let tags = self.tags.iter().filter_map(|(key, _)| Some((Facet::TagKey, key.as_deref()?)));
        let snapshots = self.snapshots.iter().map(|id| (Facet::Snapshot, &**id));
        [(Facet::Id, Some(&*self.id)), (Facet::Name, self.name.as_deref())]
            .into_iter()
            .chain([(Facet::Family, self.family.as_deref()), (Facet::Group, self.group.as_deref())])
            .filter_map(|(facet, text)| Some((facet, text?)))
            .chain(tags)
            .chain(snapshots)
    }

    /// Tells whether a request is for this image, its traits and its region aside.
    pub(crate) fn fits(&self, request: &DescribeImages) -> bool {
        let equal = |wanted: &Option<String>, found: &Option<Box<str>>| match wanted.as_deref() {
            // An empty name is no filter.
            None | Some("") => true,
            wanted => wanted == found.as_deref(),
        };
        let ids = &request.image_ids;
        (ids.is_empty() || ids.iter().any(|id| **id == *self.id))
            && request.image_name.as_deref().is_none_or(|name| self.is_named(name))
            && equal(&request.image_family, &self.family)
            && equal(&request.resource_group_id, &self.group)
            && (request.image_owner_id.is_none() || request.image_owner_id == self.owner_id)
            && request
                .snapshot_id
                .as_ref()
                .is_none_or(|id| self.snapshots.iter().any(|it| **it == **id))
            && request.tags.iter().all(|tag| self.has_tag(tag))
    }

    fn is_named(&self, pattern: &str) -> bool {
        Pattern::new(pattern).fits(self.name().as_bytes())
    }

    /// A key without a value is taken to mean any value; no document says.
    fn has_tag(&self, wanted: &TagFilter) -> bool {
        self.tags.iter().any(|(key, value)| {
            key.as_deref() == wanted.key.as_deref()
                && (wanted.value.is_none() || value.as_deref() == wanted.value.as_deref())
        })
    }
}

type Text = Option<Box<str>>;

/// What a text of an image is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Facet {
    Id,
    Name,
    Family,
    Group,
    Snapshot,
    TagKey,
}

/// Returns the seconds since 1970 of a time, which may be before.
pub(crate) fn seconds(time: CreationTime) -> i64 {
    let time = time.to_system_time();
    let distance =
        |duration: std::time::Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    match time.duration_since(std::time::UNIX_EPOCH) {
        Ok(since) => distance(since),
        Err(before) => -distance(before.duration()),
    }
}

/// Returns what a page holds of an image.
fn text_of(image: &Image, format: BodyFormat) -> String {
    if format == BodyFormat::Json
        && let Ok(text) = serde_json::to_string(image)
    {
        return text;
    }
    let mut page = DescribeImagesResponse::default();
    page.images = vec![image.clone()];
    let page = encode_page(&page, format);
    let (before, after) = match format {
        BodyFormat::Json => ("\"Images\":{\"Image\":[", "]}}"),
        BodyFormat::Xml => ("<Images>", "</Images></DescribeImagesResponse>"),
    };
    let text = page.split_once(before).and_then(|(_, rest)| rest.strip_suffix(after));
    text.unwrap_or_default().to_owned()
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::super::seed;
    use super::*;

    #[test]
    fn every_seeded_image_is_read_back_as_it_was() {
        for (_, image) in seed::images() {
            let entry = Entry::new(&image, false);
            assert_eq!(entry.image(), image);
            let xml = entry.text(BodyFormat::Xml);
            assert!(xml.starts_with("<Image>") && xml.ends_with("</Image>"), "{xml}");
        }
    }
}
