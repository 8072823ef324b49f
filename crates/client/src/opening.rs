//! Which requests open a connection, and which are sent over one that was kept.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    /// Since when the request that is being sent has opened a connection of its own.
    static OPENED: Cell<Option<Instant>>;
}

/// Does what sends a request; also tells when it began to open the connection for it, unless one was there.
pub(crate) async fn observed<T>(sending: impl Future<Output = T>) -> (T, Option<Instant>) {
    OPENED
        .scope(Cell::new(None), async {
            let sent = sending.await;
            (sent, OPENED.with(Cell::get))
        })
        .await
}

/// Notes that a connection was opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening;

impl<S> Layer<S> for Opening {
    type Service = Opener<S>;

    fn layer(&self, inner: S) -> Opener<S> {
        Opener(inner)
    }
}

/// Opens connections and notes it.
#[derive(Debug, Clone)]
pub(crate) struct Opener<S>(S);

impl<S, R> Service<R> for Opener<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let begun = Instant::now();
        let opening = self.0.call(request);
        Box::pin(async move {
            let connection = opening.await?;
            // Nobody sends over it when another one became free first: it is opened for later requests then.
            let _ = OPENED.try_with(|opened| opened.set(Some(begun)));
            Ok(connection)
        })
    }
}
