//! `Tuple(…)`: the columns of its elements, one behind another. `Tuple()` has a byte a row instead.

use std::io::BufRead;

use super::{Column, Prefix, decode_data, encode_data};
use crate::arena::Span;
use crate::block::Decoding;
use crate::datatype::{DataType, Element};
use crate::error::{At, Error, Result};

/// Only a tuple without elements has bytes of its own: a placeholder for each row.
pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Tuple(elements) if elements.is_empty() => Some(1),
        _ => None,
    }
}

pub(super) fn decode<R: BufRead>(
    elements: &[Element],
    rows: usize,
    prefix: &Prefix,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let columns = elements.iter().enumerate();
    let columns = columns.map(|(index, element)| {
        decode_data(&element.data_type, rows, prefix.argument(index), cx).at(noun(element, index))
    });
    Ok(Column::Tuple(columns.collect::<Result<_>>()?))
}

pub(super) fn encode(
    elements: &[Element],
    rows: usize,
    columns: &[Column<&[u8]>],
    out: &mut Vec<u8>,
) -> Result<()> {
    if elements.len() != columns.len() {
        return Err(Error::layout(format!(
            "{} columns for {} elements",
            columns.len(),
            elements.len()
        )));
    }
    for (index, (element, column)) in elements.iter().zip(columns).enumerate() {
        encode_data(&element.data_type, rows, column, out).at(noun(element, index))?;
    }
    Ok(())
}

pub(super) fn noun(element: &Element, index: usize) -> String {
    element.name.clone().unwrap_or_else(|| format!("element {}", index.saturating_add(1)))
}
