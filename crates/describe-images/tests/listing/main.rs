//! Listings against servers whose images come and go: what is called complete lost nothing.
//!
//! `HISTORIES` is how many histories of each kind are tried, `HISTORY_SEED` where the choices begin.

mod counterexamples;
mod server;

use std::collections::{BTreeMap, BTreeSet};

use aliyun_ecs_describe_images::listing::{Account, Answer, Proof, Slice, Verdict};
use aliyun_ecs_model::{DescribeImages, Revision};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use server::{Churn, Lies, Server};

/// What came of a listing.
struct Outcome {
    verdict: Verdict,
    requests: u64,
    delivered: Vec<String>,
}

/// Lists with so many requests at a time, whose answers come in any order and sometimes not at all.
fn list(server: &mut Server, limit: u32, ahead: usize, lost: bool, rng: &mut StdRng) -> Outcome {
    let request = DescribeImages::new("cn-hangzhou").page_size(limit);
    let mut account = Account::new(&request, &Revision::LATEST, [7; 16]);
    let mut due: Vec<(Slice, Option<Answer>)> = Vec::new();
    let mut delivered = Vec::new();
    loop {
        while due.len() < ahead {
            let Some(slice) = account.next_slice() else { break };
            due.push((slice, None));
        }
        if due.is_empty() {
            break;
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
        if lost && rng.random_ratio(1, 10) {
            account.lose(slice);
            continue;
        }
        let ids = answer.ids.clone();
        for new in account.enter(slice, &answer, ids) {
            delivered.push(new.answer[new.index].clone());
        }
        assert!(account.requests() < 20_000, "no end");
    }
    let verdict = account.verdict().unwrap_or_else(|| panic!("a verdict at the end: {account:?}"));
    Outcome { verdict, requests: account.requests(), delivered }
}

fn check(server: &Server, outcome: &Outcome, history: &str) {
    let delivered: BTreeSet<&str> = outcome.delivered.iter().map(String::as_str).collect();
    assert_eq!(delivered.len(), outcome.delivered.len(), "delivered twice: {history}");
    if matches!(outcome.verdict, Verdict::Complete(_)) {
        let lost: Vec<_> = server
            .throughout()
            .iter()
            .filter(|id| !delivered.contains(format!("m-{id}").as_str()))
            .collect();
        assert!(lost.is_empty(), "{} lost, {lost:?}: {history}", lost.len());
    }
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect("a number"))
}

#[test]
fn what_is_complete_lost_nothing() {
    let (histories, seed) = (number("HISTORIES", 30), number("HISTORY_SEED", 1));
    let mut verdicts: BTreeMap<String, u64> = BTreeMap::new();
    for (ahead, lost) in [(1, false), (1, true), (4, false), (4, true)] {
        for churn in [Churn::None, Churn::Uniform, Churn::AtSeam, Churn::InFront, Churn::Bulk] {
            for lies in [Lies::None, Lies::Sometimes] {
                for seed in seed..seed + histories {
                    let mut rng = StdRng::seed_from_u64(seed);
                    let limit = [5, 10, 20, 50, 100][rng.random_range(0..5)];
                    let images = rng.random_range(0..4 * limit);
                    let cap = if rng.random_ratio(1, 3) {
                        rng.random_range(limit / 2 + 1..=limit)
                    } else {
                        limit
                    };
                    let mut server = Server::new(images, churn, lies, cap);
                    if rng.random_ratio(1, 4) {
                        server = server.with_older_answers();
                    }
                    let outcome = list(&mut server, limit, ahead, lost, &mut rng);
                    let history = format!(
                        "seed {seed}, {ahead} at a time, lost {lost}, {churn:?}, lies {lies:?}, \
                         {images} images, limit {limit}, cap {cap}, {}",
                        outcome.verdict
                    );
                    check(&server, &outcome, &history);
                    let is_quiet = churn == Churn::None && lies == Lies::None;
                    let is_complete = matches!(outcome.verdict, Verdict::Complete(_));
                    assert!(!is_quiet || cap < 20 || is_complete, "{history}");
                    *verdicts.entry(format!("{churn:?} {:?}", outcome.verdict)).or_default() += 1;
                }
            }
        }
    }
    println!("{verdicts:#?}");
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
                let outcome = list(&mut server, 100, 1, false, &mut rng);
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
    for (images, requests) in [(0, 2), (1, 1), (99, 1), (100, 2), (101, 2), (119, 2)] {
        let mut rng = StdRng::seed_from_u64(1);
        let mut server = Server::new(images, Churn::None, Lies::None, 100);
        let outcome = list(&mut server, 100, 1, false, &mut rng);
        assert!(outcome.requests <= requests, "{images}: {}", outcome.requests);
        let proof = if images < 100 { Proof::OnePage } else { Proof::Seams };
        assert_eq!(outcome.verdict, Verdict::Complete(proof), "{images}");
    }
}
