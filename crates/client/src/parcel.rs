use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use reqwest::Body;

use crate::activity::Activity;
use crate::blocks::{Blocks, Taker};
use crate::failure::Failure;
use crate::form::Form;
use crate::request::{Request, Shape};
use crate::segment::{Opened, Segment};

/// The body of a query, which can be made again for each attempt unless some of it is still to come.
#[derive(Debug)]
pub(crate) struct Parcel {
    /// Of a form.
    pub(crate) content_type: Option<String>,
    segments: Vec<Segment>,
    /// Why a part of it could not be sent.
    trouble: Arc<OnceLock<Failure>>,
}

impl Parcel {
    /// Waits for the blocks of those parts that are whole before they are sent.
    pub(crate) async fn new(request: &Request) -> Result<Self, Failure> {
        let (content_type, mut segments) = match request.shape() {
            Shape::Statement => (None, vec![Segment::Bytes(request.sql.clone().into())]),
            Shape::Form { parameters } => {
                let parameters = request.parameters().filter(|_| parameters);
                let form = Form::new(&request.sql, parameters, &request.attachments);
                (Some(form.content_type), form.segments)
            }
            Shape::Data => {
                let preamble = request.preamble().map(Segment::Bytes);
                (None, preamble.into_iter().chain(request.data.clone()).collect())
            }
        };
        let mut whole = Vec::with_capacity(segments.len());
        for segment in segments.drain(..) {
            match segment {
                Segment::Blocks(blocks) if !blocks.flow() => {
                    whole.extend(blocks.whole().await?.into_iter().map(Segment::Bytes));
                }
                other => whole.push(other),
            }
        }
        Ok(Self { content_type, segments: whole, trouble: Arc::default() })
    }

    /// Whether some of it is made while it is sent, so that it cannot be sent twice.
    pub(crate) fn flows(&self) -> bool {
        self.blocks().next().is_some()
    }

    /// Whether all that was still to come was sent.
    pub(crate) fn drained(&self) -> bool {
        self.blocks().all(|blocks| blocks.drained())
    }

    /// Whoever takes what is still to come; gone with what is returned.
    pub(crate) fn takers(&self) -> Vec<Taker> {
        self.blocks().map(Blocks::taker).collect()
    }

    /// Why a part of it could not be sent.
    pub(crate) fn trouble(&self) -> Option<Failure> {
        self.trouble.get().cloned()
    }

    /// What an attempt sends, and how many bytes that is where it is known and not said by itself.
    pub(crate) async fn body(&self, activity: &Activity) -> Result<(Body, Option<u64>), Failure> {
        if let [Segment::Bytes(bytes)] = &self.segments[..] {
            return Ok((bytes.clone().into(), None));
        }
        let mut parts = VecDeque::with_capacity(self.segments.len());
        let mut size = Some(0_u64);
        for segment in &self.segments {
            let part = segment.open(activity).await?;
            size = size.zip(part.size()).map(|(sum, more)| sum.saturating_add(more));
            parts.push_back(part);
        }
        let trouble = Arc::clone(&self.trouble);
        let sending = Sending { parts, activity: activity.clone(), trouble };
        Ok((Body::wrap_stream(sending.into_stream()), size))
    }

    fn blocks(&self) -> impl Iterator<Item = &Arc<Blocks>> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Blocks(blocks) => Some(blocks),
            Segment::Bytes(_) | Segment::File(_) => None,
        })
    }
}

/// The parts of a body on their way, one after the other.
struct Sending {
    parts: VecDeque<Opened>,
    activity: Activity,
    trouble: Arc<OnceLock<Failure>>,
}

impl Sending {
    fn into_stream(self) -> impl Stream<Item = Result<Bytes, Failure>> {
        unfold(self, |mut sending| async move { Some((sending.next().await?, sending)) })
    }

    async fn next(&mut self) -> Option<Result<Bytes, Failure>> {
        loop {
            let next = self.parts.front_mut()?.next().await;
            self.activity.note();
            match next {
                None => drop(self.parts.pop_front()),
                Some(Ok(bytes)) => return Some(Ok(bytes)),
                Some(Err(failure)) => {
                    // The first is kept: it is the reason.
                    drop(self.trouble.set(failure.clone()));
                    return Some(Err(failure));
                }
            }
        }
    }
}
