//! A body, written from a made-up page.

use aliyun_ecs_model::DescribeImagesResponse;

use super::image;
use super::json;
use super::random::Random;
use super::spec::{Format, Layout, Spec};
use super::tree::Node;
use super::xml;

/// A body and what it says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Body {
    /// The bytes as a response would carry them.
    pub bytes: Vec<u8>,
    /// What every decoder must make of them.
    pub expected: DescribeImagesResponse,
}

impl Body {
    /// Makes up the page with this number. Pages of a specification differ in every image.
    ///
    /// # Panics
    ///
    /// When the generator wrote something that is not JSON.
    #[must_use]
    pub fn generate(spec: Spec, page: usize) -> Self {
        let (tree, bytes) = write(spec, page);
        // The formats and layouts of a page say the same. The plainest is read for reference,
        // by serde_json into the model; the peers' own types have no part in it.
        let plain = json::write(&tree, 0, &mut Random::new(0));
        let expected = serde_json::from_str(&plain).expect("the generator writes JSON");
        Self { bytes, expected }
    }
}

/// Makes up the bytes of a page alone, as [`Body::generate`] does.
#[must_use]
pub fn bytes(spec: Spec, page: usize) -> Vec<u8> {
    write(spec, page).1
}

fn write(spec: Spec, page: usize) -> (Node, Vec<u8>) {
    // Format and layout stay out of the seed of the content, so that bodies come in twins.
    let mut random = Random::new(page as u64 + ((spec.images as u64) << 32));
    let mut tree = response(spec, page, &mut random);
    if spec.layout == Layout::Shuffled {
        tree.shuffle(&mut random);
    }
    let indent = if spec.layout == Layout::Pretty { INDENT } else { 0 };
    let text = match spec.format {
        Format::Json => json::write(&tree, indent, &mut random),
        Format::Xml => xml::write("DescribeImagesResponse", &tree, indent, &mut random),
    };
    (tree, text.into_bytes())
}

fn response(spec: Spec, page: usize, random: &mut Random) -> Node {
    let images = (0..spec.images).map(|_| image::image(spec.fields, random)).collect();
    let groups = [8, 4, 4, 4, 12].map(|length| random.text("0123456789ABCDEF", length));
    Node::object(vec![
        ("Images", Node::List("Image", images)),
        ("PageNumber", Node::count(page + 1, random)),
        ("PageSize", Node::count(spec.images, random)),
        ("RegionId", Node::text(random.pick(&["cn-hangzhou", "ap-southeast-1"]))),
        ("RequestId", Node::text(groups.join("-"))),
        ("TotalCount", Node::count(spec.images * 64, random)),
    ])
}

const INDENT: usize = 2;
