//! A document as a whole: its root, the tables under it, and what makes a body one of its kind.

use crate::bounds::MAX_LEVELS;
use crate::cell::Cell;
use crate::error_body;
use crate::seen::{MAX_MEMBERS, Seen};
use crate::table::{Field, Kind, Order, Table};
use crate::token::Name;

/// What the answers of one operation look like.
///
/// It names the root element of the XML (in JSON the root has no name), the table of the root, and
/// the members of which one at least must be there: a body without any of them is no document of
/// this kind, whatever else it holds. A schema is a `static`, made at compile time.
///
/// ```
/// use aliyun_rpc_wire::{Field, Schema, Table};
///
/// static REGION: Table = Table::new(&[Field::text("RegionId"), Field::text("RegionEndpoint")]);
/// static REGIONS: Table =
///     Table::new(&[Field::text("RequestId"), Field::list("Regions", "Region", &REGION)]);
/// static DESCRIBE_REGIONS: Schema =
///     Schema::new("DescribeRegionsResponse", &REGIONS, &["Regions"]).with_always(&["RequestId"]);
/// ```
#[derive(Debug)]
pub struct Schema {
    root: Name,
    /// Bits of the members of the root, one of which must be there.
    recognised_by: u64,
    always: &'static [&'static str],
    /// The root first, and the error last.
    nodes: [Node; MAX_NODES],
    orders: [Order; MAX_NODES],
}

/// A place where a table stands, and its number among all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) table: &'static Table,
    pub(crate) number: usize,
    /// How many tables are around it.
    pub(crate) level: usize,
    /// The nodes of its members that are lists or objects.
    children: [u8; MAX_MEMBERS],
}

impl Node {
    /// Returns the node of a member that is a list or an object.
    #[inline(always)]
    pub(crate) fn child(&self, index: usize) -> usize {
        self.children.get(index % MAX_MEMBERS).map_or(ROOT, |child| usize::from(*child))
    }
}

