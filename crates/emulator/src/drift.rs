//! Changes of the catalogue, as faults and operators ask for them.

use std::sync::{Mutex, PoisonError};

use aliyun_ecs_model::ImageStatus;

use crate::catalogue::{Catalogue, NewImage};
use crate::faults::{Change, ChangeKind, Place};
use crate::splitmix::SplitMix64;

/// Makes changes, and remembers which images are to come back.
#[derive(Default)]
pub(crate) struct Drift {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    hidden: Vec<Hidden>,
    inserted: u64,
}

/// An image that has left listings for a while.
struct Hidden {
    region: String,
    id: String,
    status: Option<ImageStatus>,
}

impl Drift {
    /// Changes a region. `listed` are the positions of the images in the listing that places are meant in; the order
    /// of the draws decides about places by chance.
    pub(crate) fn apply(
        &self,
        catalogue: &mut Catalogue,
        region: &str,
        listed: &[u32],
        change: Change,
        random: &mut SplitMix64,
    ) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let count = change.count.min(MOST_CHANGED) as usize;
        match change.what {
            ChangeKind::Insert => {
                state.insert(catalogue, region, listed, (count, change.at), random);
            }
            ChangeKind::Delete => {
                let chosen = chosen(listed, count, change.at, random);
                let places = chosen.into_iter().map(|position| position as usize).collect();
                catalogue.region_mut(region).remove_many(&places);
            }
            ChangeKind::Toggle => {
                let mut listed = listed.to_vec();
                for _ in 0..count {
                    state.toggle(catalogue, region, &mut listed, change.at, random);
                }
            }
        }
    }
}

/// Returns some of the images of a listing: those in front, at the back, from an index on, or by chance.
fn chosen(listed: &[u32], count: usize, at: Place, random: &mut SplitMix64) -> Vec<u32> {
    let count = count.min(listed.len());
    let rest = listed.len() - count;
    let begin = match at {
        Place::Front => 0,
        Place::Back => rest,
        Place::Index(index) => index.min(rest),
        Place::Anywhere => {
            let mut left = listed.to_vec();
            return (0..count)
                .filter_map(|_| Some(take(&mut left, at, random)?.1 as u32))
                .collect();
        }
    };
    listed.iter().skip(begin).take(count).copied().collect()
}

impl State {
    /// Puts new images into the listing, each of the creation time of the one it goes before.
    fn insert(
        &mut self,
        catalogue: &mut Catalogue,
        region: &str,
        listed: &[u32],
        (count, at): (usize, Place),
        random: &mut SplitMix64,
    ) {
        let images = catalogue.region_mut(region);
        let behind_last = listed.last().map_or(images.entries().len(), |last| *last as usize + 1);
        let mut new = Vec::with_capacity(count);
        for _ in 0..count {
            let index = index(at, listed.len() + 1, random).unwrap_or(listed.len());
            let next = listed.get(index).map(|position| *position as usize);
            let position = next.unwrap_or(behind_last);
            let neighbour = next.or_else(|| position.checked_sub(1));
            let neighbour = neighbour.and_then(|position| images.entries().get(position));
            self.inserted += 1;
            // By chance, so that it is none that was loaded from a file of an earlier run.
            let id = format!("m-drift{:012}{:05}", self.inserted, random.below(100_000));
            let mut image = NewImage::own(id);
            if let Some(time) = neighbour.and_then(|entry| entry.image().creation_time) {
                image = image.created(time);
            }
            new.push((position, image.entry()));
        }
        images.insert_many(new);
    }

    /// Has an image leave the listing, or one that has left come back, by chance if there is a choice.
    fn toggle(
        &mut self,
        catalogue: &mut Catalogue,
        region: &str,
        listed: &mut Vec<u32>,
        at: Place,
        random: &mut SplitMix64,
    ) {
        let hidden = self.hidden.iter().filter(|it| it.region == region).count() as u64;
        if hidden > 0 && (listed.is_empty() || random.below(2) == 0) {
            let chosen = random.below(hidden) as usize;
            let mut of_region =
                self.hidden.iter().enumerate().filter(|(_, it)| it.region == region);
            if let Some((place, _)) = of_region.nth(chosen) {
                let Hidden { id, status, .. } = self.hidden.remove(place);
                catalogue.update(region, &id, |image| image.status = status);
                // It may be listed again, wherever it stands.
                return;
            }
        }
        let Some((_, position)) = take(listed, at, random) else { return };
        let Some(entry) = catalogue.region_mut(region).entries().get(position) else { return };
        let image = entry.image();
        self.hidden.push(Hidden {
            region: region.to_owned(),
            id: image.image_id,
            status: image.status,
        });
        catalogue.update_at(region, position, |image| {
            image.status = Some(ImageStatus::UnAvailable);
        });
    }
}

