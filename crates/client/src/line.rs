use std::sync::Arc;

use reqwest::header::{HOST, HeaderMap};
use reqwest::{Body, Method, Url};

use crate::activity::Activity;
use crate::failure::{Failure, FailureKind};
use crate::head;
use crate::lane::Lane;
use crate::opening::observed;
use crate::place::Place;
use crate::pump::Reply;
use crate::watch::Watch;
use crate::work::Listed;
use crate::{refusal, transport};

/// The longest URL that hyper sends.
const MAX_URL_SIZE: usize = 65_534;

/// A request as it goes out.
pub(crate) struct Message {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// When parts of the body leave.
    pub(crate) activity: Activity,
    /// How the server may write what it says when it refuses.
    pub(crate) framed: bool,
    /// Whether it goes over a connection of its own.
    pub(crate) fresh: bool,
}

impl Message {
    /// Refuses what cannot be sent.
    pub(crate) fn check(&self, watch: &Watch) -> Result<(), Failure> {
        let size = self.url.as_str().len();
        if size <= MAX_URL_SIZE {
            return Ok(());
        }
        let message = format!(
            "the URL has {size} bytes, of at most {MAX_URL_SIZE}: settings, ids and roles are part of it"
        );
        Err(watch.call.sign(Failure::invalid(message)))
    }
}

/// A place on the way to a server.
#[derive(Debug)]
pub(crate) struct Line {
    lane: Arc<Lane>,
    place: Place,
}

impl Line {
    /// Waits for a place unless it goes `beside` those that need one.
    pub(crate) async fn new(
        lane: &Arc<Lane>,
        watch: &Watch,
        beside: bool,
    ) -> Result<Self, Failure> {
        Ok(Self { lane: Arc::clone(lane), place: lane.place(watch, beside).await? })
    }

    /// Sends, and waits for the head of the response.
    pub(crate) async fn send(
        self,
        message: Message,
        watch: &Watch,
        listed: Option<Listed>,
    ) -> Result<Reply, Failure> {
        let Self { lane, place } = self;
        let Message { method, url, mut headers, body, activity, framed, fresh } = message;
        if let Some(host) = lane.origin.host_header() {
            headers.insert(HOST, host);
        }
        let client = if fresh {
            lane.fresh_client().map(|client| (client, None))
        } else {
            lane.client().map(|(client, generation)| (client, Some(generation)))
        };
        let (client, generation) = client.map_err(|failure| watch.call.sign(failure))?;
        let response = client.request(method, url).headers(headers).body(body).send();
        let (heard, opened) = observed(watch.hear_after(&activity, response)).await;
        if let Some(generation) = generation {
            lane.sent(generation, opened);
        }
        let response = heard?.map_err(|error| {
            if error.is_connect()
                && let Some(Listed { work, .. }) = &listed
            {
                // It has not come to the server.
                work.finish();
            }
            let failure = transport::failure(
                error,
                &watch.call,
                lane.config.connect_timeout,
                lane.origin.way.proxy(),
            );
            let stale = opened.is_none() && failure.kind == FailureKind::Transport;
            Failure { stale, ..failure }
        })?;
        lane.answered(response.headers());
        let reply = Reply::new(response, watch, listed, place, generation);
        if reply.response.status() != 200
            || head::exception_code(reply.response.headers()).is_some()
        {
            return Err(refusal::failure(reply, framed).await);
        }
        Ok(reply)
    }
}
