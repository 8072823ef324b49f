use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Body, Client, Method, Url};
use tokio::sync::OwnedSemaphorePermit;

use crate::activity::Activity;
use crate::failure::Failure;
use crate::head;
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

/// The way to the server.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) client: Client,
    pub(crate) connect_timeout: Duration,
}

impl Line {
    /// Sends, and waits for the head of the response.
    pub(crate) async fn send(
        &self,
        message: Message,
        watch: &Watch,
        listed: Option<Listed>,
        place: Option<OwnedSemaphorePermit>,
    ) -> Result<Reply, Failure> {
        let Message { method, url, headers, body, activity, framed } = message;
        let response = self.client.request(method, url).headers(headers).body(body).send();
        let response = watch.hear_after(&activity, response).await?.map_err(|error| {
            if error.is_connect()
                && let Some(Listed { work, .. }) = &listed
            {
                // It has not come to the server.
                work.finish();
            }
            transport::failure(error, &watch.call, self.connect_timeout)
        })?;
        let reply = Reply::new(response, watch, listed, place);
        if reply.response.status() != 200
            || head::exception_code(reply.response.headers()).is_some()
        {
            return Err(refusal::failure(reply, framed).await);
        }
        Ok(reply)
    }
}
