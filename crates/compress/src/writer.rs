//! Data in, frames out.

use lz4_flex::block::{CompressTable, compress_into_with_table, get_maximum_output_size};

use crate::checksum::{CHECKSUM_SIZE, checksum};
use crate::frame::{HEADER_SIZE, PREAMBLE_SIZE};
use crate::method::Method;

/// Data per frame: what the server itself writes.
pub const FRAME_DATA_SIZE: usize = 1 << 20;

/// Level 3 took 1.7 times as long, 149 instead of 260 MB/s, for 13 % less; LZ4 makes 243 MB/s and half as much again.
const ZSTD_LEVEL: i32 = 1;

/// Appends `input` to `out` as LZ4 frames of at most [`FRAME_DATA_SIZE`] bytes of data each.
///
/// No input, no frames. Data that LZ4 cannot shrink becomes LZ4 all the same: servers refuse frames whose method
/// differs from that of the frame before (`CompressedReadBufferBase.cpp`, "compressed with different methods").
pub fn compress_frames(input: &[u8], out: &mut Vec<u8>) {
    compress_frames_by(Method::Lz4, input, out);
}

/// The same by any method.
pub fn compress_frames_by(method: Method, input: &[u8], out: &mut Vec<u8>) {
    let mut table = CompressTable::default();
    for data in input.chunks(FRAME_DATA_SIZE) {
        append(method, data, out, &mut table);
    }
}

fn append(method: Method, data: &[u8], out: &mut Vec<u8>, table: &mut CompressTable) {
    let start = out.len();
    let payload_start = start.saturating_add(PREAMBLE_SIZE);
    let room = match method {
        Method::Stored => 0,
        Method::Lz4 => get_maximum_output_size(data.len()),
        Method::Zstd => zstd_safe::compress_bound(data.len()),
    };
    out.resize(payload_start.saturating_add(room), 0);
    let packed = out.get_mut(payload_start..).and_then(|room| match method {
        Method::Stored => None,
        Method::Lz4 => compress_into_with_table(data, room, table).ok(),
        Method::Zstd => zstd_safe::compress(room, data, ZSTD_LEVEL).ok(),
    });
    // Both only fail for lack of room or memory.
    let method = if let Some(size) = packed {
        out.truncate(payload_start.saturating_add(size));
        method
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
