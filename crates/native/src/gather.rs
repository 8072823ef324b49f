use std::sync::Arc;

use crate::block::{Block, ColumnHeader};
use crate::column::Column;
use crate::error::{At, Error, Result};
use crate::recycle::recycle;

/// The columns of one width of many blocks, each in one piece.
///
/// A block's arena is still in the cache when its values are copied, and its memory serves the next block: a whole
/// result costs about as much as its blocks. Joined at the end, 10 M × 4 numbers took twice as long.
#[derive(Debug)]
pub struct Gather {
    /// The most bytes that a column may have.
    limit: usize,
    /// Whether a column is joined only where all of them can be.
    alike: bool,
    /// Names and types; absent while there was no block.
    pub header: Option<Arc<[ColumnHeader]>>,
    /// How many rows.
    pub rows: usize,
    /// The values of each column that has one width.
    pub columns: Vec<Option<Vec<u8>>>,
    /// The blocks, when any column is not among those.
    pub blocks: Vec<Block>,
}

impl Gather {
    /// Nothing yet; a column of more than `limit` bytes will be an error.
    pub fn new(limit: usize) -> Self {
        Self { limit, alike: false, header: None, rows: 0, columns: Vec::new(), blocks: Vec::new() }
    }

    /// Joins either all columns or none.
    #[must_use]
    pub fn alike(self, alike: bool) -> Self {
        Self { alike, ..self }
    }

    /// Takes the values of a block.
    pub fn push(&mut self, block: Block) -> Result<()> {
        if self.header.is_none() {
            let fixed = |column: &Column<_>| matches!(column, Column::Fixed(_));
            let joins = !self.alike || block.columns.iter().all(fixed);
            let join = |column| (joins && fixed(column)).then(Vec::new);
            self.columns = block.columns.iter().map(join).collect();
            self.header = Some(Arc::clone(&block.header));
        }
        self.rows = self.rows.saturating_add(block.rows);
        let columns = self.columns.iter_mut().zip(&block.columns).zip(block.header.iter());
        for ((out, column), header) in columns {
            if let (Some(out), Column::Fixed(span)) = (out, column) {
                let values = block.arena.get(span.start..).and_then(|rest| rest.get(..span.len));
                let values = values.unwrap_or_default();
                if out.len().saturating_add(values.len()) > self.limit {
                    let message = format!("more than {} bytes in one column", self.limit);
                    return Err(Error::limit(message)).at(header.name.clone());
                }
                make_room(out, values.len());
                out.extend_from_slice(values);
            }
        }
        if self.columns.iter().any(Option::is_none) {
            self.blocks.push(block);
        } else {
            recycle(block.arena);
        }
        Ok(())
    }
}

/// From here on a column is large.
const LARGE_BYTES: usize = 4 << 20;

/// Room for a large column. The C library maps this much for itself and lets it grow in place; what is smaller it may
/// copy each time. Pages that nothing is written to are not there.
const MAPPED_BYTES: usize = 64 << 20;

fn make_room(out: &mut Vec<u8>, more: usize) {
    let needed = out.len().saturating_add(more);
    if needed <= out.capacity() {
        return;
    }
    let doubled = needed.max(out.capacity().saturating_mul(2));
    let capacity = if doubled > LARGE_BYTES { doubled.max(MAPPED_BYTES) } else { doubled };
    out.reserve_exact(capacity.saturating_sub(out.len()));
}
