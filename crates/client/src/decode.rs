use compress::FrameReader;
use native::{Block, Decoder, Reader, Revision};

use crate::body::Body;
use crate::failure::{Failure, FailureKind};
use crate::queue::Queue;
use crate::scan;
use crate::source::Source;
use crate::verdict::Case;

/// What a block weighs besides its values, per column: the header may be the only thing in it.
const COLUMN_SIZE: usize = 128;

/// Decodes `body` into `blocks` until it ends, fails, or nobody wants more. Blocks the thread.
pub(crate) fn run(body: Body, framed: bool, mut case: Case, blocks: &Queue<Block>) {
    let _reader = Reader::begin();
    let unfinished = Unfinished {
        blocks,
        failure: Some(case.call.failure(
            FailureKind::Protocol,
            "ERR_INTERNAL",
            "the decoder gave up; this is a bug",
        )),
    };
    let end = if framed {
        decode(FrameReader::new(body), &mut case, blocks)
    } else {
        decode(body, &mut case, blocks)
    };
    blocks.finish(end);
    drop(unfinished);
}

/// Ends the queue also when the thread panics, so that nobody waits for it for ever.
struct Unfinished<'a> {
    blocks: &'a Queue<Block>,
    failure: Option<Failure>,
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if let Some(failure) = self.failure.take() {
            self.blocks.finish(Err(failure));
        }
    }
}

fn decode<S: Source>(mut source: S, case: &mut Case, blocks: &Queue<Block>) -> Result<(), Failure> {
    if case.head.format.is_none() && !matches!(source.fill_buf(), Ok([])) {
        return Err(case.judge(&mut source, None));
    }
    let mut decoder = Decoder::new(source, Revision::CLIENT);
    // A block that seems to have swallowed the start of an exception.
    let mut doubtful = None;
    loop {
        let next = match decoder.next_block() {
            Ok(next) => next,
            Err(error) => return Err(case.judge(decoder.input_mut(), Some(&error))),
        };
        if let Some(block) = doubtful.take()
            && !push(block, case, blocks)
        {
            return Ok(());
        }
        match next {
            None => return Ok(()),
            Some(block) if is_astray(decoder.input_mut().peek()) => doubtful = Some(block),
            Some(block) => {
                if !push(block, case, blocks) {
                    return Ok(());
                }
            }
        }
    }
}

/// Whether `next`, the bytes behind a block, are neither a block nor an exception.
///
/// A block that the server cut short for an exception takes that one's first bytes for its own last ones.
fn is_astray(next: &[u8]) -> bool {
    next.first().is_some_and(|&field| field > 2) && !scan::begins(next)
}

fn push(block: Block, case: &mut Case, blocks: &Queue<Block>) -> bool {
    case.decoded = case.decoded.saturating_add(1);
    let size = block.header.len().saturating_mul(COLUMN_SIZE).saturating_add(block.arena.len());
    blocks.push(block, size)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, OnceLock};

    use bytes::Bytes;

    use super::*;
    use crate::body::End;
    use crate::call::Call;
    use crate::head::ResponseHead;

    const TAG: &str = "abcdefghijklmnop";
    const TEXT: &str =
        "Code: 159. DB::Exception: Timeout exceeded. (TIMEOUT_EXCEEDED) (version 26.7.2.1)\n";
    const BLOCK: &[u8] = b"\x01\x00\x02\xff\xff\xff\xff\x00\x01\x02\x01a\x06String\x01x\x01y";

    /// What comes of a body in two chunks that ended like that.
    async fn decoded(
        body: &[u8],
        border: usize,
        framed: bool,
        tag: Option<&str>,
        end: End,
    ) -> (usize, String) {
        let call = Call { host: "h:1".to_owned(), query_id: None, max_error_size: 0 };
        let format = Some("Native".to_owned());
        let head = ResponseHead {
            format,
            exception_tag: tag.map(str::to_owned),
            ..ResponseHead::default()
        };
        let (first, second) = body.split_at(border);
        let chunks = [first, second].map(Bytes::copy_from_slice).to_vec();
        let blocks = Queue::new(usize::MAX);
        let body = Body::new(chunks, None, Arc::new(OnceLock::from(end)));
        run(body, framed, Case { call, head, decoded: 0 }, &blocks);
        let count = blocks.pop(usize::MAX).await.map_or(0, |blocks| blocks.len());
        (count, blocks.pop(1).await.map_or_else(|failure| failure.code, |_| String::new()))
    }

    fn framed(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        compress::compress_frames(bytes, &mut out);
        out
    }

    #[tokio::test]
    async fn an_exception_is_found_across_every_border_of_chunks() {
        let size = TEXT.len();
        let tagged =
            format!("\r\n__exception__\r\n{TAG}\r\n{TEXT}{size} {TAG}\r\n__exception__\r\n");
        let forms = [
            (tagged, Some(TAG), End::Cut("it broke")),
            (format!("__exception__\r\n{TEXT}"), None, End::Cut("it broke")),
            (TEXT.to_owned(), None, End::Whole),
        ];
        for (trailer, tag, end) in forms {
            for cut in 1..=BLOCK.len() {
                let data = [BLOCK, &BLOCK[..cut]].concat();
                let whole = if cut == BLOCK.len() { 2 } else { 1 };
                let body = [&data, trailer.as_bytes()].concat();
                for (body, in_frames) in [
                    (framed(&body), true),
                    ([framed(&data), framed(trailer.as_bytes())].concat(), true),
                    ([&framed(&data), trailer.as_bytes()].concat(), true),
                    (body, false),
                ] {
                    for border in 0..=body.len() {
                        let found = decoded(&body, border, in_frames, tag, end.clone()).await;
                        // Behind a border of chunks or frames nobody can know that a block swallowed bytes.
                        let swallowed = cut < BLOCK.len() && found.0 == whole + 1;
                        assert!(
                            found.0 == whole || swallowed,
                            "{found:?} cut {cut} border {border}"
                        );
                        assert_eq!(found.1, "TIMEOUT_EXCEEDED", "cut {cut} border {border}");
                    }
                }
            }
        }
    }

    #[tokio::test]
    async fn a_cut_is_never_a_short_result() {
        let two = [BLOCK, BLOCK].concat();
        let frames = [framed(BLOCK), framed(BLOCK)].concat();
        for (body, in_frames) in [(two, false), (frames, true)] {
            for cut in 0..=body.len() {
                let (count, code) =
                    decoded(&body[..cut], cut / 2, in_frames, None, End::Cut("it broke")).await;
                assert_eq!((count, code.as_str()), (cut * 2 / body.len(), "ERR_STREAM_FAILURE"));
            }
        }
    }
}
