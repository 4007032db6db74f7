//! What the strict readers of both formats have in common.

use std::ops::Range;

use crate::cell::Cell;
use crate::error::ReadError;
use crate::schema::Schema;
use crate::seen::Seen;

/// A strict reader that fills records.
pub(crate) trait ReadRecord {
    fn schema(&self) -> &'static Schema;

    /// Returns where in its list the next record of this level will begin.
    fn end(&self, level: usize) -> usize;

    /// Appends a record that has just been read.
    fn push(&mut self, level: usize, cells: &[Cell]) -> Result<(), ReadError>;

    /// Reads the members of an object (the children of an element) whose beginning has been
    /// read, up to and including its end, into the cells of a record.
    fn members(&mut self, node: usize, cells: &mut [Cell]) -> Result<Seen, ReadError>;

    /// Reads one object (element) and appends it to the records of its level. Returns where.
    fn record(&mut self, node: usize) -> Result<Range<usize>, ReadError> {
        let mut cells = vec![Cell::ABSENT; self.schema().node(node).table.len()];
        self.members(node, &mut cells)?;
        let level = self.schema().node(node).level;
        let start = self.end(level);
        self.push(level, &cells)?;
        Ok(start..start + cells.len())
    }
}
