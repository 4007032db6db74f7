//! The macro that turns one table of members into a view, its accessors and the readers' table.

/// Declares a record of the page and everything that follows from its members.
///
/// From the table come the names and kinds that drive the readers ([`aliyun_rpc_wire::Table`]),
/// the view with an accessor per member, the enumeration of its text members, and the conversion
/// to the plain struct of the model. A member is written once, as `WireName: kind = field`.
///
/// | kind | accessor |
/// |---|---|
/// | `text` | `&str`, empty when absent |
/// | `open(Type)` | `Option<Type>` |
/// | `integer`, `integer64`, `boolean` | `Option<u32>`, `Option<i64>`, `Option<bool>` |
/// | `list(View, Iterator, "Item")` | the iterator |
/// | `object(View)` | `Option<View>` |
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
        $vis struct $view<'p>(Record<'p>);

        impl $view<'_> {
            /// Every member, for the readers.
            pub(crate) const TABLE: &'static Table = {
                static TABLE: Table = Table::new(&[
                    $( kind!($wire, $kind $(, $($arg)*)?), )+
                ]);
                &TABLE
            };
        }

        impl<'p> $view<'p> {
            pub(crate) fn new(record: Record<'p>) -> Self {
                Self(record)
            }

            $( accessor! {
                $(#[$doc])* $vis $wire $field, $kind $(, $($arg)*)?
            } )+

            /// Returns a text as the response wrote it, or `None` when the response left it out
            /// (or wrote `null`). The accessors give an empty text for both.
            #[must_use]
            $vis fn text(self, text: $texts) -> Option<&'p str> {
                self.0.text(text.position())
            }

            /// Returns the members that this type does not have, in the order of the body. They are
            /// read when this is called.
            #[must_use]
            $vis fn unknown(self) -> Members {
                self.0.unknown()
            }

            /// Copies everything into the plain struct of the model, unknown members too. Absent
            /// stays `None`, empty stays `Some("")`.
            #[must_use]
            $vis fn $to_model(self) -> $model {
                let mut model = <$model>::default();
                // It always is; but known here, no access below has to check it again.
                if !self.0.is_of(Self::TABLE) {
                    return model;
                }
                $( copy!(self, $wire, model.$field, $kind); )+
                let unknown = self.unknown();
                if !unknown.is_empty() {
                    model.unknown = unknown;
                }
                model
            }
        }

        impl From<$view<'_>> for $model {
            fn from(view: $view<'_>) -> Self {
                view.$to_model()
            }
        }

        impl PartialEq<$view<'_>> for $view<'_> {
            fn eq(&self, other: &$view<'_>) -> bool {
                self.$to_model() == other.$to_model()
            }
        }

        impl Eq for $view<'_> {}

        impl std::fmt::Debug for $view<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.$to_model().fmt(f)
            }
        }

        texts! {
            $texts of $view as $model, [] $( $wire $kind $field, )+
        }
    };
}

/// A member as the readers know it.
macro_rules! kind {
    ($wire:ident, text) => {
        Field::text(stringify!($wire))
    };
    ($wire:ident, open, $type:ty) => {
        Field::text(stringify!($wire))
    };
    ($wire:ident, integer) => {
        Field::integer(stringify!($wire))
    };
    ($wire:ident, integer64) => {
        Field::integer64(stringify!($wire))
    };
    ($wire:ident, boolean) => {
        Field::boolean(stringify!($wire))
    };
    ($wire:ident, list, $view:ident, $iter:ident, $item:literal) => {
        Field::list(stringify!($wire), $item, $view::TABLE)
    };
    ($wire:ident, object, $view:ident) => {
        Field::object(stringify!($wire), $view::TABLE)
    };
}

/// Where a member stands, known at compile time.
macro_rules! position {
    ($wire:ident) => {
        const { Self::TABLE.position(stringify!($wire)) }
    };
}

/// The accessor for a member.
macro_rules! accessor {
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, text) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> &'p str {
            self.0.text(position!($wire)).unwrap_or_default()
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, open, $type:ty) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<$type> {
            self.0.text(position!($wire)).map(<$type>::from)
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, integer) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<u32> {
            self.0.integer(position!($wire))
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, integer64) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<i64> {
            self.0.integer64(position!($wire))
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, boolean) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<bool> {
            self.0.boolean(position!($wire))
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, list, $view:ident, $iter:ident, $item:literal) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> $iter<'p> {
            $iter::new(self.0.list(position!($wire)))
        }
    };
    ($(#[$doc:meta])* $vis:vis $wire:ident $field:ident, object, $view:ident) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $field(self) -> Option<$view<'p>> {
            self.0.object(position!($wire)).map($view::new)
        }
    };
}

/// Copies a member to the model.
macro_rules! copy {
    ($self:ident, $wire:ident, $model:ident . $field:ident, text) => {
        $model.$field = FromText::from_text($self.0.text(position!($wire)))
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
        texts! { $texts of $view as $model, [$($found)* ($wire $field)] $($rest)* }
    };
    ($texts:ident of $view:ident as $model:ty, [$($found:tt)*] $wire:ident open $field:ident, $($rest:tt)*) => {
        texts! { $texts of $view as $model, [$($found)* ($wire $field)] $($rest)* }
    };
    ($texts:ident of $view:ident as $model:ty, [$($found:tt)*] $wire:ident $kind:ident $field:ident, $($rest:tt)*) => {
        texts! { $texts of $view as $model, [$($found)*] $($rest)* }
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

            const fn position(self) -> Position {
                match self { $( Self::$wire => $view::TABLE.position(stringify!($wire)), )* }
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

/// Declares the iterator over a list of records, which yields views.
macro_rules! list {
    ($(#[$doc:meta])* $iter:ident of $view:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $iter<'p>(Records<'p>);

        impl<'p> $iter<'p> {
            pub(crate) fn new(records: Records<'p>) -> Self {
                Self(records)
            }
        }

        impl<'p> Iterator for $iter<'p> {
            type Item = $view<'p>;

            fn next(&mut self) -> Option<$view<'p>> {
                self.0.next().map($view::new)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }

            fn nth(&mut self, n: usize) -> Option<$view<'p>> {
                self.0.nth(n).map($view::new)
            }
        }

        impl DoubleEndedIterator for $iter<'_> {
            fn next_back(&mut self) -> Option<Self::Item> {
                self.0.next_back().map($view::new)
            }
        }

        impl ExactSizeIterator for $iter<'_> {}

        impl std::iter::FusedIterator for $iter<'_> {}

        impl std::fmt::Debug for $iter<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({} left)", stringify!($iter), self.len())
            }
        }
    };
}

pub(crate) use {accessor, copy, kind, list, position, record, texts};
