//! Histories that simpler rules call complete, and lose images.

use std::collections::BTreeSet;

use aliyun_ecs_describe_images::listing::{Account, Answer, Reason, Slice, Verdict};
use aliyun_ecs_model::{DescribeImages, Revision};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The images from one offset to another, of so many.
fn answer(slice: Slice, images: &[u32]) -> Answer {
    cut(slice.offset(), slice.size(), images, slice)
}

fn cut(offset: u64, size: u32, images: &[u32], slice: Slice) -> Answer {
    let from = (offset as usize).min(images.len());
    let to = (from + size as usize).min(images.len());
    let mut answer = Answer::default();
    answer.ids = images[from..to].iter().map(|id| format!("m-{id}")).collect();
    answer.total = Some(images.len() as u32);
    answer.number = Some(slice.number());
    answer.size = Some(slice.size());
    answer
}

fn listed(
    request: &DescribeImages,
    mut answer: impl FnMut(Slice, u32) -> Answer,
) -> (Verdict, BTreeSet<u32>) {
    let mut account = Account::new(request, &Revision::LATEST, [1; 16]);
    let mut delivered = BTreeSet::new();
    let mut asked = 0;
    while let Some(slice) = account.next_slice() {
        asked += 1;
        assert!(asked < 100, "no end");
        let answer = answer(slice, asked);
        for new in account.enter(slice, &answer, answer.ids.clone()) {
            let id = new.answer[new.index].trim_start_matches("m-").parse().expect("a number");
            assert!(delivered.insert(id), "{id} twice");
        }
    }
    (account.verdict().expect("a verdict"), delivered)
}

fn all_images() -> DescribeImages {
    DescribeImages::new("cn-hangzhou")
}

/// Asserts that the listing is not called complete unless it has all of these.
#[track_caller]
fn is_sound(outcome: &(Verdict, BTreeSet<u32>), throughout: impl IntoIterator<Item = u32>) {
    if matches!(outcome.0, Verdict::Complete(_)) {
        let lost: Vec<u32> = throughout.into_iter().filter(|id| !outcome.1.contains(id)).collect();
        assert!(lost.is_empty(), "{}, but {lost:?} are lost", outcome.0);
    }
}

fn images(count: u32) -> Vec<u32> {
    (0..count).collect()
}

#[test]
fn a_total_that_is_too_low() {
    let images = images(101);
    let outcome = listed(&all_images(), |slice, _| {
        let mut answer = answer(slice, &images);
        answer.total = Some(100);
        answer
    });
    is_sound(&outcome, 0..101);
    assert_eq!((outcome.0, outcome.1.len()), (Verdict::Unproven(Reason::Misfit), 101));
}

#[test]
fn a_size_that_is_clamped_on_the_way() {
    let images = images(150);
    let outcome = listed(&all_images(), |slice, asked| {
        if asked == 1 {
            return answer(slice, &images);
        }
        let size = slice.size().min(60);
        let offset = u64::from(slice.number() - 1) * u64::from(size);
        let mut answer = cut(offset, size, &images, slice);
        answer.size = Some(size);
        answer
    });
    is_sound(&outcome, 0..150);
    assert!(matches!(outcome.0, Verdict::Complete(_)), "{}", outcome.0);
}

#[test]
fn an_image_that_moved_and_many_that_went() {
    let first = images(150);
    let mut later: Vec<u32> = (41..=140).collect();
    later.push(0);
    later.extend(141..150);
    let outcome = listed(&all_images(), |slice, asked| {
        answer(slice, if asked == 1 { &first } else { &later })
    });
    is_sound(&outcome, 41..150);
}

#[test]
fn many_that_go_in_front() {
    let first = images(400);
    let later: Vec<u32> = (60..400).collect();
    let outcome = listed(&all_images(), |slice, asked| {
        answer(slice, if asked == 1 { &first } else { &later })
    });
    is_sound(&outcome, 60..400);
    assert!(matches!(outcome.0, Verdict::Complete(_)), "{}", outcome.0);
    assert_eq!(outcome.1.len(), 400);
}

