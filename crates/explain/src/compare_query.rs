//! The parameters: which single fault, in signing or on the way, accounts for all differences.

use aliyun_rpc_signer::SecretString;
use aliyun_rpc_signer::percent;
use aliyun_rpc_signer::timestamp;

use crate::Cause;
use crate::Difference;
use crate::EncodingPass;
use crate::Reason;
use crate::encoder::Encoder;
use crate::pairs::Pair;
use crate::pairs::canonical_pairs;
use crate::pairs::differences;
use crate::pairs::join;

/// What differs, and the causes of which each accounts for all of it.
#[derive(Default)]
pub(crate) struct Comparison {
    pub(crate) causes: Vec<Cause>,
    pub(crate) differences: Vec<Difference>,
}

/// Compares two canonical queries that are not the same.
///
/// `received` is what the service's holds, so it is in order. `sent` is what is known to have been
/// sent.
pub(crate) fn compare(signed: &str, received: &[Pair], sent: Option<&[Pair]>) -> Comparison {
    let arrived = sent.map(|sent| join(sent) == join(received));
    if arrived == Some(false) {
        let sent = sent.unwrap_or_default();
        // Two faults if it was not signed as it was sent either.
        let causes = if *join(sent) == *signed { in_transit(sent, received) } else { Vec::new() };
        return Comparison { causes, differences: differences(sent, received) };
    }

    let signer = in_signing(signed, received);
    let well_formed = canonical_pairs(signed);
    let way = well_formed.as_deref().map(|signed| in_transit(signed, received));
    let differences = match &well_formed {
        Some(signed) if !signer.iter().any(may_cut_values) => differences(signed, received),
        _ => encoded_differences(signed, received),
    };
    // What arrived as it was sent was not changed on its way.
    let way = if arrived == Some(true) && !signer.is_empty() {
        Vec::new()
    } else {
        way.unwrap_or_default()
    };
    let signed = well_formed.as_deref().unwrap_or_default();
    Comparison { causes: settle(signer, way, signed, received), differences }
}

/// Lists the faults in signing `params` that make `signed`.
fn in_signing(signed: &str, params: &[Pair]) -> Vec<Cause> {
    let texts = || params.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    let encoders = Encoder::that_make(signed, |encoder| encoder.join(params));
    let mut causes = Vec::new();
    for cause in encoders.filter_map(|encoder| encoder.cause(EncodingPass::First, texts())) {
        // Leaving everything bare is told twice, in other words.
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }

    let without = |is_left_out: &dyn Fn(&Pair) -> bool| {
        let (out, rest) = params.iter().cloned().partition::<Vec<_>, _>(is_left_out);
        let names = out.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        (!names.is_empty() && *join(&rest) == *signed).then_some(names)
    };
    if let Some(names) = without(&|(_, value)| value.is_empty()) {
        causes.push(Cause::EmptySkipped(names));
    }
    if without(&|(name, _)| name == TOKEN).is_some() {
        causes.push(Cause::MissingSecurityToken);
    }
    if is_out_of_order(signed, params) {
        causes.push(Cause::Order);
    }
    causes
}

/// Tells whether `signed` is made of just these parameters, each encoded right.
fn is_out_of_order(signed: &str, params: &[Pair]) -> bool {
    let right = join(params);
    let sorted = |query: &str| {
        let mut parts = query.split('&').map(str::to_owned).collect::<Vec<_>>();
        parts.sort_unstable();
        parts
    };
    *right != *signed && sorted(&right) == sorted(signed)
}

/// Names what became of the parameters between signing and the service, if it is one thing.
pub(crate) fn in_transit(signed: &[Pair], received: &[Pair]) -> Vec<Cause> {
    let differences = differences(signed, received);
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
        ([], [], [_, ..]) if is_encoded_again(signed, received, &altered) => {
            Cause::QueryEncodedAgain
        }
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
fn is_encoded_again(signed: &[Pair], received: &[Pair], altered: &[String]) -> bool {
    let again = signed.iter();
    let again =
        again.map(|(name, value)| (percent::encode(name), percent::encode(&**value).into()));
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
    signed: &[Pair],
    received: &[Pair],
) -> Vec<Cause> {
    let is_valid = |pairs: &[Pair]| {
        let mut stamps = pairs.iter().filter(|(name, _)| name == TIMESTAMP);
        stamps.any(|(_, value)| timestamp::parse(value).is_some())
    };
    match (is_valid(signed), is_valid(received)) {
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
pub(crate) fn encoded_differences(signed: &str, received: &[Pair]) -> Vec<Difference> {
    let signed = signed.split('&').filter_map(|part| part.split_once('='));
    let mut signed = signed.map(|(name, value)| (name, Some(value))).collect::<Vec<_>>();
    let mut differences = Vec::new();
    let mut rest = Vec::new();
    for (name, value) in received {
        let right_name = percent::encode(name);
        let right_value = SecretString::new(percent::encode(&**value));
        let mut same_name = signed.iter_mut().filter(|(name, _)| *name == right_name);
        let taken = same_name.find_map(|(_, value)| value.take());
        match taken {
            Some(value) if *value == *right_value => {}
            Some(value) => {
                differences.push(Difference::new(name, Some(value), Some(&right_value)));
            }
            None => rest.push((name, right_value)),
        }
    }
    let added = rest.into_iter();
    differences.extend(added.map(|(name, value)| Difference::new(name, None, Some(&value))));
    let is_known = |encoded: &str| {
        percent::decode_lenient(encoded)
            .is_ok_and(|name| received.iter().any(|(known, _)| *known == name))
    };
    let dropped = signed.into_iter().filter(|(name, _)| is_known(name));
    let dropped = dropped.filter_map(|(name, value)| Some((name, value?)));
    differences.extend(dropped.map(|(name, value)| Difference::new(name, Some(value), None)));
    differences
}

/// Makes one answer of what was found.
pub(crate) fn conclude(mut causes: Vec<Cause>) -> Cause {
    match causes.len() {
        0 => Cause::Undecidable(Reason::NoSingleCause),
        1 => causes.remove(0),
        _ => Cause::Undecidable(Reason::Ambiguous(causes)),
    }
}

const TOKEN: &str = "SecurityToken";
const TIMESTAMP: &str = "Timestamp";
