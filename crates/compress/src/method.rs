//! The method byte of a frame.

use crate::error::{Error, ErrorKind};

/// How the payload of a frame is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// The payload is the data.
    Stored,
    /// The payload is one LZ4 block.
    Lz4,
}

impl Method {
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Stored => 0x02,
            Self::Lz4 => 0x82,
        }
    }

    pub(crate) fn from_byte(byte: u8) -> Result<Self, Error> {
        match byte {
            0x02 => Ok(Self::Stored),
            0x82 => Ok(Self::Lz4),
            0x90 => Err(Error::new(ErrorKind::Method, "method ZSTD (0x90) is not supported")),
            other => Err(Error::new(ErrorKind::Method, format!("unknown method 0x{other:02x}"))),
        }
    }

    /// The most data that `payload` bytes can stand for.
    pub(crate) fn largest_output(self, payload: usize) -> usize {
        match self {
            Self::Stored => payload,
            // A length byte of an LZ4 sequence adds at most 255; the token with its offset adds a
            // few dozen more.
            Self::Lz4 => payload.saturating_mul(255).saturating_add(64),
        }
    }

    /// Unpacks `payload` into `out`, which is as long as the header promised.
    pub(crate) fn unpack(self, payload: &[u8], out: &mut [u8]) -> Result<(), Error> {
        match self {
            Self::Stored => {
                // Both sizes were found equal when the header was read.
                out.copy_from_slice(payload);
                Ok(())
            }
            Self::Lz4 => match lz4_flex::block::decompress_into(payload, out) {
                Ok(size) if size == out.len() => Ok(()),
                Ok(size) => Err(Error::new(
                    ErrorKind::Corrupt,
                    format!("LZ4 block holds {size} bytes, the header says {}", out.len()),
                )),
                Err(error) => {
                    Err(Error::new(ErrorKind::Corrupt, format!("malformed LZ4 block: {error}")))
                }
            },
        }
    }
}
