//! Blocks on their way from JavaScript to the body of an INSERT.

use std::fmt;

use bytes::Bytes;
use napi::bindgen_prelude::{Error, Result, Uint8Array};
use napi_derive::napi;
use native::{ColumnInput, DataType, Sections, encode_block};

use crate::failure::Failure;

/// The body of one INSERT, block by block.
#[napi]
pub struct Insertion {
    columns: Vec<(String, String, DataType)>,
    compress: bool,
    body: Vec<Bytes>,
}

impl fmt::Debug for Insertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Insertion").field("columns", &self.columns).finish_non_exhaustive()
    }
}

#[napi]
impl Insertion {
    /// An empty body for columns of these names and types; `compress` puts it into LZ4 frames.
    #[napi(constructor, catch_unwind)]
    pub fn new(names: Vec<String>, types: Vec<String>, compress: bool) -> Result<Self> {
        let columns = names.into_iter().zip(types).map(|(name, type_name)| {
            let data_type = DataType::parse(&type_name)
                .map_err(|error| Error::from_reason(error.to_string()))?;
            // Servers read an INSERT's states in their first version.
            let data_type = data_type.unversioned();
            let type_name = if type_name.contains("AggregateFunction(") {
                data_type.to_string()
            } else {
                type_name
            };
            Ok((name, type_name, data_type))
        });
        Ok(Self { columns: columns.collect::<Result<_>>()?, compress, body: Vec::new() })
    }

    /// Appends a block of `rows` rows, whose columns lie in `sections` in the order of their types.
    ///
    /// The memory is read before this returns: JavaScript may change it afterwards.
    #[napi(catch_unwind, ts_return_type = "Failure | null")]
    pub fn append(&mut self, rows: u32, sections: Vec<Uint8Array>) -> Option<Failure> {
        let failed = self.encode(rows as usize, &sections).err()?;
        let code = match failed.kind() {
            native::ErrorKind::Unsupported(_) => ("unsupported", "ERR_UNSUPPORTED_TYPE"),
            _ => ("protocol", "ERR_INVALID_BLOCK"),
        };
        Some(Failure::local(code.0, code.1, failed.to_string()))
    }

    /// The bytes of the body so far.
    #[napi(getter, catch_unwind)]
    #[allow(clippy::cast_precision_loss, reason = "a body in memory is far below 2^53 bytes")]
    pub fn size(&self) -> f64 {
        self.body.iter().map(Bytes::len).sum::<usize>() as f64
    }
}

impl Insertion {
    pub(crate) fn take(&mut self) -> Vec<Bytes> {
        std::mem::take(&mut self.body)
    }

    fn encode(&mut self, rows: usize, sections: &[Uint8Array]) -> native::Result<()> {
        let mut block = Vec::with_capacity(sections.iter().map(|section| section.len()).sum());
        let mut sections = Sections::new(sections.iter().map(AsRef::as_ref));
        let mut inputs = Vec::with_capacity(self.columns.len());
        for (name, type_name, data_type) in &self.columns {
            let column = sections.column(data_type, rows)?;
            inputs.push(ColumnInput { name, type_name, data_type, column });
        }
        encode_block(rows, &inputs, &mut block)?;
        if self.compress {
            let mut frames = Vec::new();
            compress::compress_frames(&block, &mut frames);
            block = frames;
        }
        self.body.push(block.into());
        Ok(())
    }
}
