//! Sparse columns: only the values that are not the type's default, and how many defaults lie between them.
//!
//! ```text
//! [0, 0, 7, 0, 8, 0] of UInt8:  02 01 | 81 80 80 80 80 80 80 80 40 | 07 08
//! ```
//!
//! A `VarUInt` before each value counts the defaults in front of it; the one with bit 62 counts those at the end. The
//! default of a `Nullable` is NULL, so its values come without null bytes.

use std::io::BufRead;

use super::pick::{self, DEFAULT};
use super::{Column, Prefix, decode_data};
use crate::arena::{Arena, Span};
use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{At, Error, Result};
use crate::read::Reader;

const END: u64 = 1 << 62;

/// `values` reads that many values of a type.
pub(super) fn decode<R: BufRead>(
    data_type: &DataType,
    rows: usize,
    cx: &mut Decoding<'_, R>,
    values: impl FnOnce(&DataType, usize, &mut Decoding<'_, R>) -> Result<Column<Span>>,
) -> Result<Column<Span>> {
    pick::check_rows(rows)?;
    let (places, count) = places(rows, cx.reader).at("gaps")?;
    let mut apart = Arena::default();
    let mut there = cx.into(&mut apart);
    let column = match data_type.alias() {
        DataType::Nullable(inner) => {
            let values = Box::new(values(inner, count, &mut there)?);
            Column::Nullable { nulls: None, values }
        }
        // Without values there is nothing, not even an empty dictionary.
        _ if count == 0 => decode_data(data_type, 0, &Prefix::None, &mut there)?,
        _ => values(data_type, count, &mut there)?,
    };
    pick::pick(data_type, (&column, count, &apart.bytes), &places, cx.arena)
}

/// For each row the place of its value, and the number of values.
fn places<R: BufRead>(rows: usize, reader: &mut Reader<R>) -> Result<(Vec<u32>, usize)> {
    let mut places = Vec::new();
    let mut count = 0u32;
    loop {
        let word = reader.varuint()?;
        let gap = usize::try_from(word & !END).unwrap_or(usize::MAX);
        let next = places.len().saturating_add(gap);
        if next > rows {
            return Err(Error::malformed(format!("{next} values for {rows} rows")));
        }
        places.resize(next, DEFAULT);
        if word & END != 0 {
            break;
        }
        if next == rows {
            return Err(Error::malformed(format!("more than {rows} values for {rows} rows")));
        }
        places.push(count);
        count = count.saturating_add(1);
    }
    if places.len() == rows {
        Ok((places, count as usize))
    } else {
        Err(Error::malformed(format!("{} values for {rows} rows", places.len())))
    }
}
