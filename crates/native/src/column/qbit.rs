//! `QBit(T, n)`: vectors of n numbers, their bits apart: first the highest bit of every element of every row, then the
//! next. A plane has ⌈n / 8⌉ bytes a row; element e is bit e mod 8 of byte e / 8, counted from the last byte.
//!
//! `[1, -2]` of `QBit(BFloat16, 2)` is `3f80 c000`, so the planes are `02 02 01 01 01 01 01 01 01 00 …`.
//!
//! With a stride the elements lie in groups of so many, each with all of its planes. In the arena the elements of a
//! row lie one behind another, as those of an array do.

use std::io::BufRead;
use std::ops::Range;

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
        let plane = rows.saturating_mul(self.plane_row());
        let group_bytes = self.group_bytes(rows).unwrap_or_default().max(1);
        for (group, wire) in wire.chunks_exact(group_bytes).enumerate() {
            // The lowest bits come last.
            let mut rest = wire.rchunks_exact(plane);
            let planes: [[&[u8]; 8]; WIDTH] = planes(|| rest.next());
            for start in (0..plane).step_by(8) {
                let mut words = [[0; 8]; WIDTH];
                for (words, eight) in words.iter_mut().zip(&planes) {
                    for (word, plane) in words.iter_mut().zip(eight) {
                        *word = load(plane, start);
                    }
                    *words = swapped_bytes(*words).map(swapped_bits);
                }
                self.places(plane, group, start, |place, elements_of| {
                    let mut eight = [0; WIDTH];
                    for (word, words) in eight.iter_mut().zip(&words) {
                        *word = words.get(place).copied().unwrap_or_default();
                    }
                    let out = elements.get_mut(elements_of).unwrap_or_default();
                    for element in out {
                        for (byte, word) in element.iter_mut().zip(&mut eight) {
                            *byte = word.to_le_bytes()[0];
                            *word >>= 8;
                        }
                    }
                });
            }
        }
    }

    /// Values to planes.
    fn split<const WIDTH: usize>(self, rows: usize, values: &[u8], wire: &mut [u8]) {
        let (elements, _) = values.as_chunks::<WIDTH>();
        let plane = rows.saturating_mul(self.plane_row());
        let group_bytes = self.group_bytes(rows).unwrap_or_default().max(1);
        for (group, wire) in wire.chunks_exact_mut(group_bytes).enumerate() {
            let mut rest = wire.rchunks_exact_mut(plane);
            let mut planes: [[&mut [u8]; 8]; WIDTH] = planes(|| rest.next());
            for start in (0..plane).step_by(8) {
                let mut words = [[0; 8]; WIDTH];
                self.places(plane, group, start, |place, elements_of| {
                    let values = elements.get(elements_of).unwrap_or_default();
                    for (element, shift) in values.iter().zip((0..64).step_by(8)) {
                        for (words, byte) in words.iter_mut().zip(element) {
                            if let Some(word) = words.get_mut(place) {
                                *word |= u64::from(*byte) << shift;
                            }
                        }
                    }
                });
                for (eight, words) in planes.iter_mut().zip(words) {
                    let words = swapped_bytes(words.map(swapped_bits));
                    eight.iter_mut().zip(words).for_each(|(plane, word)| store(plane, start, word));
                }
            }
        }
    }

    /// Calls back for each of the eight bytes from `start` on in the planes of a group, with the elements whose bits
    /// they are.
    fn places(
        self,
        plane: usize,
        group: usize,
        start: usize,
        mut each: impl FnMut(usize, Range<usize>),
    ) {
        let plane_row = self.plane_row();
        let end = plane.min(start.saturating_add(8));
        let mut row = start.checked_div(plane_row).unwrap_or_default();
        let mut byte = start.saturating_sub(row.saturating_mul(plane_row));
        for place in 0..end.saturating_sub(start) {
            let base = row
                .saturating_mul(self.dimension)
                .saturating_add(group.saturating_mul(self.stride));
            // The first eight elements are in the last byte.
            let first = plane_row.saturating_sub(byte).saturating_sub(1).saturating_mul(8);
            let last = first.saturating_add(8).min(self.stride);
            each(place, base.saturating_add(first)..base.saturating_add(last));
            byte = byte.saturating_add(1);
            if byte == plane_row {
                (row, byte) = (row.saturating_add(1), 0);
            }
        }
    }
}

/// The planes of each byte of an element, the lowest bit first.
fn planes<T: Default, const WIDTH: usize>(mut next: impl FnMut() -> Option<T>) -> [[T; 8]; WIDTH] {
    [[(); 8]; WIDTH].map(|byte| byte.map(|()| next().unwrap_or_default()))
}

/// Eight bytes from `start` on; what lies behind the end is 0.
fn load(plane: &[u8], start: usize) -> u64 {
    let rest = plane.get(start..).unwrap_or_default();
    match rest.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => rest.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte)),
    }
}

fn store(plane: &mut [u8], start: usize, word: u64) {
    let rest = plane.get_mut(start..).unwrap_or_default();
    for (out, byte) in rest.iter_mut().zip(word.to_le_bytes()) {
        *out = byte;
    }
}

/// Swaps rows and columns of eight words of eight bytes: halves, then halves of halves, change places.
#[inline]
fn swapped_bytes([r0, r1, r2, r3, r4, r5, r6, r7]: [u64; 8]) -> [u64; 8] {
    let swapped = |one: u64, other: u64, shift: u32, mask: u64| {
        let moved = ((one >> shift) ^ other) & mask;
        (one ^ (moved << shift), other ^ moved)
    };
    let halves = |one, other| swapped(one, other, 32, 0x0000_0000_ffff_ffff);
    let ((r0, r4), (r1, r5)) = (halves(r0, r4), halves(r1, r5));
    let ((r2, r6), (r3, r7)) = (halves(r2, r6), halves(r3, r7));
    let quarters = |one, other| swapped(one, other, 16, 0x0000_ffff_0000_ffff);
    let ((r0, r2), (r1, r3)) = (quarters(r0, r2), quarters(r1, r3));
    let ((r4, r6), (r5, r7)) = (quarters(r4, r6), quarters(r5, r7));
    let eighths = |one, other| swapped(one, other, 8, 0x00ff_00ff_00ff_00ff);
    let ((r0, r1), (r2, r3)) = (eighths(r0, r1), eighths(r2, r3));
    let ((r4, r5), (r6, r7)) = (eighths(r4, r5), eighths(r6, r7));
    [r0, r1, r2, r3, r4, r5, r6, r7]
}

/// The same within one word, of eight bytes of eight bits.
fn swapped_bits(word: u64) -> u64 {
    let swapped = |word: u64, shift: u32, mask: u64| {
        let moved = (word ^ (word >> shift)) & mask;
        word ^ moved ^ (moved << shift)
    };
    let word = swapped(word, 7, 0x00aa_00aa_00aa_00aa);
    let word = swapped(word, 14, 0x0000_cccc_0000_cccc);
    swapped(word, 28, 0x0000_0000_f0f0_f0f0)
}
