//! What a row of the table of parameters becomes.

/// Declares the request from its parameters.
///
/// A row is the field with its documentation, its kind, the name on the wire, the parameters in
/// brackets (two where a key and a value are numbered, with their endings), and when it is
/// documented. `of` names the dated values of a parameter that has a closed set.
macro_rules! parameters {
    (
        $(#[$meta:meta])*
        pub struct $request:ident;
        $(
            $(#[doc = $doc:literal])+
            $field:ident: $kind:ident $(<$type:ty>)? = $member:literal
            [ $( $parameter:ident $($ending:literal)? $(of $values:ident)? ),+ ],
            $( $period:expr ),+;
        )+
    ) => {
        $(#[$meta])*
        #[derive(
            Clone, Debug, Default, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize,
        )]
        #[serde(default, deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $request {
            $(
                $(#[doc = $doc])+
                #[serde(rename = $member, skip_serializing_if = "is_absent")]
                pub $field: field_type!($kind $($type)?),
            )+
        }

        impl $request {
            $( setter!($kind $($type)?, $field, $member, $($doc),+); )+
        }

        /// A request parameter. `Tag.n.…` and `Filter.n.…` stand for all their `n`.
        ///
        /// The order is that of the fields of [`DescribeImages`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Parameter {
            $( $(
                #[doc = concat!("`", $member $(, $ending)?, "`: see [`", stringify!($request), "::", stringify!($field), "`].")]
                $parameter,
            )+ )+
        }

        impl Parameter {
            /// Every parameter.
            pub const ALL: &'static [Self] = &[$( $( Self::$parameter, )+ )+];

            /// Returns the wire name, with the letter `n` for the number of a tag or filter.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( $( Self::$parameter => concat!($member $(, $ending)?), )+ )+ }
            }

            /// Returns the name without number and ending: `Tag` for `Tag.n.Key`.
            #[must_use]
            pub const fn member(self) -> &'static str {
                match self { $( $(Self::$parameter)|+ => $member, )+ }
            }

            /// Returns what the parameter asks for: the documentation of its field.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $( $(Self::$parameter)|+ => concat!($($doc, "\n"),+), )+ }
            }

            pub(super) const fn periods(self) -> &'static [Period] {
                match self { $( $(Self::$parameter)|+ => const { &[$( $period ),+] }, )+ }
            }

            /// Returns the values of a closed set, with the revisions that have them.
            pub(super) const fn dated_values(self) -> Option<&'static [DatedValue]> {
                match self { $( $( Self::$parameter => values!($($values)?), )+ )+ }
            }

            pub(super) fn field(self, request: &$request) -> &dyn Field {
                match self { $( $(Self::$parameter)|+ => &request.$field, )+ }
            }

            pub(super) fn field_mut(self, request: &mut $request) -> &mut dyn Field {
                match self { $( $(Self::$parameter)|+ => &mut request.$field, )+ }
            }
        }
    };
}

macro_rules! field_type {
    (required) => { String };
    (string) => { Option<String> };
    (integer) => { Option<u32> };
    (integer64) => { Option<i64> };
    (boolean) => { Option<bool> };
    (one_of $type:ty) => { Option<$type> };
    (list $type:ty) => { Vec<$type> };
}

/// A setter; of a list, the plural one, which adds.
macro_rules! setter {
    (required, $field:ident, $member:literal, $($doc:literal),+) => {};
    (string, $field:ident, $member:literal, $($doc:literal),+) => {
        setter!(@ $field, $member, impl Into<String>, $($doc),+);
    };
    (integer, $field:ident, $member:literal, $($doc:literal),+) => {
        setter!(@ $field, $member, u32, $($doc),+);
    };
    (integer64, $field:ident, $member:literal, $($doc:literal),+) => {
        setter!(@ $field, $member, i64, $($doc),+);
    };
    (boolean, $field:ident, $member:literal, $($doc:literal),+) => {
        setter!(@ $field, $member, bool, $($doc),+);
    };
    (one_of $type:ty, $field:ident, $member:literal, $($doc:literal),+) => {
        setter!(@ $field, $member, impl Into<$type>, $($doc),+);
    };
    (list $type:ty, $field:ident, $member:literal, $($doc:literal),+) => {
        #[doc = concat!("Adds to `", $member, "`.")]
        #[doc = ""]
        $(#[doc = $doc])+
        #[must_use]
        pub fn $field(mut self, $field: impl IntoIterator<Item: Into<$type>>) -> Self {
            self.$field.extend($field.into_iter().map(Into::into));
            self
        }
    };
    (@ $field:ident, $member:literal, $type:ty, $($doc:literal),+) => {
        #[doc = concat!("Sets `", $member, "`.")]
        #[doc = ""]
        $(#[doc = $doc])+
        #[must_use]
        pub fn $field(mut self, $field: $type) -> Self {
            self.$field = Some($field.into());
            self
        }
    };
}

macro_rules! values {
    () => {
        None
    };
    ($values:ident) => {
        Some($values)
    };
}

pub(super) use {field_type, parameters, setter, values};
