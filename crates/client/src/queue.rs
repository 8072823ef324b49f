use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::call::Call;
use crate::failure::{Failure, FailureKind};

/// A queue from a blocking thread to a task, bounded by the bytes that wait in it.
///
/// The producer waits while the queue is full; an item that alone is beyond the bound is taken when the queue is
/// empty. One consumer at a time.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    limit: usize,
    room: Condvar,
    ready: Notify,
    /// No further item will be pushed or taken.
    over: CancellationToken,
}

#[derive(Debug)]
struct State<T> {
    items: VecDeque<(T, usize)>,
    bytes: usize,
    /// How it ends once the items are taken.
    end: Option<Result<(), Failure>>,
}

impl<T> Queue<T> {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            state: Mutex::new(State { items: VecDeque::new(), bytes: 0, end: None }),
            limit,
            room: Condvar::new(),
            ready: Notify::new(),
            over: CancellationToken::new(),
        }
    }

    /// Appends an item of `bytes` bytes, waiting for room; false when nobody wants it any more.
    pub(crate) fn push(&self, item: T, bytes: usize) -> bool {
        let mut state = self.lock();
        while state.end.is_none()
            && !state.items.is_empty()
            && state.bytes.saturating_add(bytes) > self.limit
        {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.end.is_some() {
            return false;
        }
        state.bytes = state.bytes.saturating_add(bytes);
        state.items.push_back((item, bytes));
        drop(state);
        self.ready.notify_one();
        true
    }

    /// Does `work`, which pushes the items, and ends the queue as it says; also when it panics, so that nobody waits for
    /// ever.
    pub(crate) fn fill(&self, call: &Call, work: impl FnOnce() -> Result<(), Failure>) {
        let message = "the reader of the response gave up; this is a bug";
        let failure = call.failure(FailureKind::Protocol, "ERR_INTERNAL", message);
        let unfinished = Unfinished { queue: self, failure };
        self.finish(work());
        drop(unfinished);
    }

    /// Whether nothing waits in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.lock().items.is_empty()
    }

    /// Ends the queue behind the items in it. The first end counts.
    pub(crate) fn finish(&self, end: Result<(), Failure>) {
        let mut state = self.lock();
        state.end.get_or_insert(end);
        self.announce(state);
    }

    /// Ends the queue at once: items in it are dropped, a waiting producer is let go.
    pub(crate) fn abort(&self, failure: Failure) {
        let mut state = self.lock();
        state.items.clear();
        state.bytes = 0;
        state.end = Some(Err(failure));
        self.announce(state);
    }

    fn announce(&self, state: MutexGuard<'_, State<T>>) {
        drop(state);
        self.over.cancel();
        self.room.notify_all();
        self.ready.notify_one();
    }

    /// Waits until the queue was ended from either side.
    pub(crate) async fn over(&self) {
        self.over.cancelled().await;
    }

    /// Waits for an item and takes up to `most`; none at the end.
    pub(crate) async fn pop(&self, most: usize) -> Result<Vec<T>, Failure> {
        loop {
            if let Some(result) = self.try_pop(most) {
                return result;
            }
            self.ready.notified().await;
        }
    }

    /// Waits for an item or the end; what it failed with when there was no item before.
    pub(crate) async fn begun(&self) -> Option<Failure> {
        loop {
            let ready = self.ready.notified();
            {
                let state = self.lock();
                match &state.end {
                    _ if !state.items.is_empty() => return None,
                    Some(end) => return end.clone().err(),
                    None => {}
                }
            }
            ready.await;
        }
    }

    fn try_pop(&self, most: usize) -> Option<Result<Vec<T>, Failure>> {
        let state = self.lock();
        if state.items.is_empty() {
            return state.end.clone().map(|end| end.map(|()| Vec::new()));
        }
        Some(Ok(self.take(state, most)))
    }

    /// What is there, and whether nothing will follow.
    pub(crate) fn arrived(&self) -> (Vec<T>, bool) {
        let state = self.lock();
        let whole = matches!(state.end, Some(Ok(())));
        (self.take(state, usize::MAX), whole)
    }

    fn take(&self, mut state: MutexGuard<'_, State<T>>, most: usize) -> Vec<T> {
        let count = most.min(state.items.len());
        let items: Vec<_> = state.items.drain(..count).collect();
        let bytes = items.iter().fold(0_usize, |sum, (_, bytes)| sum.saturating_add(*bytes));
        state.bytes = state.bytes.saturating_sub(bytes);
        drop(state);
        self.room.notify_all();
        items.into_iter().map(|(item, _)| item).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends a queue with a failure unless it has ended.
struct Unfinished<'a, T> {
    queue: &'a Queue<T>,
    failure: Failure,
}

