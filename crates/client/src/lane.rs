use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Client;
use reqwest::header::HeaderMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::config::Origin;
use crate::failure::{Failure, FailureKind};
use crate::generation::{Generation, hint};
use crate::place::{Holders, Place};
use crate::pool::{self, PoolConfig};
use crate::watch::Watch;

/// How many queries a host is asked to stop at a time. Where many are left at once it is slow already, and each request takes a
/// thread of it.
const STOPS_AT_ONCE: usize = 8;

/// What goes on between a pool and a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metrics {
    /// Connections kept for later requests. One that the server has closed counts until a request finds no other.
    pub idle: usize,
    /// Requests under way, each with a connection of its own.
    pub active: usize,
    /// Requests that wait for a place.
    pub queued: usize,
}

/// The way to a host: its connections, and the places for requests.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) origin: Origin,
    pub(crate) config: PoolConfig,
    /// Fair.
    places: Arc<Semaphore>,
    /// Those of requests that stop queries.
    pub(crate) stops: Semaphore,
    pub(crate) holders: Arc<Holders>,
    generation: Mutex<Generation>,
}

impl Lane {
    pub(crate) fn new(origin: Origin, config: PoolConfig) -> Self {
        let places = config.max_connections.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            generation: Mutex::new(Generation::first(&config)),
            origin,
            config,
            places: Arc::new(Semaphore::new(places)),
            stops: Semaphore::new(STOPS_AT_ONCE),
            holders: Arc::default(),
        }
    }

    /// The connections, and the number of their generation. Those that have become too old end here, unused ones at once.
    pub(crate) fn client(&self) -> Result<(Client, u64), Failure> {
        let mut generation = self.generation();
        if generation.is_over(self.holders.active() <= 1) {
            generation.renew(&self.config);
        }
        Ok((generation.client(&self.config, &self.origin)?, generation.number))
    }

    /// For one connection, which is not kept.
    pub(crate) fn fresh_client(&self) -> Result<Client, Failure> {
        pool::client(&self.config, &self.origin, Duration::ZERO)
    }

    /// Closes the connections that no request uses.
    pub(crate) fn close_idle(&self) {
        self.generation().renew(&self.config);
    }

    /// A request was sent in that generation, over a connection that it began to open then unless one was there.
    pub(crate) fn sent(&self, number: u64, opened: Option<Instant>) {
        let mut generation = self.generation();
        if generation.number == number {
            generation.take(opened);
        }
    }

    /// The server has answered with these headers.
    pub(crate) fn answered(&self, headers: &HeaderMap) {
        if let Some(idle) = hint(headers) {
            self.generation().adapt(idle, &self.config);
        }
    }

    /// A request's connection has become free.
    pub(crate) fn kept(&self, number: u64) {
        let mut generation = self.generation();
        if generation.number == number {
            generation.keep(self.config.max_connections);
        }
    }

    pub(crate) fn metrics(&self) -> Metrics {
        let idle = self.generation().idle_connections();
        Metrics { idle, active: self.holders.active(), queued: self.holders.queued() }
    }

    /// Waits for a place unless the request goes `beside` the others.
    pub(crate) async fn place(
        self: &Arc<Self>,
        watch: &Watch,
        beside: bool,
    ) -> Result<Place, Failure> {
        let permit = if beside { None } else { Some(self.permit(watch).await?) };
        Ok(Place::new(self, permit, watch.call.query_id.clone()))
    }

    /// Waits as long as a silent server is waited for, but no longer than for a connection when nobody reads what holds the
    /// places: these may never become free.
    async fn permit(&self, watch: &Watch) -> Result<OwnedSemaphorePermit, Failure> {
        if let Ok(permit) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(permit);
        }
        let _queued = self.holders.queue();
        let start = Instant::now();
        let acquired = Arc::clone(&self.places).acquire_owned();
        tokio::pin!(acquired);
        let patience = self.config.connect_timeout;
        loop {
            let left = watch.silence.saturating_sub(start.elapsed());
            if let Ok(permit) = timeout(left.min(patience), &mut acquired).await {
                return permit.map_err(|_| watch.call.sign(Failure::closed()));
            }
            if start.elapsed() >= watch.silence || self.holders.unread_for(patience) {
                return Err(self.full(watch, start.elapsed()));
            }
        }
    }

    fn full(&self, watch: &Watch, waited: Duration) -> Failure {
        let message = format!(
            "none of the {} connections to {} became free within {} ms: {}",
            self.config.max_connections,
            self.origin.host,
            waited.as_millis(),
            self.holders.describe()
        );
        watch
            .call
            .failure(FailureKind::Timeout, "ERR_POOL_TIMEOUT", message)
            .retryable(true)
            .unsent()
    }

    fn generation(&self) -> MutexGuard<'_, Generation> {
        self.generation.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
