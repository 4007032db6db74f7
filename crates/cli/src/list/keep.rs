//! What becomes of images that pass: printed as they come, or kept until the end.

use std::cmp::Ordering;

use aliyun_ecs_describe_images::select::Lend as _;
use aliyun_ecs_model::Image;

use crate::args::{ListArgs, SortBy, SortKey};
use crate::output::Found;

/// What becomes of images that pass.
#[derive(Debug)]
pub(super) enum Keep {
    /// They are printed as they come, as many as are left.
    Pass { left: u64 },
    /// They are kept and ordered; of more than `most`, the first so many.
    Sort { by: SortBy, most: Option<usize>, kept: Vec<Found> },
}

impl Keep {
    pub(super) fn new(args: &ListArgs) -> Self {
        let selection = &args.selection;
        let limit = args.limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        match (selection.latest, selection.sort) {
            (true, _) => Self::Sort { by: SortBy::NEWEST, most: Some(1), kept: Vec::new() },
            (false, Some(by)) => Self::Sort { by, most: limit, kept: Vec::new() },
            (false, None) => Self::Pass { left: args.limit.unwrap_or(u64::MAX) },
        }
    }

    /// Returns whether all images have to be held in memory.
    pub(super) fn collects(&self) -> bool {
        matches!(self, Self::Sort { most: None, .. })
    }

    /// Takes images, and returns those to print now.
    pub(super) fn take(&mut self, images: Vec<Found>) -> Vec<Found> {
        match self {
            Self::Pass { left } => {
                let most = usize::try_from(*left).unwrap_or(usize::MAX);
                let images: Vec<Found> = images.into_iter().take(most).collect();
                *left -= images.len() as u64;
                images
            }
            Self::Sort { by, most, kept } => {
                kept.extend(images);
                if let Some(most) = most
                    && kept.len() > most.saturating_mul(2).max(1_000)
                {
                    kept.sort_by(|one, other| compare(*by, one, other));
                    kept.truncate(*most);
                }
                Vec::new()
            }
        }
    }

    /// Returns whether no more are wanted.
    pub(super) fn has_enough(&self) -> bool {
        matches!(self, Self::Pass { left: 0 })
    }

    /// Returns those that are left to print.
    pub(super) fn finish(self) -> Vec<Found> {
        match self {
            Self::Pass { .. } => Vec::new(),
            Self::Sort { by, most, mut kept } => {
                kept.sort_by(|one, other| compare(by, one, other));
                kept.truncate(most.unwrap_or(usize::MAX));
                kept
            }
        }
    }
}

fn compare(by: SortBy, (region, one): &Found, (other_region, other): &Found) -> Ordering {
    let name = |image: &Image| image.image_name.clone().unwrap_or_default();
    let os = |image: &Image| image.os_name_en.clone().or_else(|| image.os_name.clone());
    let order = match by.key {
        SortKey::Created => one.view().compare(&other.view()),
        SortKey::Name => name(one).cmp(&name(other)),
        SortKey::Id => one.image_id.cmp(&other.image_id),
        SortKey::Size => one.size.cmp(&other.size),
        SortKey::Os => os(one).cmp(&os(other)),
    };
    let order = if by.is_descending { order.reverse() } else { order };
    order.then_with(|| (&one.image_id, region).cmp(&(&other.image_id, other_region)))
}

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::Image;

    use super::Keep;
    use crate::args::tests::list;

    fn kept(arguments: &[&str], count: u32) -> Vec<String> {
        let mut keep = Keep::new(&list(arguments));
        let mut printed = Vec::new();
        for number in 0..count {
            // All different, in no order.
            let number = number * 7_919 % count;
            let mut image = Image::new(format!("m-{number:05}"));
            image.creation_time =
                Some(format!("2024-01-01T{:02}:{:02}Z", number / 60 % 24, number % 60));
            image.size = Some(number);
            printed.extend(keep.take(vec![("r".into(), image)]));
            if keep.has_enough() {
                break;
            }
        }
        printed.extend(keep.finish());
        printed.into_iter().map(|(_, image)| image.image_id).collect()
    }

    #[test]
    fn without_an_order_images_pass_up_to_the_limit() {
        assert_eq!(kept(&[], 3).len(), 3);
        assert_eq!(kept(&["--limit=2"], 100), ["m-00000", "m-00019"]);
    }

    #[test]
    fn with_an_order_the_first_are_kept() {
        assert_eq!(kept(&["--latest"], 1_009), ["m-01008"]);
        assert_eq!(kept(&["--sort=id", "--limit=2"], 5_003), ["m-00000", "m-00001"]);
        assert_eq!(kept(&["--sort=size:desc", "--limit=2"], 5_003), ["m-05002", "m-05001"]);
        assert_eq!(kept(&["--sort=created"], 3), ["m-00000", "m-00001", "m-00002"]);
    }
}
