//! `LowCardinality(T)`: a dictionary for each block, and a key for each row.
//!
//! ```text
//! prefix  u64 version 1
//! data    u64 flags: low byte 0, 1, 2, 3 for keys of 8, 16, 32, 64 bits; 0x200 own dictionary
//!         u64 size, then the dictionary: T without Nullable
//!         u64 rows, then the keys
//! ```
//!
//! Without rows there is no data at all, not even flags. A nullable dictionary starts with NULL.

use std::collections::HashMap;
use std::io::BufRead;

use super::row_binary::Values;
use super::{Column, Prefix, decode_data, encode_data};
use crate::arena::{Arena, Span};
use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{At, Error, Result};
use crate::write::Write;

const VERSION: u64 = 1;
const WIDTH_MASK: u64 = 0xff;
const GLOBAL_DICTIONARY: u64 = 0x100;
const OWN_DICTIONARY: u64 = 0x200;
const NEW_DICTIONARY: u64 = 0x400;

pub(super) fn decode_prefix<R: BufRead>(cx: &mut Decoding<'_, R>) -> Result<()> {
    match cx.reader.u64().at("version")? {
        VERSION => Ok(()),
        version => Err(Error::malformed(format!("LowCardinality of version {version}"))),
    }
}

pub(super) fn encode_prefix(out: &mut Vec<u8>) {
    out.put_u64(VERSION);
}

pub(super) fn decode<R: BufRead>(
    inner: &DataType,
    rows: usize,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let values = without_nullable(inner);
    if rows == 0 {
        let keys = cx.arena.open();
        let keys = cx.arena.close(keys)?;
        let dictionary = Box::new(decode_data(values, 0, &Prefix::None, cx)?);
        return Ok(Column::LowCardinality { keys, size: 0, dictionary });
    }
    let flags = cx.reader.u64().at("flags")?;
    if flags & GLOBAL_DICTIONARY != 0 || flags & OWN_DICTIONARY == 0 {
        return Err(Error::malformed(format!("dictionary flags {flags:#x}")));
    }
    let width = match flags & WIDTH_MASK {
        0 => 1,
        1 => 2,
        2 => 4,
        code => {
            return Err(Error::malformed(format!("dictionary keys of the unknown width {code}")));
        }
    };
    let size = cx.reader.u64().at("dictionary")?;
    let size = u32::try_from(size)
        .map_err(|_| Error::limit(format!("a dictionary of {size} values")))?
        as usize;
    // The server takes the plain form for it whatever the revision (DataTypeLowCardinality.cpp).
    let dictionary = decode_data(values, size, &Prefix::None, &mut cx.prefixed());
    let dictionary = Box::new(dictionary.at("dictionary")?);
    let count = cx.reader.u64().at("keys")?;
    if usize::try_from(count) != Ok(rows) {
        return Err(Error::malformed(format!("{count} keys for {rows} rows")));
    }
    let start = cx.arena.open();
    let length = rows
        .checked_mul(width)
        .ok_or_else(|| Error::limit("a column of more bytes than memory has"))?;
    cx.reader.append(length, &mut cx.arena.bytes).at("keys")?;
    let keys = cx.arena.close(start)?;
    check_keys(cx.arena, start, width, size).at("keys")?;
    Ok(Column::LowCardinality { keys, size, dictionary })
}

fn check_keys(arena: &Arena, start: usize, width: usize, size: usize) -> Result<()> {
    match largest_key(arena.from(start), width) {
        Some(largest) if largest as usize >= size => {
            Err(Error::malformed(format!("key {largest} of a dictionary of {size} values")))
        }
        _ => Ok(()),
    }
}

fn largest_key(keys: &[u8], width: usize) -> Option<u32> {
    match width {
        1 => keys.iter().copied().max().map(u32::from),
        2 => {
            keys.as_chunks::<2>().0.iter().map(|key| u16::from_le_bytes(*key)).max().map(u32::from)
        }
        _ => keys.as_chunks::<4>().0.iter().map(|key| u32::from_le_bytes(*key)).max(),
    }
}

