//! Arenas that wait for their next block.
//!
//! Blocks are made on one thread and freed on another; the C library keeps what either frees to itself. Streaming
//! 20 M × 4 numbers peaked at 171 MB that way and at 111 MB with one heap for all threads. Memory that is used again
//! also costs no page faults.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What waits at most while blocks are being read: V8 gives back some 32 MB at a time.
const BUSY_BYTES: usize = 48 << 20;

/// What waits at most while none are.
const IDLE_BYTES: usize = 16 << 20;

/// Smaller memory is cheap to allocate.
const SMALLEST_BYTES: usize = 64 << 10;

static WAITING: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

static READERS: AtomicUsize = AtomicUsize::new(0);

/// Says that blocks are being read, until it is dropped.
#[derive(Debug)]
pub struct Reader(());

impl Reader {
    /// One more reader.
    #[must_use]
    pub fn begin() -> Self {
        READERS.fetch_add(1, Ordering::Relaxed);
        Self(())
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if READERS.fetch_sub(1, Ordering::Relaxed) > 1 {
            return;
        }
        let mut waiting = waiting();
        let mut kept = 0_usize;
        waiting.retain(|arena| {
            kept = kept.saturating_add(arena.capacity());
            kept <= IDLE_BYTES
        });
    }
}

/// Keeps the memory of a block for another one.
pub fn recycle(mut arena: Vec<u8>) {
    if arena.capacity() < SMALLEST_BYTES {
        return;
    }
    arena.clear();
    let mut waiting = waiting();
    let total =
        waiting.iter().fold(arena.capacity(), |sum, next| sum.saturating_add(next.capacity()));
    let most = if READERS.load(Ordering::Relaxed) > 0 { BUSY_BYTES } else { IDLE_BYTES };
    if total <= most {
        waiting.push(arena);
    }
}

/// Empty memory for about `capacity` bytes.
pub(crate) fn reuse(capacity: usize) -> Vec<u8> {
    if capacity < SMALLEST_BYTES {
        return Vec::with_capacity(capacity);
    }
    let fits =
        |arena: &Vec<u8>| (capacity..=capacity.saturating_mul(2)).contains(&arena.capacity());
    let mut waiting = waiting();
    if let Some(place) = waiting.iter().rposition(fits) {
        return waiting.swap_remove(place);
    }
    // What waits is for blocks of other sizes, which are over.
    let unfit = waiting.pop();
    drop(waiting);
    drop(unfit);
    Vec::with_capacity(capacity)
}

fn waiting() -> MutexGuard<'static, Vec<Vec<u8>>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_serves_again_and_waits_only_within_bounds() {
        let arena = Vec::with_capacity(300_000);
        let place = arena.as_ptr();
        recycle(arena);
        let again = reuse(250_000);
        assert_eq!((again.as_ptr(), again.len()), (place, 0));
        let fill = || (0..100).for_each(|_| recycle(Vec::with_capacity(1 << 20)));
        let total = || waiting().iter().map(Vec::capacity).sum::<usize>();
        let reader = Reader::begin();
        fill();
        assert!((IDLE_BYTES + 1..=BUSY_BYTES).contains(&total()));
        drop(reader);
        fill();
        assert!(total() <= IDLE_BYTES);
        assert!(reuse(10).capacity() < SMALLEST_BYTES);
        assert!(reuse(1 << 22).capacity() >= 1 << 22);
    }
}
