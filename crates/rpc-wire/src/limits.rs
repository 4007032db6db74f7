//! How much a body may ask of whoever reads it.

/// Bounds on what is made of a body, beyond the body itself.
///
/// An empty object takes three bytes in a body and a record of hundreds in memory, so the length of a
/// body bounds little. A caller that knows what was asked for sets what can be right.
/// [`decode`](crate::decode()), which knows nothing, has [`Limits::of_body`].
///
/// ```
/// use aliyun_rpc_wire::{DecodeErrorKind, Field, Limits, Schema, Table, decode_within};
///
/// static IMAGE: Table = Table::new(&[Field::text("ImageId")]);
/// static IMAGES: Table = Table::new(&[Field::list("Images", "Image", &IMAGE)]);
/// static SCHEMA: Schema = Schema::new("DescribeImagesResponse", &IMAGES, &["Images"]);
///
/// let body = r#"{"Images":{"Image":[{},{},{}]}}"#;
/// let limits = Limits::of_body(body.len()).items("Images", 2);
/// let error = decode_within(body, &SCHEMA, &limits).unwrap_err();
/// assert!(matches!(error.kind(), DecodeErrorKind::OverLimit { .. }));
/// assert_eq!(error.path(), "Images.Image[2]");
/// assert!(error.to_string().starts_with("the list Images has more than 2 items at line 1"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    items: Vec<(&'static str, usize)>,
    /// How many bytes of memory the records may take.
    pub record_bytes: usize,
    /// How many members that its table does not have one object of JSON may have.
    pub unknown_members: usize,
}

impl Limits {
    /// Returns limits for a body of this length of which nothing else is known: records may take
    /// eight times its length and 4 MiB, lists any number of items, and an object 100,000 unknown
    /// members. A record takes eight bytes for each member of its table, so a body of any size is read
    /// whose records are as many bytes long as their tables have members.
    #[must_use]
    pub fn of_body(length: usize) -> Self {
        Self {
            items: Vec::new(),
            record_bytes: length.saturating_mul(8).saturating_add(4 << 20),
            unknown_members: 100_000,
        }
    }

    /// Sets how many items each list of this name may have: the name of the member, such as
    /// `Images`, wherever it stands.
    #[must_use]
    pub fn items(mut self, list: &'static str, most: usize) -> Self {
        self.items.retain(|(name, _)| *name != list);
        self.items.push((list, most));
        self
    }

    /// Sets how many bytes of memory the records may take. What no table has counts, too: eight bytes for
    /// each member, item and element in it, as it can be made a value of ([`Record::unknown`](crate::Record::unknown)).
    #[must_use]
    pub fn record_bytes(mut self, most: usize) -> Self {
        self.record_bytes = most;
        self
    }

    /// Sets how many members that its table does not have one object of JSON may have, those of an
    /// error among them. Their names are kept while it is read, to tell a repetition.
    #[must_use]
    pub fn unknown_members(mut self, most: usize) -> Self {
        self.unknown_members = most;
        self
    }

    /// Returns how many items each list of this name may have: any number unless set.
    #[must_use]
    pub fn of_list(&self, name: &str) -> usize {
        self.items.iter().find(|(list, _)| *list == name).map_or(usize::MAX, |(_, most)| *most)
    }

    /// Says whether no list has a limit.
    pub(crate) fn is_for_no_list(&self) -> bool {
        self.items.is_empty()
    }
}
