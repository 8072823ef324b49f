//! The header of a frame, checked before anyone believes it.

use crate::checksum::{CHECKSUM_SIZE, checksum};
use crate::error::{Error, ErrorKind};
use crate::method::Method;

/// Method byte and both sizes; the checksum and the compressed size count them in.
pub(crate) const HEADER_SIZE: usize = 9;

/// Checksum and header: the bytes that must be seen before a frame can be judged.
pub(crate) const PREAMBLE_SIZE: usize = CHECKSUM_SIZE + HEADER_SIZE;

/// The largest accepted compressed size. Servers write about 1 MiB per frame; a hostile header must
/// not make us wait for gigabytes.
pub const MAX_COMPRESSED_SIZE: usize = 128 << 20;

/// The largest accepted uncompressed size; the same reason, for memory.
pub const MAX_UNCOMPRESSED_SIZE: usize = 128 << 20;

/// A header whose sizes are within the limits and agree with each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header {
    checksum: [u8; CHECKSUM_SIZE],
    method: Method,
    /// Bytes of the frame that follow the checksum.
    compressed: usize,
    /// Bytes of data in the frame.
    pub(crate) uncompressed: usize,
}

impl Header {
    /// Reads a header; `None` when `bytes` are fewer than a preamble.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Option<Self>, Error> {
        let Some((checksum, rest)) = bytes.split_first_chunk::<CHECKSUM_SIZE>() else {
            return Ok(None);
        };
        let Some((&[method, c0, c1, c2, c3, u0, u1, u2, u3], _)) =
            rest.split_first_chunk::<HEADER_SIZE>()
        else {
            return Ok(None);
        };
        let method = Method::from_byte(method)?;
        let compressed =
            within(u32::from_le_bytes([c0, c1, c2, c3]), "compressed", MAX_COMPRESSED_SIZE)?;
        let uncompressed =
            within(u32::from_le_bytes([u0, u1, u2, u3]), "uncompressed", MAX_UNCOMPRESSED_SIZE)?;
        let Some(payload) = compressed.checked_sub(HEADER_SIZE) else {
            return Err(Error::new(
                ErrorKind::Corrupt,
                format!("compressed size {compressed} is smaller than the header"),
            ));
        };
        if uncompressed > method.largest_output(payload)
            || (method == Method::Stored && uncompressed != payload)
        {
            return Err(Error::new(
                ErrorKind::Corrupt,
                format!("{payload} bytes of payload cannot hold {uncompressed} bytes"),
            ));
        }
        Ok(Some(Self { checksum: *checksum, method, compressed, uncompressed }))
    }

    /// Bytes of the whole frame, checksum included.
    pub(crate) fn frame_size(&self) -> usize {
        self.compressed.saturating_add(CHECKSUM_SIZE)
    }

    /// Compares the checksum and unpacks the whole frame `bytes` into `out`.
    pub(crate) fn unpack(&self, bytes: &[u8], out: &mut [u8]) -> Result<(), Error> {
        let signed = bytes.get(CHECKSUM_SIZE..).unwrap_or_default();
        if checksum(signed) != self.checksum {
            return Err(Error::new(
                ErrorKind::Checksum,
                format!("checksum mismatch over {} bytes", signed.len()),
            ));
        }
        self.method.unpack(bytes.get(PREAMBLE_SIZE..).unwrap_or_default(), out)
    }
}

fn within(size: u32, noun: &str, limit: usize) -> Result<usize, Error> {
    match usize::try_from(size) {
        Ok(size) if size <= limit => Ok(size),
        _ => Err(Error::new(
            ErrorKind::Limit,
            format!("{noun} size {size} is beyond the limit of {limit} bytes"),
        )),
    }
}
