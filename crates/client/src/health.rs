use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long a host is left alone after its first failure; twice as long after each further one.
const COOL_DOWN: Duration = Duration::from_secs(1);
const LONGEST_COOL_DOWN: Duration = Duration::from_secs(30);

/// What the last requests to a host tell of it.
#[derive(Debug, Default)]
pub(crate) struct Health {
    illness: Mutex<Option<Illness>>,
}

/// Failures without a success between them.
#[derive(Debug)]
struct Illness {
    failed_at: Instant,
    cool_down: Duration,
    /// When one request may look whether the host is back.
    next_look: Instant,
}

impl Health {
    /// Whether a request may go there: while a host is unwell, only one at times does.
    pub(crate) fn admits(&self) -> bool {
        let now = Instant::now();
        let mut illness = self.illness();
        let Some(illness) = &mut *illness else { return true };
        if now < illness.next_look {
            return false;
        }
        illness.next_look = after(now, illness.cool_down);
        true
    }

    /// Since when the host has been unwell.
    pub(crate) fn failed_at(&self) -> Option<Instant> {
        self.illness().as_ref().map(|illness| illness.failed_at)
    }

    /// A request that began then has failed. Those that were under way together count once.
    pub(crate) fn failed(&self, began: Instant) {
        let now = Instant::now();
        let mut illness = self.illness();
        let cool_down = match &*illness {
            Some(last) if began < last.failed_at => return,
            Some(last) => last.cool_down.saturating_mul(2).min(LONGEST_COOL_DOWN),
            None => COOL_DOWN,
        };
        *illness = Some(Illness { failed_at: now, cool_down, next_look: after(now, cool_down) });
    }

    /// A request that began then was answered.
    pub(crate) fn answered(&self, began: Instant) {
        let mut illness = self.illness();
        if illness.as_ref().is_some_and(|last| began >= last.failed_at) {
            *illness = None;
        }
    }

    fn illness(&self) -> MutexGuard<'_, Option<Illness>> {
        self.illness.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn after(now: Instant, time: Duration) -> Instant {
    now.checked_add(time).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a request is admitted once so much time has passed.
    async fn admitted_after(health: &Health, time: Duration) -> bool {
        tokio::time::advance(time).await;
        health.admits()
    }

    #[tokio::test(start_paused = true)]
    async fn one_request_looks_after_a_host_that_cools_down_ever_longer() {
        let (health, second) = (Health::default(), Duration::from_secs(1));
        for half_seconds in [1, 2, 4, 8, 16, 30, 30].map(|seconds| 2 * seconds) {
            health.failed(Instant::now());
            assert!(!admitted_after(&health, second / 2 * (half_seconds - 1)).await);
            assert!(admitted_after(&health, second / 2).await);
            assert!(!health.admits());
        }
        health.answered(Instant::now());
        assert!(health.admits() && health.admits());
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_under_way_together_counts_once() {
        let (health, second) = (Health::default(), Duration::from_secs(1));
        let began = Instant::now();
        tokio::time::advance(second).await;
        for _ in 0..5 {
            health.failed(began);
        }
        health.answered(began);
        assert!(!health.admits());
        assert!(admitted_after(&health, second).await);
    }
}