/// Takes an image out of a listing: its index there, and its position in the region.
fn take(listed: &mut Vec<u32>, at: Place, random: &mut SplitMix64) -> Option<(usize, usize)> {
    let index = index(at, listed.len(), random)?;
    (index < listed.len()).then(|| (index, listed.remove(index) as usize))
}

/// Returns an index below `bound`, or nothing if there is none.
fn index(at: Place, bound: usize, random: &mut SplitMix64) -> Option<usize> {
    let last = bound.checked_sub(1)?;
    Some(match at {
        Place::Front => 0,
        Place::Back => last,
        Place::Index(index) => index.min(last),
        Place::Anywhere => usize::try_from(random.below(bound as u64)).unwrap_or(last),
    })
}

/// So many images change at once.
const MOST_CHANGED: u32 = 100_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(catalogue: &Catalogue) -> Vec<String> {
        let listed = catalogue.images("r").into_iter();
        let listed = listed.filter(|image| image.status == Some(ImageStatus::Available));
        listed.map(|image| image.image_id.trim_start_matches("m-").to_owned()).collect()
    }

    fn drifted(changes: &[Change], seed: u64) -> Vec<String> {
        let (drift, mut random) = (Drift::default(), SplitMix64::new(seed));
        let mut catalogue = (0..5).fold(Catalogue::new(), |catalogue, n| {
            let time = format!("2026-01-0{}T00:00:00Z", 9 - n);
            catalogue.with("r", NewImage::own(format!("m-{n}")).created(time))
        });
        for change in changes {
            let listed =
                catalogue.region("r").unwrap().select(&aliyun_ecs_model::DescribeImages::new("r"));
            drift.apply(&mut catalogue, "r", &listed, *change, &mut random);
        }
        // What is drawn of an identifier does not matter here.
        let cut = |id: String| if id.starts_with("drift") { id[..17].to_owned() } else { id };
        ids(&catalogue).into_iter().map(cut).collect()
    }

    #[test]
    fn images_come_go_and_come_back_where_they_are_told_to() {
        let change = Change::new;
        let new = "drift000000000001";
        use ChangeKind::{Delete, Insert, Toggle};
        for (changes, expected) in [
            (vec![change(Insert).at(Place::Front)], vec![new, "0", "1", "2", "3", "4"]),
            (vec![change(Insert).at(Place::Back)], vec!["0", "1", "2", "3", "4", new]),
            (vec![change(Insert).at(Place::Index(2))], vec!["0", "1", new, "2", "3", "4"]),
            (vec![change(Insert).at(Place::Index(99))], vec!["0", "1", "2", "3", "4", new]),
            (vec![change(Delete).at(Place::Front).count(2)], vec!["2", "3", "4"]),
            (vec![change(Delete).at(Place::Back).count(2)], vec!["0", "1", "2"]),
            (vec![change(Delete).at(Place::Index(1)).count(3)], vec!["0", "4"]),
            (vec![change(Delete).count(99)], vec![]),
            (vec![change(Toggle).at(Place::Index(1))], vec!["0", "2", "3", "4"]),
        ] {
            assert_eq!(drifted(&changes, 7), expected, "{changes:?}");
        }
        // What has left comes back to where it was, sooner or later.
        let toggles = [change(Toggle).at(Place::Index(1)); 2];
        let all = ["0", "1", "2", "3", "4"];
        assert!((0..20).any(|seed| drifted(&toggles, seed) == all));
        assert_eq!(drifted(&[change(Toggle).count(3)], 3), drifted(&[change(Toggle).count(3)], 3));
    }

    #[test]
    fn an_empty_region_takes_images_and_loses_none() {
        let (drift, mut random) = (Drift::default(), SplitMix64::new(1));
        let mut catalogue = Catalogue::new();
        for what in [ChangeKind::Delete, ChangeKind::Toggle, ChangeKind::Insert] {
            drift.apply(&mut catalogue, "r", &[], Change::new(what), &mut random);
        }
        assert_eq!(catalogue.count("r"), 1);
    }
}
