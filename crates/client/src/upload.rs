use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;

use crate::activity::Activity;
use crate::blocks::{Blocks, Load};
use crate::failure::Failure;

/// Bytes handed to the socket at once: few enough that each hand-over says that the upload goes on.
pub(crate) const PIECE_SIZE: usize = 256 << 10;

/// The body of an insert, in pieces and without copies.
#[derive(Debug)]
pub(crate) struct Upload {
    parts: VecDeque<Bytes>,
    /// Where further parts come from.
    blocks: Arc<Blocks>,
    /// The block that the parts belong to.
    load: Option<Load>,
    activity: Activity,
}

impl Upload {
    /// `parts`, and then `blocks`.
    pub(crate) fn new(parts: Vec<Bytes>, blocks: Arc<Blocks>, activity: Activity) -> Self {
        Self { parts: parts.into(), blocks, load: None, activity }
    }

    /// Bytes of the parts that are there.
    pub(crate) fn size(&self) -> u64 {
        self.parts.iter().fold(0, |size, part| size.saturating_add(part.len() as u64))
    }

    pub(crate) fn into_stream(self) -> impl Stream<Item = Result<Bytes, Failure>> {
        unfold(self, |mut upload| async move { Some((upload.next().await?, upload)) })
    }

    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, Failure>> {
        loop {
            self.activity.note();
            if let Some(part) = self.parts.front_mut() {
                let piece = part.split_to(part.len().min(PIECE_SIZE));
                if part.is_empty() {
                    self.parts.pop_front();
                }
                return Some(self.leave().map(|()| piece));
            }
            self.activity.pause();
            match self.blocks.next().await {
                Some(Ok((parts, load))) => {
                    self.parts = parts.into();
                    self.load = Some(load);
                    if let Err(abandoned) = self.leave() {
                        return Some(Err(abandoned));
                    }
                }
                Some(Err(failure)) => return Some(Err(failure)),
                None => {
                    self.activity.note();
                    return None;
                }
            }
        }
    }

    /// Notes that a block leaves with its last piece.
    fn leave(&mut self) -> Result<(), Failure> {
        match self.load.take_if(|_| self.parts.is_empty()) {
            Some(load) => self.blocks.leave(load),
            None => Ok(()),
        }
    }
}
