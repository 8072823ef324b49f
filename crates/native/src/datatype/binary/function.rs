//! Aggregate functions in bytes: the name, the parameters, the types of the arguments. `quantile(0.5)` of `UInt8`:
//! `08 71…65 | 01 | 07 00…e0 3f | 01 01`.
//!
//! A parameter is a byte for its kind and its value; in a [`DataType`] it is text, as the server prints it.

use std::io::BufRead;

use super::read::Encoded;
use crate::datatype::DataType;
use crate::datatype::cursor::Cursor;
use crate::datatype::quote::Quoted;
use crate::error::{Error, Result};
use crate::write::Write;

const NULL: u8 = 0x00;
const UINT: u8 = 0x01;
const INT: u8 = 0x02;
const FLOAT: u8 = 0x07;
const STRING: u8 = 0x0c;
const ARRAY: u8 = 0x0d;
const TUPLE: u8 = 0x0e;
const BOOL: u8 = 0x13;

impl<R: BufRead> Encoded<'_, R> {
    /// The function as text, and its arguments.
    pub(super) fn function(&mut self) -> Result<(String, Vec<DataType>)> {
        let mut text = self.text()?;
        let parameters = self.literals()?;
        if !parameters.is_empty() {
            text = format!("{text}({parameters})");
        }
        let count = self.count("arguments of a function")?;
        let arguments = (0..count).map(|_| self.data_type()).collect::<Result<_>>()?;
        Ok((text, arguments))
    }

    fn literals(&mut self) -> Result<String> {
        let count = self.count("parameters of a function")?;
        let literals = (0..count).map(|_| self.nested(Self::literal));
        Ok(literals.collect::<Result<Vec<_>>>()?.join(", "))
    }

    fn literal(&mut self) -> Result<String> {
        Ok(match self.reader.u8()? {
            NULL => "NULL".to_owned(),
            UINT => self.reader.varuint()?.to_string(),
            INT => {
                let zigzag = self.reader.varuint()?;
                let value = (zigzag >> 1).cast_signed() ^ (zigzag & 1).cast_signed().wrapping_neg();
                value.to_string()
            }
            FLOAT => float(f64::from_le_bytes(self.reader.array()?)),
            STRING => Quoted(&self.text()?).to_string(),
            ARRAY => format!("[{}]", self.literals()?),
            TUPLE => format!("tuple({})", self.literals()?),
            BOOL => (self.reader.u8()? != 0).to_string(),
            kind => {
                let message = format!("a parameter of kind {kind:#04x} of an aggregate function");
                return Err(Error::unsupported(message));
            }
        })
    }
}

/// A number that is a float when it is read again.
fn float(value: f64) -> String {
    let text = match value.abs() {
        0.0 | 1e-6..1e21 => value.to_string(),
        _ => format!("{value:e}"),
    };
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') { text + "." } else { text }
}

/// Appends a function as text and its arguments.
pub(super) fn put(function: &str, arguments: &[DataType], out: &mut Vec<u8>) -> Result<()> {
    let mut cursor = Cursor::new(function);
    out.put_text(cursor.word().unwrap_or_default().as_bytes());
    let close = if cursor.eat('(') { Some(')') } else { None };
    put_literals(&mut cursor, close, out)?;
    out.put_varuint(arguments.len() as u64);
    arguments.iter().try_for_each(|argument| super::put(argument, out))
}

/// Appends the literals before a bracket.
fn put_literals(cursor: &mut Cursor<'_>, close: Option<char>, out: &mut Vec<u8>) -> Result<()> {
    let mut count = 0u64;
    let mut literals = Vec::new();
    if let Some(close) = close {
        while !cursor.eat(close) {
            put_literal(cursor, &mut literals)?;
            cursor.eat(',');
            count = count.saturating_add(1);
        }
    }
    out.put_varuint(count);
    out.extend(literals);
    Ok(())
}

fn put_literal(cursor: &mut Cursor<'_>, out: &mut Vec<u8>) -> Result<()> {
    match cursor.peek() {
        Some('\'') => {
            let text = cursor.string("a literal").map_err(|error| unknown(&error.to_string()))?;
            out.push(STRING);
            out.put_text(text.as_bytes());
            return Ok(());
        }
        Some('[') => {
            cursor.eat('[');
            out.push(ARRAY);
            return put_literals(cursor, Some(']'), out);
        }
        _ => {}
    }
    let word = cursor.run(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '+' | '-'));
    if matches!(word, "" | "tuple") && cursor.eat('(') {
        out.push(TUPLE);
        return put_literals(cursor, Some(')'), out);
    }
    match word {
        "NULL" => out.push(NULL),
        "true" | "false" => out.extend([BOOL, u8::from(word == "true")]),
        _ => put_number(word, out)?,
    }
    Ok(())
}

fn put_number(word: &str, out: &mut Vec<u8>) -> Result<()> {
    if let Ok(value) = word.parse() {
        out.push(UINT);
        out.put_varuint(value);
    } else if let Ok(value) = word.parse::<i64>() {
        out.push(INT);
        out.put_varuint(((value << 1) ^ (value >> 63)).cast_unsigned());
    } else if let Ok(value) = word.parse::<f64>() {
        out.push(FLOAT);
        out.extend(value.to_le_bytes());
    } else {
        return Err(unknown(word));
    }
    Ok(())
}

fn unknown(word: &str) -> Error {
    Error::unsupported(format!("the parameter {word} of an aggregate function in a Dynamic"))
}
