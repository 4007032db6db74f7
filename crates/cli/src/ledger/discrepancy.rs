//! What can be out of order with a listing.

use std::fmt;

use aliyun_ecs_model::is_region_label;

/// One thing that is out of order: the listing may lack images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Discrepancy {
    /// A page has the same images as the one before.
    NotAdvancing { page: u32 },
    /// The service says that it sent another page.
    OtherPage { asked: u32, answered: u32 },
    /// A page has more images than were asked for.
    OverfullPage { page: u32, asked: u32, found: usize },
    /// The service says that it sent images of another region.
    OtherRegion { asked: String, answered: String },
    /// The service counts pages by another size than before.
    SizeChanged { page: u32, before: u32, now: u32 },
    /// The number of images changed on the way.
    TotalChanged { first: u32, last: u32 },
    /// Images came more than once.
    Repeated { images: u64 },
    /// Fewer images came than the service counts.
    TooFew { found: u64, expected: u64 },
    /// More images came than the service counts.
    TooMany { found: u64, expected: u64 },
    /// The service did not say how many images there are.
    NoTotal,
    /// The listing was ended here.
    TooManyPages { limit: u32 },
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAdvancing { page } => write!(
                f,
                "page {page} has the same images as the page before: the server ignores \
                 PageNumber, so the listing ends here"
            ),
            Self::OtherPage { asked, answered } => {
                write!(f, "page {asked} was asked for, and the server says it sent page {answered}")
            }
            Self::OverfullPage { page, asked, found } => write!(
                f,
                "page {page} has {found} images where at most {asked} were asked for: the server \
                 ignores PageSize"
            ),
            // What is no region can be anything that the server has seen, the request included.
            Self::OtherRegion { asked, answered } if is_region_label(answered) => write!(
                f,
                "images of {asked} were asked for, and the server says it sent those of {answered}"
            ),
            Self::OtherRegion { asked, .. } => write!(
                f,
                "images of {asked} were asked for, and the server names another region, which is \
                 none"
            ),
            Self::SizeChanged { page, before, now } => write!(
                f,
                "from page {page} on the server counts {now} images to a page, {before} before: \
                 images may be missing between"
            ),
            Self::TotalChanged { first, last } if first == last => {
                f.write_str("images came or went while they were listed: some may be missing")
            }
            Self::TotalChanged { first, last } => write!(
                f,
                "there were {first} images at the beginning and {last} at the end: some may be \
                 missing"
            ),
            Self::Repeated { images: 1 } => {
                f.write_str("one image came twice: another may be missing")
            }
            Self::Repeated { images } => {
                write!(f, "{images} images came again: others may be missing")
            }
            Self::TooFew { found, expected } => {
                write!(f, "the server counts {expected} images and sent {found}")
            }
            Self::TooMany { found, expected } => write!(
                f,
                "the server counts {expected} images and sent {found}: its count is wrong, and \
                 there may be more"
            ),
            Self::NoTotal => f.write_str(
                "the server does not say how many images there are, so nobody knows whether these \
                 are all",
            ),
            Self::TooManyPages { limit } => {
                write!(f, "there are more than {limit} pages, so the listing ends here")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Discrepancy;

    #[test]
    fn only_what_is_a_region_is_printed_as_one() {
        let says = |answered: &str| {
            let asked = "cn-hangzhou".to_owned();
            Discrepancy::OtherRegion { asked, answered: answered.to_owned() }.to_string()
        };
        assert!(says("cn-beijing").ends_with("those of cn-beijing"));
        for answered in
            ["/?SecurityToken=CAISrQJ1q6Ft&Signature=a", "CAISrQJ1q6Ft", &"a".repeat(200_000)]
        {
            let text = says(answered);
            assert!(text.ends_with("another region, which is none") && text.len() < 200, "{text}");
        }
    }
}
