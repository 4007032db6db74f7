//! Listings: the account, driven by a case.

use aliyun_ecs_describe_images::listing::{self, Account, Answer as Answered, Verdict};
use aliyun_ecs_model::{DescribeImages, Revision};

use crate::subject::Answer;
use crate::types::{Listed, ListingInput, ListingOutput, Slice};

/// Enters all answers, and says what is next.
pub(super) fn next(input: &ListingInput) -> Answer<ListingOutput> {
    let mut request = DescribeImages::new(&*input.region).page_size(input.page_size);
    if input.has_tag {
        request = request.tag("team", "blue");
    }
    let mut account = Account::new(&request, &Revision::LATEST, [7; 16]);
    let mut delivered = Vec::new();
    for answer in &input.answers {
        let Some(slice) = account.next_slice() else { break };
        if shown(slice) != answer.asked {
            return Answer::Broken(format!("asked for {slice:?}, and {:?} came", answer.asked));
        }
        let mut entered = Answered::default();
        entered.ids.clone_from(&answer.ids);
        entered.total = answer.total;
        entered.number = answer.number;
        entered.size = answer.size;
        entered.region.clone_from(&answer.region);
        for new in account.enter(slice, &entered, &answer.ids) {
            delivered.extend(new.answer.get(new.index).cloned());
        }
    }
    if let Some(slice) = account.next_slice() {
        return Answer::Given(ListingOutput::Ask(shown(slice)));
    }
    let (verdict, reason) = match account.verdict() {
        Some(Verdict::Complete(_)) => ("complete", None),
        Some(Verdict::Drifted) => ("drifted", None),
        Some(Verdict::Unproven(reason)) => ("unproven", Some(word(&format!("{reason:?}")))),
        other => return Answer::Broken(format!("the verdict {other:?}")),
    };
    Answer::Given(ListingOutput::Over(Listed { verdict: verdict.to_owned(), reason, delivered }))
}

fn shown(slice: listing::Slice) -> Slice {
    Slice { number: slice.number(), size: slice.size() }
}

/// Writes `SmallPages` as `small-pages`.
fn word(name: &str) -> String {
    let mut word = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(character.to_ascii_lowercase());
    }
    word
}
