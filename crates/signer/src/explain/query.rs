//! The parameters: which single fault, in signing or on the way, accounts for all differences.

use super::Cause;
use super::Difference;
use super::Pass;
use super::Why;
use super::encoder::Encoder;
use super::pairs::Pair;
use super::pairs::canonical_pairs;
use super::pairs::decode;
use super::pairs::differences;
use super::pairs::join;
use crate::encode::percent_encode;
use crate::timestamp;

/// The causes that account for all differences, and these.
#[derive(Default)]
pub(super) struct Verdict {
    pub(super) causes: Vec<Cause>,
    pub(super) differences: Vec<Difference>,
}

/// Compares two canonical queries that are not the same.
///
/// `received` is what the service's holds, so it is in order. `sent` is what we know to have sent.
pub(super) fn compare(ours: &str, received: &[Pair], sent: Option<&[Pair]>) -> Verdict {
    let arrived = sent.map(|sent| join(sent) == join(received));
    if arrived == Some(false) {
        let sent = sent.unwrap_or_default();
        // Two faults if it was not signed as it was sent either.
        let causes = if join(sent) == ours { on_the_way(sent, received) } else { Vec::new() };
        return Verdict { causes, differences: differences(sent, received) };
    }

    let signer = in_signing(ours, received);
    let well_formed = canonical_pairs(ours);
    let way = well_formed.as_deref().map(|ours| on_the_way(ours, received));
    let differences = match &well_formed {
        Some(ours) if !signer.iter().any(may_cut_values) => differences(ours, received),
        _ => encoded_differences(ours, received),
    };
    // What arrived as it was sent was not changed on its way.
    let way = if arrived == Some(true) && !signer.is_empty() {
        Vec::new()
    } else {
        way.unwrap_or_default()
    };
    let ours = well_formed.as_deref().unwrap_or_default();
    Verdict { causes: settle(signer, way, ours, received), differences }
}

/// Lists the faults in signing `params` that make `ours`.
fn in_signing(ours: &str, params: &[Pair]) -> Vec<Cause> {
    let texts = || params.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    let encoders = Encoder::that_make(ours, |encoder| encoder.join(params));
    let mut causes = Vec::new();
    for cause in encoders.filter_map(|encoder| encoder.cause(Pass::First, texts())) {
        // Leaving everything bare is told twice, in other words.
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }

    let without = |is_left_out: &dyn Fn(&Pair) -> bool| {
        let (out, rest) = params.iter().cloned().partition::<Vec<_>, _>(is_left_out);
        let names = out.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        (!names.is_empty() && join(&rest) == ours).then_some(names)
    };
    if let Some(names) = without(&|(_, value)| value.is_empty()) {
        causes.push(Cause::EmptySkipped(names));
    }
    if without(&|(name, _)| name == TOKEN).is_some() {
        causes.push(Cause::MissingSecurityToken);
    }
    if is_out_of_order(ours, params) {
        causes.push(Cause::Order);
    }
    causes
}

/// Tells whether `ours` is made of just these parameters, each encoded right.
fn is_out_of_order(ours: &str, params: &[Pair]) -> bool {
    let right = join(params);
    let sorted = |query: &str| {
        let mut parts = query.split('&').map(str::to_owned).collect::<Vec<_>>();
        parts.sort_unstable();
        parts
    };
    right != ours && sorted(&right) == sorted(ours)
}

/// Names what became of the parameters between signing and the service, if it is one thing.
pub(super) fn on_the_way(ours: &[Pair], received: &[Pair]) -> Vec<Cause> {
    let differences = differences(ours, received);
    let names = |differs: fn(&Difference) -> bool| {
        let differing = differences.iter().filter(|difference| differs(difference));
        differing.map(|difference| difference.name().to_owned()).collect::<Vec<_>>()
    };
    let added = names(Difference::is_added);
    let dropped = names(Difference::is_dropped);
    let altered = names(|difference| !difference.is_added() && !difference.is_dropped());
    let cause = match (&*added, &*dropped, &*altered) {
        ([name], [], []) | ([], [name], []) if name == TOKEN => Cause::MissingSecurityToken,
        ([_, ..], [], []) => Cause::Added(added),
        ([], [_, ..], []) => Cause::Dropped(dropped),
        ([], [], [_, ..]) if is_encoded_again(ours, received, &altered) => Cause::QueryEncodedAgain,
        // Values that changed in different ways did not change for one reason.
        ([], [], [_, ..]) if have_one_relation(&differences) => Cause::Altered(altered),
        _ => return Vec::new(),
    };
    vec![cause]
}

