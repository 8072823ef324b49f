use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, HeaderValue};
use reqwest::{Body, Client, Method};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::activity::Activity;
use crate::blocks::Blocks;
use crate::body::End;
use crate::call::Call;
use crate::cancel::Cancel;
use crate::config::{Config, Origin};
use crate::failure::{Failure, FailureKind};
use crate::form::Form;
use crate::head::{self, ResponseHead};
use crate::line::{Line, Message};
use crate::pump::Reply;
use crate::request::{Request, header_map};
use crate::stream::QueryStream;
use crate::upload::Upload;
use crate::verdict::Case;
use crate::watch::Watch;
use crate::work::{Work, Works};
use crate::{kill, pool, refusal};

/// The most that stopping a query on the server may take.
const KILL_TIME: Duration = Duration::from_secs(5);

/// A pool of connections to one server.
///
/// Its asynchronous methods need a tokio runtime with timers and sockets. Dropping their futures ends the requests.
pub struct Session {
    config: Config,
    origin: Origin,
    headers: HeaderMap,
    /// Gone when the session is closed, so that idle connections are closed as well.
    client: Mutex<Option<Client>>,
    /// Places for requests; fair. What waits for others while it goes on needs none: an insert whose source may be a query
    /// with a place would keep the last one from coming.
    places: Arc<Semaphore>,
    works: Arc<Works>,
    closed: CancellationToken,
}

impl Session {
    /// Checks the configuration; opens nothing and sends nothing.
    pub fn new(config: Config) -> Result<Self, Failure> {
        let origin = Origin::parse(&config.base_url)?;
        let headers = header_map(&config.headers)?;
        let client = pool::client(&config, &origin)?;
        let places = config.max_connections.clamp(1, Semaphore::MAX_PERMITS);
        Ok(Self {
            config,
            origin,
            headers,
            client: Mutex::new(Some(client)),
            places: Arc::new(Semaphore::new(places)),
            works: Arc::default(),
            closed: CancellationToken::new(),
        })
    }

    /// Sends a query; resolves when the response has begun.
    pub async fn query(&self, request: Request, cancel: &Cancel) -> Result<QueryStream, Failure> {
        let watch = self.watch(request.query_id(), request.timeout, cancel);
        watch.check()?;
        let mut headers =
            request.headers(&self.headers).map_err(|failure| watch.call.sign(failure))?;
        let form = request.form();
        let url = request.query_url(&self.origin.url, self.config.revision, form.as_ref());
        let body = match form {
            Some(Form { content_type, body }) => {
                headers.extend(header_map(&[("content-type".to_owned(), content_type)])?);
                Body::from(body)
            }
            None => Body::from(request.sql),
        };
        let message = Message {
            method: Method::POST,
            url,
            headers,
            body,
            activity: Activity::new(),
            framed: request.compress,
        };
        let opened = async {
            let reply = self.send(message, &watch, request.beside).await?;
            let head = ResponseHead::read(reply.response.headers());
            readable(&head, &reply)?;
            let form = (request.compress, self.config.revision);
            Ok(QueryStream::open(reply, head, form, self.config.buffer_bytes).await)
        };
        watch.guard(opened).await
    }

    /// Sends an insert of `blocks` in Native; resolves when the server has answered. They leave while others are
    /// appended if they may, and otherwise when the last of them is there.
    pub async fn insert(
        &self,
        request: Request,
        blocks: Arc<Blocks>,
        cancel: &Cancel,
    ) -> Result<ResponseHead, Failure> {
        let _taker = blocks.taker();
        let watch = self.watch(request.query_id(), request.timeout, cancel);
        watch.check()?;
        let mut headers =
            request.headers(&self.headers).map_err(|failure| watch.call.sign(failure))?;
        let sign = |failure| watch.call.sign(failure);
        let acknowledged = async {
            let mut parts: Vec<_> = request.preamble().into_iter().collect();
            let flow = blocks.flow();
            if !flow {
                parts.extend(blocks.whole().await.map_err(sign)?);
            }
            let activity = Activity::new();
            let upload = Upload::new(parts, Arc::clone(&blocks), activity.clone());
            if flow {
                // Otherwise a server that fails reads to the end of the request before it says so, however long that is
                // (HTTPHandler.cpp, trySendExceptionToClient).
                headers.insert(CONNECTION, HeaderValue::from_static("close"));
            } else {
                headers.insert(CONTENT_LENGTH, HeaderValue::from(upload.size()));
            }
            let message = Message {
                method: Method::POST,
                url: request.insert_url(&self.origin.url),
                headers,
                body: Body::wrap_stream(upload.into_stream()),
                activity,
                framed: false,
            };
            let sent = self.send(message, &watch, blocks.streamed()).await;
            let mut reply = sent.map_err(|failure| blocks.failure().map_or(failure, sign))?;
            let answer = refusal::read(&mut reply).await;
            let head = acknowledged(&reply, answer)?;
            if blocks.drained() {
                return Ok(head);
            }
            let call = &reply.watch.call;
            let message = format!("{} answered before it was sent all of the insert", call.host);
            Err(call.failure(FailureKind::Protocol, "ERR_UNEXPECTED_RESPONSE", message).status(200))
        };
        watch.guard(acknowledged).await
    }

