use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use reqwest::header::{CONNECTION, CONTENT_LENGTH, HeaderMap, HeaderValue};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use crate::activity::Activity;
use crate::answer::{acknowledged, doubt, premature};
use crate::blocks::Blocks;
use crate::body::End;
use crate::budget::Budget;
use crate::call::Call;
use crate::cancel::Cancel;
use crate::config::{Config, Origin};
use crate::content::Content;
use crate::decode::{self, Layout};
use crate::failure::Failure;
use crate::head::ResponseHead;
use crate::headers::{header_map, joined};
use crate::hosts::{Hosts, Wish};
use crate::lane::Metrics;
use crate::line::{Line, Message};
use crate::modesty::Modesty;
use crate::pool::Pool;
use crate::pump::Reply;
use crate::request::Request;
use crate::retry::{Attempts, Manner};
use crate::stream::{ByteStream, QueryStream};
use crate::upload::Upload;
use crate::watch::Watch;
use crate::work::{Work, Works};
use crate::{kill, refusal, sift};

mod ask;
mod sound;

/// How long whoever stops queries waits until the server has been asked; it is asked on behind that.
const KILL_WAIT: Duration = Duration::from_secs(5);

/// What a client has to do with its server, or with several that serve equally.
///
/// Its asynchronous methods need a tokio runtime with timers and sockets. Dropping their futures ends the requests.
pub struct Session {
    config: Config,
    hosts: Hosts,
    pool: Arc<Pool>,
    /// Whether closing it closes the connections that no request uses.
    owns_pool: bool,
    headers: HeaderMap,
    budget: Budget,
    works: Arc<Works>,
    modesty: Modesty,
    closed: CancellationToken,
}

impl Session {
    /// Checks the configuration; opens nothing and sends nothing.
    pub fn new(config: Config) -> Result<Self, Failure> {
        let name = config.tls.server_name.as_deref();
        let origin = Origin::parse(&config.base_url, name)?;
        let further: Result<Vec<_>, _> =
            config.further_urls.iter().map(|url| Origin::parse(url, name)).collect();
        let headers = header_map(&config.headers)?;
        let pool = config.pool();
        let hosts = Hosts::new(&origin, &further?, &config, &pool)?;
        Ok(Self {
            owns_pool: config.pool.is_none(),
            pool,
            config,
            hosts,
            headers,
            budget: Budget::new(),
            works: Arc::default(),
            modesty: Modesty::default(),
            closed: CancellationToken::new(),
        })
    }

    /// Sends a query; resolves when the response has begun.
    pub async fn query(&self, request: Request, cancel: &Cancel) -> Result<QueryStream, Failure> {
        let (framed, revision) = (request.framed(), self.config.revision);
        self.ask(request, cancel, Some(revision), move |body, coding, case, blocks| {
            decode::run(body, Layout { coding, framed, revision }, case, blocks);
        })
        .await
    }

    /// Sends a query whose answer may have any format; resolves when the response has begun.
    pub async fn query_bytes(
        &self,
        request: Request,
        cancel: &Cancel,
    ) -> Result<ByteStream, Failure> {
        let framed = request.framed();
        self.ask(request, cancel, None, move |body, coding, case, pieces| {
            sift::run(Content::new(body, coding), framed, &case, pieces);
        })
        .await
    }

    /// Sends an insert of `blocks`; resolves when the server has answered. They leave while others are
    /// appended if they may, and otherwise when the last of them is there.
    pub async fn insert(
        &self,
        request: Request,
        blocks: Arc<Blocks>,
        cancel: &Cancel,
    ) -> Result<ResponseHead, Failure> {
        let _taker = blocks.taker();
        let call = self.watch(request.query_id(), request.timeout, cancel);
        call.check()?;
        let sign = |failure| call.call.sign(failure);
        let mut headers = request.insert_headers(&self.headers).map_err(sign)?;
        if let Some(line) = request.preamble() {
            blocks.precede(line);
        }
        let mut parts = Vec::new();
        let flow = blocks.flow();
        if flow {
            // Otherwise a server that fails reads to the end of the request before it says so, however long that is
            // (HTTPHandler.cpp, trySendExceptionToClient).
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        } else {
            let whole = async { blocks.whole().await.map_err(sign) };
            parts = call.guard(whole).await?;
        }
        // What left while it was made is not there any more.
        let retries = if flow { None } else { request.retries };
        let manner = Manner { retries, bound: true };
        let mut attempts = Attempts::new(&self.hosts, &self.budget, request.wish(), manner);
        loop {
            let lane = &attempts.host().lane;
            let activity = Activity::new();
            let upload = Upload::new(parts.clone(), Arc::clone(&blocks), activity.clone());
            if !flow {
                headers.insert(CONTENT_LENGTH, HeaderValue::from(upload.size()));
            }
            let message = Message {
                method: Method::POST,
                url: request.insert_url(&lane.origin.url),
                headers: headers.clone(),
                body: reqwest::Body::wrap_stream(upload.into_stream()),
                activity,
                framed: false,
                // What can be sent once is not for a connection that may be closed already.
                fresh: attempts.replays() || flow,
            };
            let watch = attempts.watch(&call);
            let acknowledged = async {
                let sent = self.send(&attempts, message, &watch, blocks.streamed()).await;
                let mut reply = sent.map_err(|failure| {
                    blocks.failure().map_or(failure, |why| watch.call.sign(why))
                })?;
                let answer = refusal::read(&mut reply).await;
                let head = acknowledged(&reply, answer)?;
                if blocks.drained() {
                    return Ok(head);
                }
                Err(premature(&reply.watch.call))
            };
            let failure = match watch.guard(acknowledged).await {
                Ok(head) => {
                    attempts.answered();
                    return Ok(head);
                }
                Err(failure) => failure,
            };
            if let Err(failure) = attempts.failed(failure, &watch).await {
                return Err(if attempts.in_doubt(&failure) { doubt(failure) } else { failure });
            }
        }
    }