fn have_one_relation(differences: &[Difference]) -> bool {
    let mut relations = differences.iter().map(Difference::relation);
    let first = relations.next();
    relations.all(|relation| Some(relation) == first)
}

/// Tells whether everything was encoded again, and not just one parameter, which may have another
/// reason; a timestamp has none.
fn is_encoded_again(ours: &[Pair], received: &[Pair], altered: &[String]) -> bool {
    let encoded = |text: &String| {
        let mut out = String::new();
        percent_encode(text, &mut out);
        out
    };
    let again = ours.iter().map(|(name, value)| (encoded(name), encoded(value)));
    let again = again.collect::<Vec<_>>();
    let all = join(&again) == join(received);
    all && (altered.len() > 1 || altered.iter().any(|name| name == TIMESTAMP))
}

/// Decides between faults in signing and changes on the way that look the same.
///
/// Encoding once more or once less, in signing or on the way, differ in nothing but whose timestamp
/// is one. Where that does not help either, both are kept.
fn settle(
    mut signer: Vec<Cause>,
    mut way: Vec<Cause>,
    ours: &[Pair],
    received: &[Pair],
) -> Vec<Cause> {
    let is_valid = |pairs: &[Pair]| {
        let mut stamps = pairs.iter().filter(|(name, _)| name == TIMESTAMP);
        stamps.any(|(_, value)| timestamp::parse(value).is_some())
    };
    match (is_valid(ours), is_valid(received)) {
        (true, false) => signer.retain(|cause| !is_about_encoding(cause)),
        (false, true) if signer.iter().any(is_about_encoding) => way.clear(),
        _ => {}
    }
    for cause in way {
        if !signer.contains(&cause) {
            signer.push(cause);
        }
    }
    signer
}

/// Tells whether a signer with this fault may leave a separator bare within a value.
fn may_cut_values(cause: &Cause) -> bool {
    is_about_encoding(cause) || matches!(cause, Cause::WrongEncoder(_))
}

fn is_about_encoding(cause: &Cause) -> bool {
    matches!(cause, Cause::DoubleEncoding(_) | Cause::MissingEncoding(_) | Cause::Unescaped(_))
}

/// Lists the parameters whose encoded text differs, place by place.
///
/// What was signed may not be cut where it says: the name of a part can be a piece of a value, or a
/// whole query. Names are shown, so only those that the service knows are taken from there.
pub(super) fn encoded_differences(ours: &str, received: &[Pair]) -> Vec<Difference> {
    let ours = ours.split('&').filter_map(|part| part.split_once('='));
    let mut ours = ours.map(|(name, value)| (name, Some(value))).collect::<Vec<_>>();
    let mut differences = Vec::new();
    let mut rest = Vec::new();
    for (name, value) in received {
        let (mut right_name, mut right_value) = (String::new(), String::new());
        percent_encode(name, &mut right_name);
        percent_encode(value, &mut right_value);
        let mut same_name = ours.iter_mut().filter(|(name, _)| *name == right_name);
        let taken = same_name.find_map(|(_, value)| value.take());
        match taken {
            Some(value) if value == right_value => {}
            Some(value) => {
                let value = Some(value.to_owned());
                differences.push(Difference::new(name, value, Some(right_value)));
            }
            None => rest.push((name, right_value)),
        }
    }
    let added = rest.into_iter();
    differences.extend(added.map(|(name, value)| Difference::new(name, None, Some(value))));
    let is_known = |encoded: &str| {
        decode(encoded).is_some_and(|name| received.iter().any(|(known, _)| *known == name))
    };
    let dropped = ours.into_iter().filter(|(name, _)| is_known(name));
    let dropped = dropped.filter_map(|(name, value)| Some((name, value?.to_owned())));
    differences.extend(dropped.map(|(name, value)| Difference::new(name, Some(value), None)));
    differences
}

/// Makes one answer of what was found.
pub(super) fn conclude(mut causes: Vec<Cause>) -> Cause {
    match causes.len() {
        0 => Cause::Undecidable(Why::NoSingleCause),
        1 => causes.remove(0),
        _ => Cause::Undecidable(Why::Ambiguous(causes)),
    }
}

const TOKEN: &str = "SecurityToken";
const TIMESTAMP: &str = "Timestamp";
