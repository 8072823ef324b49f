//! Packed bytes in, data out, a piece at a time.

use brotli::enc::StandardAlloc;
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};
use flate2::{Decompress, FlushDecompress, Status};
use zstd_safe::{DCtx, DParameter, InBuffer, OutBuffer};

use crate::coding::Coding;
use crate::error::{Error, ErrorKind};

/// 8 MiB, the largest window that HTTP allows (RFC 9659): what a header asks for beyond it is refused.
const ZSTD_WINDOW_LOG: u32 = 23;
const ZLIB_WINDOW_BITS: u8 = 15;

/// What a step did.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Step {
    /// Bytes taken from the input.
    pub(crate) taken: usize,
    /// Bytes of data.
    pub(crate) made: usize,
    /// The packed stream is at its end.
    pub(crate) ended: bool,
}

/// The state of one packed stream.
pub(crate) enum Inflater {
    Zstd(DCtx<'static>),
    Zlib(Decompress),
    Brotli(Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>),
}

impl Inflater {
    pub(crate) fn new(coding: Coding) -> Self {
        match coding {
            Coding::Zstd => {
                let mut context = DCtx::create();
                // Fails for windows that the library does not know at all.
                let _ = context.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG));
                Self::Zstd(context)
            }
            Coding::Gzip => Self::Zlib(Decompress::new_gzip(ZLIB_WINDOW_BITS)),
            Coding::Deflate => Self::Zlib(Decompress::new(true)),
            Coding::Brotli => {
                let alloc = StandardAlloc::default;
                Self::Brotli(Box::new(BrotliState::new(alloc(), alloc(), alloc())))
            }
        }
    }

    /// Unpacks as much of `input` as `out` has room for.
    pub(crate) fn step(&mut self, input: &[u8], out: &mut [u8]) -> Result<Step, Error> {
        match self {
            Self::Zstd(context) => zstd(context, input, out),
            Self::Zlib(state) => zlib(state, input, out),
            Self::Brotli(state) => brotli(state, input, out),
        }
    }
}

fn zstd(context: &mut DCtx<'static>, input: &[u8], out: &mut [u8]) -> Result<Step, Error> {
    let mut input = InBuffer::around(input);
    let mut out = OutBuffer::around(out);
    match context.decompress_stream(&mut out, &mut input) {
        Ok(hint) => Ok(Step { taken: input.pos(), made: out.pos(), ended: hint == 0 }),
        Err(code) => {
            let name = zstd_safe::get_error_name(code);
            let kind = if name.contains("memory") { ErrorKind::Limit } else { ErrorKind::Corrupt };
            Err(Error::new(kind, name))
        }
    }
}

fn zlib(state: &mut Decompress, input: &[u8], out: &mut [u8]) -> Result<Step, Error> {
    let (taken, made) = (state.total_in(), state.total_out());
    let status = state
        .decompress(input, out, FlushDecompress::None)
        .map_err(|error| Error::new(ErrorKind::Corrupt, error.to_string()))?;
    let since = |now: u64, before: u64| usize::try_from(now.saturating_sub(before)).unwrap_or(0);
    Ok(Step {
        taken: since(state.total_in(), taken),
        made: since(state.total_out(), made),
        ended: status == Status::StreamEnd,
    })
}

fn brotli(
    state: &mut BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>,
    input: &[u8],
    out: &mut [u8],
) -> Result<Step, Error> {
    let (mut in_left, mut taken) = (input.len(), 0);
    let (mut out_left, mut made, mut total) = (out.len(), 0, 0);
    let result = BrotliDecompressStream(
        &mut in_left,
        &mut taken,
        input,
        &mut out_left,
        &mut made,
        out,
        &mut total,
        state,
    );
    match result {
        BrotliResult::ResultFailure => {
            Err(Error::new(ErrorKind::Corrupt, format!("{:?}", state.error_code)))
        }
        BrotliResult::ResultSuccess => Ok(Step { taken, made, ended: true }),
        BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {
            Ok(Step { taken, made, ended: false })
        }
    }
}
