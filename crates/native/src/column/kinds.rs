//! Kinds: how a column lies on the wire when not plainly, one value a row.
//!
//! A byte behind the type says whether there are any. Then each column has a byte, and a `Tuple` one more for each
//! element, recursively:
//!
//! ```text
//! 0        plain
//! 1        sparse
//! 2, 3     detached: compressed on its own
//! 4        replicated
//! 5        several: a number (VarUInt) and that many bytes: 0 plain, 1 sparse, 2 detached, 3 replicated
//! ```
//!
//! Of several the last lies outermost. State prefixes stand in front of the data as ever.

use std::io::BufRead;

use super::{Column, Prefix, decode_data, replicated, sparse, tuple};
use crate::arena::Span;
use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{At, Error, Result};
use crate::read::Reader;

/// The server itself puts two over each other.
const MAX_KINDS: usize = 8;

/// One way for values to lie on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sparse,
    Replicated,
}

/// The kinds of one column, the innermost first, and of the elements of its tuple.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    stack: Vec<Kind>,
    elements: Vec<Kinds>,
}

impl Kinds {
    /// Nothing when the column is plain.
    pub(crate) fn decode<R: BufRead>(
        data_type: &DataType,
        reader: &mut Reader<R>,
    ) -> Result<Option<Self>> {
        match reader.u8()? {
            0 => Ok(None),
            1 => Self::node(data_type, reader).map(Some),
            flag => Err(Error::malformed(format!("{flag} where a byte is 0 or 1"))),
        }
    }

    fn node<R: BufRead>(data_type: &DataType, reader: &mut Reader<R>) -> Result<Self> {
        let stack = match reader.u8()? {
            0 => Vec::new(),
            1 => vec![Kind::Sparse],
            2 | 3 => return Err(detached()),
            4 => vec![Kind::Replicated],
            5 => several(reader)?,
            kind => return Err(unknown(kind)),
        };
        let elements = match data_type.alias() {
            DataType::Tuple(elements) => {
                let elements = elements.iter();
                elements
                    .map(|element| Self::node(&element.data_type, reader))
                    .collect::<Result<_>>()?
            }
            _ => Vec::new(),
        };
        Ok(Self { stack, elements })
    }

    fn is_plain(&self) -> bool {
        self.stack.is_empty() && self.elements.iter().all(Self::is_plain)
    }
}

fn several<R: BufRead>(reader: &mut Reader<R>) -> Result<Vec<Kind>> {
    let mut stack = Vec::new();
    for _ in 0..reader.length(MAX_KINDS, "kinds of a column")? {
        match reader.u8()? {
            0 => {}
            1 => stack.push(Kind::Sparse),
            2 => return Err(detached()),
            3 => stack.push(Kind::Replicated),
            kind => return Err(unknown(kind)),
        }
    }
    Ok(stack)
}

fn unknown(kind: u8) -> Error {
    Error::malformed(format!("a column of the unknown kind {kind}"))
}

#[cold]
fn detached() -> Error {
    Error::unsupported("detached columns are not supported; servers send them over TCP only")
}

/// The data of a column of these kinds, as plain values.
pub(super) fn decode<R: BufRead>(
    data_type: &DataType,
    kinds: &Kinds,
    rows: usize,
    prefix: &Prefix,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    decode_below(data_type, (kinds, &kinds.stack), rows, prefix, cx)
}

/// The same with only `stack` of the kinds left to undo.
fn decode_below<R: BufRead>(
    data_type: &DataType,
    (kinds, stack): (&Kinds, &[Kind]),
    rows: usize,
    prefix: &Prefix,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    match (stack.split_last(), data_type.alias()) {
        (Some((Kind::Sparse, stack)), _) => {
            let values = |data_type: &DataType, rows, cx: &mut Decoding<'_, R>| {
                decode_below(data_type, (kinds, stack), rows, prefix, cx)
            };
            sparse::decode(data_type, rows, cx, values).at("sparse")
        }
        (Some((Kind::Replicated, stack)), _) => {
            let values = |rows, cx: &mut Decoding<'_, R>| {
                decode_below(data_type, (kinds, stack), rows, prefix, cx)
            };
            replicated::decode(data_type, rows, cx, values).at("replicated")
        }
        (None, DataType::Tuple(elements)) if !kinds.elements.iter().all(Kinds::is_plain) => {
            let columns = elements.iter().zip(&kinds.elements).enumerate();
            let columns = columns.map(|(index, (element, kinds))| {
                decode(&element.data_type, kinds, rows, prefix.argument(index), cx)
                    .at(tuple::noun(element, index))
            });
            Ok(Column::Tuple(columns.collect::<Result<_>>()?))
        }
        _ => decode_data(data_type, rows, prefix, cx),
    }
}
