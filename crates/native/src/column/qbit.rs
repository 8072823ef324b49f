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

/// Bytes of a plane that are taken at once; with those of all planes they stay in the nearest cache.
const TILE: usize = 256;

type Tile = [u8; TILE];

const EMPTY: Tile = [0; TILE];

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
            let mut bytes = [[[0; TILE]; 8]; WIDTH];
            let mut eight = [[[0; WIDTH]; TILE]; 8];
            for start in (0..plane).step_by(TILE) {
                for (bits, planes) in bytes.iter_mut().zip(&planes) {
                    bits.iter_mut().zip(planes).for_each(|(tile, plane)| load(plane, start, tile));
                    swap_bits(bits);
                }
                for (at, tile) in eight.iter_mut().enumerate() {
                    weave(bytes.each_ref().map(|byte| byte.get(at).unwrap_or(&EMPTY)), tile);
                }
                self.places(plane, group, start, |place, elements_of| {
                    let out = elements.get_mut(elements_of).unwrap_or_default();
                    let copy = |(out, tile): (&mut [u8; WIDTH], &[_; TILE])| {
                        *out = tile.get(place).copied().unwrap_or([0; WIDTH]);
                    };
                    match out.as_chunks_mut::<8>() {
                        ([out], []) => out.iter_mut().zip(&eight).for_each(copy),
                        _ => out.iter_mut().zip(&eight).for_each(copy),
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
            let mut bytes = [[[0; TILE]; 8]; WIDTH];
            let mut eight = [[[0; WIDTH]; TILE]; 8];
            for start in (0..plane).step_by(TILE) {
                self.places(plane, group, start, |place, elements_of| {
                    let mut values = elements.get(elements_of).unwrap_or_default().iter();
                    for tile in &mut eight {
                        if let Some(out) = tile.get_mut(place) {
                            *out = values.next().copied().unwrap_or([0; WIDTH]);
                        }
                    }
                });
                for (byte, bits) in bytes.iter_mut().enumerate() {
                    bits.iter_mut().zip(&eight).for_each(|(out, tile)| unweave(tile, byte, out));
                    swap_bits(bits);
                }
                for (planes, bits) in planes.iter_mut().zip(&bytes) {
                    planes.iter_mut().zip(bits).for_each(|(plane, tile)| store(plane, start, tile));
                }
            }
        }
    }

    /// Calls back for each byte of the tile from `start` on in the planes of a group, with the elements whose bits it has.
    fn places(
        self,
        plane: usize,
        group: usize,
        start: usize,
        mut each: impl FnMut(usize, Range<usize>),
    ) {
        let plane_row = self.plane_row();
        let row = start.checked_div(plane_row).unwrap_or_default();
        let byte = start.wrapping_sub(row.wrapping_mul(plane_row));
        let mut base =
            row.wrapping_mul(self.dimension).wrapping_add(group.wrapping_mul(self.stride));
        // The first eight elements are in the last byte.
        let highest = plane_row.wrapping_sub(1).wrapping_mul(8);
        let mut first = highest.wrapping_sub(byte.wrapping_mul(8));
        for place in 0..plane.saturating_sub(start).min(TILE) {
            let last = first.wrapping_add(8).min(self.stride);
            each(place, base.wrapping_add(first)..base.wrapping_add(last));
            if first == 0 {
                (base, first) = (base.wrapping_add(self.dimension), highest);
            } else {
                first = first.wrapping_sub(8);
            }
        }
    }
}

/// The planes of each byte of an element, the lowest bit first.
fn planes<T: Default, const WIDTH: usize>(mut next: impl FnMut() -> Option<T>) -> [[T; 8]; WIDTH] {
    [[(); 8]; WIDTH].map(|byte| byte.map(|()| next().unwrap_or_default()))
}

/// Takes the bytes from `start` on; what lies behind the end is left as it is.
fn load(plane: &[u8], start: usize, tile: &mut Tile) {
    let rest = plane.get(start..).unwrap_or_default();
    match rest.first_chunk() {
        Some(chunk) => *tile = *chunk,
        None => tile.iter_mut().zip(rest).for_each(|(out, byte)| *out = *byte),
    }
}

fn store(plane: &mut [u8], start: usize, tile: &Tile) {
    let rest = plane.get_mut(start..).unwrap_or_default();
    match rest.first_chunk_mut() {
        Some(chunk) => *chunk = *tile,
        None => rest.iter_mut().zip(tile).for_each(|(out, byte)| *out = *byte),
    }
}

/// In each place, the eight bits that eight elements have in one plane, plane after plane, become the eight bits that
/// one element has, element after element; and back, because rows and columns of a square change places.
fn swap_bits([t0, t1, t2, t3, t4, t5, t6, t7]: &mut [Tile; 8]) {
    let swapped = |one: u8, other: u8, shift: u32, mask: u8| {
        let moved = ((one >> shift) ^ other) & mask;
        (one ^ (moved << shift), other ^ moved)
    };
    let lows = t0.iter_mut().zip(t1).zip(t2.iter_mut().zip(t3));
    let highs = t4.iter_mut().zip(t5).zip(t6.iter_mut().zip(t7));
    for (((b0, b1), (b2, b3)), ((b4, b5), (b6, b7))) in lows.zip(highs) {
        // Halves change places, then halves of halves.
        let half = |one: u8, other: u8| swapped(one, other, 4, 0x0f);
        let ((r0, r4), (r1, r5)) = (half(*b0, *b4), half(*b1, *b5));
        let ((r2, r6), (r3, r7)) = (half(*b2, *b6), half(*b3, *b7));
        let quarter = |one: u8, other: u8| swapped(one, other, 2, 0x33);
        let ((r0, r2), (r1, r3)) = (quarter(r0, r2), quarter(r1, r3));
        let ((r4, r6), (r5, r7)) = (quarter(r4, r6), quarter(r5, r7));
        let eighth = |one: u8, other: u8| swapped(one, other, 1, 0x55);
        ((*b0, *b1), (*b2, *b3)) = (eighth(r0, r1), eighth(r2, r3));
        ((*b4, *b5), (*b6, *b7)) = (eighth(r4, r5), eighth(r6, r7));
    }
}

/// Elements out of their first bytes, their second bytes, …
fn weave<const WIDTH: usize>(bytes: [&Tile; WIDTH], elements: &mut [[u8; WIDTH]; TILE]) {
    let (twos, rest) = bytes.as_chunks();
    // Twos of bytes, and then twos of these: the compiler makes fewer instructions of that.
    let mut pairs = [[0_u16; TILE]; WIDTH];
    for (pairs, [low, high]) in pairs.iter_mut().zip(twos) {
        pair(low, high, pairs);
    }
    for (at, element) in elements.iter_mut().enumerate() {
        for (out, pairs) in element.as_chunks_mut().0.iter_mut().zip(&pairs) {
            *out = pairs.get(at).copied().unwrap_or_default().to_le_bytes();
        }
        if let ([out], [byte]) = (element.as_chunks_mut::<2>().1, rest) {
            *out = byte.get(at).copied().unwrap_or_default();
        }
    }
}

#[inline(never)]
fn pair(lows: &Tile, highs: &Tile, pairs: &mut [u16; TILE]) {
    for ((pair, low), high) in pairs.iter_mut().zip(lows).zip(highs) {
        *pair = u16::from_le_bytes([*low, *high]);
    }
}

/// One byte of each element.
fn unweave<const WIDTH: usize>(elements: &[[u8; WIDTH]; TILE], byte: usize, tile: &mut Tile) {
    for (out, element) in tile.iter_mut().zip(elements) {
        *out = element.get(byte).copied().unwrap_or_default();
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "numbers that are known")]
mod tests {
    use super::*;

    /// Bit by bit, as the format is told.
    fn planes_of(shape: Shape, rows: usize, values: &[u8]) -> Vec<u8> {
        let Shape { width, dimension, stride } = shape;
        let mut wire = Vec::new();
        for group in 0..dimension / stride {
            for bit in (0..width * 8).rev() {
                for row in 0..rows {
                    let mut bytes = vec![0; stride.div_ceil(8)];
                    for element in 0..stride {
                        let at = (row * dimension + group * stride + element) * width;
                        let set = values[at + bit / 8] >> (bit % 8) & 1;
                        *bytes.iter_mut().rev().nth(element / 8).unwrap() |= set << (element % 8);
                    }
                    wire.extend(bytes);
                }
            }
        }
        wire
    }

    #[test]
    fn every_bit_finds_its_plane_and_its_way_back() {
        let mut seed = 1_u64;
        let mut random = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            seed.to_be_bytes()[0]
        };
        for (dimension, stride) in [(1, 1), (5, 5), (8, 8), (20, 20), (24, 24), (48, 12), (40, 20)]
        {
            for width in [1, 2, 4, 8] {
                for rows in [1, 2, 200] {
                    let shape = Shape { width, dimension, stride };
                    let values: Vec<u8> = (0..rows * shape.row_bytes()).map(|_| random()).collect();
                    let mut wire = Vec::new();
                    shape.encode(rows, &values, &mut wire).unwrap();
                    assert_eq!(wire, planes_of(shape, rows, &values), "{shape:?}");
                    let mut back = vec![0; values.len()];
                    match width {
                        1 => shape.join::<1>(rows, &wire, &mut back),
                        2 => shape.join::<2>(rows, &wire, &mut back),
                        4 => shape.join::<4>(rows, &wire, &mut back),
                        _ => shape.join::<8>(rows, &wire, &mut back),
                    }
                    assert_eq!(back, values, "{shape:?}");
                }
            }
        }
    }
}
