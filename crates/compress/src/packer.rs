//! Data in, one packed body out.

use std::fmt;
use std::io::{self, Write};
use std::mem;

use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

const BROTLI_BUFFER: usize = 64 << 10;
/// Windows of 4 MiB.
const BROTLI_WINDOW_LOG: u32 = 22;
/// What a body gains beyond it, its sender pays for several times.
const LEVEL: u32 = 1;

/// Packs a body in a content coding whose pieces depend on each other.
pub struct Packer {
    writer: Writer,
}

enum Writer {
    Gzip(GzEncoder<Vec<u8>>),
    Deflate(ZlibEncoder<Vec<u8>>),
    Brotli(Box<CompressorWriter<Vec<u8>>>),
}

impl Packer {
    /// A body in `gzip`.
    pub fn gzip() -> Self {
        Self { writer: Writer::Gzip(GzEncoder::new(Vec::new(), Compression::new(LEVEL))) }
    }

    /// A body in `deflate`.
    pub fn deflate() -> Self {
        Self { writer: Writer::Deflate(ZlibEncoder::new(Vec::new(), Compression::new(LEVEL))) }
    }

    /// A body in `br`.
    pub fn brotli() -> Self {
        let writer = CompressorWriter::new(Vec::new(), BROTLI_BUFFER, LEVEL, BROTLI_WINDOW_LOG);
        Self { writer: Writer::Brotli(Box::new(writer)) }
    }

    /// Packs a piece. What comes of it, and of those before, can be unpacked without those that follow.
    pub fn pack(&mut self, data: &[u8]) -> io::Result<Vec<u8>> {
        let writer: &mut dyn Write = match &mut self.writer {
            Writer::Gzip(writer) => writer,
            Writer::Deflate(writer) => writer,
            Writer::Brotli(writer) => writer,
        };
        writer.write_all(data)?;
        writer.flush()?;
        Ok(mem::take(match &mut self.writer {
            Writer::Gzip(writer) => writer.get_mut(),
            Writer::Deflate(writer) => writer.get_mut(),
            Writer::Brotli(writer) => writer.get_mut(),
        }))
    }

    /// The end of the body.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        match self.writer {
            Writer::Gzip(writer) => writer.finish(),
            Writer::Deflate(writer) => writer.finish(),
            Writer::Brotli(writer) => Ok(writer.into_inner()),
        }
    }
}

impl fmt::Debug for Packer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Packer").finish_non_exhaustive()
    }
}
