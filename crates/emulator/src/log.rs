//! One line for each request.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::timestamp;
use aliyun_rpc_wire::Printable;
use http::StatusCode;
use serde_json::json;

/// What became of a request: `Display` is a line of text, [`to_json`](Self::to_json) one of JSON.
///
/// It holds no secret, signature, token or nonce. Of a key that the emulator does not know, it holds the last four
/// characters of the id; what came from the network is escaped and cut.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LogLine {
    /// When it came.
    pub time: SystemTime,
    /// The operation, or the path if it is none.
    pub operation: Option<String>,
    /// The id of the key it says it is signed with.
    pub key: Option<String>,
    /// The region that was asked for.
    pub region: Option<String>,
    /// The status it was answered with.
    pub status: StatusCode,
    /// The code of the error.
    pub code: Option<String>,
    /// What the emulator was told to do to it.
    pub fault: Option<String>,
    /// How long it took to answer, without faults.
    pub duration: Duration,
    /// Why a signature was refused.
    pub cause: Option<String>,
}

impl LogLine {
    /// Returns `ok`, `refused`, or `fault` if the emulator was told to do something to it.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        match self.status {
            _ if self.fault.is_some() => "fault",
            status if status.is_success() => "ok",
            _ => "refused",
        }
    }

    /// Returns the line as an object of JSON, without the members that are not known.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut line = json!({
            "time": timestamp::format(self.time),
            "verdict": self.verdict(),
            "status": self.status.as_u16(),
            "ms": self.millis(),
        });
        let known = [
            ("operation", &self.operation),
            ("key", &self.key),
            ("region", &self.region),
            ("code", &self.code),
            ("fault", &self.fault),
            ("cause", &self.cause),
        ];
        for (name, text) in known {
            if let (Some(text), Some(members)) = (text, line.as_object_mut()) {
                members.insert(name.to_owned(), printable(text).into());
            }
        }
        line.to_string()
    }

    fn millis(&self) -> f64 {
        (self.duration.as_secs_f64() * 1e5).round() / 100.0
    }
}

impl fmt::Display for LogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A space ends a field.
        let known = |text: &Option<String>| {
            text.as_deref().map_or("-".to_owned(), |it| printable(it).replace(' ', "\\u{20}"))
        };
        write!(
            f,
            "{} {} key={} region={} {} {}",
            timestamp::format(self.time),
            known(&self.operation),
            known(&self.key),
            known(&self.region),
            self.status.as_u16(),
            self.verdict(),
        )?;
        for text in [&self.code, &self.fault].into_iter().flatten() {
            write!(f, " {}", printable(text))?;
        }
        write!(f, " {} ms", self.millis())?;
        match &self.cause {
            Some(cause) => write!(f, ": {}", printable(cause)),
            None => Ok(()),
        }
    }
}

/// Escapes a text, and cuts a long one.
fn printable(text: &str) -> String {
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    Printable(&shown).to_string()
}

/// In characters.
const LONGEST: usize = 256;

/// Whom to give the lines to; nobody unless set.
#[derive(Clone, Default)]
pub(crate) struct Log(Option<Arc<Write>>);

type Write = dyn Fn(&LogLine) + Send + Sync;

impl Log {
    pub(crate) fn new(write: impl Fn(&LogLine) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(write)))
    }

    pub(crate) fn is_kept(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn write(&self, line: impl FnOnce() -> LogLine) {
        if let Some(write) = &self.0 {
            write(&line());
        }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_kept() { "Log" } else { "nobody" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_became_of_a_request() {
        let mut line = LogLine {
            time: SystemTime::UNIX_EPOCH,
            operation: Some("DescribeImages".to_owned()),
            key: Some("testid".to_owned()),
            region: Some("cn-hangzhou".to_owned()),
            status: StatusCode::OK,
            code: None,
            fault: None,
            duration: Duration::from_micros(1_234),
            cause: None,
        };
        assert_eq!(
            line.to_string(),
            "1970-01-01T00:00:00Z DescribeImages key=testid region=cn-hangzhou 200 ok 1.23 ms"
        );
        line.status = StatusCode::BAD_REQUEST;
        line.code = Some("SignatureDoesNotMatch".to_owned());
        line.cause = Some("a\u{1b}[2J\nb".to_owned());
        line.region = Some("x".repeat(1_000));
        let text = line.to_string();
        assert!(
            text.contains(" 400 refused SignatureDoesNotMatch 1.23 ms: a\\u{1b}[2J\\nb"),
            "{text}"
        );
        assert!(text.len() < 700 && text.contains("x…"), "{text}");
        let read: serde_json::Value = serde_json::from_str(&line.to_json()).unwrap();
        assert_eq!((&read["ms"], &read["verdict"]), (&json!(1.23), &json!("refused")));
        assert!(read.get("fault").is_none() && read["cause"].is_string());
    }
}
