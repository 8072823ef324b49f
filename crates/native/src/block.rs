use std::collections::HashMap;
use std::fmt;
use std::io::BufRead;
use std::sync::Arc;

use crate::arena::{Arena, Span};
use crate::column::{self, Column, Kinds};
use crate::datatype::{self, DataType};
use crate::error::{At, Error, Result};
use crate::read::Reader;
use crate::revision::Revision;
use crate::write::Write;

/// The most columns a block may have.
pub const MAX_COLUMNS: usize = 100_000;

/// The most rows a block may have.
pub const MAX_ROWS: usize = u32::MAX as usize;

/// The longest column name, in bytes.
pub const MAX_NAME_BYTES: usize = 1 << 20;

/// The most buckets that a `BlockInfo` may name; an aggregation on two levels has 256.
const MAX_BUCKETS: usize = 1 << 16;

/// The last field of a `BlockInfo` that is ever the first.
const LAST_FIELD: u8 = 2;

/// Room for the layout of a column behind the values; an arena that has to grow for it is copied.
const LAYOUT_BYTES: usize = 128;

/// A column's name and type, as the server wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnHeader {
    /// The name.
    pub name: String,
    /// The type's text.
    pub type_name: String,
    /// The type.
    pub data_type: Arc<DataType>,
}

/// Rows, column by column.
#[derive(Debug)]
pub struct Block {
    /// How many rows.
    pub rows: usize,
    /// Names and types; the same allocation in all blocks of a response.
    pub header: Arc<[ColumnHeader]>,
    /// Where each column lies in the arena.
    pub columns: Vec<Column<Span>>,
    /// The memory that the columns point into.
    pub arena: Vec<u8>,
}

/// Reads blocks until the bytes end.
#[derive(Debug)]
pub struct Decoder<R> {
    reader: Reader<R>,
    revision: Revision,
    header: Arc<[ColumnHeader]>,
    types: Types,
    blocks: u64,
    arena_bytes: usize,
    offsets: Vec<u32>,
}

/// What the decoding of a column needs.
pub(crate) struct Decoding<'a, R> {
    pub(crate) reader: &'a mut Reader<R>,
    pub(crate) arena: &'a mut Arena,
    /// Scratch for the offsets of one column of strings.
    pub(crate) offsets: &'a mut Vec<u32>,
    pub(crate) revision: Revision,
    /// The types that were met so far, by their texts.
    pub(crate) types: &'a mut Types,
    /// How many types lie around the one that is read.
    pub(crate) depth: usize,
    /// Memory that this block may still take without bytes of its own for it.
    pub(crate) spare: &'a mut Spare,
}

/// Types by their texts.
pub(crate) type Types = HashMap<String, Arc<DataType>>;

/// Some forms say many values in few bytes; all of those in a block share this much memory.
const SPARE_BYTES: usize = 16 << 20;

/// Memory without bytes of its own.
#[derive(Debug)]
pub(crate) struct Spare(usize);

impl Spare {
    /// Takes some of it.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<()> {
        match self.0.checked_sub(bytes) {
            Some(left) => {
                self.0 = left;
                Ok(())
            }
            None => Err(Error::limit(format!(
                "a block whose values are {SPARE_BYTES} bytes larger than it tells"
            ))),
        }
    }
}

impl<R> Decoding<'_, R> {
    /// The same for other bytes, which Rust has made.
    pub(crate) fn over<'b, S>(&'b mut self, reader: &'b mut Reader<S>) -> Decoding<'b, S> {
        Decoding {
            reader,
            arena: self.arena,
            offsets: self.offsets,
            revision: Revision::PLAIN,
            types: self.types,
            depth: self.depth,
            spare: self.spare,
        }
    }

    /// The same into other memory.
    pub(crate) fn into<'b>(&'b mut self, arena: &'b mut Arena) -> Decoding<'b, R> {
        Decoding {
            reader: self.reader,
            arena,
            offsets: self.offsets,
            revision: self.revision,
            types: self.types,
            depth: self.depth,
            spare: self.spare,
        }
    }

    /// The same with each string behind its length, as some parts of a column have them at every revision.
    pub(crate) fn prefixed(&mut self) -> Decoding<'_, R> {
        Decoding {
            reader: self.reader,
            arena: self.arena,
            offsets: self.offsets,
            revision: Revision::PLAIN,
            types: self.types,
            depth: self.depth,
            spare: self.spare,
        }
    }

    /// The type of that text.
    pub(crate) fn data_type(&mut self, text: &str) -> Result<Arc<DataType>> {
        data_type(self.types, text)
    }
}

fn data_type(types: &mut Types, text: &str) -> Result<Arc<DataType>> {
    if let Some(data_type) = types.get(text) {
        return Ok(Arc::clone(data_type));
    }
    let parsed = DataType::parse(text).map_err(|error| Error::unsupported(error.to_string()))?;
    let parsed = Arc::new(parsed);
    types.insert(text.to_owned(), Arc::clone(&parsed));
    Ok(parsed)
}

impl<R: BufRead> Decoder<R> {
    /// A decoder at the start of a response.
    pub fn new(input: R, revision: Revision) -> Self {
        Self {
            reader: Reader { input },
            revision,
            header: Arc::new([]),
            types: Types::new(),
            blocks: 0,
            arena_bytes: 0,
            offsets: Vec::new(),
        }
    }

    /// The source of the bytes.
    pub fn input_mut(&mut self) -> &mut R {
        &mut self.reader.input
    }

