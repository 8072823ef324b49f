//! A block in pieces: what had to be written, and values of one width, which are the wire's bytes as they lie.

use super::{Column, array, check, encode_data, fixed, prefix};
use crate::block::ColumnInput;
use crate::datatype::DataType;
use crate::error::{At, Error, Result};
use crate::write::Write;

/// A piece of an encoded block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// Bytes that were written.
    Made(Vec<u8>),
    /// Bytes of a column.
    Lent(&'a [u8]),
}

/// Writes one block like [`encode_block`](crate::encode_block), but leaves values of one width where they are when they
/// are at least `least` bytes.
pub fn encode_parts<'a>(
    rows: usize,
    columns: &[ColumnInput<'a>],
    least: usize,
) -> Result<Vec<Part<'a>>> {
    if rows == 0 || columns.is_empty() {
        return Err(Error::layout("a block needs at least one row and one column"));
    }
    let mut parts = Parts { done: Vec::new(), open: Vec::new(), least };
    parts.open.put_varuint(columns.len() as u64);
    parts.open.put_varuint(rows as u64);
    for ColumnInput { name, type_name, data_type, column } in columns {
        parts.open.put_text(name.as_bytes());
        parts.open.put_text(type_name.as_bytes());
        parts.column(data_type, rows, column).at((*name).to_owned())?;
    }
    parts.close();
    Ok(parts.done)
}

struct Parts<'a> {
    done: Vec<Part<'a>>,
    open: Vec<u8>,
    least: usize,
}

impl<'a> Parts<'a> {
    fn column(
        &mut self,
        data_type: &DataType,
        rows: usize,
        column: &Column<&'a [u8]>,
    ) -> Result<()> {
        check(data_type)?;
        prefix::encode(data_type, column, &mut self.open)?;
        self.put(data_type, rows, column)
    }

    fn put(&mut self, data_type: &DataType, rows: usize, column: &Column<&'a [u8]>) -> Result<()> {
        match (data_type.alias(), column) {
            (DataType::Array(inner), Column::Array { offsets, count, values }) => {
                array::encode_offsets(rows, offsets, *count, &mut self.open)?;
                self.put(inner, *count, values)
            }
            (plain, Column::Fixed(values)) if values.len() >= self.least => {
                match fixed::width(plain) {
                    Some(width) => {
                        fixed::check(width, rows, values)?;
                        self.close();
                        self.done.push(Part::Lent(values));
                        Ok(())
                    }
                    None => encode_data(plain, rows, column, &mut self.open),
                }
            }
            (other, _) => encode_data(other, rows, column, &mut self.open),
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.done.push(Part::Made(std::mem::take(&mut self.open)));
        }
    }
}