#[test]
fn a_size_too_large_that_is_answered_by_nothing() {
    let images = images(120);
    let outcome = listed(&all_images(), |slice, _| {
        if slice.size() > 50 {
            let mut nothing = answer(slice, &[]);
            nothing.total = Some(0);
            return nothing;
        }
        answer(slice, &images)
    });
    is_sound(&outcome, 0..120);
    assert_eq!(outcome.1.len(), 120);
}

#[test]
fn a_search_by_tags_that_ends_at_a_thousand() {
    let images = images(1_000);
    let outcome = listed(&all_images().tag("team", "blue"), |slice, _| answer(slice, &images));
    assert_eq!((outcome.0, outcome.1.len()), (Verdict::Unproven(Reason::TagSearch), 1_000));
}

#[test]
fn a_clamp_that_is_not_told() {
    let images = images(157);
    let outcome = listed(&all_images(), |slice, _| {
        let size = if slice.number() == 1 { slice.size() } else { slice.size().min(60) };
        let offset = u64::from(slice.number() - 1) * u64::from(size);
        cut(offset, size, &images, slice)
    });
    is_sound(&outcome, 0..157);
}

#[test]
fn a_first_answer_that_is_another_page() {
    let images = images(300);
    let outcome = listed(&all_images(), |slice, asked| {
        if asked == 1 { cut(100, 100, &images, slice) } else { answer(slice, &images) }
    });
    is_sound(&outcome, 0..300);
}

#[test]
fn an_image_twice_in_one_answer_is_told() {
    let outcome = listed(&all_images(), |slice, _| {
        let mut answer = answer(slice, &images(10));
        answer.ids.push("m-3".to_owned());
        answer.total = Some(11);
        answer
    });
    assert_eq!((outcome.0, outcome.1.len()), (Verdict::Unproven(Reason::Repeats), 10));
}

#[test]
fn images_that_change_places_are_told() {
    let first = images(150);
    let mut later = images(150);
    later.swap(97, 98);
    let outcome = listed(&all_images(), |slice, asked| {
        answer(slice, if asked == 1 { &first } else { &later })
    });
    assert!(!matches!(outcome.0, Verdict::Complete(_)), "{}", outcome.0);
}

#[test]
fn servers_that_ignore_what_they_are_asked_end() {
    let some = images(100);
    // The same page for ever, with a total that never comes.
    let outcome = listed(&all_images(), |slice, _| {
        let mut answer = cut(0, 100, &some, slice);
        answer.total = Some(1_000_000);
        answer
    });
    assert_eq!((outcome.0, outcome.1.len()), (Verdict::Unproven(Reason::Misfit), 100));
    // Ten images whatever the size, and no total.
    let outcome = listed(&all_images(), |slice, _| {
        let mut answer = cut(u64::from(slice.number() - 1) * 10, 10, &some, slice);
        answer.total = None;
        answer.size = None;
        answer
    });
    is_sound(&outcome, 0..100);
}

/// A server that has smaller pages than it says, always, and does not change.
#[test]
fn clamps_that_are_never_told_lose_nothing() {
    for limit in [20, 50, 100] {
        for cap in limit / 3..limit {
            for total in (1..4 * limit).step_by(7).chain([limit + cap, 2 * cap, limit]) {
                let images = images(total);
                let request = all_images().page_size(limit);
                for is_echoed in [true, false] {
                    let outcome = listed(&request, |slice, _| {
                        let size = slice.size().min(cap);
                        let offset = u64::from(slice.number() - 1) * u64::from(size);
                        let mut answer = cut(offset, size, &images, slice);
                        answer.size = is_echoed.then_some(slice.size());
                        answer
                    });
                    is_sound(&outcome, 0..total);
                }
            }
        }
    }
}

