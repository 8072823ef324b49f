use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::config::{Config, Origin};
use crate::failure::Failure;
use crate::health::Health;
use crate::lane::Lane;
use crate::pool::Pool;
use crate::sessions::Sessions;

/// Which of several hosts a request goes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HostPolicy {
    /// The first that is well.
    #[default]
    Failover,
    /// One after the other.
    RoundRobin,
    /// Any.
    Random,
}

/// One server of several that serve equally.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) number: usize,
    pub(crate) lane: Arc<Lane>,
    pub(crate) health: Health,
}

/// What a request says about its host.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wish {
    /// The session that it belongs to.
    pub(crate) session: Option<String>,
    /// `host:port` that it should go to if that can be.
    pub(crate) host: Option<String>,
}

/// The servers of a session; at least one.
#[derive(Debug)]
pub(crate) struct Hosts {
    pub(crate) first: Arc<Host>,
    pub(crate) all: Vec<Arc<Host>>,
    policy: HostPolicy,
    turn: AtomicUsize,
    pub(crate) sessions: Sessions,
}

impl Hosts {
    pub(crate) fn new(
        first: &Origin,
        further: &[Origin],
        config: &Config,
        pool: &Pool,
    ) -> Result<Self, Failure> {
        let host = |number: usize, origin: &Origin| -> Result<Arc<Host>, Failure> {
            let lane = pool.lane(origin, &config.tls, &config.proxies)?;
            Ok(Arc::new(Host { number, lane, health: Health::default() }))
        };
        let first = host(0, first)?;
        let mut all = vec![Arc::clone(&first)];
        for origin in further {
            all.push(host(all.len(), origin)?);
        }
        let (turn, sessions) = (AtomicUsize::new(0), Sessions::default());
        Ok(Self { first, all, policy: config.host_policy, turn, sessions })
    }

    /// The host for a request, which has tried some.
    pub(crate) fn choose(&self, wish: &Wish, tried: &[usize]) -> Arc<Host> {
        if self.all.len() == 1 {
            return Arc::clone(&self.first);
        }
        let number = match &wish.session {
            Some(session) => self.sessions.home(session, || self.by_wish(wish, tried).number),
            None => return self.by_wish(wish, tried),
        };
        Arc::clone(self.all.get(number).unwrap_or(&self.first))
    }

    /// Whether there is one that was not tried.
    pub(crate) fn has_other_than(&self, tried: &[usize]) -> bool {
        self.all.iter().any(|host| !tried.contains(&host.number))
    }

    fn by_wish(&self, wish: &Wish, tried: &[usize]) -> Arc<Host> {
        let wished = wish.host.as_ref().and_then(|name| {
            let named = |host: &&Arc<Host>| host.lane.origin.host == *name;
            self.all.iter().filter(|host| !tried.contains(&host.number)).find(named)
        });
        wished.map_or_else(|| self.by_policy(tried), Arc::clone)
    }

    fn by_policy(&self, tried: &[usize]) -> Arc<Host> {
        let mut order: Vec<_> = self.all.iter().collect();
        match self.policy {
            HostPolicy::Failover => {}
            HostPolicy::RoundRobin => {
                let turn = self.turn.fetch_add(1, Ordering::Relaxed);
                let begin = turn.checked_rem(order.len()).unwrap_or_default();
                order.rotate_left(begin);
            }
            HostPolicy::Random => fastrand::shuffle(&mut order),
        }
        if self.has_other_than(tried) {
            order.retain(|host| !tried.contains(&host.number));
        }
        let well = order.iter().find(|host| host.health.admits());
        let longest_ago = || order.iter().min_by_key(|host| host.health.failed_at());
        Arc::clone(well.or_else(longest_ago).copied().unwrap_or(&self.first))
    }
}
