//! The catalogue as it is now, and as it was.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::catalogue::{Catalogue, NewImage};

/// The catalogue, which changes as a whole: who reads it keeps what was there when they began.
pub(crate) struct Store {
    current: RwLock<Arc<Catalogue>>,
    changing: Mutex<Changing>,
    /// When time changes an image next, in milliseconds since 1970.
    next: AtomicU64,
}

#[derive(Default)]
struct Changing {
    /// As it was before each of the last changes, the last one at the end.
    past: VecDeque<Arc<Catalogue>>,
    young: Vec<Young>,
}

/// An image whose state is yet to change.
struct Young {
    region: String,
    image: NewImage,
    born: SystemTime,
    /// Where it was last seen.
    position: usize,
}

impl Store {
    pub(crate) fn new(mut catalogue: Catalogue, now: SystemTime) -> Self {
        let mut changing = Changing::default();
        changing.adopt(&mut catalogue, now);
        let store = Self {
            current: RwLock::new(Arc::new(catalogue)),
            changing: Mutex::new(changing),
            next: AtomicU64::new(NEVER),
        };
        store.age(now);
        store
    }

    /// Returns the catalogue at a time.
    pub(crate) fn at(&self, now: SystemTime) -> Arc<Catalogue> {
        if self.next.load(Ordering::Acquire) <= millis(now) {
            self.age(now);
        }
        self.current()
    }

    /// Returns the catalogue as it was so many changes ago, or as long ago as is known.
    pub(crate) fn past(&self, changes: usize) -> Arc<Catalogue> {
        let changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let place = changing.past.len().saturating_sub(changes);
        changing.past.get(place).cloned().unwrap_or_else(|| self.current())
    }

    /// Changes the catalogue.
    pub(crate) fn change<T>(&self, now: SystemTime, change: impl FnOnce(&mut Catalogue) -> T) -> T {
        let result = {
            let mut changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
            let before = self.current();
            let mut catalogue = Catalogue::clone(&before);
            let result = change(&mut catalogue);
            changing.adopt(&mut catalogue, now);
            changing.past.push_back(before);
            if changing.past.len() > MOST_PAST {
                changing.past.pop_front();
            }
            self.set(catalogue);
            result
        };
        self.age(now);
        result
    }

    /// Brings every young image up to its age.
    fn age(&self, now: SystemTime) {
        let mut changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if changing.young.is_empty() {
            self.next.store(NEVER, Ordering::Release);
            return;
        }
        let mut catalogue = Catalogue::clone(&self.current());
        let mut next = NEVER;
        changing.young.retain_mut(|young| {
            let age = now.duration_since(young.born).unwrap_or_default();
            let (state, turn) = young.image.at(age);
            let id = young.image.id();
            let Some(region) = catalogue.region(&young.region) else { return false };
            let is_there = region.entries().get(young.position).is_some_and(|it| it.id() == id);
            let position = if is_there { Some(young.position) } else { region.position(id) };
            let Some(position) = position else { return false };
            young.position = position;
            catalogue.grow_at(&young.region, position, state);
            let Some(turn) = turn else { return false };
            next = next.min(young.born.checked_add(turn).map_or(NEVER, |time| millis(time).max(1)));
            true
        });
        self.set(catalogue);
        self.next.store(next, Ordering::Release);
    }

    fn current(&self) -> Arc<Catalogue> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, catalogue: Catalogue) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
    }
}

impl Changing {
    /// Takes over the images that were added and are yet to change. One that was added again grows up
    /// anew.
    fn adopt(&mut self, catalogue: &mut Catalogue, born: SystemTime) {
        let settled: HashSet<(String, String)> = catalogue.take_settled().into_iter().collect();
        if !settled.is_empty() {
            self.young
                .retain(|it| !settled.contains(&(it.region.clone(), it.image.id().to_owned())));
        }
        let young = catalogue.take_young().into_iter();
        self.young.extend(young.map(|(region, image)| Young { region, image, born, position: 0 }));
    }
}

/// Returns the milliseconds since 1970, rounded up as far as `next` is compared with them.
fn millis(time: SystemTime) -> u64 {
    let since: Duration = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(NEVER - 1)
}

const NEVER: u64 = u64::MAX;

/// So many changes are remembered.
const MOST_PAST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn status(store: &Store, now: u64) -> (String, Option<bool>) {
        let image = store.at(at(now)).images("r").pop().unwrap();
        (image.status.unwrap().as_str().to_owned(), image.usable)
    }

    #[test]
    fn images_grow_up_by_the_clock() {
        let image = NewImage::own("m").creating_for(Duration::from_secs(60));
        let image = image.usable_after(Duration::from_secs(10));
        let store = Store::new(Catalogue::new().with("r", image.clone()), at(100));
        assert_eq!(status(&store, 100), ("Creating".to_owned(), Some(false)));
        assert_eq!(store.at(at(130)).images("r")[0].progress.as_deref(), Some("50%"));
        assert_eq!(status(&store, 160), ("Available".to_owned(), Some(false)));
        assert_eq!(status(&store, 170), ("Available".to_owned(), Some(true)));
        assert_eq!(store.next.load(Ordering::Relaxed), NEVER);

        store.change(at(200), |catalogue| catalogue.insert("r", image));
        assert_eq!(status(&store, 200).0, "Creating");
        store.change(at(201), |catalogue| catalogue.update("r", "m", |it| it.size = Some(7)));
        assert_eq!(status(&store, 270), ("Available".to_owned(), Some(true)));
        assert_eq!(store.at(at(270)).images("r")[0].size, Some(7), "other changes stay");
        store.change(at(271), |catalogue| catalogue.insert("r", NewImage::own("m")));
        assert_eq!(status(&store, 272).1, None);
    }

    #[test]
    fn the_past_is_known_for_some_changes() {
        let store = Store::new(Catalogue::new(), at(0));
        for n in 0..100 {
            store.change(at(0), |it| it.insert("r", NewImage::own(format!("m-{n}"))));
        }
        assert_eq!(store.past(0).count("r"), 100);
        assert_eq!(store.past(1).count("r"), 99);
        assert_eq!(store.past(64).count("r"), 36);
        assert_eq!(store.past(1_000).count("r"), 36);
    }
}
