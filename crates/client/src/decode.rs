use std::sync::Arc;

use compress::Coding;
use native::{Block, Decoder, Reader, Revision};

use crate::beginning::Beginning;
use crate::body::Body;
use crate::content::Content;
use crate::failure::Failure;
use crate::helpers::frames;
use crate::queue::Queue;
use crate::scan;
use crate::source::Source;
use crate::verdict::{Case, Trouble};

/// What a block weighs besides its values, per column: the header may be the only thing in it.
const COLUMN_SIZE: usize = 128;

/// How the blocks of a body lie in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    pub(crate) coding: Option<Coding>,
    pub(crate) framed: bool,
    pub(crate) revision: Revision,
}

/// Decodes `body` into `blocks` until it ends, fails, or nobody wants more. Blocks the thread.
pub(crate) fn run(body: Body, layout: Layout, mut case: Case, blocks: &Arc<Queue<Block>>) {
    let _reader = Reader::begin();
    let content = Content::new(body, layout.coding);
    case.decoded = Some(0);
    blocks.fill(&case.call.clone(), || {
        if layout.framed {
            decode(frames(content, blocks), layout.revision, &mut case, blocks)
        } else {
            decode(content, layout.revision, &mut case, blocks)
        }
    });
}

fn decode<S: Source>(
    mut source: S,
    revision: Revision,
    case: &mut Case,
    blocks: &Queue<Block>,
) -> Result<(), Failure> {
    if case.head.format.is_none() && !matches!(source.fill_buf(), Ok([])) {
        return Err(case.judge(&mut source, Trouble::Format));
    }
    let (source, revision) = Beginning::new(source, revision);
    let mut decoder = Decoder::new(source, revision);
    // A block that seems to have swallowed the start of an exception.
    let mut doubtful = None;
    loop {
        let next = match decoder.next_block() {
            Ok(next) => next,
            Err(error) => return Err(case.judge(decoder.input_mut(), Trouble::Block(&error))),
        };
        if let Some(block) = doubtful.take()
            && !push(block, case, blocks)
        {
            return Ok(());
        }
        match next {
            None => return Ok(()),
            Some(block) if is_astray(&mut decoder) => doubtful = Some(block),
            Some(block) => {
                if !push(block, case, blocks) {
                    return Ok(());
                }
            }
        }
    }
}

/// Whether the bytes behind a block are neither a block nor an exception.
///
/// A block that the server cut short for an exception takes that one's first bytes for its own last ones.
fn is_astray<S: Source>(decoder: &mut Decoder<S>) -> bool {
    let next = decoder.input_mut().peek();
    let (first, exception) = (next.first().copied(), scan::begins(next));
    first.is_some_and(|first| !decoder.may_begin(first)) && !exception
}

fn push(block: Block, case: &mut Case, blocks: &Queue<Block>) -> bool {
    case.decoded = case.decoded.map(|count| count.saturating_add(1));
    let size = block.header.len().saturating_mul(COLUMN_SIZE).saturating_add(block.arena.len());
    blocks.push(block, size)
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use bytes::Bytes;

    use super::*;
    use crate::body::End;
    use crate::call::Call;
    use crate::head::ResponseHead;

    const TAG: &str = "abcdefghijklmnop";
    const TEXT: &str =
        "Code: 159. DB::Exception: Timeout exceeded. (TIMEOUT_EXCEEDED) (version 26.7.2.1)\n";
    const PLAIN: &[u8] = b"\x01\x02\x01a\x06String\x01x\x01y";
    const BLOCK: &[u8] = b"\x01\x00\x02\xff\xff\xff\xff\x00\x01\x02\x01a\x06String\x01x\x01y";
    const FORMS: [(&[u8], Revision); 2] = [(BLOCK, Revision::CLIENT), (PLAIN, Revision::PLAIN)];

    /// What comes of a body in two chunks that ended like that.
    async fn decoded(
        body: &[u8],
        border: usize,
        (framed, revision): (bool, Revision),
        tag: Option<&str>,
        end: End,
    ) -> (usize, String) {
        let call = Call { host: "h:1".to_owned(), query_id: None, max_error_size: 0, attempts: 1 };
        let format = Some("Native".to_owned());
        let head = ResponseHead {
            format,
            exception_tag: tag.map(str::to_owned),
            ..ResponseHead::default()
        };
        let (first, second) = body.split_at(border);
        let chunks = [first, second].map(Bytes::copy_from_slice).to_vec();
        let blocks = Arc::new(Queue::new(usize::MAX));
        let body = Body::new(chunks, None, Arc::new(OnceLock::from(end)));
        let layout = Layout { coding: None, framed, revision };
        run(body, layout, Case { call, head, decoded: None }, &blocks);
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
        let all =
            forms.iter().flat_map(|form| FORMS.map(|(block, revision)| (form, block, revision)));
        for ((trailer, tag, end), block, revision) in all {
            for cut in 1..=block.len() {
                let data = [block, &block[..cut]].concat();
                let whole = if cut == block.len() { 2 } else { 1 };
                let body = [&data, trailer.as_bytes()].concat();
                for (body, in_frames) in [
                    (framed(&body), true),
                    ([framed(&data), framed(trailer.as_bytes())].concat(), true),
                    ([&framed(&data), trailer.as_bytes()].concat(), true),
                    (body, false),
                ] {
                    for border in 0..=body.len() {
                        let found =
                            decoded(&body, border, (in_frames, revision), *tag, end.clone()).await;
                        // Behind a border of chunks or frames nobody can know that a block swallowed bytes.
                        let swallowed = cut < block.len() && found.0 == whole + 1;
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
        for (block, revision) in FORMS {
            let two = [block, block].concat();
            let frames = [framed(block), framed(block)].concat();
            for (body, in_frames) in [(two, false), (frames, true)] {
                for cut in 0..=body.len() {
                    let (form, end) = ((in_frames, revision), End::Cut("it broke"));
                    let (count, code) = decoded(&body[..cut], cut / 2, form, None, end).await;
                    let whole = cut * 2 / body.len();
                    assert_eq!((count, code.as_str()), (whole, "ERR_STREAM_FAILURE"));
                }
            }
        }
    }
}
