use crate::arena::{ALIGNMENT, Span};
use crate::block::Block;
use crate::column::{Column, Dynamic, Json, Member, Text};

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
    /// | [`Column::Variant`] | start of discriminators, start of places; for each member: number of values, values |
    /// | [`Column::Dynamic`] | number of members, start of the offsets of their types' names, start of the names, bytes of a discriminator; then as Variant |
    /// | [`Json::Text`] | 1; texts |
    /// | [`Json::Paths`] | 0; each path with a type; number of others, start of the offsets of their names, start of the names; each of the others; whether there are shared ones (0, 1), and if so start of offsets, number of pairs; keys; values |
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
        Column::Variant { discriminators, places, members } => {
            out.extend([number(discriminators.start), number(places.start)]);
            put_members(members, out);
        }
        Column::Dynamic(Dynamic { types, offsets, names, discriminators, places, members }) => {
            let width = discriminators.len.checked_div(rows).unwrap_or(1);
            out.extend([number(types.len()), number(offsets.start), number(names.start)]);
            out.extend([number(width), number(discriminators.start), number(places.start)]);
            put_members(members, out);
        }
        Column::Json(Json::Text(texts)) => {
            out.push(1);
            put(texts, rows, out);
        }
        Column::Json(Json::Paths(paths)) => {
            out.push(0);
            paths.typed.iter().for_each(|column| put(column, rows, out));
            out.extend([number(paths.dynamic.len()), number(paths.offsets.start)]);
            out.push(number(paths.names.start));
            paths.dynamic.iter().for_each(|column| put(column, rows, out));
            out.push(u32::from(paths.shared.is_some()));
            if let Some(shared) = &paths.shared {
                out.extend([number(shared.offsets.start), number(shared.count)]);
                put(&shared.keys, shared.count, out);
                put(&shared.values, shared.count, out);
            }
        }
    }
}

fn put_members(members: &[Member<Span>], out: &mut Vec<u32>) {
    for member in members {
        out.push(number(member.count));
        put(&member.column, member.count, out);
    }
}

/// The arena's limit makes everything fit.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