impl Schema {
    /// Returns the schema of documents with this root, which show by one of the members
    /// `recognised_by` that they are some.
    ///
    /// The envelope of errors has the members `Code`, `Message`, `RequestId`, `HostId` and
    /// `Recommend`, which may also be spelled in camel case. A table may have members of these
    /// names, too, as texts.
    ///
    /// # Panics
    ///
    /// When `recognised_by` is empty or names no member of the table, when a member named like one
    /// of an error is no text, when tables are nested more than 7 deep or there are more than 14
    /// of them (a table counts once for each place where it stands). At compile time where the
    /// schema is a `static`.
    #[must_use]
    pub const fn new(
        root: &'static str,
        table: &'static Table,
        recognised_by: &'static [&'static str],
    ) -> Self {
        assert!(!recognised_by.is_empty(), "a document is recognised by at least one member");
        Self::recognised_by(root, table, bits(table, recognised_by))
    }

    /// Returns the schema that no body is a document of: it is an error of the service, or nothing.
    pub(crate) const fn of_errors() -> Self {
        static NO_MEMBERS: Table = Table::new(&[]);
        Self::recognised_by("", &NO_MEMBERS, 0)
    }

    #[expect(clippy::indexing_slicing, reason = "meant for compile time, and within bounds")]
    const fn recognised_by(root: &'static str, table: &'static Table, recognised_by: u64) -> Self {
        let mut nodes =
            [Node { table, number: ROOT, level: 0, children: [0; MAX_MEMBERS] }; MAX_NODES];
        let mut orders = [error_body::TABLE.alphabetical; MAX_NODES];
        let (mut node, mut length) = (ROOT, 1);
        while node < length {
            orders[node] = nodes[node].table.alphabetical;
            let fields = nodes[node].table.fields();
            let mut at = 0;
            while at < fields.len() {
                if let Kind::List(child) | Kind::Object(child) = fields[at].kind {
                    assert!(length < ERROR, "a schema has at most 14 tables below its root");
                    nodes[length].table = child;
                    nodes[length].number = length;
                    nodes[length].level = nodes[node].level + 1;
                    assert!(nodes[length].level < MAX_LEVELS, "tables are nested too deep");
                    nodes[node].children[at] = length as u8;
                    length += 1;
                }
                at += 1;
            }
            node += 1;
        }
        nodes[ERROR].table = &error_body::TABLE;
        nodes[ERROR].number = ERROR;
        check_error_members(table.fields());
        Self { root: Name::new(root), recognised_by, always: &[], nodes, orders }
    }

    /// Names the members of the root that every documented answer has. A document without one is
    /// read all the same, and an observer is told
    /// ([`DeviationKind::Missing`](crate::DeviationKind::Missing)).
    ///
    /// # Panics
    ///
    /// When the table has no such member; at compile time where the schema is a `static`.
    #[must_use]
    pub const fn with_always(mut self, members: &'static [&'static str]) -> Self {
        let _ = bits(self.nodes[ROOT].table, members);
        self.always = members;
        self
    }

    /// Returns the name of the root element.
    #[must_use]
    pub const fn root(&self) -> &'static str {
        self.root.text
    }

    #[inline]
    pub(crate) fn root_name(&self) -> &Name {
        &self.root
    }

    /// Returns the members that a document has and this one has not.
    pub(crate) fn missing(&'static self, seen: Seen) -> impl Iterator<Item = &'static str> {
        let table = self.node(ROOT).table;
        let is_seen = move |name: &&str| {
            table.find(name.as_bytes()).is_some_and(|index| seen.contains(index))
        };
        self.always.iter().copied().filter(move |name| !is_seen(name))
    }

    /// Says whether the members that are there make a document of this kind.
    pub(crate) fn recognises(&self, root: &[Cell]) -> bool {
        let mut members = root.iter().enumerate();
        members.any(|(index, cell)| self.recognised_by >> index & 1 != 0 && !cell.is_absent())
    }

    #[inline(always)]
    pub(crate) fn node(&'static self, number: usize) -> &'static Node {
        let [root, ..] = &self.nodes;
        self.nodes.get(number % MAX_NODES).unwrap_or(root)
    }

    pub(crate) fn orders(&self) -> &[Order; MAX_NODES] {
        &self.orders
    }
}

/// Returns the bits of members.
#[expect(clippy::indexing_slicing, reason = "meant for compile time, and within bounds")]
const fn bits(table: &Table, members: &[&str]) -> u64 {
    let (mut bits, mut at) = (0, 0);
    while at < members.len() {
        bits |= 1 << table.position(members[at]).index;
        at += 1;
    }
    bits
}

/// Members of an error are read as texts, and so they must be here.
#[expect(clippy::indexing_slicing, reason = "meant for compile time, and within bounds")]
const fn check_error_members(fields: &[Field]) {
    let mut at = 0;
    while at < fields.len() {
        let is_error_member = error_body::TABLE.has(fields[at].name.text);
        assert!(
            !is_error_member || matches!(fields[at].kind, Kind::Text),
            "a member named like one of an error must be a text"
        );
        at += 1;
    }
}

/// The node of the root.
pub(crate) const ROOT: usize = 0;

/// The node of an error, behind those of the document.
pub(crate) const ERROR: usize = MAX_NODES - 1;

/// The most places where a table stands, and one for an error.
pub(crate) const MAX_NODES: usize = 16;

#[cfg(test)]
mod tests {
    use super::{ERROR, ROOT, Schema};
    use crate::cell::Cell;
    use crate::seen::Seen;
    use crate::table::{Field, Table};

    static LEAF: Table = Table::new(&[Field::text("Leaf")]);
    static BRANCH: Table =
        Table::new(&[Field::object("Leaf", &LEAF), Field::list("Leaves", "Leaf", &LEAF)]);
    static TREE: Table = Table::new(&[
        Field::text("Code"),
        Field::list("Branches", "Branch", &BRANCH),
        Field::object("Leaf", &LEAF),
    ]);
    static SCHEMA: Schema = Schema::new("Tree", &TREE, &["Leaf"]).with_always(&["Code", "Leaf"]);

    #[test]
    fn every_place_of_a_table_is_a_node_of_its_own() {
        let root = SCHEMA.node(ROOT);
        let branch = SCHEMA.node(root.child(1));
        let nodes = [root.child(1), root.child(2), branch.child(0), branch.child(1)];
        assert_eq!(nodes, [1, 2, 3, 4]);
        assert_eq!(nodes.map(|node| SCHEMA.node(node).level), [1, 1, 2, 2]);
        assert!(std::ptr::eq(branch.table, &BRANCH));
        assert!(std::ptr::eq(SCHEMA.node(4).table, &LEAF));
        assert!(SCHEMA.node(ERROR).table.has("HostId"));
    }

    #[test]
    fn members_recognise_and_are_missed() {
        let mut seen = Seen::default();
        seen.insert(1);
        assert_eq!(SCHEMA.missing(seen).collect::<Vec<_>>(), ["Code", "Leaf"]);
        seen.insert(2);
        assert_eq!(SCHEMA.missing(seen).collect::<Vec<_>>(), ["Code"]);
        let there = Cell::span(0..0);
        assert!(!SCHEMA.recognises(&[there, there, Cell::ABSENT]));
        assert!(SCHEMA.recognises(&[Cell::ABSENT, Cell::ABSENT, there]));
    }

    #[test]
    #[should_panic(expected = "a member named like one of an error must be a text")]
    fn a_code_is_a_text() {
        static CODE: Table = Table::new(&[Field::integer("code")]);
        let _ = Schema::new("Tree", &CODE, &["code"]);
    }

    #[test]
    #[should_panic(expected = "tables are nested too deep")]
    fn a_table_in_itself_is_refused() {
        static ENDLESS: Table = Table::new(&[Field::object("More", &ENDLESS)]);
        let _ = Schema::new("Tree", &ENDLESS, &["More"]);
    }

    #[test]
    #[should_panic(expected = "recognised by at least one member")]
    fn nothing_is_no_mark() {
        let _ = Schema::new("Tree", &LEAF, &[]);
    }
}
