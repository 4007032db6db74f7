//! The macro that turns one table of members into a record, its slots and its accessors.

/// Declares a record of the page and everything that follows from its members.
///
/// From the table come the record itself (spans and numbers), the slots both readers fill, the
/// view with an accessor per member, the enumeration of its text members, and the conversion to
/// the plain struct of the model. A member is written once, as `WireName: kind = field`.
///
/// | kind | kept as | accessor |
/// |---|---|---|
/// | `text` | span | `&str`, empty when absent |
/// | `open(Type)` | span | `Option<Type>` |
/// | `count`, `id`, `flag` | the value | `Option<u32>`, `Option<i64>`, `Option<bool>` |
/// | `list(Iter, "Item", records)` | span of records | iterator |
/// | `object(View, Part, records)` | span of one record | `Option<View>` |
macro_rules! record {
    (
        $(#[$view_doc:meta])*
        $vis:vis $view:ident of $record:ident, texts $texts:ident, $to_model:ident => $model:ty;
        $(
            $(#[$doc:meta])*
            $wire:ident : $kind:ident $(($($arg:tt)*))? = $field:ident,
        )+
    ) => {
        #[derive(Clone, Copy, Debug, Default)]
        pub(crate) struct $record {
            $( $field: $crate::table::stored!($kind), )+
        }

        impl $crate::record::Record for $record {
            fn member(&mut self, name: &str) -> Option<$crate::record::Member<'_>> {
                enum Index { $( $wire, )+ }
                Some(match name {
                    $(
                        stringify!($wire) => $crate::record::Member {
                            name: stringify!($wire),
                            index: Index::$wire as u32,
                            slot: $crate::table::slot!(
                                self.$field, $kind $(, $($arg)*)?
                            ),
                        },
                    )+
                    _ => return None,
                })
            }
        }

        $(#[$view_doc])*
        #[derive(Clone, Copy)]
        $vis struct $view<'p> {
            page: &'p $crate::page::Page,
            record: &'p $record,
        }

        impl<'p> $view<'p> {
            pub(crate) fn new(page: &'p $crate::page::Page, record: &'p $record) -> Self {
                Self { page, record }
            }

            $( $crate::table::accessor! {
                $(#[$doc])* $vis $field, $kind $(, $($arg)*)?
            } )+

            /// Returns a text as the response wrote it, or `None` when the response left it out
            /// (or wrote `null`). The accessors give an empty text for both.
            #[must_use]
            $vis fn text(self, text: $texts) -> Option<&'p str> {
                text.of(self.record).map(|span| self.page.str(span))
            }

            /// Copies everything into the plain struct of the model. Absent stays `None`, empty
            /// stays `Some("")`.
            #[must_use]
            $vis fn $to_model(self) -> $model {
                let mut model = <$model>::default();
                $( $crate::table::copy!(self, model.$field, $kind); )+
                model
            }
        }

        impl From<$view<'_>> for $model {
            fn from(view: $view<'_>) -> Self {
                view.$to_model()
            }
        }

        impl std::fmt::Debug for $view<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.$to_model().fmt(f)
            }
        }

        $crate::table::texts! {
            $texts of $record as $model, [] $( $wire $kind $field, )+
        }
    };
}

/// The type that keeps a member in its record.
macro_rules! stored {
    (count) => { Option<u32> };
    (id) => { Option<i64> };
    (flag) => { Option<bool> };
    ($other:ident) => { Option<$crate::record::Span> };
}

/// The slot for a member.
macro_rules! slot {
    ($self:ident . $field:ident, text) => {
        $crate::record::Slot::Text(&mut $self.$field)
    };
    ($self:ident . $field:ident, open, $type:ty) => {
        $crate::record::Slot::Text(&mut $self.$field)
    };
    ($self:ident . $field:ident, count) => {
        $crate::record::Slot::Count(&mut $self.$field)
    };
    ($self:ident . $field:ident, id) => {
        $crate::record::Slot::Id(&mut $self.$field)
    };
    ($self:ident . $field:ident, flag) => {
        $crate::record::Slot::Flag(&mut $self.$field)
    };
    ($self:ident . $field:ident, list, $part:ident, $item:literal, $records:ident) => {
        $crate::record::Slot::List {
            part: $crate::record::Part::$part,
            item: $item,
            out: &mut $self.$field,
        }
    };
    ($self:ident . $field:ident, object, $view:ident, $part:ident, $records:ident) => {
        $crate::record::Slot::Object { part: $crate::record::Part::$part, out: &mut $self.$field }
    };
}

