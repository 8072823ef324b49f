use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Servers forget a session that nobody has used for so long (`default_session_timeout`), and all of them when they end: where
/// one has not answered for that long, there is nothing left to go back to.
const LIFETIME: Duration = Duration::from_secs(60);

/// No session of any server lives longer unused (`max_session_timeout`).
const LONGEST: Duration = Duration::from_secs(3600);

/// So many are kept before old ones are looked for.
const MANY: usize = 1000;

/// Which host each session of the server lives on: no other one knows it.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    homes: Mutex<HashMap<String, Home>>,
}

#[derive(Debug)]
struct Home {
    host: usize,
    /// A request of the session may have come there.
    known: bool,
    used: Instant,
}

impl Sessions {
    /// The host of a session; `choose` finds one for a new session.
    pub(crate) fn home(&self, session: &str, choose: impl FnOnce() -> usize) -> usize {
        let now = Instant::now();
        let mut homes = self.homes();
        // Not with every request: at most when they have doubled.
        if homes.len() >= MANY && homes.len() == homes.capacity() {
            homes.retain(|_, home| now.saturating_duration_since(home.used) < LONGEST);
        }
        let home = homes.entry(session.to_owned()).or_insert_with(|| Home {
            host: choose(),
            known: false,
            used: now,
        });
        home.host
    }

    /// The session may have begun on its host.
    pub(crate) fn begun(&self, session: &str) {
        if let Some(home) = self.homes().get_mut(session) {
            home.known = true;
            home.used = Instant::now();
        }
    }

    /// Its host could not be reached: false when it has to stay there nevertheless.
    pub(crate) fn may_move(&self, session: &str) -> bool {
        let mut homes = self.homes();
        let known =
            homes.get(session).is_some_and(|home| home.known && home.used.elapsed() < LIFETIME);
        if !known {
            homes.remove(session);
        }
        !known
    }

    fn homes(&self) -> MutexGuard<'_, HashMap<String, Home>> {
        self.homes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