/// What came and was not taken comes again, wherever it stands.
#[test]
fn late_arrivals_that_were_not_taken_come_again() {
    let request = all_images();
    let mut account = Account::new(&request, &Revision::LATEST, [1; 16]);
    let mut images = images(250);
    let mut delivered = BTreeSet::new();
    for _ in 0..2 {
        let slice = account.next_slice().expect("a slice");
        let answer = answer(slice, &images);
        for new in account.enter(slice, &answer, answer.ids.clone()) {
            delivered.insert(new.answer[new.index].clone());
        }
    }
    images.splice(190..190, 1_000..1_060);
    let slice = account.next_slice().expect("a slice");
    let entered = answer(slice, &images);
    let undelivered: Vec<String> = account
        .enter(slice, &entered, entered.ids.clone())
        .into_iter()
        .map(|new| new.answer[new.index].clone())
        .collect();
    assert!(undelivered.contains(&"m-1030".to_owned()));
    let saved = account.save(undelivered.iter().map(String::as_str));
    let mut account = Account::resume(&request, &Revision::LATEST, &saved);
    while let Some(slice) = account.next_slice() {
        let answer = answer(slice, &images);
        for new in account.enter(slice, &answer, answer.ids.clone()) {
            assert!(delivered.insert(new.answer[new.index].clone()), "twice");
        }
    }
    assert!(undelivered.iter().all(|id| delivered.contains(id)));
    assert!(account.verdict().is_some_and(Verdict::is_complete));
}

/// Answers that fit nowhere are not kept for ever.
#[test]
fn answers_that_fit_nowhere_end_it() {
    let images = images(30_000);
    let outcome = {
        let mut account = Account::new(&all_images(), &Revision::LATEST, [1; 16]);
        let mut asked = 0_u32;
        while let Some(slice) = account.next_slice() {
            asked += 1;
            let mut answer = answer(slice, &images);
            if asked.is_multiple_of(2) {
                answer.ids = (0..50).map(|n| format!("m-other-{asked}-{n}")).collect();
            }
            account.enter(slice, &answer, ());
            assert!(asked < 400, "no end");
        }
        account.verdict()
    };
    assert_eq!(outcome, Some(Verdict::Drifted));
}

#[test]
fn images_that_are_others_in_each_answer_end() {
    let outcome = listed(&all_images(), |slice, asked| {
        answer(slice, &(0..250).map(|id| id + 1_000 * asked).collect::<Vec<_>>())
    });
    assert_eq!(outcome.0, Verdict::Drifted);
}

/// Whatever is answered, each new image is worth six more requests at most.
#[test]
fn servers_that_answer_anything_end() {
    for seed in 0..3_000 {
        let mut rng = StdRng::seed_from_u64(seed);
        let pool = rng.random_range(1..40_u32);
        let limit = [1, 2, 5, 20, 50, 100][rng.random_range(0..6)];
        let mut account = Account::new(&all_images().page_size(limit), &Revision::LATEST, [1; 16]);
        let mut due = Vec::new();
        while account.verdict().is_none() {
            while due.len() < 4
                && let Some(slice) = account.next_slice()
            {
                due.push(slice);
            }
            let slice = due.swap_remove(rng.random_range(0..due.len()));
            let mut answer = Answer::default();
            let from = rng.random_range(0..pool);
            let to = rng.random_range(from..=pool);
            answer.ids = (from..to).map(|id| format!("m-{id}")).collect();
            if rng.random_ratio(1, 3) {
                answer.ids.reverse();
            }
            let mut number = |usual: u32| match rng.random_range(0..4) {
                0 => None,
                1 => Some(rng.random_range(0..200)),
                _ => Some(usual),
            };
            answer.total = number(slice.offset() as u32 + to - from);
            answer.number = number(slice.number());
            answer.size = number(slice.size());
            account.enter(slice, &answer, ());
            assert!(
                account.requests() <= 4 + 7 * (u64::from(pool) + 1),
                "seed {seed}: {account:?}"
            );
        }
    }
}

/// A plain page whose size is refused on the way is asked for in smaller ones, from where it began.
#[test]
fn plain_pages_that_are_refused_on_the_way_lose_nothing() {
    let (request, images) = (all_images(), images(250));
    let mut account = Account::new(&request, &Revision::LATEST, [1; 16]).with_plain_pages();
    let mut delivered = 0;
    while let Some(slice) = account.next_slice() {
        if slice.number() > 1 && account.refuse_size(slice) {
            continue;
        }
        let answer = answer(slice, &images);
        delivered += account.enter(slice, &answer, ()).len();
    }
    assert_eq!(delivered, 250);
    assert_eq!(account.verdict(), Some(Verdict::Unproven(Reason::PlainPages)));
}
