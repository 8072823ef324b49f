use compress::FrameReader;

use crate::body::End;
use crate::content::Content;
use crate::failure::Failure;
use crate::queue::Queue;
use crate::sieve::Sieve;
use crate::source::Source;
use crate::verdict::{Case, Trouble};

/// What is handed out at once of a body that comes fast.
const PIECE_SIZE: usize = 512 << 10;

/// Hands out the data of `content` until it ends, fails, or nobody wants more. Blocks the thread.
pub(crate) fn run(content: Content, framed: bool, case: &Case, pieces: &Queue<Vec<u8>>) {
    pieces.fill(&case.call, || {
        if framed {
            sift(FrameReader::new(content), case, pieces)
        } else {
            sift(content, case, pieces)
        }
    });
}

fn sift<S: Source>(mut source: S, case: &Case, pieces: &Queue<Vec<u8>>) -> Result<(), Failure> {
    if case.head.format.is_none() && !matches!(source.fill_buf(), Ok([])) {
        return Err(case.judge(&mut source, Trouble::Format));
    }
    let mut sieve = Sieve::new(case.head.exception_tag.as_deref());
    let mut piece = Vec::new();
    let mut hurried = false;
    let trouble = loop {
        let bytes = match source.fill_buf() {
            Ok([]) => break None,
            Ok(bytes) => bytes,
            Err(error) => break Some(error),
        };
        let size = bytes.len();
        sieve.push(bytes, &mut piece);
        source.consume(size);
        if sieve.found() && !hurried {
            hurried = true;
            source.hurry();
        }
        if (piece.len() >= PIECE_SIZE || source.peek().is_empty()) && !push(&mut piece, pieces) {
            return Ok(());
        }
    };
    let mut rest = Vec::new();
    let text = sieve.finish(source.body().end() == Some(&End::Whole), &mut rest);
    let failure = match (text.and_then(|text| case.thrown(&text)), trouble) {
        (Some(thrown), _) => Err(thrown),
        (None, Some(error)) => Err(case.judge(&mut source, Trouble::Bytes(&error))),
        (None, None) => {
            piece.append(&mut rest);
            Ok(())
        }
    };
    push(&mut piece, pieces);
    failure
}

fn push(piece: &mut Vec<u8>, pieces: &Queue<Vec<u8>>) -> bool {
    if piece.is_empty() {
        return true;
    }
    let size = piece.len();
    pieces.push(std::mem::take(piece), size)
}