pub(super) fn encode(
    inner: &DataType,
    rows: usize,
    keys: &[u8],
    (size, dictionary): (usize, &Column<&[u8]>),
    out: &mut Vec<u8>,
) -> Result<()> {
    if rows == 0 {
        return Ok(());
    }
    let width = keys.len().checked_div(rows).unwrap_or_default();
    let code = match width {
        1 => 0,
        2 => 1,
        4 => 2,
        _ => return Err(Error::layout(format!("{} bytes of keys for {rows} rows", keys.len()))),
    };
    if rows.checked_mul(width) != Some(keys.len()) {
        return Err(Error::layout(format!("{} bytes of keys for {rows} rows", keys.len())));
    }
    if largest_key(keys, width).is_some_and(|largest| largest as usize >= size) {
        return Err(Error::layout(format!("a key beyond the dictionary of {size} values")));
    }
    out.put_u64(code | OWN_DICTIONARY | NEW_DICTIONARY);
    out.put_u64(size as u64);
    encode_data(without_nullable(inner), size, dictionary, out).at("dictionary")?;
    out.put_u64(rows as u64);
    out.extend_from_slice(keys);
    Ok(())
}

/// Makes the dictionary of texts, which `column` has for each row: strings, or nullable ones where `inner` is.
pub(super) fn encode_texts(
    inner: &DataType,
    rows: usize,
    column: &Column<&[u8]>,
    out: &mut Vec<u8>,
) -> Result<()> {
    let (nulls, texts) = match (inner, column) {
        (DataType::Nullable(_), Column::Nullable { nulls, values }) => (*nulls, &**values),
        (_, texts) => (None, texts),
    };
    let (DataType::String, Column::Strings { offsets, bytes, .. }) =
        (without_nullable(inner), texts)
    else {
        return Err(Error::layout(format!("a column without the dictionary of {inner}")));
    };
    if nulls.is_some_and(|nulls| nulls.len() != rows) {
        return Err(Error::layout(format!("not as many null bytes as {rows} rows")));
    }
    if rows == 0 {
        return Ok(());
    }
    let mut dictionary = Texts::default();
    if matches!(inner, DataType::Nullable(_)) {
        // No text is NULL's, so it is not looked up.
        dictionary.put(b"");
    }
    let mut keys = Vec::with_capacity(rows);
    let mut start = 0_usize;
    let ends = super::sections::offsets(offsets, rows, bytes.len())?.iter().skip(1);
    for (row, end) in ends.enumerate() {
        let end = u32::from_le_bytes(*end) as usize;
        let null = nulls.and_then(|nulls| nulls.get(row)).is_some_and(|null| *null != 0);
        let text = bytes.get(start..end).unwrap_or_default();
        keys.push(if null { 0 } else { dictionary.key(text) });
        start = end;
    }
    dictionary.write(&keys, out);
    Ok(())
}

/// A dictionary of texts that grows.
#[derive(Default)]
struct Texts<'a> {
    keys: HashMap<&'a [u8], u32>,
    size: u32,
    /// The texts as they are written.
    bytes: Vec<u8>,
}

impl<'a> Texts<'a> {
    fn key(&mut self, text: &'a [u8]) -> u32 {
        if let Some(key) = self.keys.get(text) {
            return *key;
        }
        let key = self.put(text);
        self.keys.insert(text, key);
        key
    }

    fn put(&mut self, text: &[u8]) -> u32 {
        let key = self.size;
        self.bytes.put_text(text);
        // There are no more texts than rows, which fit.
        self.size = key.saturating_add(1);
        key
    }

    fn write(&self, keys: &[u32], out: &mut Vec<u8>) {
        let (code, width) = match self.size {
            0..=0x100 => (0, 1),
            0x101..=0x1_0000 => (1, 2),
            _ => (2, 4),
        };
        out.put_u64(code | OWN_DICTIONARY | NEW_DICTIONARY);
        out.put_u64(u64::from(self.size));
        out.extend_from_slice(&self.bytes);
        out.put_u64(keys.len() as u64);
        for key in keys {
            out.extend(key.to_le_bytes().iter().take(width));
        }
    }
}

/// Writes a `LowCardinality(String)` as `String`.
pub(super) fn encode_plain(rows: usize, column: &Column<&[u8]>, out: &mut Vec<u8>) -> Result<()> {
    let data_type = DataType::LowCardinality(Box::new(DataType::String));
    let mut values = Values::new(&data_type, column, rows)?;
    (0..rows).try_for_each(|row| values.put(row, out))
}

/// The type of the dictionary.
pub(super) fn without_nullable(inner: &DataType) -> &DataType {
    match inner {
        DataType::Nullable(values) => values,
        values => values,
    }
}
