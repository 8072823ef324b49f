use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::header::{
    ACCEPT_ENCODING, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap,
};

use crate::lane::Lane;

/// What the server does for one request, until it has answered in full.
#[derive(Debug, Clone, Default)]
pub(crate) struct Work {
    target: Arc<Mutex<Option<Target>>>,
}

/// How a query can be reached on the server.
#[derive(Debug)]
pub(crate) struct Target {
    /// Unknown until the response begins when the server chooses it.
    pub(crate) query_id: Option<String>,
    /// The way to that server.
    pub(crate) lane: Arc<Lane>,
    /// Those of its request, because only its own user may stop it.
    pub(crate) headers: HeaderMap,
    /// The response has begun.
    pub(crate) answered: bool,
}

impl Work {
    pub(crate) fn new(lane: &Arc<Lane>, query_id: Option<String>, headers: &HeaderMap) -> Self {
        let mut headers = headers.clone();
        for name in [ACCEPT_ENCODING, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE] {
            headers.remove(name);
        }
        let target = Target { query_id, lane: Arc::clone(lane), headers, answered: false };
        Self { target: Arc::new(Mutex::new(Some(target))) }
    }

    /// The response has begun, and its headers know the id.
    pub(crate) fn answered(&self, query_id: Option<&String>) {
        if let Some(target) = &mut *lock(&self.target) {
            target.query_id = query_id.cloned();
            target.answered = true;
        }
    }

    /// The server has answered in full.
    pub(crate) fn finish(&self) {
        lock(&self.target).take();
    }

    /// What is to be stopped, if anything; only the first caller gets it.
    pub(crate) fn take(&self) -> Option<Target> {
        lock(&self.target).take()
    }
}

/// The work that a session has asked for.
#[derive(Debug, Default)]
pub(crate) struct Works {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    next: u64,
    closed: bool,
    works: HashMap<u64, Work>,
}

/// Work in a list, until it is dropped.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) work: Work,
    key: u64,
    works: Arc<Works>,
}

impl Works {
    /// Lists `work`; none when the session is closed.
    pub(crate) fn list(self: &Arc<Self>, work: Work) -> Option<Listed> {
        let mut state = lock(&self.state);
        if state.closed {
            return None;
        }
        let key = state.next;
        state.next = key.wrapping_add(1);
        state.works.insert(key, work.clone());
        Some(Listed { work, key, works: Arc::clone(self) })
    }

    /// Takes everything, and refuses what comes later.
    pub(crate) fn close(&self) -> Vec<Work> {
        let mut state = lock(&self.state);
        state.closed = true;
        mem::take(&mut state.works).into_values().collect()
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        lock(&self.works.state).works.remove(&self.key);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
