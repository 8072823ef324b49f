//! The method byte of a frame.

use crate::error::{Error, ErrorKind};

/// How the payload of a frame is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The payload is the data.
    Stored,
    /// The payload is one LZ4 block.
    Lz4,
    /// The payload is ZSTD's own frame.
    Zstd,
}

impl Method {
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Stored => 0x02,
            Self::Lz4 => 0x82,
            Self::Zstd => 0x90,
        }
    }

    /// Servers send no other methods over the network: the codecs of columns are for disks.
    pub(crate) fn from_byte(byte: u8) -> Result<Self, Error> {
        match byte {
            0x02 => Ok(Self::Stored),
            0x82 => Ok(Self::Lz4),
            0x90 => Ok(Self::Zstd),
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
            // A block of ZSTD takes four bytes and holds at most 128 KiB.
            Self::Zstd => payload.saturating_mul(32 << 10),
        }
    }

    /// Unpacks `payload` into `out`, which is as long as the header promised.
    pub(crate) fn unpack(self, payload: &[u8], out: &mut [u8]) -> Result<(), Error> {
        let (name, unpacked) = match self {
            Self::Stored => {
                // Both sizes were found equal when the header was read.
                out.copy_from_slice(payload);
                return Ok(());
            }
            Self::Lz4 => {
                let size = lz4_flex::block::decompress_into(payload, out);
                ("LZ4 block", size.map_err(|error| error.to_string()))
            }
            Self::Zstd => {
                let size = zstd_safe::decompress(out, payload);
                ("ZSTD frame", size.map_err(|code| zstd_safe::get_error_name(code).to_owned()))
            }
        };
        match unpacked {
            Ok(size) if size == out.len() => Ok(()),
            Ok(size) => Err(Error::new(
                ErrorKind::Corrupt,
                format!("{name} holds {size} bytes, the header says {}", out.len()),
            )),
            Err(error) => Err(Error::new(ErrorKind::Corrupt, format!("malformed {name}: {error}"))),
        }
    }
}