    /// Asks whether the server is there, within `timeout`; needs no place.
    pub async fn ping(&self, timeout: Duration, cancel: &Cancel) -> Result<(), Failure> {
        let watch = self.watch(None, Some(timeout), cancel);
        watch.check()?;
        let mut url = self.origin.url.clone();
        url.set_path(&format!("{}/ping", self.origin.url.path().trim_end_matches('/')));
        let headers = self.headers.clone();
        let message = Message {
            method: Method::GET,
            url,
            headers,
            body: Body::default(),
            activity: Activity::new(),
            framed: false,
        };
        let pong = async {
            let mut reply = self.line(&watch)?.send(message, &watch, None, None).await?;
            match refusal::read(&mut reply).await {
                (body, End::Whole) if body.trim_ascii() == b"Ok." => Ok(()),
                (body, _) => Err(reply.watch.call.status(200, &body)),
            }
        };
        watch.guard(pong).await
    }

    /// Stops on the server what the requests with `cancel` asked it for, as far as it has not answered in full.
    ///
    /// What that is, is looked up at once. It needs no place, and closing the session does not end it.
    pub fn kill(&self, cancel: &Cancel) -> impl Future<Output = ()> + Send + use<> {
        self.stop(cancel.take_works())
    }

    /// Ends every request and refuses further ones; what is returned stops them on the server. Calling it again changes
    /// nothing.
    pub fn close(&self) -> impl Future<Output = ()> + Send + use<> {
        let stopped = self.stop(self.works.close());
        self.closed.cancel();
        drop(self.client.lock().unwrap_or_else(PoisonError::into_inner).take());
        stopped
    }

    fn stop(&self, works: Vec<Work>) -> impl Future<Output = ()> + Send + use<> {
        let targets = works.into_iter().filter_map(|work| work.take());
        let kills: Vec<_> = targets
            .filter_map(|target| {
                let limit = self.config.connect_timeout.min(KILL_TIME);
                let mut watch = self.watch(None, Some(limit), &Cancel::new());
                watch.closed = CancellationToken::new();
                let line = self.line(&watch).ok()?;
                Some(kill::kill(line, self.origin.url.clone(), watch, target))
            })
            .collect();
        async move {
            join_all(kills).await;
        }
    }

    fn watch(&self, query_id: Option<String>, timeout: Option<Duration>, cancel: &Cancel) -> Watch {
        let host = self.origin.host.clone();
        // A limit beyond the clock's range is none.
        let deadline = timeout.and_then(|limit| Some((Instant::now().checked_add(limit)?, limit)));
        Watch {
            call: Call { host, query_id, max_error_size: self.config.max_error_size },
            cancel: cancel.clone(),
            closed: self.closed.clone(),
            deadline,
            silence: self.config.request_timeout,
        }
    }

    /// Waits for a place unless it goes `beside` the others, sends, and waits for the head of the response.
    async fn send(&self, message: Message, watch: &Watch, beside: bool) -> Result<Reply, Failure> {
        message.check(watch)?;
        let closed = || watch.call.sign(Failure::closed());
        let place = if beside {
            None
        } else {
            Some(Arc::clone(&self.places).acquire_owned().await.map_err(|_| closed())?)
        };
        let line = self.line(watch)?;
        let work = Work::new(watch.call.query_id.clone(), &message.headers);
        let listed = self.works.list(work.clone()).ok_or_else(closed)?;
        watch.cancel.sent(work);
        line.send(message, watch, Some(listed), place).await
    }

    fn line(&self, watch: &Watch) -> Result<Line, Failure> {
        let client = self.client.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let client = client.ok_or_else(|| watch.call.sign(Failure::closed()))?;
        Ok(Line { client, connect_timeout: self.config.connect_timeout })
    }
}

/// Refuses bodies that are not Native.
fn readable(head: &ResponseHead, reply: &Reply) -> Result<(), Failure> {
    let call = &reply.watch.call;
    let host = &call.host;
    if let Some(format) = head.format.as_deref().filter(|&format| format != "Native") {
        let message = format!(
            "the query chose FORMAT {format} by itself, and {host} obeyed; only Native can be read"
        );
        return Err(call
            .failure(FailureKind::Unsupported, "ERR_UNEXPECTED_FORMAT", message)
            .status(200));
    }
    match head::text(reply.response.headers(), CONTENT_ENCODING.as_str()) {
        Some(coding) if coding != "identity" => {
            let message =
                format!("{host} answered with Content-Encoding {coding}, which was not asked for");
            Err(call
                .failure(FailureKind::Unsupported, "ERR_UNEXPECTED_ENCODING", message)
                .status(200))
        }
        _ => Ok(()),
    }
}

/// An insert's answer with status 200 says nothing, unless the server failed after its headers had left.
fn acknowledged(reply: &Reply, (body, end): (Vec<u8>, End)) -> Result<ResponseHead, Failure> {
    let head = ResponseHead::read(reply.response.headers());
    let case = Case { call: reply.watch.call.clone(), head, decoded: 0 };
    if let Some(failure) = case.exception(&body, end == End::Whole) {
        return Err(failure);
    }
    match end {
        End::Stopped(failure) => Err(failure),
        End::Cut(reason) => {
            let message =
                format!("the answer of {} to the insert ended early: {reason}", case.call.host);
            Err(case
                .call
                .failure(FailureKind::Transport, "ERR_STREAM_FAILURE", message)
                .status(200))
        }
        End::Whole if body.is_empty() => Ok(case.head),
        End::Whole => Err(case.unexpected(&body)),
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("host", &self.origin.host).finish_non_exhaustive()
    }
}
