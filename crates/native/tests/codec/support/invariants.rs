//! What holds for every block that was decoded, whatever its bytes were.

use native::{ALIGNMENT, Block, Column, Json, Span, Text};

use super::value;

/// Checks a block.
pub(crate) fn check(block: &Block) {
    assert_eq!(block.columns.len(), block.header.len());
    let mut spans = Vec::new();
    let columns = block.columns.iter().zip(value::resolved(block)).zip(block.header.iter());
    for ((column, bytes), header) in columns {
        collect(column, &mut spans);
        if !has_states(&header.type_name) {
            texts(&bytes);
        }
    }
    for span in &spans {
        assert_eq!(span.start % ALIGNMENT, 0, "{span:?}");
        assert!(span.start + span.len <= block.arena.len(), "{span:?} of {}", block.arena.len());
    }
    spans.retain(|span| span.len > 0);
    spans.sort_by_key(|span| span.start);
    assert!(spans.windows(2).all(|pair| pair[0].start + pair[0].len <= pair[1].start), "{spans:?}");
    for (values, header) in value::columns(block).iter().zip(block.header.iter()) {
        assert_eq!(values.len(), block.rows, "{}", header.type_name);
    }
}

/// Nobody looks what states are as text.
fn has_states(type_name: &str) -> bool {
    type_name.contains("AggregateFunction")
}

/// Names every section once: `Column::map` calls back for each.
fn collect(column: &Column<Span>, spans: &mut Vec<Span>) {
    let seen = std::cell::RefCell::new(spans);
    column.map(&|span: &Span| seen.borrow_mut().push(*span));
}

/// Checks that text is what it is said to be.
fn texts(column: &Column<&[u8]>) {
    match column {
        Column::Fixed(_) => {}
        Column::Strings { offsets, bytes, text } => {
            let ends = value::numbers(offsets);
            assert_eq!((ends.first(), ends.last()), (Some(&0), Some(&bytes.len())));
            let mut values =
                ends.windows(2).map(|ends| std::str::from_utf8(&bytes[ends[0]..ends[1]]));
            match text {
                Text::Ascii => assert!(bytes.is_ascii()),
                Text::Bytes => assert!(values.any(|value| value.is_err()), "{bytes:?}"),
                Text::Utf8(utf16) => {
                    assert!(!bytes.is_ascii());
                    let mut units = vec![0];
                    units.extend(values.scan(0, |end, value| {
                        *end += value.unwrap().encode_utf16().count();
                        Some(*end)
                    }));
                    assert_eq!(value::numbers(utf16), units);
                }
            }
        }
        Column::Nullable { nulls, values } => {
            assert!(nulls.is_none_or(|nulls| nulls.iter().any(|null| *null != 0)));
            texts(values);
        }
        Column::Array { values, .. } => texts(values),
        Column::Tuple(elements) => elements.iter().for_each(texts),
        Column::LowCardinality { dictionary, .. } => texts(dictionary),
        Column::Variant { members, .. } => members.iter().for_each(|member| texts(&member.column)),
        Column::Dynamic(column) => {
            let members = column.types.iter().zip(&column.members);
            members.filter(|(known, _)| !has_states(&known.to_string())).for_each(|(_, member)| {
                texts(&member.column);
            });
        }
        Column::Json(Json::Text(column)) => texts(column),
        Column::Json(Json::Paths(paths)) => {
            paths.typed.iter().chain(&paths.dynamic).for_each(texts);
            if let Some(shared) = &paths.shared {
                assert!(shared.count > 0);
                texts(&shared.keys);
                texts(&shared.values);
            }
        }
    }
}
