//! What follows the name of a secret: a value, or prose.

use std::ops::RangeInclusive;

use super::runs::trimmed;
use crate::identifiers::is_request_id;
use crate::printable::beginning;
use crate::wording::{SHORT, is_made_of_words, is_prose};

/// Tells whether a text begins with a value of this name, and not with prose.
pub(super) fn has_value(name: &str, text: &str) -> bool {
    let (rest, joint) = value(text);
    // What is assigned is a value whatever it looks like, and can hold any sign.
    let marks = if joint == Joint::Nothing { "\"'<>,;()[]{}&=" } else { "\"'<>,;()[]{}" };
    let ends = |c: char| joint != Joint::Assigns && marks.contains(c);
    let rest = beginning(rest, LONGEST_VALUE);
    let end = rest.find(|c: char| !c.is_ascii_graphic() || ends(c));
    let value = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    let word = trimmed(value);
    let reads_well = match joint {
        Joint::Assigns => false,
        // Behind a colon stands a code or a sentence, or a key: the benefit of the doubt is small.
        Joint::Colon => is_prose(word),
        Joint::Nothing => is_made_of_words(word),
    };
    let name = name.to_ascii_lowercase();
    let is_other = joint != Joint::Assigns && is_identifier(word, &name);
    let shortest = match joint {
        Joint::Assigns => SHORT_ASSIGNED,
        // A quote or bracket in front can be part of a value, too.
        Joint::Colon => SHORT - 1,
        Joint::Nothing => SHORT,
    };
    value.len() >= shortest && !reads_well && !is_other
}

/// Tells whether a word behind a name is an identifier of the service's own, which is no secret: a
/// resource (`m-bp1g7004ksh0oeuco1rt`, `acs:ecs:…`), a UUID but for a nonce, or an account's number
/// behind something that an account has.
fn is_identifier(word: &str, name: &str) -> bool {
    let is_nonce = name.ends_with("nonce");
    let is_lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_resource = word.split_once('-').is_some_and(|(kind, id)| {
        (1..=4).contains(&kind.len())
            && kind.bytes().all(|byte| byte.is_ascii_lowercase())
            && (8..=24).contains(&id.len())
            && id.bytes().all(is_lower)
    });
    let is_account = ACCOUNT.contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && OF_ACCOUNTS.iter().any(|owned| name.ends_with(owned));
    is_account
        || word.starts_with("acs:")
        || is_resource
        || !is_nonce && word.len() >= SHORT && is_request_id(word)
}

/// What stands between a name and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Joint {
    Nothing,
    Colon,
    Assigns,
}

/// Passes over what stands between a name and its value.
pub(super) fn value(text: &str) -> (&str, Joint) {
    let (mut rest, mut joint) = (text, Joint::Nothing);
    for _ in 0..MOST_BETWEEN {
        let near = beginning(rest, LONGEST_VALUE);
        let begins = near.find(|c: char| c.is_ascii_alphanumeric() || c == '%');
        let signs = near.get(..begins.unwrap_or(near.len())).unwrap_or_default();
        // Values in Base64 may begin with these.
        let between = signs.trim_end_matches(['+', '/']).len();
        let (between, value) = rest.split_at_checked(between).unwrap_or((rest, ""));
        if between.contains('=') {
            joint = Joint::Assigns;
        } else if between.contains([':', '：']) {
            joint = joint.max(Joint::Colon);
        }
        rest = value;
        let is_escape = between.ends_with(['\\', '#', '&']);
        let words = BETWEEN.iter().chain(if is_escape { &ESCAPES[..] } else { &[] });
        let Some(word) = words.into_iter().find(|word| starts_with(rest, word)) else { break };
        if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            joint = Joint::Assigns;
        }
        rest = rest.get(word.len()..).unwrap_or_default();
    }
    (rest, joint)
}

fn starts_with(text: &str, word: &str) -> bool {
    let begins = text.get(..word.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(word));
    let after = text.as_bytes().get(word.len());
    // Words of prose end as words do; escapes are followed by anything.
    begins && (!word.ends_with(char::is_lowercase) || !after.is_some_and(u8::is_ascii_alphanumeric))
}

/// What can stand between the name of a secret and its value, beside signs.
const BETWEEN: [&str; 12] = [
    "is",
    "was",
    "are",
    "value",
    "of",
    "id",
    "%3D",
    "%253D",
    "%22",
    "ACS3-HMAC-SHA256",
    "Bearer",
    "Basic",
];

/// Escapes of signs, behind the sign that an escape begins with: a value can begin like one.
const ESCAPES: [&str; 5] = ["u003D", "x3D", "61", "quot", "amp"];

/// Names behind which the number of an account may stand ("AccessKey of 1234567890123456 is inactive").
const OF_ACCOUNTS: [&str; 3] = ["key", "credential", "authorization"];

/// How many digits the number of an account has; today 16.
const ACCOUNT: RangeInclusive<usize> = 12..=20;

const MOST_BETWEEN: usize = 6;

/// The shortest value behind an equals sign that counts.
const SHORT_ASSIGNED: usize = 5;

/// What is looked at of a value.
const LONGEST_VALUE: usize = 256;