    /// Asks whether the server is there, within `timeout`; needs no place. `headers` are those of this request alone.
    pub async fn ping(
        &self,
        timeout: Duration,
        headers: &[(String, String)],
        cancel: &Cancel,
    ) -> Result<(), Failure> {
        let call = self.watch(None, Some(timeout), cancel);
        call.check()?;
        let headers = joined(&self.headers, headers).map_err(|failure| call.call.sign(failure))?;
        let manner = Manner { retries: Some(0), bound: false };
        let mut attempts = Attempts::new(&self.hosts, &self.budget, Wish::default(), manner);
        loop {
            let lane = &attempts.host().lane;
            let mut url = lane.origin.url.clone();
            url.set_path(&format!("{}/ping", lane.origin.url.path().trim_end_matches('/')));
            let message = Message {
                method: Method::GET,
                url,
                headers: headers.clone(),
                body: reqwest::Body::default(),
                activity: Activity::new(),
                framed: false,
                fresh: attempts.replays(),
            };
            let watch = attempts.watch(&call);
            let pong = async {
                let wire = Line::new(lane, &watch, true).await?;
                attempts.sent();
                let mut reply = wire.send(message, &watch, None).await?;
                match refusal::read(&mut reply).await {
                    (body, End::Whole) if body.trim_ascii() == b"Ok." => Ok(()),
                    (body, _) => Err(reply.watch.call.status(200, &body)),
                }
            };
            match watch.guard(pong).await {
                Ok(()) => {
                    attempts.answered();
                    return Ok(());
                }
                Err(failure) => attempts.failed(failure, &watch).await?,
            }
        }
    }

    /// Its connections, for other sessions too.
    pub fn pool(&self) -> &Arc<Pool> {
        &self.pool
    }

    /// What goes on, by host. Of a pool that is shared, all of it.
    pub fn metrics(&self) -> Vec<(String, Metrics)> {
        let lanes = self.hosts.all.iter().map(|host| &host.lane);
        lanes.map(|lane| (lane.origin.host.clone(), lane.metrics())).collect()
    }

    /// Stops on the server what the requests with `cancel` asked it for, as far as it has not answered in full.
    ///
    /// What that is, is looked up at once. It needs no place, and closing the session does not end it.
    /// `login` are headers in the place of those that the requests logged in with, which may have expired.
    pub fn kill(
        &self,
        cancel: &Cancel,
        login: &[(String, String)],
    ) -> impl Future<Output = ()> + Send + use<> {
        // What cannot be a header is left out: the requests' own stay.
        self.stop(cancel.take_works(), &header_map(login).unwrap_or_default())
    }

    /// Ends every request and refuses further ones; what is returned stops them on the server. Calling it again changes
    /// nothing.
    pub fn close(&self) -> impl Future<Output = ()> + Send + use<> {
        let stopped = self.stop(self.works.close(), &HeaderMap::new());
        self.closed.cancel();
        if self.owns_pool {
            self.pool.close_idle();
        }
        stopped
    }

    fn stop(&self, works: Vec<Work>, login: &HeaderMap) -> impl Future<Output = ()> + Send + use<> {
        let targets = works.into_iter().filter_map(|work| work.take());
        let kills: Vec<_> = targets
            .map(|mut target| {
                target.headers.extend(login.clone());
                kill::kill(self.kill_watch(kill::LIMIT), target)
            })
            .collect();
        let wait = self.config.connect_timeout.min(KILL_WAIT);
        async move {
            drop(timeout(wait, tokio::spawn(join_all(kills))).await);
        }
    }

    /// Stops what earlier attempts of a request have left behind.
    async fn stop_lost(&self, cancel: &Cancel) {
        for target in cancel.take_works().into_iter().filter_map(|work| work.take()) {
            kill::kill_known(&self.kill_watch(KILL_WAIT), &target).await;
        }
    }

    fn kill_watch(&self, limit: Duration) -> Watch {
        let watch = self.watch(None, Some(limit), &Cancel::new());
        Watch { closed: CancellationToken::new(), ..watch }
    }

    fn watch(&self, query_id: Option<String>, timeout: Option<Duration>, cancel: &Cancel) -> Watch {
        let host = self.hosts.first.lane.origin.host.clone();
        // A limit beyond the clock's range is none.
        let deadline = timeout.and_then(|limit| Some((Instant::now().checked_add(limit)?, limit)));
        let max_error_size = self.config.max_error_size;
        Watch {
            call: Call { host, query_id, max_error_size, attempts: 1 },
            cancel: cancel.clone(),
            closed: self.closed.clone(),
            deadline,
            silence: self.config.request_timeout,
        }
    }

    /// Waits for a place unless it goes `beside` the others, sends, and waits for the head of the response.
    async fn send(
        &self,
        attempts: &Attempts<'_>,
        message: Message,
        watch: &Watch,
        beside: bool,
    ) -> Result<Reply, Failure> {
        message.check(watch)?;
        let lane = &attempts.host().lane;
        let wire = Line::new(lane, watch, beside).await?;
        let work = Work::new(lane, watch.call.query_id.clone(), &message.headers);
        let listed = self.works.list(work.clone());
        let listed = listed.ok_or_else(|| watch.call.sign(Failure::closed()))?;
        watch.cancel.sent(work);
        // Whoever cancels from here on finds it, to stop it; whoever did before has looked in vain.
        watch.check()?;
        attempts.sent();
        wire.send(message, watch, Some(listed)).await
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("host", &self.hosts.first.lane.origin.host)
            .finish_non_exhaustive()
    }
}
