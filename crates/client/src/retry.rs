use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::budget::Budget;
use crate::failure::{Failure, FailureKind};
use crate::hosts::{Host, Hosts, Wish};
use crate::watch::Watch;

/// The longest wait before the first retry; twice as long before each further one.
const PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What a server may ask to wait before a retry: beyond that, the caller is told at once.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(10);

/// The server's number of `QUERY_WITH_SAME_QUERY_ID_IS_ALREADY_RUNNING`.
const ALREADY_RUNNING: i32 = 216;

/// How a request may be sent again. One that never left may go to another host in any case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// How often, where being run twice does not harm; otherwise none.
    pub(crate) retries: Option<u32>,
    /// Whether that is so only on the host that may have got it.
    pub(crate) bound: bool,
}

/// One request and the hosts that it goes to.
#[derive(Debug)]
pub(crate) struct Attempts<'a> {
    hosts: &'a Hosts,
    budget: &'a Budget,
    wish: Wish,
    retries: Option<u32>,
    bound: bool,
    host: Arc<Host>,
    began: Instant,
    made: u32,
    /// Something of the present attempt may have left.
    sent: AtomicBool,
    tried: Vec<usize>,
    /// A kept connection was closed once.
    replayed: bool,
    /// An earlier attempt may have come to the server, which has not said what became of it.
    lost: bool,
}

/// Whether a request is sent again.
enum Again {
    No,
    Now,
    After(Duration),
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(hosts: &'a Hosts, budget: &'a Budget, wish: Wish, manner: Manner) -> Self {
        let host = hosts.choose(&wish, &[]);
        let Manner { retries, bound } = manner;
        let (began, made, tried) = (Instant::now(), 1, Vec::new());
        // Whoever names a host for what is bound has sent it there before.
        let lost = bound && wish.host.is_some();
        let (sent, replayed) = (AtomicBool::new(false), false);
        Self { hosts, budget, wish, retries, bound, host, began, made, sent, tried, replayed, lost }
    }

    /// Where the request goes now.
    pub(crate) fn host(&self) -> &Arc<Host> {
        &self.host
    }

    /// The watch over the attempt that is made now.
    pub(crate) fn watch(&self, watch: &Watch) -> Watch {
        let mut watch = watch.clone();
        watch.call.host.clone_from(&self.host.lane.origin.host);
        watch.call.attempts = self.made;
        watch
    }

    /// Whether it needs a new connection: another kept one may be closed as well.
    pub(crate) fn replays(&self) -> bool {
        self.replayed
    }

    /// Whether the server may be at work on it because of an earlier attempt.
    pub(crate) fn runs_already(&self, failure: &Failure) -> bool {
        self.lost && failure.server_code == Some(ALREADY_RUNNING)
    }

    /// Whether an attempt, or the one that failed now, may have done what it was to do.
    pub(crate) fn in_doubt(&self, failure: &Failure) -> bool {
        self.lost || is_loss(failure)
    }

    /// Something of the attempt may leave from now on.
    pub(crate) fn sent(&self) {
        self.sent.store(true, Ordering::Relaxed);
    }

    /// The server has answered.
    pub(crate) fn answered(&self) {
        self.host.health.answered(self.began);
        self.budget.earn();
        self.begun();
    }

    /// The attempt has failed: waits until the next is due, if there is one.
    pub(crate) async fn failed(
        &mut self,
        mut failure: Failure,
        watch: &Watch,
    ) -> Result<(), Failure> {
        failure.unsent |= !mem::take(self.sent.get_mut());
        let pause = match self.judge(&failure) {
            Again::No => return Err(failure),
            Again::Now => Duration::ZERO,
            Again::After(pause) => pause,
        };
        let next = Instant::now().checked_add(pause);
        if watch.deadline.is_some_and(|(end, _)| next.is_none_or(|next| next >= end)) {
            return Err(failure);
        }
        let rest = async {
            if !pause.is_zero() {
                sleep(pause).await;
            }
            Ok(())
        };
        watch.guard(rest).await?;
        self.began = Instant::now();
        self.made = self.made.saturating_add(1);
        Ok(())
    }

    fn judge(&mut self, failure: &Failure) -> Again {
        let unreached = is_unreached(failure);
        if failure.unsent {
            return Again::No;
        }
        if !unreached {
            self.begun();
        }
        if failure.stale {
            self.lost = true;
            if self.retries.is_some() && !self.replayed {
                self.replayed = true;
                return Again::Now;
            }
        } else if failure.retryable {
            self.host.health.failed(self.began);
        } else if failure.http_status.is_some() {
            self.host.health.answered(self.began);
        }
        let running = self.runs_already(failure);
        if !failure.retryable && !running {
            return Again::No;
        }
        self.tried.push(self.host.number);
        if unreached && self.moves() && self.hosts.has_other_than(&self.tried) {
            self.host = self.hosts.choose(&self.wish, &self.tried);
            return Again::Now;
        }
        match &mut self.retries {
            Some(left @ 1..) => *left = left.saturating_sub(1),
            _ => return Again::No,
        }
        let asked = Duration::from_secs(failure.retry_after.unwrap_or_default().into());
        if asked > LONGEST_RETRY_AFTER || !self.budget.take() {
            return Again::No;
        }
        self.lost |= is_loss(failure);
        if !running && self.moves() {
            let fresh = self.hosts.has_other_than(&self.tried);
            if !fresh {
                self.tried.clear();
            }
            self.host = self.hosts.choose(&self.wish, &self.tried);
            if fresh && self.host.health.failed_at().is_none() {
                return Again::Now;
            }
        }
        let least = if running { PAUSE } else { asked };
        Again::After(self.pause().max(least))
    }

    /// Whether the next attempt may go to another host.
    fn moves(&self) -> bool {
        if self.bound && self.lost {
            return false;
        }
        self.wish.session.as_ref().is_none_or(|session| self.hosts.sessions.may_move(session))
    }

    fn begun(&self) {
        if let Some(session) = &self.wish.session {
            self.hosts.sessions.begun(session);
        }
    }

    /// Any time up to a limit that doubles: those that failed together must not come back together.
    fn pause(&self) -> Duration {
        let doubled = 2_u32.saturating_pow(self.made.saturating_sub(1));
        PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE).mul_f64(fastrand::f64())
    }
}

/// Whether no connection came about, so that nothing was sent.
fn is_unreached(failure: &Failure) -> bool {
    failure.kind == FailureKind::Connect || failure.code == "ERR_CONNECT_TIMEOUT"
}

/// Whether the server may have got all of a request without anybody knowing what it made of it.
fn is_loss(failure: &Failure) -> bool {
    let unanswered = match failure.kind {
        FailureKind::Transport | FailureKind::Timeout | FailureKind::Protocol => true,
        FailureKind::Server
        | FailureKind::Connect
        | FailureKind::Cancelled
        | FailureKind::Closed
        | FailureKind::Unsupported
        | FailureKind::File => false,
    };
    // A proxy may have lost the answer as well.
    let silent = matches!(failure.http_status, None | Some(200 | 502 | 504));
    unanswered && silent && !failure.unsent && !is_unreached(failure)
}