/// The accessor for a member.
macro_rules! accessor {
    ($(#[$doc:meta])* $vis:vis $field:ident, text) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> &'p str {
            self.record.$field.map_or("", |span| self.page.str(span))
        }
    };
    ($(#[$doc:meta])* $vis:vis $field:ident, open, $type:ty) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<$type> {
            self.record.$field.map(|span| <$type>::from(self.page.str(span)))
        }
    };
    ($(#[$doc:meta])* $vis:vis $field:ident, count) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<u32> {
            self.record.$field
        }
    };
    ($(#[$doc:meta])* $vis:vis $field:ident, id) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<i64> {
            self.record.$field
        }
    };
    ($(#[$doc:meta])* $vis:vis $field:ident, flag) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<bool> {
            self.record.$field
        }
    };
    ($(#[$doc:meta])* $vis:vis $field:ident, list, $iter:ident, $item:literal, $records:ident) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> $crate::page::$iter<'p> {
            let span = self.record.$field;
            let all = &self.page.records().$records;
            let records = span.and_then(|span| all.get(span.range())).unwrap_or_default();
            $crate::page::$iter::new(self.page, records)
        }
    };
    ($(#[$doc:meta])* $vis:vis $field:ident, object, $view:ident, $part:ident, $records:ident) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<$view<'p>> {
            let record = self.page.records().$records.get(self.record.$field?.range().start)?;
            Some($view::new(self.page, record))
        }
    };
}

/// Copies a member to the model.
macro_rules! copy {
    ($self:ident, $model:ident . $field:ident, text) => {
        $model.$field =
            $crate::table::FromText::from_text($self.record.$field.map(|span| $self.page.str(span)))
    };
    ($self:ident, $model:ident . $field:ident, open) => {
        $model.$field = $self.$field()
    };
    ($self:ident, $model:ident . $field:ident, list) => {
        $model.$field = $self.$field().map(Into::into).collect()
    };
    ($self:ident, $model:ident . $field:ident, object) => {
        $model.$field = $self.$field().map(Into::into)
    };
    ($self:ident, $model:ident . $field:ident, $number:ident) => {
        $model.$field = $self.record.$field
    };
}

/// The enumeration of the members that are texts: collects them, then declares it.
macro_rules! texts {
    ($texts:ident of $record:ident as $model:ty, [$($found:tt)*] $wire:ident text $field:ident, $($rest:tt)*) => {
        $crate::table::texts! { $texts of $record as $model, [$($found)* ($wire $field)] $($rest)* }
    };
    ($texts:ident of $record:ident as $model:ty, [$($found:tt)*] $wire:ident open $field:ident, $($rest:tt)*) => {
        $crate::table::texts! { $texts of $record as $model, [$($found)* ($wire $field)] $($rest)* }
    };
    ($texts:ident of $record:ident as $model:ty, [$($found:tt)*] $wire:ident $kind:ident $field:ident, $($rest:tt)*) => {
        $crate::table::texts! { $texts of $record as $model, [$($found)*] $($rest)* }
    };
    ($texts:ident of $record:ident as $model:ty, [$( ($wire:ident $field:ident) )*]) => {
        #[doc = concat!("A member of `", stringify!($model), "` that is a text, by its wire name.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $texts {
            $( #[doc = concat!("`", stringify!($wire), "`")] $wire, )*
        }

        impl $texts {
            /// Every text member, in the order of the table.
            pub const ALL: &'static [Self] = &[$( Self::$wire, )*];

            /// Returns the wire name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$wire => stringify!($wire), )* }
            }

            fn of(self, record: &$record) -> Option<$crate::record::Span> {
                match self { $( Self::$wire => record.$field, )* }
            }
        }
    };
}

/// A field of the model that takes a text.
pub(crate) trait FromText {
    fn from_text(text: Option<&str>) -> Self;
}

impl FromText for Option<String> {
    fn from_text(text: Option<&str>) -> Self {
        text.map(str::to_owned)
    }
}

/// For `Image.image_id`, the only text the model always has.
impl FromText for String {
    fn from_text(text: Option<&str>) -> Self {
        text.unwrap_or_default().to_owned()
    }
}

pub(crate) use {accessor, copy, record, slot, stored, texts};
