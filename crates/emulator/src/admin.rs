//! Requests to the emulator itself, under `/_emulator/`.
//!
//! | request | what it does |
//! |---|---|
//! | `GET health` | says that it runs, its version, how many requests it answered and how many images it has |
//! | `GET images?region=R[&id=I]` | lists images as a page of the service, whatever their state |
//! | `POST images?region=R[&creating_ms=N][&usable_ms=N][&fails=true]` | adds the images of the body, any text that [`Catalogue::from_bodies`](crate::Catalogue::from_bodies) takes; with times they grow up |
//! | `PATCH images?region=R&id=I` | sets the members of the body, an object of JSON, in an image |
//! | `DELETE images?region=R&id=I` | removes an image |
//! | `POST changes?region=R` | makes a [`Change`](crate::Change), such as `{"kind":"delete","count":2,"at":"front"}` |
//! | `PUT faults` | sets the [faults](crate::Faults) of the body, TOML; an empty one means none |
//!
//! A body needs `Content-Type: application/json`, or `application/toml` for faults: no web page can
//! have a browser send that to another host without asking first, and nobody here says yes.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aliyun_ecs_model::{DescribeImages, DescribeImagesResponse, Image};
use aliyun_ecs_wire::{BodyFormat, encode_page};
use aliyun_rpc_signer::timestamp;
use aliyun_rpc_wire::Printable;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::catalogue::{Catalogue, NewImage};
use crate::faults::{Change, Faults};
use crate::parameters::Parameters;
use crate::splitmix::SplitMix64;
use crate::store::Store;
use crate::world::World;

/// What the paths of these requests begin with.
pub(crate) const PREFIX: &str = "/_emulator/";

/// Why such a request is refused.
pub(crate) struct Error {
    status: StatusCode,
    message: String,
}

impl Error {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    pub(crate) fn off() -> Self {
        let message = "this emulator is not to be changed by requests: start it with --admin";
        Self::new(StatusCode::FORBIDDEN, message)
    }

    pub(crate) fn unknown() -> Self {
        let message = "there are /_emulator/health, images, changes and faults";
        Self::new(StatusCode::NOT_FOUND, message)
    }

    pub(crate) fn method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "this path has no such method")
    }
}

/// Answers with JSON.
pub(crate) fn response(answer: Result<Value, Error>) -> Response<Bytes> {
    let (status, body) = match answer {
        Ok(body) => (StatusCode::OK, body),
        Err(Error { status, message }) => (status, json!({ "error": message })),
    };
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Answers how many of something there are now.
pub(crate) fn counted(what: &str, count: usize) -> Value {
    json!({ what: count })
}

pub(crate) fn health(served: u64, catalogue: &Catalogue) -> Value {
    let images: usize = catalogue.regions().map(|region| catalogue.count(region)).sum();
    json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "served": served,
        "images": images,
    })
}

/// Reads the faults of a request.
pub(crate) fn faults(request: &Request<Bytes>) -> Result<Faults, Error> {
    if *request.method() != Method::PUT {
        return Err(Error::method());
    }
    let text = text(request, &["application/toml"])?;
    Faults::from_toml(text).map_err(|error| Error::new(StatusCode::BAD_REQUEST, error.to_string()))
}

/// Reads and changes images.
pub(crate) fn images(
    request: &Request<Bytes>,
    store: &Store,
    now: SystemTime,
) -> Result<Value, Error> {
    let query = query(request);
    only(&query, &["creating_ms", "fails", "id", "region", "usable_ms"])?;
    let region = required(&query, "region")?;
    let not_there = || Error::new(StatusCode::NOT_FOUND, "there is no such image in the region");
    match *request.method() {
        Method::GET => {
            let mut images = store.at(now).images(region);
            if let Some(id) = query.get("id") {
                images.retain(|image| image.image_id == id);
            }
            let mut page = DescribeImagesResponse::default();
            page.region_id = Some(region.to_owned());
            page.total_count = u32::try_from(images.len()).ok();
            page.images = images;
            let body = encode_page(&page, BodyFormat::Json);
            serde_json::from_str(&body)
                .map_err(|error| Error::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))
        }
        Method::POST => {
            let images = read(json_text(request)?.into(), region)?;
            let (creating, usable) = (millis(&query, "creating_ms")?, millis(&query, "usable_ms")?);
            let fails = query.get("fails") == Some("true");
            let count = images.len();
            let mut by_region: BTreeMap<String, Vec<NewImage>> = BTreeMap::new();
            for (region, mut image) in images {
                complete(&mut image, now);
                let mut new = NewImage::as_it_is(image);
                if let Some(time) = creating {
                    new = new.creating_for(time);
                }
                if let Some(time) = usable {
                    new = new.usable_after(time);
                }
                let new = if fails { new.that_fails() } else { new };
                by_region.entry(region).or_default().push(new);
            }
            store.change(now, |catalogue| {
                for (region, images) in by_region {
                    catalogue.insert_all(region, images);
                }
            });
            Ok(counted("inserted", count))
        }
        Method::PATCH => {
            let id = required(&query, "id")?;
            let members: serde_json::Map<String, Value> = serde_json::from_str(json_text(request)?)
                .map_err(|error| Error::new(StatusCode::BAD_REQUEST, error.to_string()))?;
            store.change(now, |catalogue| {
                let images = catalogue.images(region);
                let image = images.iter().find(|image| image.image_id == id);
                let image = patched(image.ok_or_else(not_there)?, members, region)?;
                catalogue.update(region, id, |current| *current = image);
                Ok(counted("updated", 1))
            })
        }
        Method::DELETE => {
            let id = required(&query, "id")?;
            let is_gone = store.change(now, |catalogue| catalogue.remove(region, id));
            if is_gone { Ok(counted("removed", 1)) } else { Err(not_there()) }
        }
        _ => Err(Error::method()),
    }
}

