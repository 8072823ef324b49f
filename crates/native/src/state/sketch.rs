//! The sketches of `uniqHLL12` and `uniqCombined`: the values or their hashes while they are few, and then a
//! `HyperLogLog` of 2^K registers.

use std::io::BufRead;

use super::tape::Tape;
use crate::error::{Error, Result};

/// A `HyperLogLog`, with the values themselves while there are at most 16.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HyperLogLog {
    /// Bytes of a value.
    pub(super) width: usize,
}

impl HyperLogLog {
    pub(super) fn walk<R: BufRead>(self, tape: &mut Tape<'_, R>) -> Result<()> {
        if tape.flag()? {
            return tape.take(1, registers(12, 4));
        }
        let count = tape.varuint()?;
        tape.take(count, self.width)
    }
}

/// Hashes in an array, then in a table, then a `HyperLogLog`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Combined {
    /// Bytes of a hash: 4 or 8.
    pub(super) hash: usize,
    /// The binary logarithm of the number of registers: 12 to 20.
    pub(super) precision: usize,
}

impl Combined {
    pub(super) fn walk<R: BufRead>(self, tape: &mut Tape<'_, R>) -> Result<()> {
        match tape.byte()? {
            1 | 2 => {
                let count = tape.varuint()?;
                tape.take(count, self.hash)
            }
            3 => tape.take(1, registers(self.precision, self.hash)),
            kind => Err(Error::malformed(format!("a sketch of the unknown kind {kind}"))),
        }
    }
}

/// The bytes of 2^`precision` registers for hashes of so many bytes: each has 5 or 6 bits, then for every rank comes how
/// many have it (32 bits), a sum (32 bits), and how many are empty in the least number of bytes.
fn registers(precision: usize, hash: usize) -> usize {
    let (bits, ranks) = if hash == 4 { (5, 33) } else { (6, 65) };
    let registers = 1usize.checked_shl(u32::try_from(precision).unwrap_or_default()).unwrap_or(1);
    let packed = registers.saturating_mul(bits) / 8;
    let counts = usize::saturating_sub(ranks, precision).saturating_mul(4);
    let empty = if precision < 16 { 2 } else { 4 };
    packed.saturating_add(counts).saturating_add(4).saturating_add(empty)
}
