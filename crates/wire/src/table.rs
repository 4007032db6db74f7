//! The macro that turns one table of members into a record, its cells and its accessors.

/// Declares a record of the page and everything that follows from its members.
///
/// From the table come the record itself (a cell per member), the names and kinds that drive the
/// readers ([`Table`](crate::members::Table)), the view with an accessor per member, the enumeration of its text members, and the conversion to
/// the plain struct of the model. A member is written once, as `WireName: kind = field`.
///
/// | kind | kept as | accessor |
/// |---|---|---|
/// | `text` | span | `&str`, empty when absent |
/// | `open(Type)` | span | `Option<Type>` |
/// | `count`, `flag` | the value | `Option<u32>`, `Option<bool>` |
/// | `id` | span, checked | `Option<i64>`, read again: 64 bits and absence do not fit a cell |
/// | `list(Part, "Item")` | span of records | iterator of the same name |
/// | `object(View, Part)` | span of one record | `Option<View>` |
macro_rules! record {
    (
        $(#[$view_doc:meta])*
        $vis:vis $view:ident, texts $texts:ident, $to_model:ident => $model:ty;
        $(
            $(#[$doc:meta])*
            $wire:ident : $kind:ident $(($($arg:tt)*))? = $field:ident,
        )+
    ) => {
        $(#[$view_doc])*
        #[derive(Clone, Copy)]
        $vis struct $view<'p> {
            page: &'p $crate::page::Page,
            record: &'p [$crate::record::Cell; $view::MEMBERS],
        }

        impl $view<'_> {
            /// Every member, for the readers.
            pub(crate) const TABLE: &'static $crate::members::Table = {
                static TABLE: $crate::members::Table = $crate::members::Table::new(&[
                    $( $crate::members::Field::new(
                        stringify!($wire),
                        $crate::table::kind!($kind $(, $($arg)*)?),
                    ), )+
                ]);
                &TABLE
            };

            pub(crate) const MEMBERS: usize = Self::TABLE.len();
        }

        impl<'p> $view<'p> {
            pub(crate) fn new(
                page: &'p $crate::page::Page,
                record: &'p [$crate::record::Cell; $view::MEMBERS],
            ) -> Self {
                Self { page, record }
            }

            $( $crate::table::accessor! {
                $(#[$doc])* $vis $wire $field, $kind $(, $($arg)*)?
            } )+

            /// Returns a text as the response wrote it, or `None` when the response left it out
            /// (or wrote `null`). The accessors give an empty text for both.
            #[must_use]
            $vis fn text(self, text: $texts) -> Option<&'p str> {
                self.record.get(text.index())?.to_span().map(|span| self.page.str(span))
            }

            /// Copies everything into the plain struct of the model. Absent stays `None`, empty
            /// stays `Some("")`.
            #[must_use]
            $vis fn $to_model(self) -> $model {
                let mut model = <$model>::default();
                $( $crate::table::copy!(self, $wire, model.$field, $kind); )+
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
            $texts of $view as $model, [] $( $wire $kind $field, )+
        }
    };
}

/// The kind of a member.
macro_rules! kind {
    (text) => {
        $crate::members::Kind::Text
    };
    (open, $type:ty) => {
        $crate::members::Kind::Text
    };
    (count) => {
        $crate::members::Kind::Count
    };
    (id) => {
        $crate::members::Kind::Id
    };
    (flag) => {
        $crate::members::Kind::Flag
    };
    (list, $part:ident, $item:literal) => {
        $crate::members::Kind::List(
            $crate::record::Part::$part,
            const { &$crate::members::Name::new($item) },
        )
    };
    (object, $view:ident, $part:ident) => {
        $crate::members::Kind::Object($crate::record::Part::$part)
    };
}

/// The cell of a member, at a place that is known at compile time.
macro_rules! cell {
    ($record:expr, $wire:ident) => {{ $record[const { Self::TABLE.index(stringify!($wire)) }] }};
}

/// The accessor for a member.
macro_rules! accessor {
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, text) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> &'p str {
            $crate::table::cell!(self.record, $wire).to_span().map_or("", |span| self.page.str(span))
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, open, $type:ty) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<$type> {
            $crate::table::cell!(self.record, $wire).to_span().map(|span| <$type>::from(self.page.str(span)))
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, count) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<u32> {
            $crate::table::cell!(self.record, $wire).to_number()
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, id) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<i64> {
            let text = self.page.str($crate::table::cell!(self.record, $wire).to_span()?);
            aliyun_ecs_model::scalar::id(text).ok().flatten()
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, flag) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<bool> {
            $crate::table::cell!(self.record, $wire).to_flag()
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, list, $iter:ident, $item:literal) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> $crate::page::$iter<'p> {
            let span = $crate::table::cell!(self.record, $wire).to_span();
            let part = $crate::record::Part::$iter;
            $crate::page::$iter::new(self.page, self.page.cells(part, span))
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, object, $view:ident, $part:ident) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<$view<'p>> {
            let span = $crate::table::cell!(self.record, $wire).to_span()?;
            let record = self.page.cells($crate::record::Part::$part, Some(span)).first_chunk()?;
            Some($view::new(self.page, record))
        }
    };
}

/// Copies a member to the model.
macro_rules! copy {
    ($self:ident, $wire:ident, $model:ident . $field:ident, text) => {
        $model.$field = $crate::table::FromText::from_text(
            $crate::table::cell!($self.record, $wire).to_span().map(|span| $self.page.str(span)),
        )
    };
    ($self:ident, $wire:ident, $model:ident . $field:ident, open) => {
        $model.$field = $self.$field()
    };
    ($self:ident, $wire:ident, $model:ident . $field:ident, list) => {
        $model.$field = $self.$field().map(Into::into).collect()
    };
    ($self:ident, $wire:ident, $model:ident . $field:ident, object) => {
        $model.$field = $self.$field().map(Into::into)
    };
    ($self:ident, $wire:ident, $model:ident . $field:ident, $number:ident) => {
        $model.$field = $self.$field()
    };
}

/// The enumeration of the members that are texts: collects them, then declares it.
macro_rules! texts {
    ($texts:ident of $view:ident as $model:ty, [$($found:tt)*] $wire:ident text $field:ident, $($rest:tt)*) => {
        $crate::table::texts! { $texts of $view as $model, [$($found)* ($wire $field)] $($rest)* }
    };
    ($texts:ident of $view:ident as $model:ty, [$($found:tt)*] $wire:ident open $field:ident, $($rest:tt)*) => {
        $crate::table::texts! { $texts of $view as $model, [$($found)* ($wire $field)] $($rest)* }
    };
    ($texts:ident of $view:ident as $model:ty, [$($found:tt)*] $wire:ident $kind:ident $field:ident, $($rest:tt)*) => {
        $crate::table::texts! { $texts of $view as $model, [$($found)*] $($rest)* }
    };
    ($texts:ident of $view:ident as $model:ty, [$( ($wire:ident $field:ident) )*]) => {
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

            const fn index(self) -> usize {
                match self { $( Self::$wire => $view::TABLE.index(stringify!($wire)), )* }
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

pub(crate) use {accessor, cell, copy, kind, record, texts};
