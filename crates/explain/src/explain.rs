//! Which comparison can tell, of what is known on either side.

use aliyun_rpc_signer::SecretString;
use aliyun_rpc_signer::acs3;
use aliyun_rpc_signer::rpc;

use crate::Cause;
use crate::Diagnosis;
use crate::Difference;
use crate::Evidence;
use crate::Reason;
use crate::answer::Answer;
use crate::compare_acs3;
use crate::compare_rpc;
use crate::compare_rpc::StringToSign;
use crate::evidence::SignedText;
use crate::pairs::join;
use crate::trial;

/// Explains why the service refused what was signed, from its text alone.
///
/// The text may be a whole answer in JSON or XML, its message, or a log line around either; more
/// than 1 MiB of it is not read.
pub fn explain(evidence: &Evidence, server_text: &str) -> Diagnosis {
    let answer =
        if server_text.len() > LONGEST_TEXT { Answer::Mismatch } else { Answer::read(server_text) };
    let (cause, differences) = match (&evidence.signed, answer) {
        (_, Answer::Other) => undecidable(Reason::NotAMismatch),
        (_, Answer::Mismatch) => undecidable(Reason::NoServerText),
        (_, Answer::NoSecurityToken) => (Cause::MissingSecurityToken, Vec::new()),
        (_, Answer::Clock) => clock(evidence),
        (_, Answer::Missing(name)) => missing(evidence, &name, false),
        (_, Answer::ClockOrMissing(name)) => missing(evidence, &name, true),
        (SignedText::StringToSign(signed), Answer::Rpc(received)) => {
            explain_rpc(evidence, signed, &received)
        }
        (SignedText::Unknown(..), Answer::Rpc(received)) => explain_url(evidence, &received),
        (SignedText::CanonicalRequest(signed), Answer::Acs3(to_sign, received)) => {
            explain_acs3(evidence, signed, &to_sign, received.as_deref())
        }
        (_, Answer::Rpc(_) | Answer::Acs3(..)) => undecidable(Reason::OtherScheme),
    };
    // A nonce is made for one request. Where texts are put together by hand, another nonce means
    // another request; what came in answer to a call was changed on its way.
    let cause = if !evidence.is_of_a_call && differences.iter().any(is_other_nonce) {
        Cause::Undecidable(Reason::OtherRequest)
    } else {
        cause
    };
    Diagnosis::new(evidence.signed.scheme(), cause, differences)
}

fn is_other_nonce(difference: &Difference) -> bool {
    let is_nonce = matches!(difference.name(), "SignatureNonce" | "x-acs-signature-nonce");
    is_nonce && difference.is_another_value()
}

type Explained = (Cause, Vec<Difference>);

fn explain_rpc(evidence: &Evidence, signed: &str, received: &str) -> Explained {
    if signed != received {
        return compare_rpc::compare(signed, received, evidence.sent.as_deref());
    }
    match StringToSign::read(received) {
        Some(read) if is_temporary(&read) => (Cause::MissingSecurityToken, Vec::new()),
        Some(_) => (wrong_key(evidence), Vec::new()),
        None => undecidable(Reason::Unreadable),
    }
}

/// Tells whether a key id is one that is useless without a security token, which is not there.
fn is_temporary(signed: &StringToSign<'_>) -> bool {
    let id = signed.value("AccessKeyId");
    id.is_some_and(|id| id.starts_with("STS.")) && !signed.has("SecurityToken")
}

/// Both sides signed the same: what is left is the key.
fn wrong_key(evidence: &Evidence) -> Cause {
    match &evidence.secret {
        Some(secret) if secret.trim() != &**secret => Cause::SecretWhitespace,
        _ => Cause::WrongSecret,
    }
}

/// What was signed is not known, only what was sent: first the way, then the signer.
fn explain_url(evidence: &Evidence, received: &str) -> Explained {
    let SignedText::Unknown(method, signature) = &evidence.signed else {
        return undecidable(Reason::Unreadable);
    };
    let sent = evidence.sent.as_deref().unwrap_or_default();
    let right = SecretString::from(rpc::string_to_sign(*method, &join(sent)));
    if *right != *received {
        return compare_rpc::compare(&right, received, Some(sent));
    }
    if StringToSign::read(received).is_some_and(|read| is_temporary(&read)) {
        return (Cause::MissingSecurityToken, Vec::new());
    }
    let Some((secret, signature)) = evidence.secret.as_deref().zip(signature.as_deref()) else {
        return undecidable(Reason::SignerUnknown);
    };
    if rpc::signature(&right, secret) == signature {
        return (wrong_key(evidence), Vec::new());
    }
    let mut faults = trial::faults(*method, sent, secret, signature);
    match faults.len() {
        0 => undecidable(Reason::OtherSecret),
        1 => (faults.remove(0), Vec::new()),
        _ => undecidable(Reason::Ambiguous(faults)),
    }
}

fn explain_acs3(
    evidence: &Evidence,
    signed: &str,
    to_sign: &str,
    received: Option<&str>,
) -> Explained {
    let same = acs3::string_to_sign(signed) == to_sign;
    let Some(received) = received else {
        return if same {
            (wrong_key(evidence), Vec::new())
        } else {
            undecidable(Reason::NoServerText)
        };
    };
    // The quotation vouches for itself: one text is the hash of the other.
    if acs3::string_to_sign(received) != to_sign {
        return undecidable(Reason::Unreadable);
    }
    if same {
        return (wrong_key(evidence), Vec::new());
    }
    compare_acs3::compare(signed, received, evidence.sent.as_deref())
}

/// `IllegalTimestamp` also says that there is none.
fn clock(evidence: &Evidence) -> Explained {
    let has_timestamp = match &evidence.signed {
        SignedText::StringToSign(text) => text.contains("Timestamp%3D"),
        SignedText::CanonicalRequest(text) => text.contains("\nx-acs-date:"),
        SignedText::Unknown(..) => {
            let mut sent = evidence.sent.iter().flatten();
            sent.any(|(name, _)| name == "Timestamp")
        }
    };
    if has_timestamp { (Cause::Clock, Vec::new()) } else { undecidable(Reason::NotAMismatch) }
}

/// What is said to be missing and was signed got lost; what was not signed, nobody gave.
fn missing(evidence: &Evidence, name: &str, or_clock: bool) -> Explained {
    let lost = match &evidence.signed {
        SignedText::CanonicalRequest(text) => compare_acs3::lost(text, name),
        SignedText::StringToSign(text) => {
            let read = StringToSign::read(text);
            let value = read.and_then(|read| read.value(name).map(SecretString::new));
            given(value).map(|value| compare_rpc::lost(name, &value))
        }
        SignedText::Unknown(..) => {
            let mut sent = evidence.sent.iter().flatten();
            let value = sent.find(|(sent, _)| sent == name).map(|(_, value)| value.clone());
            given(value).map(|value| compare_rpc::lost(name, &value))
        }
    };
    match lost {
        Some((cause, _)) if or_clock => undecidable(Reason::Ambiguous(vec![Cause::Clock, cause])),
        Some((cause, difference)) => (cause, vec![difference]),
        None => undecidable(Reason::NotAMismatch),
    }
}

/// An empty parameter counts as absent: the service misses it even if it arrived.
fn given(value: Option<SecretString>) -> Option<SecretString> {
    value.filter(|value| !value.is_empty())
}

fn undecidable(reason: Reason) -> Explained {
    (Cause::Undecidable(reason), Vec::new())
}

/// 1 MiB: a request at the limits of the service, encoded twice, is a third of it.
const LONGEST_TEXT: usize = 1 << 20;
