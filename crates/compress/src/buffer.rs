//! The buffers of Arrow's IPC, each packed by itself.

use std::io::{self, Read};

use lz4_flex::frame::FrameDecoder;

use crate::coding::Coding;
use crate::coding_reader::CodingReader;
use crate::error::{Error, ErrorKind};

/// More than JavaScript has views for.
const MAX_BUFFER_SIZE: u64 = 1 << 32;

/// How a buffer is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BufferCodec {
    /// Frames of LZ4.
    Lz4Frame,
    /// ZSTD's own frames.
    Zstd,
}

impl BufferCodec {
    fn name(self) -> &'static str {
        match self {
            Self::Lz4Frame => "LZ4 frame",
            Self::Zstd => Coding::Zstd.name(),
        }
    }

    /// Unpacks a buffer.
    pub fn unpack(self, packed: &[u8]) -> Result<Vec<u8>, Error> {
        match self {
            Self::Lz4Frame => self.read(FrameDecoder::new(packed)),
            Self::Zstd => self.read(CodingReader::new(Coding::Zstd, packed)),
        }
    }

    fn read(self, reader: impl Read) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        let failed = |kind, message: String| Error::new(kind, message).of_coding(self.name());
        match reader.take(MAX_BUFFER_SIZE).read_to_end(&mut out) {
            Ok(size) if size as u64 == MAX_BUFFER_SIZE => {
                Err(failed(ErrorKind::Limit, "more than 4 GiB in one buffer".to_owned()))
            }
            Ok(_) => Ok(out),
            Err(error) => Err(match Error::of(&error) {
                Some(known) => known.clone(),
                None if error.kind() == io::ErrorKind::UnexpectedEof => {
                    failed(ErrorKind::Truncated, "it ends early".to_owned())
                }
                None => failed(ErrorKind::Corrupt, error.to_string()),
            }),
        }
    }
}