/// Makes a change in the listing of a region that has no conditions.
pub(crate) fn changes(
    request: &Request<Bytes>,
    world: &World,
    now: SystemTime,
) -> Result<Value, Error> {
    if *request.method() != Method::POST {
        return Err(Error::method());
    }
    let query = query(request);
    only(&query, &["region"])?;
    let region = required(&query, "region")?;
    if !world.has_region(region, now) {
        return Err(Error::new(StatusCode::NOT_FOUND, "there is no such region"));
    }
    let change: Change = serde_json::from_str(json_text(request)?)
        .map_err(|error| Error::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    let mut seed = [0; 8];
    world
        .runtime
        .random(&mut seed)
        .map_err(|error| Error::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    let mut random = SplitMix64::new(u64::from_ne_bytes(seed));
    let count = world.store.change(now, |catalogue| {
        let listing = DescribeImages::new(region);
        let listed = catalogue.region(region).map(|region| region.select(&listing));
        let listed = listed.unwrap_or_else(|| std::sync::Arc::from([]));
        world.drift.apply(catalogue, region, &listed, change, &mut random);
        catalogue.count(region)
    });
    Ok(counted("images", count))
}

/// Fills in what listings select by and order by, if it was left out: an own image that is available and new.
fn complete(image: &mut Image, now: SystemTime) {
    image.image_name.get_or_insert_with(|| image.image_id.clone());
    image.image_owner_alias.get_or_insert_with(|| "self".into());
    image.status.get_or_insert_with(|| "Available".into());
    image.progress.get_or_insert_with(|| "100%".to_owned());
    image.usage.get_or_insert_with(|| "none".into());
    image.creation_time.get_or_insert_with(|| timestamp::format(now));
}

/// Sets members of an image; null unsets one.
fn patched(
    image: &Image,
    members: serde_json::Map<String, Value>,
    region: &str,
) -> Result<Image, Error> {
    let failed = |error: serde_json::Error| Error::new(StatusCode::BAD_REQUEST, error.to_string());
    let mut patched = serde_json::to_value(image).map_err(failed)?;
    for (name, value) in members {
        if name == "ImageId" {
            return Err(Error::new(StatusCode::BAD_REQUEST, "an image keeps its ImageId"));
        }
        if let Some(patched) = patched.as_object_mut() {
            patched.insert(name, value);
        }
    }
    let mut images = read(patched.to_string(), region)?;
    match (images.pop(), images.is_empty()) {
        (Some((_, patched)), true) if patched.image_id == image.image_id => Ok(patched),
        _ => Err(Error::new(StatusCode::BAD_REQUEST, "these are no members of one image")),
    }
}

fn read(text: String, region: &str) -> Result<Vec<(String, Image)>, Error> {
    Catalogue::read(text.into(), region).map_err(|error| {
        let cause = std::error::Error::source(&error).map(|cause| format!(" {cause}"));
        Error::new(StatusCode::BAD_REQUEST, format!("{error}{}", cause.unwrap_or_default()))
    })
}

fn query(request: &Request<Bytes>) -> Parameters {
    Parameters::decode([request.uri().query().unwrap_or_default().as_bytes()]).params
}

/// Refuses a parameter that is misspelt.
fn only(query: &Parameters, known: &[&str]) -> Result<(), Error> {
    match query.iter().find(|(name, _)| !known.contains(name)) {
        None => Ok(()),
        Some((name, _)) => {
            let message = format!("there is no ?{}=, but {}", Printable(name), known.join(", "));
            Err(Error::new(StatusCode::BAD_REQUEST, message))
        }
    }
}

fn required<'a>(query: &'a Parameters, name: &str) -> Result<&'a str, Error> {
    let missing = || Error::new(StatusCode::BAD_REQUEST, format!("?{name}= is missing"));
    query.get(name).ok_or_else(missing)
}

fn millis(query: &Parameters, name: &str) -> Result<Option<Duration>, Error> {
    let Some(text) = query.get(name) else { return Ok(None) };
    let invalid =
        |_| Error::new(StatusCode::BAD_REQUEST, format!("{name} is a number of milliseconds"));
    text.parse().map(|millis| Some(Duration::from_millis(millis))).map_err(invalid)
}

fn json_text(request: &Request<Bytes>) -> Result<&str, Error> {
    text(request, &["application/json"])
}

/// Returns the body if its type is one of those that browsers ask about before they send them.
fn text<'a>(request: &'a Request<Bytes>, types: &[&str]) -> Result<&'a str, Error> {
    let given = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let essence = given.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !types.iter().any(|it| it.eq_ignore_ascii_case(essence)) {
        let message = format!("the body needs a header Content-Type: {}", types.join(" or "));
        return Err(Error::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    std::str::from_utf8(request.body())
        .map_err(|_| Error::new(StatusCode::BAD_REQUEST, "the body is not UTF-8"))
}
