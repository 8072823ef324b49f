//! Frames that others unpack before they are asked for.

use std::collections::VecDeque;
use std::fmt;
use std::io::BufRead;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, ErrorKind};
use crate::frames::{Frames, Packed};
use crate::window::{HISTORY_SIZE, Window};

/// Frames that are unpacked beside the current one.
const MOST_AHEAD: usize = 3;

/// Smaller frames are not worth the way to another thread.
const LEAST_SIZE: usize = 128 << 10;

/// Servers write 1 MiB, and some more where a value is larger. Larger ones come one at a time: their
/// memory is only promised.
const MOST_SIZE: usize = 4 << 20;

/// Who unpacks frames beside a [`FrameReader`](crate::FrameReader).
pub trait Helpers<R>: Send {
    /// Whether help is of use, and the input has bytes that need not be waited for.
    fn is_at_hand(&self, input: &mut R) -> bool;

    /// Has a task run on another thread, soon or never; false when none is free.
    fn hand_over(&self, task: Task) -> bool;
}

/// A frame to be unpacked on any thread, unless its reader came first.
#[derive(Debug)]
pub struct Task(Arc<Mutex<Option<Job>>>);

#[derive(Debug)]
struct Job {
    frame: Packed,
    memory: Vec<u8>,
    done: SyncSender<Result<Vec<u8>, Error>>,
}

impl Task {
    /// Unpacks the frame.
    pub fn run(self) {
        if let Some(Job { frame, memory, done }) = self.begin() {
            // Who does not read on has dropped the other end.
            drop(done.send(unpack(&frame, memory)));
        }
    }

    /// What is to be done, unless somebody does it.
    fn begin(&self) -> Option<Job> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A frame that others may unpack.
#[derive(Debug)]
struct Pending {
    task: Task,
    data: Receiver<Result<Vec<u8>, Error>>,
    /// Bytes of data in it.
    size: usize,
}

/// The frames behind the current one that had come already when it was asked for. There are none as
/// long as whoever reads is faster than the network; then nothing is done on other threads.
pub(crate) struct Ahead<R> {
    helpers: Box<dyn Helpers<R>>,
    pending: VecDeque<Pending>,
    /// Whether the last of them found nobody.
    is_busy: bool,
    /// Memory to be used again.
    spare: Vec<Vec<u8>>,
    /// What was wrong with a frame: nothing is shown behind it.
    failure: Option<Error>,
}

impl<R: BufRead> Ahead<R> {
    pub(crate) fn new(helpers: Box<dyn Helpers<R>>) -> Self {
        let (pending, spare) = (VecDeque::new(), Vec::new());
        Self { helpers, pending, is_busy: false, spare, failure: None }
    }

    /// Shows the next frame of those that came already in `window`; false when there is none.
    pub(crate) fn advance(
        &mut self,
        frames: &mut Frames<R>,
        window: &mut Window,
    ) -> Result<bool, Error> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let shown = if let Some(next) = self.pending.pop_front() {
            self.look_ahead(frames);
            self.finish(&next, window)
        } else if let Some(frame) = self.take(frames) {
            self.look_ahead(frames);
            show(&frame, window)
        } else {
            return Ok(false);
        };
        self.failure = shown.clone().err();
        shown.map(|()| true)
    }

    fn take(&self, frames: &mut Frames<R>) -> Option<Packed> {
        let is_at_hand = |input: &mut R| self.helpers.is_at_hand(input);
        frames.take_at_hand(is_at_hand, |size| (LEAST_SIZE..=MOST_SIZE).contains(&size))
    }

    /// Has further frames unpacked while the next one is.
    fn look_ahead(&mut self, frames: &mut Frames<R>) {
        self.is_busy &= !self.pending.is_empty();
        while !self.is_busy
            && self.pending.len() < MOST_AHEAD
            && let Some(frame) = self.take(frames)
        {
            let (done, data) = sync_channel(1);
            let (size, memory) = (frame.size(), self.spare.pop().unwrap_or_default());
            let job = Arc::new(Mutex::new(Some(Job { frame, memory, done })));
            self.is_busy = !self.helpers.hand_over(Task(Arc::clone(&job)));
            self.pending.push_back(Pending { task: Task(job), data, size });
        }
    }

    /// Shows a frame that others were to unpack; nobody waits for those who have not begun.
    fn finish(&mut self, next: &Pending, window: &mut Window) -> Result<(), Error> {
        if let Some(job) = next.task.begin() {
            self.spare.push(job.memory);
            return show(&job.frame, window);
        }
        let lost = |_| Error::new(ErrorKind::Corrupt, "whoever unpacked it gave up; this is a bug");
        let data = next.data.recv().map_err(lost)??;
        let old = window.replace(data, HISTORY_SIZE.saturating_add(next.size));
        if old.len() <= HISTORY_SIZE.saturating_add(MOST_SIZE) {
            self.spare.push(old);
        }
        Ok(())
    }
}

fn show(frame: &Packed, window: &mut Window) -> Result<(), Error> {
    frame.unpack(window.room(frame.size()))?;
    window.show(frame.size());
    Ok(())
}

/// The data of `frame` behind room for [`HISTORY_SIZE`] bytes.
fn unpack(frame: &Packed, mut memory: Vec<u8>) -> Result<Vec<u8>, Error> {
    let end = HISTORY_SIZE.saturating_add(frame.size());
    if memory.len() < end {
        memory.resize(end, 0);
    }
    frame.unpack(memory.get_mut(HISTORY_SIZE..end).unwrap_or_default())?;
    Ok(memory)
}

impl<R> fmt::Debug for Ahead<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ahead").field("pending", &self.pending).finish_non_exhaustive()
    }
}
