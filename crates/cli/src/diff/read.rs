//! Files with images: snapshots, documents and lines.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};

use aliyun_ecs_describe_images::inventory::Inventory;
use aliyun_ecs_describe_images::select::Selection;
use aliyun_ecs_model::Image;
use aliyun_ecs_wire::{Decoded, decode};
use serde::de::IgnoredAny;

use super::side::{Listed, Source};
use crate::exit::Exit;
use crate::failure::Failure;

/// Reads a file, or standard input if it is `-`. Lines are read one by one.
pub(super) fn source(name: &str, wanted: &Selection) -> Result<Source, Failure> {
    let (shown, input): (&str, Box<dyn BufRead>) = if name == "-" {
        ("standard input", Box::new(io::stdin().lock()))
    } else {
        let file = File::open(name).map_err(|error| unreadable(name, &error))?;
        (name, Box::new(BufReader::new(file)))
    };
    read(input, shown, wanted)
}

fn read(mut input: impl BufRead, name: &str, wanted: &Selection) -> Result<Source, Failure> {
    let mut first = Vec::new();
    while first.trim_ascii().is_empty() {
        first.clear();
        let count = input.by_ref().take(MOST).read_until(b'\n', &mut first);
        if count.map_err(|error| unreadable(name, &error))? == 0 {
            // Nothing printed as lines is an empty file.
            return Ok(Source::Images(vec![Listed::default()]));
        }
    }
    if kind(&first) == Kind::Image {
        return lines(first, input, name, wanted);
    }
    let mut text = first;
    input.take(MOST).read_to_end(&mut text).map_err(|error| unreadable(name, &error))?;
    if text.len() as u64 >= MOST {
        let message = format!("{name} is larger than {} GiB", MOST >> 30);
        return Err(Failure::new(Exit::NotUnderstood, message).hint("save images with -o jsonl"));
    }
    match kind(&text) {
        Kind::Snapshot => {
            let snapshot = Inventory::load(text.as_slice());
            snapshot
                .map(|snapshot| Source::Snapshot(Box::new(snapshot)))
                .map_err(|error| strange(name, &error))
        }
        Kind::Image | Kind::List => {
            let images: Result<Vec<Image>, _> = match kind(&text) {
                Kind::Image => serde_json::from_slice(&text).map(|image| vec![image]),
                _ => serde_json::from_slice(&text),
            };
            let mut grouped = Grouped::default();
            for image in images.map_err(|error| strange(name, &error))? {
                grouped.add(&image, wanted)?;
            }
            Ok(grouped.source())
        }
        Kind::Other => document(text, name, wanted),
    }
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Image,
    List,
    Snapshot,
    /// An answer of the service, or nothing that is known.
    Other,
}

fn kind(text: &[u8]) -> Kind {
    let text = text.trim_ascii();
    if text.starts_with(b"[") {
        return Kind::List;
    }
    match serde_json::from_slice::<HashMap<String, IgnoredAny>>(text) {
        Ok(members) if members.contains_key("ImageId") => Kind::Image,
        Ok(members) if members.contains_key("Regions") && members.contains_key("Version") => {
            Kind::Snapshot
        }
        _ => Kind::Other,
    }
}

/// Reads an image a line.
fn lines(
    first: Vec<u8>,
    mut input: impl BufRead,
    name: &str,
    wanted: &Selection,
) -> Result<Source, Failure> {
    let mut grouped = Grouped::default();
    let (mut line, mut number) = (first, 1_u64);
    while !line.is_empty() {
        if !line.trim_ascii().is_empty() {
            let image: Image = serde_json::from_slice(&line).map_err(|error| {
                let message = format!("line {number} of {name} is no image: {error}");
                Failure::new(Exit::NotUnderstood, message)
            })?;
            grouped.add(&image, wanted)?;
        }
        line.clear();
        number += 1;
        let read = input.by_ref().take(MOST).read_until(b'\n', &mut line);
        read.map_err(|error| unreadable(name, &error))?;
    }
    Ok(grouped.source())
}

/// Reads an answer of the service, JSON or XML.
fn document(text: Vec<u8>, name: &str, wanted: &Selection) -> Result<Source, Failure> {
    match decode(text) {
        Ok(Decoded::Page(page)) => {
            let region = Some(page.region_id().to_owned()).filter(|region| !region.is_empty());
            let mut listed = Listed::of(region, page.total_count());
            for image in page.images() {
                listed.add(&image.to_image(), wanted)?;
            }
            Ok(Source::Images(vec![listed]))
        }
        Ok(Decoded::Error(error)) => {
            let message = format!("{name} has no images: it is the service's error {}", error.code);
            Err(Failure::new(Exit::NotUnderstood, message))
        }
        Err(error) => Err(strange(name, &error)),
    }
}

/// Images together by the region that each of them names, if it does.
#[derive(Default)]
struct Grouped(BTreeMap<Option<String>, Listed>);

impl Grouped {
    fn add(&mut self, image: &Image, wanted: &Selection) -> Result<(), Failure> {
        let region = image.unknown.get("RegionId").and_then(|region| region.as_str());
        self.0.entry(region.map(str::to_owned)).or_default().add(image, wanted)
    }

    fn source(self) -> Source {
        let named = self.0.into_iter().map(|(region, mut listed)| {
            listed.region = region;
            listed
        });
        Source::Images(named.collect())
    }
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::new(Exit::Other, format!("{name} cannot be read")).because(Some(error))
}

fn strange(name: &str, error: &dyn std::error::Error) -> Failure {
    Failure::new(Exit::NotUnderstood, format!("{name} is no file of images: {error}"))
        .hint("it may be of `aliyun-images list -o json` or jsonl, an answer of the service, or of diff --save")
}

/// In bytes, of a file that is not read line by line, and of one line.
const MOST: u64 = 2 << 30;
