//! Columns from the numbers that `Block::put_layout` appends, as JavaScript reads them.

use std::sync::Arc;

use native::datatype::DataType;
use native::{Block, Column, Text};

use super::{parts, value};

/// Checks that the layout of a block leads to the columns of the block.
pub(crate) fn check(mut block: Block) {
    let header = Arc::clone(&block.header);
    let length = block.arena.len();
    let start = block.put_layout();
    assert!(start >= length && start < length + native::ALIGNMENT);
    let mut layout =
        Layout { arena: &block.arena, numbers: value::numbers(&block.arena[start..]).into_iter() };
    for (column, header) in value::resolved(&block).iter().zip(header.iter()) {
        assert_eq!(layout.column(&header.data_type, block.rows), *column, "{}", header.type_name);
    }
    assert_eq!(layout.numbers.next(), None);
}

struct Layout<'a> {
    arena: &'a [u8],
    numbers: std::vec::IntoIter<usize>,
}

impl<'a> Layout<'a> {
    fn next(&mut self) -> usize {
        self.numbers.next().unwrap()
    }

    fn bytes(&self, start: usize, length: usize) -> &'a [u8] {
        &self.arena[start..start + length]
    }

    fn column(&mut self, data_type: &DataType, rows: usize) -> Column<&'a [u8]> {
        if let Some(width) = parts::width(data_type) {
            let start = self.next();
            return Column::Fixed(self.bytes(start, rows * width));
        }
        match data_type.alias() {
            DataType::String | DataType::AggregateFunction { .. } => self.strings(rows),
            DataType::Nullable(inner) => {
                let (start, any) = (self.next(), self.next());
                assert!(any <= 1);
                let nulls = (any == 1).then(|| self.bytes(start, rows));
                Column::Nullable { nulls, values: Box::new(self.column(inner, rows)) }
            }
            DataType::Array(inner) => {
                let (offsets, count) = self.offsets(rows);
                Column::Array { offsets, count, values: Box::new(self.column(inner, count)) }
            }
            DataType::Map(key, mapped) => {
                let (offsets, count) = self.offsets(rows);
                let pairs = vec![self.column(key, count), self.column(mapped, count)];
                Column::Array { offsets, count, values: Box::new(Column::Tuple(pairs)) }
            }
            DataType::Tuple(elements) => Column::Tuple(
                elements.iter().map(|element| self.column(&element.data_type, rows)).collect(),
            ),
            DataType::LowCardinality(inner) => {
                let (start, width, size) = (self.next(), self.next(), self.next());
                let keys = self.bytes(start, rows * width);
                let inner = match &**inner {
                    DataType::Nullable(inner) => inner,
                    _ => inner,
                };
                let dictionary = Box::new(self.column(inner, size));
                Column::LowCardinality { keys, size, dictionary }
            }
            _ => panic!("{data_type}"),
        }
    }

    fn strings(&mut self, rows: usize) -> Column<&'a [u8]> {
        let [offsets, bytes, text, utf16] = std::array::from_fn(|_| self.next());
        let length = 4 * (rows + 1);
        let offsets = self.bytes(offsets, length);
        let text = match text {
            0 => Text::Ascii,
            1 => Text::Utf8(self.bytes(utf16, length)),
            2 => Text::Bytes,
            _ => panic!("text {text}"),
        };
        let end = value::numbers(offsets)[rows];
        Column::Strings { offsets, bytes: self.bytes(bytes, end), text }
    }

    fn offsets(&mut self, rows: usize) -> (&'a [u8], usize) {
        let (start, count) = (self.next(), self.next());
        let offsets = self.bytes(start, 4 * (rows + 1));
        assert_eq!(value::numbers(offsets)[rows], count);
        (offsets, count)
    }
}