impl<T> Drop for Unfinished<'_, T> {
    fn drop(&mut self) {
        self.queue.finish(Err(self.failure.clone()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().build().unwrap()
    }

    #[test]
    fn items_come_in_order_and_then_the_end_for_good() {
        runtime().block_on(async {
            let queue = Queue::new(100);
            assert!(queue.push(1, 10) && queue.push(2, 10) && queue.push(3, 10));
            queue.finish(Ok(()));
            assert_eq!(queue.pop(2).await.unwrap(), [1, 2]);
            assert_eq!(queue.pop(9).await.unwrap(), [3]);
            assert_eq!(queue.pop(9).await.unwrap(), []);
            assert_eq!(queue.pop(9).await.unwrap(), []);
        });
    }

    #[test]
    fn what_has_arrived_is_all_when_it_ended_well() {
        let queue = Queue::new(100);
        assert_eq!(queue.arrived(), (vec![], false));
        assert!(queue.push(1, 10) && queue.push(2, 10));
        assert_eq!(queue.arrived(), (vec![1, 2], false));
        assert!(queue.push(3, 10));
        queue.finish(Ok(()));
        assert_eq!(queue.arrived(), (vec![3], true));
        let queue = Queue::new(100);
        assert!(queue.push(1, 10));
        queue.finish(Err(Failure::closed()));
        assert_eq!(queue.arrived(), (vec![1], false));
    }

    #[test]
    fn a_failure_comes_after_the_items_and_stays() {
        runtime().block_on(async {
            let queue = Queue::new(100);
            assert!(queue.push(1, 10));
            queue.finish(Err(Failure::closed()));
            queue.finish(Ok(()));
            assert_eq!(queue.pop(9).await.unwrap(), [1]);
            assert_eq!(queue.pop(9).await.unwrap_err(), Failure::closed());
            assert_eq!(queue.pop(9).await.unwrap_err(), Failure::closed());
        });
    }

    #[test]
    fn never_holds_more_than_its_bound_unless_one_item_is_larger() {
        let queue = Arc::new(Queue::new(100));
        let largest = Arc::new(AtomicUsize::new(0));
        let producer = {
            let (queue, largest) = (Arc::clone(&queue), Arc::clone(&largest));
            thread::spawn(move || {
                for bytes in [60, 40, 50, 500, 10, 10] {
                    assert!(queue.push(bytes, bytes));
                    let state = queue.lock();
                    if state.items.len() > 1 {
                        largest.fetch_max(state.bytes, Ordering::SeqCst);
                    }
                }
                queue.finish(Ok(()));
            })
        };
        let mut taken = Vec::new();
        runtime().block_on(async {
            loop {
                match queue.pop(1).await.unwrap().as_slice() {
                    [] => break,
                    items => taken.extend_from_slice(items),
                }
            }
        });
        producer.join().unwrap();
        assert_eq!(taken, [60, 40, 50, 500, 10, 10]);
        assert!(largest.load(Ordering::SeqCst) <= 100);
    }

    #[test]
    fn an_abort_drops_what_waits_and_lets_the_producer_go() {
        let queue = Arc::new(Queue::new(10));
        assert!(queue.push(1, 10));
        let producer = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.push(2, 10))
        };
        queue.abort(Failure::closed());
        assert!(!producer.join().unwrap());
        runtime().block_on(async {
            queue.over().await;
            assert_eq!(queue.pop(9).await.unwrap_err(), Failure::closed());
        });
    }
}
