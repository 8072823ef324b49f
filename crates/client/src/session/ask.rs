use std::sync::Arc;

use compress::Coding;
use native::Revision;
use reqwest::Method;
use reqwest::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};

use super::Session;
use crate::activity::Activity;
use crate::answer::{premature, readable};
use crate::body::Body;
use crate::cancel::Cancel;
use crate::failure::{Failure, FailureKind};
use crate::head::ResponseHead;
use crate::line::Message;
use crate::parcel::Parcel;
use crate::queue::Queue;
use crate::request::Request;
use crate::retry::{Attempts, Manner};
use crate::stream::ResponseStream;
use crate::verdict::Case;

impl Session {
    /// Sends a query for blocks of a revision, or for bytes, of which `read` makes items.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        request: Request,
        cancel: &Cancel,
        revision: Option<Revision>,
        read: impl Fn(Body, Option<Coding>, Case, &Arc<Queue<T>>) + Clone + Send + 'static,
    ) -> Result<ResponseStream<T>, Failure> {
        let call = self.watch(request.query_id(), request.timeout, cancel);
        call.check()?;
        let sign = |failure| call.call.sign(failure);
        let mut headers = request.query_headers(&self.headers).map_err(sign)?;
        let parcel = async { Parcel::new(&request).await.map_err(sign) };
        let parcel = call.guard(parcel).await?;
        let _takers = parcel.takers();
        if let Some(Ok(content_type)) = parcel.content_type.as_deref().map(HeaderValue::from_str) {
            headers.insert(CONTENT_TYPE, content_type);
        }
        if parcel.flows() {
            // As with inserts: a server that fails would read on to the end before it says so.
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        // What left while it was made is not there any more.
        let retries = request.retries.filter(|_| !parcel.flows());
        let manner = Manner { retries, bound: false };
        let mut attempts = Attempts::new(&self.hosts, &self.budget, request.wish(), manner);
        loop {
            let lane = &attempts.host().lane;
            let watch = attempts.watch(&call);
            if let Err(failure) = watch.guard(self.sound(&request, &parcel, lane, &watch)).await {
                attempts.failed(failure, &watch).await?;
                continue;
            }
            // A table that loses rows must not come of doubt.
            let doubt = request.attachments.is_empty() && !self.modesty.known();
            let wishes = if parcel.flows() && doubt {
                Vec::new()
            } else {
                self.modesty.wishes(&request, revision.is_none())
            };
            let most = self.modesty.most(&request);
            let url = request.query_url(&lane.origin.url, revision, &wishes);
            let opened = async {
                let activity = Activity::new();
                let (body, size) = parcel.body(&activity, most).await.map_err(sign)?;
                let mut headers = headers.clone();
                if let Some(size) = size {
                    headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
                }
                let message = Message {
                    method: Method::POST,
                    url,
                    headers,
                    body,
                    activity,
                    framed: request.framed(),
                    // What can be sent once is not for a connection that may be closed already.
                    fresh: attempts.replays() || parcel.flows(),
                };
                let sent = self.send(&attempts, message, &watch, request.beside).await;
                let reply = sent.map_err(|failure| {
                    parcel.trouble().map_or(failure, |why| watch.call.sign(why))
                })?;
                if !parcel.drained() {
                    return Err(premature(&reply.watch.call));
                }
                let head = ResponseHead::read(reply.response.headers());
                let coding = readable(&head, &reply, revision)?;
                let limits = (coding.is_some(), self.config.buffer_bytes);
                let read = read.clone();
                let read = move |body, case, items: &_| read(body, coding, case, items);
                let stream = ResponseStream::open(reply, head, limits, read).await;
                // Without retries, whoever reads it is told.
                match if retries.is_some() { stream.begun().await } else { None } {
                    Some(cut) if cut.kind == FailureKind::Transport => Err(cut.retryable(true)),
                    _ => Ok(stream),
                }
            };
            match watch.guard(opened).await {
                Ok(stream) => {
                    attempts.answered();
                    return Ok(stream);
                }
                // It has not run, and runs without the settings that we would like.
                Err(failure) if self.modesty.learns(&failure, &wishes) && !parcel.flows() => {}
                Err(failure) => {
                    if attempts.runs_already(&failure) {
                        self.stop_lost(cancel).await;
                    }
                    attempts.failed(failure, &watch).await?;
                }
            }
        }
    }
}
