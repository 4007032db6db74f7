//! Listings against servers whose images come and go: what is called complete lost nothing.
//!
//! `HISTORIES` is how many histories of each kind are tried, `HISTORY_SEED` where the choices begin.

mod counterexamples;
mod server;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use aliyun_ecs_describe_images::listing::{Account, Answer, Proof, Slice, Verdict};
use aliyun_ecs_model::{DescribeImages, Revision};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use server::{Broken, Churn, Lies, Server};

/// What came of a listing.
struct Outcome {
    verdict: Verdict,
    requests: u64,
    delivered: Vec<String>,
}

/// How a listing is driven.
#[derive(Clone, Copy, Debug)]
struct Driving {
    /// So many requests are under way at a time, and their answers come in any order.
    ahead: usize,
    /// Some are never answered.
    loses: bool,
    /// Now and then another process goes on, while images wait to be delivered.
    resumes: bool,
}

const ONE_BY_ONE: Driving = Driving { ahead: 1, loses: false, resumes: false };

const DRIVINGS: [Driving; 6] = [
    ONE_BY_ONE,
    Driving { ahead: 1, loses: true, resumes: false },
    Driving { ahead: 4, loses: false, resumes: false },
    Driving { ahead: 4, loses: true, resumes: false },
    Driving { ahead: 1, loses: false, resumes: true },
    Driving { ahead: 4, loses: true, resumes: true },
];

fn list(server: &mut Server, limit: u32, driving: Driving, rng: &mut StdRng) -> Outcome {
    let request = DescribeImages::new("cn-hangzhou").page_size(limit);
    let mut account = Account::new(&request, &Revision::LATEST, [7; 16]);
    let mut due: Vec<(Slice, Option<Answer>)> = Vec::new();
    let mut ready: VecDeque<String> = VecDeque::new();
    let mut delivered = Vec::new();
    let mut is_over = false;
    while !(is_over && ready.is_empty()) {
        if driving.resumes {
            let taken = rng.random_range(0..=ready.len());
            delivered.extend(ready.drain(..taken));
            if rng.random_ratio(1, 6) {
                let saved = account.save(ready.iter().map(String::as_str));
                let text = serde_json::to_string(&saved).expect("a text");
                let saved = serde_json::from_str(&text).expect("an account");
                account = Account::resume(&request, &Revision::LATEST, &saved);
                ready.clear();
                due.clear();
                is_over = false;
            }
        } else {
            delivered.extend(ready.drain(..));
        }
        while due.len() < driving.ahead {
            let Some(slice) = account.next_slice() else { break };
            due.push((slice, None));
        }
        if due.is_empty() {
            is_over = true;
            continue;
        }
        // It is answered at some moment, and the answers arrive in any order.
        let at = rng.random_range(0..due.len());
        if due[at].1.is_none() {
            due[at].1 = Some(server.answer(due[at].0, rng));
        }
        let at = rng.random_range(0..due.len());
        if due[at].1.is_none() {
            continue;
        }
        let (slice, answer) = due.swap_remove(at);
        let answer = answer.expect("an answer");
        if driving.loses && rng.random_ratio(1, 10) {
            account.lose(slice);
            continue;
        }
        let ids = answer.ids.clone();
        for new in account.enter(slice, &answer, ids) {
            ready.push_back(new.answer[new.index].clone());
        }
        assert!(account.requests() < 20_000, "no end: {driving:?}, {account:?}");
    }
    let verdict = account.verdict().unwrap_or_else(|| panic!("a verdict at the end: {account:?}"));
    Outcome { verdict, requests: account.requests(), delivered }
}

fn check(server: &Server, outcome: &Outcome, history: &str) {
    let delivered: BTreeSet<&str> = outcome.delivered.iter().map(String::as_str).collect();
    assert_eq!(delivered.len(), outcome.delivered.len(), "delivered twice: {history}");
    if outcome.verdict.is_complete() {
        let lost = lost(server, &delivered);
        assert!(lost.is_empty(), "{} lost, {lost:?}: {history}", lost.len());
    }
}

/// Returns what was there throughout and not delivered.
fn lost<'s>(server: &'s Server, delivered: &BTreeSet<&str>) -> Vec<&'s u32> {
    let throughout = server.throughout().iter();
    throughout.filter(|id| !delivered.contains(format!("m-{id}").as_str())).collect()
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect("a number"))
}

/// Draws a server, and the largest size of a page to ask it for.
fn draw(churn: Churn, lies: Lies, rng: &mut StdRng) -> (Server, u32, String) {
    let limit = [5, 10, 20, 50, 100][rng.random_range(0..5)];
    let images = rng.random_range(0..4 * limit);
    let is_clamped = rng.random_ratio(1, 3);
    let cap = if is_clamped { rng.random_range(limit / 2 + 1..=limit) } else { limit };
    let mut server = Server::new(images, churn, lies, cap);
    if rng.random_ratio(1, 4) {
        server = server.with_older_answers();
    }
    (server, limit, format!("{churn:?}, lies {lies:?}, {images} images, limit {limit}, cap {cap}"))
}

