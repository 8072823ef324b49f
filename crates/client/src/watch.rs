use std::future::pending;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::activity::Activity;
use crate::call::Call;
use crate::cancel::Cancel;
use crate::failure::{Failure, FailureKind};

/// Everything that may end a request before its time.
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    pub(crate) call: Call,
    pub(crate) cancel: Cancel,
    /// The session's end.
    pub(crate) closed: CancellationToken,
    /// When the whole request must be over, and how long that was from its start.
    pub(crate) deadline: Option<(Instant, Duration)>,
    /// How long the socket may be silent.
    pub(crate) silence: Duration,
}

impl Watch {
    /// Fails when the request was ended by hand.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.closed.is_cancelled() {
            Err(self.call.sign(Failure::closed()))
        } else if self.cancel.is_cancelled() {
            Err(self.cancelled())
        } else {
            Ok(())
        }
    }

    /// Waits until the request is ended by hand.
    pub(crate) async fn ended(&self) -> Failure {
        tokio::select! {
            biased;
            () = self.closed.cancelled() => self.call.sign(Failure::closed()),
            () = self.cancel.cancelled() => self.cancelled(),
        }
    }

    /// Waits until the request is ended by hand or has taken too long.
    pub(crate) async fn stopped(&self) -> Failure {
        let Some((deadline, limit)) = self.deadline else { return self.ended().await };
        tokio::select! {
            biased;
            failure = self.ended() => failure,
            () = sleep_until(deadline) => {
                let message = format!("no complete answer from {} within {} ms", self.call.host, limit.as_millis());
                self.call.failure(FailureKind::Timeout, "ERR_TIMEOUT", message)
            }
        }
    }

    /// Does `work` unless the request is stopped before.
    pub(crate) async fn guard<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::select! {
            biased;
            failure = self.stopped() => Err(failure),
            result = work => result,
        }
    }

    /// Waits for bytes from the socket, but not for long.
    pub(crate) async fn hear<T>(&self, bytes: impl Future<Output = T>) -> Result<T, Failure> {
        timeout(self.silence, bytes).await.map_err(|_| self.silent())
    }

    /// Waits for a response; as long as parts of the request leave or are being made, silence does not count.
    pub(crate) async fn hear_after<T>(
        &self,
        activity: &Activity,
        response: impl Future<Output = T>,
    ) -> Result<T, Failure> {
        tokio::pin!(response);
        let mut since = activity.watch();
        loop {
            // A timeout beyond the clock's range never comes.
            let due = (*since.borrow_and_update()).and_then(|at| at.checked_add(self.silence));
            let silence = async {
                match due {
                    Some(due) => sleep_until(due).await,
                    None => pending().await,
                }
            };
            tokio::select! {
                biased;
                result = &mut response => return Ok(result),
                Ok(()) = since.changed() => {}
                () = silence => return Err(self.silent()),
            }
        }
    }

    fn silent(&self) -> Failure {
        let (host, ms) = (&self.call.host, self.silence.as_millis());
        let message = format!("nothing came from {host} for {ms} ms (option 'requestTimeout')");
        self.call.failure(FailureKind::Timeout, "ERR_REQUEST_TIMEOUT", message)
    }

    fn cancelled(&self) -> Failure {
        self.call.failure(FailureKind::Cancelled, "ERR_CANCELLED", "the request was cancelled")
    }
}
