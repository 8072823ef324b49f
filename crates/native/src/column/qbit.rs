//! `QBit(T, n)`: vectors of n numbers, their bits apart: first the highest bit of every element of every row, then the
//! next. A plane has ⌈n / 8⌉ bytes a row; element e is bit e mod 8 of byte e / 8, counted from the last byte.
//!
//! `[1, -2]` of `QBit(BFloat16, 2)` is `3f80 c000`, so the planes are `02 02 01 01 01 01 01 01 01 00 …`.
//!
//! With a stride the elements lie in groups of so many, each with all of its planes. In the arena the elements of a
//! row lie one behind another, as those of an array do.

use std::io::BufRead;

use super::{Column, fixed, unsupported};
use crate::arena::Span;
use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{At, Error, Result};

/// How the bits lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Bytes of an element.
    width: usize,
    /// Elements of a row.
    dimension: usize,
    /// Elements of a row that share planes.
    stride: usize,
}

impl Shape {
    pub(super) fn new(data_type: &DataType) -> Result<Self> {
        let DataType::QBit { element, dimension, stride } = data_type else {
            return Err(unsupported(data_type));
        };
        let width = match **element {
            DataType::Int8 | DataType::BFloat16 | DataType::Float32 | DataType::Float64 => {
                fixed::width(element)
            }
            _ => None,
        };
        let width = width.ok_or_else(|| unsupported(data_type))?;
        Ok(Self { width, dimension: *dimension, stride: stride.unwrap_or(*dimension) })
    }

    pub(super) fn decode<R: BufRead>(
        self,
        rows: usize,
        cx: &mut Decoding<'_, R>,
    ) -> Result<Column<Span>> {
        let too_large = || Error::limit("a column of more bytes than memory has");
        let mut wire = Vec::new();
        let length = self.group_bytes(rows).and_then(|bytes| bytes.checked_mul(self.groups()));
        cx.reader.append(length.ok_or_else(too_large)?, &mut wire).at("planes")?;
        let start = cx.arena.open();
        // The planes have come, and the values have no more bits than they.
        let length = rows.saturating_mul(self.row_bytes());
        cx.arena.bytes.resize(start.saturating_add(length), 0);
        let values = cx.arena.bytes.get_mut(start..).unwrap_or_default();
        match self.width {
            1 => self.join::<1>(rows, &wire, values),
            2 => self.join::<2>(rows, &wire, values),
            4 => self.join::<4>(rows, &wire, values),
            _ => self.join::<8>(rows, &wire, values),
        }
        Ok(Column::Fixed(cx.arena.close(start)?))
    }

    pub(super) fn encode(self, rows: usize, values: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let width = self.row_bytes();
        if rows.checked_mul(width) != Some(values.len()) {
            return Err(Error::layout(format!(
                "{} bytes for {rows} values of {width} bytes",
                values.len()
            )));
        }
        let length = self.group_bytes(rows).and_then(|bytes| bytes.checked_mul(self.groups()));
        let start = out.len();
        out.resize(start.saturating_add(length.unwrap_or_default()), 0);
        let wire = out.get_mut(start..).unwrap_or_default();
        match self.width {
            1 => self.split::<1>(rows, values, wire),
            2 => self.split::<2>(rows, values, wire),
            4 => self.split::<4>(rows, values, wire),
            _ => self.split::<8>(rows, values, wire),
        }
        Ok(())
    }

    fn groups(self) -> usize {
        self.dimension.checked_div(self.stride).unwrap_or_default()
    }

    pub(super) fn row_bytes(self) -> usize {
        self.dimension.saturating_mul(self.width)
    }

    /// Bytes of one row in one plane.
    fn plane_row(self) -> usize {
        self.stride.div_ceil(8)
    }

    /// Bytes of all planes of one group.
    fn group_bytes(self, rows: usize) -> Option<usize> {
        rows.checked_mul(self.plane_row())?.checked_mul(self.width.checked_mul(8)?)
    }

