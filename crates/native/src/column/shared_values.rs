//! Shared values: those of a `Dynamic` whose types have no column, and those of the paths of a `JSON` that have none.
//!
//! Each is a `String` of its type in bytes and itself in `RowBinary`: `'a'` is `03 15 01 61`. They become columns, one for
//! each type.

use std::collections::HashMap;
use std::io::BufRead;
use std::sync::Arc;

use super::dynamic::Dynamic;
use super::row_binary::{Rows, Values};
use super::{Member, check, decode_data, prefix, string};
use crate::arena::{MAX_ARENA_BYTES, Span};
use crate::block::Decoding;
use crate::datatype::{DataType, binary};
use crate::error::{At, Error, Result};
use crate::read::Reader;
use crate::write::Write;

/// Memory of a type that has values, which may be a byte each; the same again for each type in it.
const TYPE_BYTES: usize = 256;

/// The member of a value that is NULL.
const NO_MEMBER: u32 = u32::MAX;

/// Values with their types, joined.
#[derive(Debug, Default)]
pub(super) struct Shared {
    ends: Vec<usize>,
    bytes: Vec<u8>,
}

/// Reads those of a `Dynamic`, which lie as a `String` does.
pub(super) fn read<R: BufRead>(count: usize, cx: &mut Decoding<'_, R>) -> Result<Shared> {
    if !cx.revision.has_string_offsets() {
        return read_prefixed(count, cx);
    }
    let mut shared = Shared::default();
    let length = string::read_ends(count, cx, |end| shared.ends.push(end as usize))?;
    cx.reader.append(length, &mut shared.bytes)?;
    Ok(shared)
}

/// Reads those of a `JSON`, each behind its length, whatever the revision.
pub(super) fn read_prefixed<R: BufRead>(count: usize, cx: &mut Decoding<'_, R>) -> Result<Shared> {
    let mut shared = Shared::default();
    for _ in 0..count {
        let length = cx.reader.length(MAX_ARENA_BYTES, "bytes in a value")?;
        cx.reader.append(length, &mut shared.bytes)?;
        shared.ends.push(shared.bytes.len());
    }
    Ok(shared)
}

/// Values of one type.
struct Typed {
    data_type: Arc<DataType>,
    /// The type in bytes.
    code: Vec<u8>,
    /// How deep the type nests.
    depth: usize,
    rows: Rows,
    count: usize,
}

/// The member of each value, and the members.
pub(super) type Members = (Vec<u32>, Vec<(Arc<DataType>, Member<Span>)>);

/// Makes columns of the values.
pub(super) fn decode<R>(shared: &Shared, cx: &mut Decoding<'_, R>) -> Result<Members> {
    let mut types = Types::default();
    let mut members = Vec::with_capacity(shared.ends.len());
    let mut start = 0;
    for end in &shared.ends {
        let value = shared.bytes.get(start..*end).unwrap_or_default();
        start = *end;
        members.push(types.push(value, cx)?);
    }
    let columns = types.all.into_iter().map(|typed| {
        let noun = typed.data_type.to_string();
        typed.column(cx).at(noun)
    });
    Ok((members, columns.collect::<Result<_>>()?))
}

#[derive(Default)]
struct Types {
    all: Vec<Typed>,
    places: HashMap<Vec<u8>, usize>,
    /// The last type of each first byte: mostly the next value has one of those.
    recent: HashMap<u8, usize>,
}

impl Types {
    fn push<R>(&mut self, value: &[u8], cx: &mut Decoding<'_, R>) -> Result<u32> {
        let first =
            value.first().copied().ok_or_else(|| Error::malformed("a value without a type"))?;
        let recent = self.recent.get(&first).copied().filter(|place| {
            self.all.get(*place).is_some_and(|typed| value.starts_with(&typed.code))
        });
        let place = match recent {
            Some(place) => place,
            None => match self.place(value, cx)? {
                Some(place) => place,
                None => return Ok(NO_MEMBER),
            },
        };
        self.recent.insert(first, place);
        let Some(typed) = self.all.get_mut(place) else { return Ok(NO_MEMBER) };
        let mut reader = Reader { input: value.get(typed.code.len()..).unwrap_or_default() };
        typed.rows.push(&typed.data_type, &mut reader, cx.spare).at(typed.data_type.to_string())?;
        if !reader.input.is_empty() {
            return Err(Error::malformed(format!("{} bytes behind a value", reader.input.len())))
                .at(typed.data_type.to_string());
        }
        typed.count = typed.count.saturating_add(1);
        Ok(u32::try_from(place).unwrap_or(NO_MEMBER))
    }

    /// The place of the type of a value; none for `Nothing`, which is the type of NULL.
    fn place<R>(&mut self, value: &[u8], cx: &mut Decoding<'_, R>) -> Result<Option<usize>> {
        let mut reader = Reader { input: value };
        let (data_type, depth) = binary::read(&mut reader).at("type")?;
        let length = value.len().saturating_sub(reader.input.len());
        let code = value.get(..length).unwrap_or_default();
        if data_type == DataType::Nothing {
            return Ok(None);
        }
        if let Some(place) = self.places.get(code) {
            return Ok(Some(*place));
        }
        cx.spare.take(code.len().saturating_mul(TYPE_BYTES))?;
        check(&data_type)?;
        let place = self.all.len();
        self.places.insert(code.to_vec(), place);
        self.all.push(Typed {
            rows: Rows::new(&data_type)?,
            data_type: Arc::new(data_type),
            code: code.to_vec(),
            depth,
            count: 0,
        });
        Ok(Some(place))
    }
}

impl Typed {
    fn column<R>(self, cx: &mut Decoding<'_, R>) -> Result<(Arc<DataType>, Member<Span>)> {
        let mut bytes = Vec::new();
        self.rows.put_prefix(&mut bytes);
        self.rows.put_data(&mut bytes)?;
        drop(self.rows);
        let mut reader = Reader { input: bytes.as_slice() };
        let mut cx = cx.over(&mut reader);
        cx.depth = cx.depth.saturating_add(self.depth);
        let prefix = prefix::decode(&self.data_type, &mut cx)?;
        let column = decode_data(&self.data_type, self.count, &prefix, &mut cx)?;
        Ok((self.data_type, Member { count: self.count, column }))
    }
}

/// Appends the values of some members, each as a `String`.
pub(super) struct Writer<'a, 'b> {
    column: &'a Dynamic<&'b [u8]>,
    values: Vec<Option<Values<'a, 'b>>>,
    scratch: Vec<u8>,
}

impl<'a, 'b> Writer<'a, 'b> {
    pub(super) fn new(column: &'a Dynamic<&'b [u8]>) -> Self {
        let values = column.members.iter().map(|_| None).collect();
        Self { column, values, scratch: Vec::new() }
    }

    /// Appends value number `place` of a member, behind those that were appended before.
    pub(super) fn put(&mut self, member: usize, place: usize, out: &mut Vec<u8>) -> Result<()> {
        let column = self.column;
        let known = column.types.get(member).zip(column.members.get(member));
        let (Some((data_type, known)), Some(values)) = (known, self.values.get_mut(member)) else {
            return Err(Error::layout("a value of no member"));
        };
        let values = match values {
            Some(values) => values,
            None => values.insert(Values::new(data_type, &known.column, known.count)?),
        };
        self.scratch.clear();
        binary::put(data_type, &mut self.scratch)?;
        values.put(place, &mut self.scratch)?;
        out.put_text(&self.scratch);
        Ok(())
    }
}