    /// Whether a further block may begin with that byte.
    pub fn may_begin(&self, byte: u8) -> bool {
        if self.revision.has_block_info() {
            return byte <= LAST_FIELD;
        }
        let mut columns = Vec::new();
        columns.put_varuint(self.header.len() as u64);
        columns.first() == Some(&byte)
    }

    /// The next block; `None` when the bytes end where a block could begin.
    pub fn next_block(&mut self) -> Result<Option<Block>> {
        if self.reader.at_end()? {
            return Ok(None);
        }
        let block = self.block().at(format!("block {}", self.blocks))?;
        self.blocks = self.blocks.saturating_add(1);
        Ok(Some(block))
    }

    fn block(&mut self) -> Result<Block> {
        if self.revision.has_block_info() {
            self.block_info().at("block info")?;
        }
        let width = self.reader.length(MAX_COLUMNS, "columns")?;
        let rows = self.reader.length(MAX_ROWS, "rows")?;
        if width == 0 && rows > 0 {
            return Err(Error::malformed(format!("{rows} rows without columns")));
        }
        self.same(&width, &self.header.len(), "columns")?;
        // Blocks of one result are alike: the last one's size saves this one from growing.
        let mut arena = Arena::with_capacity(self.arena_bytes);
        let mut columns = Vec::new();
        let mut header = Vec::new();
        let mut spare = Spare(SPARE_BYTES);
        for _ in 0..width {
            let name = self.reader.lossy_text(MAX_NAME_BYTES).at("column name")?;
            let type_name = self.type_name().at(name.clone())?;
            if let Some(known) = self.header.get(header.len()) {
                self.same(&name, &known.name, "column name")?;
                self.same(&type_name, &known.type_name, "type").at(name.clone())?;
            }
            let data_type = data_type(&mut self.types, &type_name).at(name.clone())?;
            let kinds = if self.revision.has_kinds() {
                Kinds::decode(&data_type, &mut self.reader).at("kinds").at(name.clone())?
            } else {
                None
            };
            let mut decoding = Decoding {
                reader: &mut self.reader,
                arena: &mut arena,
                offsets: &mut self.offsets,
                revision: self.revision,
                types: &mut self.types,
                depth: 0,
                spare: &mut spare,
            };
            let column = column::decode(&data_type, kinds.as_ref(), rows, &mut decoding);
            columns.push(column.at(name.clone())?);
            header.push(ColumnHeader { name, type_name, data_type });
        }
        if self.header.is_empty() {
            self.header = header.into();
        }
        self.arena_bytes = arena.bytes.len().saturating_add(width.saturating_mul(LAYOUT_BYTES));
        Ok(Block { rows, header: Arc::clone(&self.header), columns, arena: arena.bytes })
    }

    fn type_name(&mut self) -> Result<String> {
        let length = self.reader.length(datatype::MAX_LENGTH, "bytes of text")?;
        // Types in bytes begin with a number of few bits, and what follows is no text.
        if length > 0 && !self.reader.chunk()?.first().is_some_and(u8::is_ascii_alphabetic) {
            return Err(Error::unsupported(
                "a type in bytes; the setting output_format_native_encode_types_in_binary_format must be 0",
            ));
        }
        self.reader.text_of(length)
    }

    /// Refuses a block that is not like those before it: their columns could not be joined.
    fn same<T: PartialEq + fmt::Debug>(
        &self,
        found: &T,
        known: &T,
        noun: &'static str,
    ) -> Result<()> {
        if self.header.is_empty() || found == known {
            return Ok(());
        }
        Err(Error::malformed(format!("{found:?}, and {known:?} in the blocks before"))).at(noun)
    }

    /// Fields with a number each, ended by field 0; the lengths of unknown ones are unknown.
    fn block_info(&mut self) -> Result<()> {
        loop {
            match self.reader.varuint()? {
                0 => return Ok(()),
                1 => self.reader.array::<1>().map(drop).at("is_overflows")?,
                2 => self.reader.array::<4>().map(drop).at("bucket_num")?,
                3 if self.revision.has_bucket_list() => {
                    let buckets = self.reader.length(MAX_BUCKETS, "buckets")?;
                    for _ in 0..buckets {
                        self.reader.array::<4>().map(drop).at("out_of_order_buckets")?;
                    }
                }
                field => return Err(Error::malformed(format!("unknown field {field}"))),
            }
        }
    }
}

/// A column to be written.
#[derive(Debug)]
pub struct ColumnInput<'a> {
    /// The name of the table's column.
    pub name: &'a str,
    /// The type's text, which the server reads.
    pub type_name: &'a str,
    /// The type.
    pub data_type: &'a DataType,
    /// The values.
    pub column: Column<&'a [u8]>,
}

/// Appends one block, as an INSERT's body holds it ([`Revision::PLAIN`]).
///
/// The server takes a block without columns for the end and refuses one without rows, so both are errors.
pub fn encode_block(rows: usize, columns: &[ColumnInput<'_>], out: &mut Vec<u8>) -> Result<()> {
    if rows == 0 || columns.is_empty() {
        return Err(Error::layout("a block needs at least one row and one column"));
    }
    out.put_varuint(columns.len() as u64);
    out.put_varuint(rows as u64);
    for input in columns {
        out.put_text(input.name.as_bytes());
        out.put_text(input.type_name.as_bytes());
        column::encode(input.data_type, rows, &input.column, out).at(input.name.to_owned())?;
    }
    Ok(())
}
