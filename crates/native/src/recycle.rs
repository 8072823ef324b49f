//! Arenas that wait for their next block.
//!
//! Blocks are made on one thread and freed on another; the C library keeps what either frees to itself. Streaming
//! 20 M × 4 numbers peaked at 171 MB that way and at 111 MB with one heap for all threads. Memory that is used again
//! also costs no page faults.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What waits at most.
const TOTAL_BYTES: usize = 16 << 20;

/// Smaller memory is cheap to allocate.
const SMALLEST_BYTES: usize = 64 << 10;

static WAITING: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// Keeps the memory of a block for another one.
pub fn recycle(mut arena: Vec<u8>) {
    if arena.capacity() < SMALLEST_BYTES {
        return;
    }
    arena.clear();
    let mut waiting = waiting();
    let total =
        waiting.iter().fold(arena.capacity(), |sum, next| sum.saturating_add(next.capacity()));
    if total <= TOTAL_BYTES {
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
        for _ in 0..100 {
            recycle(Vec::with_capacity(1 << 20));
        }
        let total: usize = waiting().iter().map(Vec::capacity).sum();
        assert!(total <= TOTAL_BYTES);
        assert!(reuse(10).capacity() < SMALLEST_BYTES);
        assert!(reuse(1 << 22).capacity() >= 1 << 22);
    }
}
