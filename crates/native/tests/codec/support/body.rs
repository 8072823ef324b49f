//! Blocks by hand.

use native::{Block, Decoder, Error, Revision};

/// Bytes, one primitive of the format behind another.
#[derive(Default)]
pub(crate) struct Body(pub(crate) Vec<u8>);

impl Body {
    /// The start of a block of one column.
    pub(crate) fn column(rows: u64, name: &str, type_name: &str) -> Self {
        Self::default().varuint(1).varuint(rows).text(name).text(type_name)
    }

    pub(crate) fn varuint(mut self, mut value: u64) -> Self {
        while value >= 0x80 {
            self.0.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.0.push(value.to_le_bytes()[0]);
        self
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.varuint(text.len() as u64).bytes(text.as_bytes())
    }

    pub(crate) fn u64(self, value: u64) -> Self {
        self.bytes(&value.to_le_bytes())
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    /// The start of a block of one column at a revision with kinds, whose bytes follow.
    pub(crate) fn of_kinds(rows: u64, type_name: &str, kinds: &[u8]) -> Self {
        let info = [1, 0, 2, 0xff, 0xff, 0xff, 0xff, 3, 0, 0];
        let block = Self::default().bytes(&info).varuint(1).varuint(rows);
        block.text("c").text(type_name).bytes(kinds)
    }

    /// The one block that these bytes are.
    pub(crate) fn decode(&self) -> Result<Block, Error> {
        self.decode_at(Revision::PLAIN)
    }

    /// The same at another revision.
    pub(crate) fn decode_at(&self, revision: Revision) -> Result<Block, Error> {
        let mut decoder = Decoder::new(self.0.as_slice(), revision);
        let block = decoder.next_block()?.expect("a block");
        assert!(decoder.input_mut().is_empty(), "bytes behind the block");
        Ok(block)
    }
}
