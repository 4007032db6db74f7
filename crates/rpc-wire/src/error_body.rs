//! The error of the service: what comes instead of a document.

use std::fmt;

use aliyun_rpc_value::{Members, WithUnknown};
use serde::{Serialize, Serializer};

use crate::brief::Brief;
use crate::cell::Cell;
use crate::format::BodyFormat;
use crate::fragment::Fragment;
use crate::identifiers::{is_code, is_host_id, is_request_id};
use crate::places::Places;
use crate::quotation::{WITHHELD, without_quotation};
use crate::seen::Seen;
use crate::table::{Field, Table};
use crate::token::Name;

/// An error as the service words it.
///
/// In a body it is an object of JSON with a `Code` that is not empty, or an element `Error` with
/// one. Its members may also be spelled `code`, `message`, `requestId`, `hostId`, `recommend`, as
/// newer gateways do; the documented spelling wins. Other members are kept
/// ([`unknown`](Self::unknown)), such as the `AccessDeniedDetail` of RAM.
///
/// Its texts are as they came from the network: escape them before they reach a terminal
/// ([`Printable`](crate::Printable)), and keep out of logs what quotes a signed request
/// ([`without_quotation`](crate::without_quotation)). `Debug` does both, shows a code, a request id and a
/// host only if they look like one ([`identifiers`](crate::identifiers)), and cuts what is long.
///
/// ```
/// use aliyun_rpc_wire::ErrorBody;
///
/// let mut body = ErrorBody::new("InvalidUsage", "No. string to sign is: GET&%2F&AccessKeyId%3DLTAI");
/// body.request_id = Some("AccessKeyId=LTAI".to_owned());
/// assert_eq!(
///     format!("{body:?}"),
///     r#"ErrorBody { code: InvalidUsage, message: "No.", request_id: [withheld] }"#
/// );
/// ```
///
/// Source: ECS API Reference, "Response results", error response.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorBody {
    /// The identifier of the request, for support.
    pub request_id: Option<String>,
    /// The host that answered.
    pub host_id: Option<String>,
    /// The code, such as `InvalidUsage`; never empty when decoded.
    pub code: String,
    /// The message for people; wording changes. May be empty.
    pub message: String,
    /// The address of a page on the error (from about 2018).
    pub recommend: Option<String>,
    unknown: Fragment,
}

impl ErrorBody {
    /// Returns an error with a code and a message and nothing else.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            request_id: None,
            host_id: None,
            code: code.into(),
            message: message.into(),
            recommend: None,
            unknown: Fragment::default(),
        }
    }

    /// Sets the members that errors are not documented to have.
    #[must_use]
    pub fn with_unknown(mut self, members: &Members) -> Self {
        self.unknown = Fragment::of(members);
        self
    }

    /// Returns the members that errors are not documented to have, in the order of the body. They are
    /// read when this is called, and can take many times the memory of the body.
    ///
    /// ```
    /// use aliyun_rpc_wire::{Value, decode_error};
    ///
    /// let body = r#"{"Code":"NoPermission","Message":"","AccessDeniedDetail":{"AuthAction":"ecs:*"}}"#;
    /// let unknown = decode_error(body)?.unknown();
    /// let detail = unknown.get("AccessDeniedDetail").and_then(Value::as_object);
    /// let action = detail.and_then(|detail| detail.get("AuthAction")?.as_str());
    /// assert_eq!(action, Some("ecs:*"));
    /// # Ok::<(), aliyun_rpc_wire::DecodeError>(())
    /// ```
    #[must_use]
    pub fn unknown(&self) -> Members {
        self.unknown.members(usize::MAX)
    }

    /// Returns as much of the [unknown members](Self::unknown) as has so many values; items and members
    /// of members count.
    #[must_use]
    pub fn unknown_up_to(&self, values: usize) -> Members {
        self.unknown.members(values)
    }

    /// Puts an error together from its own members and from those that a document shares with it;
    /// `None` if there is no code. What is in none of the fields is cut out of the body.
    pub(crate) fn read<'t>(
        body: &str,
        content: (BodyFormat, usize),
        members: &ErrorCells,
        (table, cells): (&Table, &[Cell]),
        undecided: &Undecided,
        unknown: Option<&Places>,
        str: impl Fn(Cell) -> &'t str,
    ) -> Option<Self> {
        let cell = |index: usize| {
            let own = members.get(index).copied().filter(|cell| !cell.is_absent());
            own.or_else(|| {
                let shared = table.find(TABLE.field(index)?.name.text.as_bytes())?;
                cells.get(shared).copied().filter(|cell| !cell.is_absent())
            })
        };
        let text = |documented: usize| {
            let found = cell(documented).or_else(|| cell(documented + SPELLINGS));
            found.map(|cell| str(cell).to_owned())
        };
        let is_known = |name: &str| {
            let index = TABLE.find(name.as_bytes());
            // The other spelling of what is there in the documented one counts for nothing else.
            index.is_some_and(|index| {
                index.checked_sub(SPELLINGS).is_none_or(|documented| cell(documented).is_none())
            })
        };
        // Members that a table has are not among the unknown ones: those of the document, and those of
        // an error in the spelling that does not count.
        let is_there = |index: usize| {
            undecided.places.get(index).is_some_and(|place| *place > 0) || cell(index).is_some()
        };
        let is_error_member = |name: &str| TABLE.find(name.as_bytes()).is_some();
        let mut others = table.fields().iter().enumerate();
        let is_more_known = others.any(|(index, field)| {
            undecided.seen.contains(index) && !is_error_member(field.name.text)
        }) || (0..SPELLINGS)
            .any(|index| is_there(index) && is_there(index + SPELLINGS));
        Some(Self {
            code: text(0).filter(|code| !code.is_empty())?,
            message: text(1).unwrap_or_default(),
            request_id: text(2),
            host_id: text(3),
            recommend: text(4),
            unknown: if is_more_known {
                Fragment::search(body, content, &is_known)
            } else {
                Fragment::cut(body, content.0, unknown, &is_known)
            },
        })
    }

    pub(crate) fn known(&self) -> Known<'_> {
        Known {
            request_id: self.request_id.as_deref(),
            host_id: self.host_id.as_deref(),
            code: &self.code,
            message: &self.message,
            recommend: self.recommend.as_deref(),
        }
    }
}

