//! Columns from the numbers that `Block::put_layout` appends, as JavaScript reads them.

use std::sync::Arc;

use native::datatype::DataType;
use native::{Block, Column, Dynamic, Json, Member, Paths, Shared, Text};

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
            DataType::Variant(types) => {
                let (discriminators, places) = (self.next(), self.next());
                let members = types.iter().map(|data_type| self.member(data_type)).collect();
                let discriminators = self.bytes(discriminators, rows);
                let places = self.bytes(places, 4 * rows);
                Column::Variant { discriminators, places, members }
            }
            DataType::Dynamic { .. } => self.dynamic(rows),
            DataType::Json(json) => match self.next() {
                1 => Column::Json(Json::Text(Box::new(self.strings(rows)))),
                0 => {
                    let typed = json.typed_paths.iter();
                    let typed = typed.map(|(_, data_type)| self.column(data_type, rows)).collect();
                    let count = self.next();
                    let (offsets, names) = self.names(count);
                    let dynamic = (0..count).map(|_| self.dynamic(rows)).collect();
                    let shared = match self.next() {
                        0 => None,
                        1 => {
                            let (offsets, count) = self.offsets(rows);
                            let keys = DataType::LowCardinality(Box::new(DataType::String));
                            let keys = self.column(&keys, count);
                            let values = self.dynamic(count);
                            Some(Box::new(Shared { offsets, count, keys, values }))
                        }
                        any => panic!("shared {any}"),
                    };
                    Column::Json(Json::Paths(Paths { typed, offsets, names, dynamic, shared }))
                }
                mode => panic!("mode {mode}"),
            },
            _ => panic!("{data_type}"),
        }
    }

    fn member(&mut self, data_type: &DataType) -> Member<&'a [u8]> {
        let count = self.next();
        Member { count, column: self.column(data_type, count) }
    }

    fn names(&mut self, count: usize) -> (&'a [u8], &'a [u8]) {
        let (offsets, names) = (self.next(), self.next());
        let offsets = self.bytes(offsets, 4 * (count + 1));
        (offsets, self.bytes(names, value::numbers(offsets)[count]))
    }

    fn dynamic(&mut self, rows: usize) -> Column<&'a [u8]> {
        let count = self.next();
        let (offsets, names) = self.names(count);
        let [width, discriminators, places] = std::array::from_fn(|_| self.next());
        let ends = value::numbers(offsets);
        let types: Vec<_> = ends
            .windows(2)
            .map(|ends| std::str::from_utf8(&names[ends[0]..ends[1]]).unwrap())
            .map(|name| Arc::new(DataType::parse(name).unwrap()))
            .collect();
        let members = types.iter().map(|data_type| self.member(data_type)).collect();
        let discriminators = self.bytes(discriminators, width * rows);
        let places = self.bytes(places, 4 * rows);
        Column::Dynamic(Dynamic { types, offsets, names, discriminators, places, members })
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
