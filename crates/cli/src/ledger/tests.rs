//! Listings against servers that misbehave, one way each.

use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_wire::{Decoded, Page, decode};

use super::{Discrepancy, Ledger, MAX_PAGES, Step};

/// What a server answers: its echoes, and the numbers of the images it sends.
struct Answer {
    number: u32,
    size: u32,
    total: Option<u32>,
    images: Vec<u32>,
}

impl Answer {
    fn page(&self) -> Page {
        let images: Vec<String> =
            self.images.iter().map(|n| format!(r#"{{"ImageId":"m-{n}"}}"#)).collect();
        let total = self.total.map(|total| format!(r#""TotalCount":{total},"#)).unwrap_or_default();
        let body = format!(
            r#"{{{total}"RequestId":"R","RegionId":"cn-hangzhou","PageNumber":{},"PageSize":{},"Images":{{"Image":[{}]}}}}"#,
            self.number,
            self.size,
            images.join(",")
        );
        decode(body).ok().and_then(Decoded::page).expect("a page")
    }
}

/// Lists with two images to a page and returns the discrepancies and how many images were printed.
fn list(first_page: u32, mut serve: impl FnMut(u32) -> Answer) -> (Vec<Discrepancy>, usize) {
    let mut ledger = Ledger::new(first_page);
    let (mut next, mut printed) = (Some(first_page), 0);
    while let Some(number) = next {
        let request = DescribeImages::new("cn-hangzhou").page_size(2).page_number(number);
        let answer = serve(number);
        let step = ledger.enter(&request, &answer.page());
        printed += if step.print { answer.images.len() } else { 0 };
        next = step.next;
    }
    (ledger.close(true), printed)
}

/// A faithful server of `total` images.
fn faithful(number: u32, total: u32) -> Answer {
    let first = (number - 1) * 2 + 1;
    let images = (first..=total.min(first + 1)).collect();
    Answer { number, size: 2, total: Some(total), images }
}

#[test]
fn a_faithful_listing_is_in_order() {
    for total in 0..7 {
        let (discrepancies, printed) = list(1, |number| faithful(number, total));
        assert_eq!((discrepancies, printed), (vec![], total as usize));
    }
}

#[test]
fn a_listing_may_begin_further_down() {
    assert_eq!(list(3, |number| faithful(number, 5)), (vec![], 1));
    assert_eq!(list(4, |number| faithful(number, 5)), (vec![], 0));
}

#[test]
fn a_server_that_repeats_its_first_page_is_noticed_on_the_second() {
    let mut asked = 0;
    let (discrepancies, printed) = list(1, |_| {
        asked += 1;
        faithful(1, 6)
    });
    assert_eq!((asked, printed), (2, 2));
    assert_eq!(
        discrepancies,
        [Discrepancy::NotAdvancing { page: 2 }, Discrepancy::TooFew { found: 2, expected: 6 }]
    );
}

#[test]
fn a_server_that_ignores_the_page_size_is_noticed() {
    let everything = |_| Answer { number: 1, size: 2, total: Some(5), images: vec![1, 2, 3, 4, 5] };
    let (discrepancies, printed) = list(1, everything);
    assert_eq!(printed, 5);
    assert_eq!(
        discrepancies,
        [
            Discrepancy::OverfullPage { page: 1, asked: 2, found: 5 },
            Discrepancy::NotAdvancing { page: 2 }
        ]
    );
}

#[test]
fn a_clamped_page_size_is_in_order() {
    let (discrepancies, printed) =
        list(1, |number| Answer { number, size: 1, total: Some(3), images: vec![number] });
    assert_eq!((discrepancies, printed), (vec![], 3));
}

#[test]
fn a_deleted_image_shows_in_the_total() {
    // Image 1 goes after page 1, so image 3 moves to page 1 and is never seen.
    let (discrepancies, printed) = list(1, |number| match number {
        1 => faithful(1, 5),
        number => {
            let images = [[4, 5]].get(number as usize - 2).map(|page| page.to_vec());
            Answer { number, size: 2, total: Some(4), images: images.unwrap_or_default() }
        }
    });
    assert_eq!(
        (discrepancies, printed),
        (vec![Discrepancy::TotalChanged { first: 5, last: 4 }], 4)
    );
}

#[test]
fn an_image_that_comes_twice_is_counted_and_printed() {
    let (discrepancies, printed) = list(1, |number| {
        let images = if number == 1 { vec![1, 2] } else { vec![2, 3] };
        Answer { number, size: 2, total: Some(4), images }
    });
    assert_eq!(printed, 4);
    assert_eq!(
        discrepancies,
        [Discrepancy::Repeated { images: 1 }, Discrepancy::TooFew { found: 3, expected: 4 }]
    );
}

#[test]
fn a_total_that_does_not_fit_what_came_is_noticed() {
    let (discrepancies, _) = list(1, |number| match number {
        1 => faithful(1, 6),
        _ => Answer { number, size: 2, total: Some(6), images: vec![] },
    });
    assert_eq!(discrepancies, [Discrepancy::TooFew { found: 2, expected: 6 }]);

    let (discrepancies, _) =
        list(1, |number| Answer { number, size: 2, total: Some(1), images: vec![1, 2] });
    assert_eq!(discrepancies, [Discrepancy::TooMany { found: 2, expected: 1 }]);

    let (discrepancies, _) = list(1, |number| Answer { total: None, ..faithful(number, 3) });
    assert_eq!(discrepancies, [Discrepancy::NoTotal]);
}

#[test]
fn echoes_that_are_not_what_was_asked_are_noticed() {
    let (discrepancies, _) = list(1, |number| Answer { number: number + 1, ..faithful(number, 1) });
    assert_eq!(discrepancies, [Discrepancy::OtherPage { asked: 1, answered: 2 }]);

    let (discrepancies, _) = list(1, |_| Answer { number: 0, ..faithful(1, 0) });
    assert_eq!(discrepancies, []);

    let (discrepancies, _) =
        list(1, |number| Answer { size: number.min(2), ..faithful(number, 3) });
    assert_eq!(discrepancies, [Discrepancy::SizeChanged { page: 2, before: 1, now: 2 }]);

    let mut ledger = Ledger::new(1);
    ledger.enter(&DescribeImages::new("eu-central-1"), &faithful(1, 1).page());
    let discrepancies = ledger.close(true);
    assert!(
        matches!(discrepancies.as_slice(), [Discrepancy::OtherRegion { .. }]),
        "{discrepancies:?}"
    );
}

#[test]
fn a_server_that_never_ends_is_left() {
    let mut asked = 0;
    let (discrepancies, _) = list(1, |number| {
        asked += 1;
        let images = vec![number * 2, number * 2 + 1];
        Answer { number, size: 2, total: Some(u32::MAX), images }
    });
    assert_eq!(asked, MAX_PAGES);
    assert_eq!(discrepancies.first(), Some(&Discrepancy::TooManyPages { limit: MAX_PAGES }));
}

#[test]
fn a_listing_that_was_cut_short_is_not_held_against_the_total() {
    let mut ledger = Ledger::new(1);
    let request = DescribeImages::new("cn-hangzhou").page_size(2).page_number(1);
    let step = ledger.enter(&request, &faithful(1, 6).page());
    assert_eq!(step, Step { print: true, next: Some(2) });
    assert_eq!(ledger.close(false), []);
}