/// The documented members of an error.
#[derive(Serialize)]
#[serde(rename = "Error", rename_all = "PascalCase")]
pub(crate) struct Known<'e> {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host_id: Option<&'e str>,
    code: &'e str,
    message: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    recommend: Option<&'e str>,
}

impl Serialize for ErrorBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let unknown = self.unknown();
        if unknown.is_empty() {
            return self.known().serialize(serializer);
        }
        WithUnknown { known: &self.known(), unknown: &unknown }.serialize(serializer)
    }
}

impl fmt::Debug for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What fits these grammars needs no escapes.
        let fitting =
            |text, is_fitting: fn(&str) -> bool| if is_fitting(text) { text } else { WITHHELD };
        let prose = |text| {
            let begins = Brief::new(text, LOOKED_AT).beginning();
            let shown = without_quotation(begins);
            let is_whole = begins.len() == text.len() || shown.len() < begins.len();
            let rest = if is_whole { "" } else { "…" };
            format!("\"{}{rest}\"", Brief::new(&shown, LONGEST))
        };
        let mut shown = f.debug_struct("ErrorBody");
        shown
            .field("code", &format_args!("{}", fitting(&self.code, is_code)))
            .field("message", &format_args!("{}", prose(&self.message)));
        if let Some(id) = &self.request_id {
            shown.field("request_id", &format_args!("{}", fitting(id, is_request_id)));
        }
        if let Some(id) = &self.host_id {
            shown.field("host_id", &format_args!("{}", fitting(id, is_host_id)));
        }
        if let Some(recommend) = &self.recommend {
            shown.field("recommend", &format_args!("{}", prose(recommend)));
        }
        if self.unknown.len() > 0 {
            shown.field("unknown_members", &self.unknown.len());
        }
        shown.finish()
    }
}

/// The most bytes of a text that `Debug` shows.
const LONGEST: usize = 1024;

/// What is withheld is known by what stands around it.
const LOOKED_AT: usize = 4 * LONGEST;

/// The members of an error, in both spellings.
pub(crate) type ErrorCells = [Cell; 2 * SPELLINGS];

/// What an object of JSON has as a document and as an error: there is no telling which of the two it is
/// before its end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Undecided {
    /// The members of the document that were there, whatever they hold.
    pub(crate) seen: Seen,
    /// Where the members of an error stand that the document does not have, plus one; 0 is nowhere.
    pub(crate) places: [u32; 2 * SPELLINGS],
}

/// The root of an error in XML.
pub(crate) static ROOT: Name = Name::new("Error");

pub(crate) static TABLE: Table = Table::new(&[
    Field::text("Code"),
    Field::text("Message"),
    Field::text("RequestId"),
    Field::text("HostId"),
    Field::text("Recommend"),
    Field::text("code"),
    Field::text("message"),
    Field::text("requestId"),
    Field::text("hostId"),
    Field::text("recommend"),
]);

/// Each member stands this far from its other spelling.
const SPELLINGS: usize = 5;
