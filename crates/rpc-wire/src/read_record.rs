//! What the strict readers of both formats have in common.

use std::ops::Range;

use crate::cell::Cell;
use crate::error::ReadError;
use crate::records::Records;
use crate::schema::Schema;
use crate::seen::Seen;

/// A strict reader that fills records.
pub(crate) trait ReadRecord {
    fn schema(&self) -> &'static Schema;

    fn records(&mut self) -> &mut Records;

    /// Reads the members of an object (the children of an element) whose beginning has been
    /// read, up to and including its end, into the cells of a record.
    fn members(&mut self, node: usize, cells: &mut [Cell]) -> Result<Seen, ReadError>;

    /// Reads one object (element) and appends it to the records of its level. Returns where.
    fn record(&mut self, node: usize) -> Result<Range<usize>, ReadError> {
        let mut cells = vec![Cell::ABSENT; self.schema().node(node).table.len()];
        self.members(node, &mut cells)?;
        let level = self.schema().node(node).level;
        let start = self.records().end(level);
        self.records().push(level, &cells, 1, 1);
        Ok(start..start + cells.len())
    }
}