#[test]
fn what_is_complete_lost_nothing() {
    let (histories, seed) = (number("HISTORIES", 30), number("HISTORY_SEED", 1));
    let mut verdicts: BTreeMap<String, u64> = BTreeMap::new();
    for driving in DRIVINGS {
        for churn in Churn::ALL {
            for lies in [Lies::None, Lies::Sometimes] {
                for seed in seed..seed + histories {
                    let mut rng = StdRng::seed_from_u64(seed);
                    let (mut server, limit, drawn) = draw(churn, lies, &mut rng);
                    let outcome = list(&mut server, limit, driving, &mut rng);
                    let history = format!("seed {seed}, {driving:?}, {drawn}, {}", outcome.verdict);
                    check(&server, &outcome, &history);
                    let is_quiet = churn == Churn::None && lies == Lies::None;
                    let is_large = server.cap() >= 20;
                    assert!(!is_quiet || !is_large || outcome.verdict.is_complete(), "{history}");
                    *verdicts.entry(format!("{churn:?} {:?}", outcome.verdict)).or_default() += 1;
                }
            }
        }
    }
    println!("{verdicts:#?}");
}

/// What may be wrong where the assumption is broken: printed, not asserted, but for the end.
#[test]
fn broken_assumptions_are_counted() {
    let (histories, seed) = (number("HISTORIES", 3), number("HISTORY_SEED", 1));
    for broken in Broken::ALL {
        let (mut complete, mut wrong, mut all) = (0_u64, 0_u64, 0_u64);
        for driving in DRIVINGS {
            for churn in Churn::ALL {
                for seed in seed..seed + histories {
                    let mut rng = StdRng::seed_from_u64(seed);
                    let (server, limit, _) = draw(churn, Lies::None, &mut rng);
                    let mut server = server.with_broken(broken);
                    let outcome = list(&mut server, limit, driving, &mut rng);
                    let delivered = outcome.delivered.iter().map(String::as_str).collect();
                    let is_wrong = !lost(&server, &delivered).is_empty();
                    all += 1;
                    complete += u64::from(outcome.verdict.is_complete());
                    wrong += u64::from(outcome.verdict.is_complete() && is_wrong);
                }
            }
        }
        let percent = wrong as f64 * 100.0 / all as f64;
        println!(
            "{broken:?}: {all} histories, {complete} complete, {wrong} wrongly ({percent:.3} %)"
        );
        assert!(complete < all, "{broken:?} is never noticed");
    }
}

#[test]
fn usual_churn_ends_complete() {
    let histories = number("HISTORIES", 20);
    for (churn, percent) in
        [(Churn::None, 100), (Churn::Uniform, 99), (Churn::AtSeam, 90), (Churn::InFront, 90)]
    {
        for images in [119, 1_000, 10_000] {
            let histories = if images == 10_000 { histories / 10 + 1 } else { histories };
            let (mut complete, mut requests) = (0, 0);
            for seed in 0..histories {
                let mut rng = StdRng::seed_from_u64(seed);
                let mut server = Server::new(images, churn, Lies::None, 100).with_most_changes(1);
                let outcome = list(&mut server, 100, ONE_BY_ONE, &mut rng);
                check(&server, &outcome, &format!("seed {seed}, {churn:?}, {images} images"));
                complete += u64::from(matches!(outcome.verdict, Verdict::Complete(_)));
                requests += outcome.requests;
            }
            let plain = u64::from(images.div_ceil(100));
            println!(
                "{churn:?}, {images} images: {complete} of {histories} complete, {:.3} x plain",
                requests as f64 / (plain * histories) as f64
            );
            assert!(
                complete * 100 >= percent * histories,
                "{churn:?} {images}: {complete} of {histories}"
            );
        }
    }
}

#[test]
fn few_images_take_few_requests() {
    let few = (1..100).map(|images| (images, 1));
    for (images, requests) in few.chain([(0, 2), (100, 2), (101, 2), (119, 2)]) {
        let mut rng = StdRng::seed_from_u64(1);
        let mut server = Server::new(images, Churn::None, Lies::None, 100);
        let outcome = list(&mut server, 100, ONE_BY_ONE, &mut rng);
        assert!(outcome.requests <= requests, "{images}: {}", outcome.requests);
        let proof = if images < 100 { Proof::OnePage } else { Proof::Seams };
        assert_eq!(outcome.verdict, Verdict::Complete(proof), "{images}");
    }
}

#[test]
fn ten_thousand_images_take_a_fifth_more_requests() {
    for (limit, most) in [(100, 1.22), (50, 1.27)] {
        let mut rng = StdRng::seed_from_u64(1);
        let mut server = Server::new(10_000, Churn::None, Lies::None, limit);
        let outcome = list(&mut server, limit, ONE_BY_ONE, &mut rng);
        let ratio = outcome.requests as f64 / f64::from(10_000 / limit);
        println!("pages of {limit}: {} requests, {ratio:.3} x plain", outcome.requests);
        assert!(outcome.verdict.is_complete() && ratio <= most, "{limit}: {ratio}");
    }
}
