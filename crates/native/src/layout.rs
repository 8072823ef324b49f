use crate::arena::{ALIGNMENT, Span};
use crate::block::Block;
use crate::column::{Column, Text};

impl Block {
    /// Appends the layout of the columns to the arena and tells where it starts.
    ///
    /// The layout is a list of 32-bit numbers, column by column, depth first; an arena is below 4 GiB, so they
    /// can name every place in it:
    ///
    /// | column | numbers |
    /// |---|---|
    /// | [`Column::Fixed`] | start |
    /// | [`Column::Strings`] | start of offsets, start of bytes, text (0 ASCII, 1 UTF-8, 2 bytes), start of UTF-16 offsets |
    /// | [`Column::Nullable`] | start of null bytes, whether there are any (0, 1); values |
    /// | [`Column::Array`] | start of offsets, number of values; values |
    /// | [`Column::Tuple`] | each element |
    /// | [`Column::LowCardinality`] | start of keys, bytes of a key, size of the dictionary; dictionary |
    pub fn put_layout(&mut self) -> usize {
        let mut numbers = Vec::new();
        for column in &self.columns {
            put(column, self.rows, &mut numbers);
        }
        let start = self.arena.len().next_multiple_of(ALIGNMENT);
        let end = start.saturating_add(numbers.len().saturating_mul(size_of::<u32>()));
        self.arena.reserve_exact(end.saturating_sub(self.arena.len()));
        self.arena.resize(start, 0);
        self.arena.extend(numbers.into_iter().flat_map(u32::to_le_bytes));
        start
    }
}

fn put(column: &Column<Span>, rows: usize, out: &mut Vec<u32>) {
    match column {
        Column::Fixed(values) => out.push(number(values.start)),
        Column::Strings { offsets, bytes, text } => {
            let (kind, utf16) = match text {
                Text::Ascii => (0, 0),
                Text::Utf8(utf16) => (1, utf16.start),
                Text::Bytes => (2, 0),
            };
            out.extend([number(offsets.start), number(bytes.start), kind, number(utf16)]);
        }
        Column::Nullable { nulls, values } => {
            let start = nulls.map_or(0, |nulls| nulls.start);
            out.extend([number(start), u32::from(nulls.is_some())]);
            put(values, rows, out);
        }
        Column::Array { offsets, count, values } => {
            out.extend([number(offsets.start), number(*count)]);
            put(values, *count, out);
        }
        Column::Tuple(elements) => elements.iter().for_each(|element| put(element, rows, out)),
        Column::LowCardinality { keys, size, dictionary } => {
            let width = keys.len.checked_div(rows).unwrap_or(1);
            out.extend([number(keys.start), number(width), number(*size)]);
            put(dictionary, *size, out);
        }
    }
}

/// The arena's limit makes everything fit.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