    /// Planes to values.
    fn join<const WIDTH: usize>(self, rows: usize, wire: &[u8], values: &mut [u8]) {
        let (elements, _) = values.as_chunks_mut::<WIDTH>();
        self.blocks(rows, |block| {
            let mut words = [0; WIDTH];
            for (word, place) in words.iter_mut().zip(block.places::<WIDTH>()) {
                let bytes = place.map(|place| wire.get(place).copied().unwrap_or_default());
                *word = transposed(u64::from_le_bytes(bytes));
            }
            let out = elements.get_mut(block.first..block.end).unwrap_or_default();
            for (index, element) in out.iter_mut().enumerate() {
                *element =
                    words.map(|word| word.to_le_bytes().get(index).copied().unwrap_or_default());
            }
        });
    }

    /// Values to planes.
    fn split<const WIDTH: usize>(self, rows: usize, values: &[u8], wire: &mut [u8]) {
        let (elements, _) = values.as_chunks::<WIDTH>();
        self.blocks(rows, |block| {
            let mut words = [[0; 8]; WIDTH];
            let eight = elements.get(block.first..block.end).unwrap_or_default();
            for (index, element) in eight.iter().enumerate() {
                for (word, byte) in words.iter_mut().zip(element) {
                    if let Some(place) = word.get_mut(index) {
                        *place = *byte;
                    }
                }
            }
            for (word, place) in words.into_iter().zip(block.places::<WIDTH>()) {
                let bytes = transposed(u64::from_le_bytes(word)).to_le_bytes();
                for (byte, place) in bytes.into_iter().zip(place) {
                    if let Some(out) = wire.get_mut(place) {
                        *out = byte;
                    }
                }
            }
        });
    }

    /// Calls back for every eight elements that share the bytes of their planes.
    fn blocks(self, rows: usize, mut each: impl FnMut(Block)) {
        let plane_row = self.plane_row();
        let plane = rows.saturating_mul(plane_row);
        let group_bytes = self.group_bytes(rows).unwrap_or_default();
        for group in 0..self.groups() {
            let lowest = group_bytes.saturating_mul(group.saturating_add(1)).saturating_sub(plane);
            for row in 0..rows {
                let start = row
                    .saturating_mul(self.dimension)
                    .saturating_add(group.saturating_mul(self.stride));
                let end = start.saturating_add(self.stride);
                // The first eight elements are in the last byte.
                let mut last =
                    lowest.saturating_add(row.saturating_add(1).saturating_mul(plane_row));
                for first in (start..end).step_by(8) {
                    last = last.saturating_sub(1);
                    each(Block { first, end: first.saturating_add(8).min(end), last, plane });
                }
            }
        }
    }
}

/// At most eight elements of a row.
struct Block {
    first: usize,
    end: usize,
    /// Where the byte of their lowest bits is.
    last: usize,
    /// How far before it that of the next higher bits is.
    plane: usize,
}

impl Block {
    /// Where the bits of each byte of the elements are, the lowest bit first.
    fn places<const WIDTH: usize>(&self) -> [[usize; 8]; WIDTH] {
        let mut place = self.last;
        [[(); 8]; WIDTH].map(|byte| {
            byte.map(|()| {
                let here = place;
                place = place.saturating_sub(self.plane);
                here
            })
        })
    }
}

/// Swaps rows and columns of eight bytes of eight bits: halves of halves of halves change places.
fn transposed(bits: u64) -> u64 {
    let swapped = |bits: u64, shift: u32, mask: u64| {
        let moved = (bits ^ (bits >> shift)) & mask;
        bits ^ moved ^ (moved << shift)
    };
    let bits = swapped(bits, 7, 0x00aa_00aa_00aa_00aa);
    let bits = swapped(bits, 14, 0x0000_cccc_0000_cccc);
    swapped(bits, 28, 0x0000_0000_f0f0_f0f0)
}
