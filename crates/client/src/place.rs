use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use crate::lane::Lane;

/// A request's place among those of its host, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    holder: Arc<Holder>,
    key: u64,
    lane: Arc<Lane>,
    /// The generation of connections that keeps this request's when it is done.
    keeps: Option<u64>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Place {
    /// A request of that id; without a permit it goes beside the others.
    pub(crate) fn new(
        lane: &Arc<Lane>,
        permit: Option<OwnedSemaphorePermit>,
        query_id: Option<String>,
    ) -> Self {
        let holder = Arc::new(Holder {
            query_id,
            since: Instant::now(),
            unread: Mutex::default(),
            beside: permit.is_none(),
        });
        let key = lane.holders.add(&holder);
        Self { holder, key, lane: Arc::clone(lane), keeps: None, _permit: permit }
    }

    /// Notes whether the answer waits for somebody who reads it.
    pub(crate) fn wait_for_reader(&self, waits: bool) {
        let mut unread = self.holder.unread();
        if waits {
            unread.get_or_insert_with(Instant::now);
        } else {
            *unread = None;
        }
    }

    /// The connection is kept in that generation when the request is done.
    pub(crate) fn keep(&mut self, generation: u64) {
        self.keeps = Some(generation);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.lane.holders.remove(self.key);
        if let Some(generation) = self.keeps {
            self.lane.kept(generation);
        }
    }
}

/// A request that holds a place, or goes beside those that do.
#[derive(Debug)]
pub(crate) struct Holder {
    query_id: Option<String>,
    since: Instant,
    /// Since when its answer has waited for somebody who reads it.
    unread: Mutex<Option<Instant>>,
    beside: bool,
}

impl Holder {
    fn unread(&self) -> MutexGuard<'_, Option<Instant>> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unread_for(&self, time: Duration) -> bool {
        self.unread().is_some_and(|since| since.elapsed() >= time)
    }
}

/// The requests of a host.
#[derive(Debug, Default)]
pub(crate) struct Holders {
    state: Mutex<State>,
    queued: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    next: u64,
    /// In the order in which they began.
    all: BTreeMap<u64, Arc<Holder>>,
}

impl Holders {
    fn add(&self, holder: &Arc<Holder>) -> u64 {
        let mut state = self.state();
        let key = state.next;
        state.next = key.wrapping_add(1);
        state.all.insert(key, Arc::clone(holder));
        key
    }

    fn remove(&self, key: u64) {
        self.state().all.remove(&key);
    }

    /// How many there are.
    pub(crate) fn active(&self) -> usize {
        self.state().all.len()
    }

    /// How many wait for a place.
    pub(crate) fn queued(&self) -> usize {
        self.queued.load(Ordering::Relaxed)
    }

    /// Counts one more that waits, until what is returned is dropped.
    pub(crate) fn queue(self: &Arc<Self>) -> Queued {
        self.queued.fetch_add(1, Ordering::Relaxed);
        Queued { holders: Arc::clone(self) }
    }

    /// Whether nobody has read any of the answers that hold places for so long.
    pub(crate) fn unread_for(&self, time: Duration) -> bool {
        let state = self.state();
        let mut holding = state.all.values().filter(|holder| !holder.beside).peekable();
        holding.peek().is_some() && holding.all(|holder| holder.unread_for(time))
    }

    /// Who holds the places, as the end of a sentence.
    pub(crate) fn describe(&self) -> String {
        let state = self.state();
        let holding = || state.all.values().filter(|holder| !holder.beside);
        let count = holding().count();
        let unread = holding().filter(|holder| holder.unread().is_some()).count();
        let oldest = holding().next().map(|holder| {
            let query = holder.query_id.as_ref().map_or_else(
                || "a request without a query id".to_owned(),
                |id| format!("query {id}"),
            );
            let seconds = holder.since.elapsed().as_secs();
            let read = if holder.unread().is_some() { ", whose result nobody reads" } else { "" };
            format!("; the oldest is {query}, for {seconds} s{read}")
        });
        let unread = match unread {
            0 => String::new(),
            some => format!(", {some} of them results that nobody reads"),
        };
        format!("{count} requests hold them{unread}{}", oldest.unwrap_or_default())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that waits for a place, until it is dropped.
#[derive(Debug)]
pub(crate) struct Queued {
    holders: Arc<Holders>,
}

impl Drop for Queued {
    fn drop(&mut self) {
        self.holders.queued.fetch_sub(1, Ordering::Relaxed);
    }
}
