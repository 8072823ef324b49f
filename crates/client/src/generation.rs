use std::time::Duration;

use reqwest::Client;
use reqwest::header::HeaderMap;
use tokio::time::Instant;

use crate::config::Origin;
use crate::failure::Failure;
use crate::head;
use crate::pool::{self, PoolConfig};

/// How long an unused connection is kept where the server does not say: less than the 10 s after which it closes it.
const IDLE_TIME: Duration = Duration::from_secs(8);

/// How long one is kept at most: what is between the two forgets connections as well.
const LONGEST: Duration = Duration::from_secs(300);

/// How much earlier than the server a connection is given up, at most.
const MARGIN: Duration = Duration::from_secs(2);

/// By how much the ages of generations differ, as a part of their age: clients that started together must not all connect
/// together.
const SPREAD: u32 = 10;

/// Connections of about the same age.
#[derive(Debug)]
pub(crate) struct Generation {
    pub(crate) number: u64,
    /// Made when the first request needs it.
    client: Option<Client>,
    /// How long an unused connection is kept.
    idle: Duration,
    /// The same in the next generation.
    next_idle: Duration,
    /// Whether the server has said how long that is.
    hinted: bool,
    /// When it is over.
    end: Option<Instant>,
    /// Since when connections have been unused, the latest last: as the HTTP client has them, which does not tell.
    unused: Vec<Instant>,
}

impl Generation {
    pub(crate) fn first(config: &PoolConfig) -> Self {
        Self {
            number: 0,
            client: None,
            idle: IDLE_TIME,
            next_idle: IDLE_TIME,
            hinted: false,
            end: end(config),
            unused: Vec::new(),
        }
    }

    /// The connections.
    pub(crate) fn client(
        &mut self,
        config: &PoolConfig,
        origin: &Origin,
    ) -> Result<Client, Failure> {
        let made =
            self.client.take().map_or_else(|| pool::client(config, origin, self.idle), Ok)?;
        Ok(self.client.insert(made).clone())
    }

    /// Whether the next one is due; `alone` says that a new one would lose no connection to a request under way.
    pub(crate) fn is_over(&self, alone: bool) -> bool {
        let free = alone && self.next_idle > self.idle && self.idle_connections() == 0;
        free || self.end.is_some_and(|end| Instant::now() >= end)
    }

    /// Begins with new connections; requests under way keep theirs to their end.
    pub(crate) fn renew(&mut self, config: &PoolConfig) {
        self.client = None;
        self.idle = self.next_idle;
        self.number = self.number.wrapping_add(1);
        self.unused.clear();
        self.end = end(config);
    }

    /// The server lets unused connections be kept for `idle`. Several servers behind one address may each say something
    /// else: the shortest counts.
    pub(crate) fn adapt(&mut self, idle: Duration, config: &PoolConfig) {
        self.next_idle = if self.hinted { idle.min(self.next_idle) } else { idle };
        self.hinted = true;
        if idle < self.idle {
            self.renew(config);
        }
    }

    /// A request was sent, over a connection that it began to open then when there was no other.
    pub(crate) fn take(&mut self, opened: Option<Instant>) {
        match opened {
            Some(begun) => self.unused.retain(|&since| since >= begun),
            None => drop(self.unused.pop()),
        }
    }

    pub(crate) fn keep(&mut self, most: usize) {
        self.unused.retain(|since| since.elapsed() < self.idle);
        if self.unused.len() < most {
            self.unused.push(Instant::now());
        }
    }

    pub(crate) fn idle_connections(&self) -> usize {
        self.unused.iter().filter(|since| since.elapsed() < self.idle).count()
    }
}

fn end(config: &PoolConfig) -> Option<Instant> {
    let age = config.max_connection_age;
    if age.is_zero() {
        return None;
    }
    let spread = age.checked_div(SPREAD).unwrap_or_default().mul_f64(fastrand::f64());
    // An age beyond the clock's range is none.
    Instant::now().checked_add(age.saturating_sub(spread))
}

/// How long to keep an unused connection to a server that sent these headers, if they say when it closes it.
pub(crate) fn hint(headers: &HeaderMap) -> Option<Duration> {
    let text = head::text(headers, "keep-alive")?;
    let seconds = text.split(',').find_map(|part| {
        let (name, value) = part.split_once('=')?;
        if name.trim().eq_ignore_ascii_case("timeout") { value.trim().parse().ok() } else { None }
    })?;
    let time = Duration::from_secs(seconds);
    let margin = MARGIN.min(time.checked_div(2).unwrap_or_default());
    Some(time.saturating_sub(margin).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn a_connection_is_given_up_before_the_server_closes_it() {
        let idle = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("keep-alive", HeaderValue::from_static(text));
            hint(&headers)
        };
        let millis = |text| idle(text).map(|idle| idle.as_millis());
        assert_eq!(millis("timeout=10, max=9999"), Some(8_000));
        assert_eq!(millis("max=5,Timeout = 3"), Some(1_500));
        assert_eq!(millis("timeout=1"), Some(500));
        assert_eq!(millis("timeout=0"), Some(0));
        assert_eq!(millis("timeout=18446744073709551615"), Some(300_000));
        assert_eq!([millis("max=5"), millis("timeout=soon"), millis("timeout")], [None; 3]);
        assert_eq!(hint(&HeaderMap::new()), None);
    }
}
