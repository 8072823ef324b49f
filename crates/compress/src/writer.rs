//! Data in, frames out.

use lz4_flex::block::{CompressTable, compress_into_with_table, get_maximum_output_size};

use crate::checksum::{CHECKSUM_SIZE, checksum};
use crate::frame::{HEADER_SIZE, PREAMBLE_SIZE};
use crate::method::Method;

/// Data per frame: what the server itself writes.
pub const FRAME_DATA_SIZE: usize = 1 << 20;

/// Appends `input` to `out` as LZ4 frames of at most [`FRAME_DATA_SIZE`] bytes of data each.
///
/// No input, no frames. Data that LZ4 cannot shrink becomes LZ4 all the same: servers refuse frames whose method
/// differs from that of the frame before (`CompressedReadBufferBase.cpp`, "compressed with different methods").
pub fn compress_frames(input: &[u8], out: &mut Vec<u8>) {
    let mut table = CompressTable::default();
    for data in input.chunks(FRAME_DATA_SIZE) {
        append(data, out, &mut table);
    }
}

fn append(data: &[u8], out: &mut Vec<u8>, table: &mut CompressTable) {
    let start = out.len();
    let payload_start = start.saturating_add(PREAMBLE_SIZE);
    out.resize(payload_start.saturating_add(get_maximum_output_size(data.len())), 0);
    let packed = out
        .get_mut(payload_start..)
        .and_then(|room| compress_into_with_table(data, room, table).ok());
    // LZ4 only fails for lack of room, of which there is enough.
    let method = if let Some(size) = packed {
        out.truncate(payload_start.saturating_add(size));
        Method::Lz4
    } else {
        out.truncate(payload_start);
        out.extend_from_slice(data);
        Method::Stored
    };
    let compressed = out.len().saturating_sub(payload_start).saturating_add(HEADER_SIZE);
    let Some((head, signed)) =
        out.get_mut(start..).and_then(|frame| frame.split_at_mut_checked(CHECKSUM_SIZE))
    else {
        return;
    };
    // Both sizes are bounded by FRAME_DATA_SIZE plus a header.
    let sizes = [compressed, data.len()].map(|size| u32::try_from(size).unwrap_or(u32::MAX));
    let header = [method.byte()]
        .into_iter()
        .chain(sizes.into_iter().flat_map(u32::to_le_bytes))
        .zip(signed.iter_mut());
    for (byte, slot) in header {
        *slot = byte;
    }
    head.copy_from_slice(&checksum(signed));
}
