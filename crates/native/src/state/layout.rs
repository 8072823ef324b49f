use std::io::BufRead;

use super::sketch::{Combined, HyperLogLog};
use super::tape::Tape;
use crate::error::Result;

/// What bytes are made of. Each takes at least one byte.
#[derive(Debug, Clone)]
pub(crate) enum Layout {
    /// So many bytes; not 0.
    Bytes(usize),
    /// A number as `VarUInt`.
    Number,
    /// A length as `VarUInt` and so many bytes.
    Text,
    /// One behind another; not none.
    All(Vec<Layout>),
    /// How many as `VarUInt`, and each.
    Some(Box<Layout>),
    /// How many in 64 bits, and each.
    SomeOf64(Box<Layout>),
    /// A byte, and when it is 1 what follows.
    Optional(Box<Layout>),
    /// A byte, and when it is 0 what follows: a `Nullable` value.
    Nullable(Box<Layout>),
    /// A length in 32 bits, below 0 for nothing, and so many bytes: a string of `min`, `any` and their kind.
    SingleText,
    /// A reservoir of 8192 values: its size, how many have come, the state of the generator, the values.
    Reservoir(usize),
    /// A degree, how many as `VarUInt`, and hashes of 32 bits: `uniq`.
    Hashes,
    /// `uniqHLL12`.
    HyperLogLog(HyperLogLog),
    /// `uniqCombined`.
    Combined(Combined),
}

impl Layout {
    /// How many bytes it is, when that is always the same.
    pub(crate) fn width(&self) -> Option<usize> {
        match self {
            Self::Bytes(width) => Some(*width),
            Self::All(parts) => parts.iter().try_fold(0usize, |sum, part| {
                part.width().and_then(|width| sum.checked_add(width))
            }),
            _ => None,
        }
    }

    /// Passes over one.
    pub(crate) fn walk<R: BufRead>(&self, tape: &mut Tape<'_, R>) -> Result<()> {
        match self {
            Self::Bytes(width) => tape.take(1, *width),
            Self::Number => tape.varuint().map(drop),
            Self::Text => {
                let length = tape.varuint()?;
                tape.take(length, 1)
            }
            Self::All(parts) => parts.iter().try_for_each(|part| part.walk(tape)),
            Self::Some(each) => {
                let count = tape.varuint()?;
                each.walk_all(count, tape)
            }
            Self::SomeOf64(each) => {
                let count = u64::from_le_bytes(tape.array()?);
                each.walk_all(count, tape)
            }
            Self::Optional(inner) => {
                if tape.flag()? {
                    inner.walk(tape)
                } else {
                    Ok(())
                }
            }
            Self::Nullable(inner) => {
                if tape.flag()? {
                    Ok(())
                } else {
                    inner.walk(tape)
                }
            }
            Self::SingleText => tape.text_of_32(),
            Self::Reservoir(width) => {
                let size = u64::from_le_bytes(tape.array()?);
                let total = u64::from_le_bytes(tape.array()?);
                Self::Text.walk(tape)?;
                tape.take(size.min(total), *width)
            }
            Self::Hashes => {
                tape.byte()?;
                let count = tape.varuint()?;
                tape.take(count, 4)
            }
            Self::HyperLogLog(sketch) => sketch.walk(tape),
            Self::Combined(sketch) => sketch.walk(tape),
        }
    }

    fn walk_all<R: BufRead>(&self, count: u64, tape: &mut Tape<'_, R>) -> Result<()> {
        match self.width() {
            Some(width) => tape.take(count, width),
            // Each takes bytes, so a number that lies ends with the data.
            None => (0..count).try_for_each(|_| self.walk(tape)),
        }
    }
}
