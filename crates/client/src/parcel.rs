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
use crate::table_limit::TableLimit;

/// The body of a query, which can be made again for each attempt unless some of it is still to come.
#[derive(Debug)]
pub(crate) struct Parcel {
    /// Of a form.
    pub(crate) content_type: Option<String>,
    /// What it is made of, and of which table that is the content.
    segments: Vec<(Segment, Option<usize>)>,
    /// Why a part of it could not be sent.
    trouble: Arc<OnceLock<Failure>>,
}

impl Parcel {
    /// Waits for the blocks of those parts that are whole before they are sent.
    pub(crate) async fn new(request: &Request) -> Result<Self, Failure> {
        let (content_type, mut segments) = match request.shape() {
            Shape::Statement => (None, vec![(Segment::Bytes(request.sql.clone().into()), None)]),
            Shape::Form { parameters } => {
                let parameters = request.parameters().filter(|_| parameters);
                let form = Form::new(&request.sql, parameters, &request.attachments);
                (Some(form.content_type), form.segments)
            }
            Shape::Data => {
                let preamble = request.preamble().map(Segment::Bytes);
                let data = preamble.into_iter().chain(request.data.clone());
                (None, data.map(|segment| (segment, None)).collect())
            }
        };
        let mut whole = Vec::with_capacity(segments.len());
        for (segment, table) in segments.drain(..) {
            match segment {
                Segment::Blocks(blocks) if !blocks.flow() => {
                    let all = blocks.whole().await?.into_iter();
                    whole.extend(all.map(|bytes| (Segment::Bytes(bytes), table)));
                }
                other => whole.push((other, table)),
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

    /// What an attempt sends, with tables of `most` bytes, and how many bytes that is where it is known and not said by
    /// itself.
    pub(crate) async fn body(
        &self,
        activity: &Activity,
        most: u64,
    ) -> Result<(Body, Option<u64>), Failure> {
        if let [(Segment::Bytes(bytes), _)] = &self.segments[..] {
            // Of an empty body that is not said.
            return Ok((bytes.clone().into(), bytes.is_empty().then_some(0)));
        }
        let mut limit = TableLimit::new(most);
        let mut parts = VecDeque::with_capacity(self.segments.len());
        let mut size = Some(0_u64);
        for (segment, table) in &self.segments {
            let part = segment.open(activity).await?;
            limit.count(*table, part.size().unwrap_or(0)).map_err(Failure::unsent)?;
            size = size.zip(part.size()).map(|(sum, more)| sum.saturating_add(more));
            parts.push_back((part, *table));
        }
        let trouble = Arc::clone(&self.trouble);
        let limit = TableLimit::new(most);
        let sending = Sending { parts, limit, activity: activity.clone(), trouble };
        Ok((Body::wrap_stream(sending.into_stream()), size))
    }

    fn blocks(&self) -> impl Iterator<Item = &Arc<Blocks>> {
        self.segments.iter().filter_map(|(segment, _)| match segment {
            Segment::Blocks(blocks) => Some(blocks),
            Segment::Bytes(_) | Segment::File(_) => None,
        })
    }
}

/// The parts of a body on their way, one after the other.
struct Sending {
    parts: VecDeque<(Opened, Option<usize>)>,
    limit: TableLimit,
    activity: Activity,
    trouble: Arc<OnceLock<Failure>>,
}

impl Sending {
    fn into_stream(self) -> impl Stream<Item = Result<Bytes, Failure>> {
        unfold(self, |mut sending| async move { Some((sending.next().await?, sending)) })
    }

    async fn next(&mut self) -> Option<Result<Bytes, Failure>> {
        loop {
            let (part, table) = self.parts.front_mut()?;
            let next = part.next().await;
            self.activity.note();
            let Some(next) = next else {
                self.parts.pop_front();
                continue;
            };
            let counted = next.and_then(|bytes| {
                self.limit.count(*table, bytes.len() as u64)?;
                Ok(bytes)
            });
            match counted {
                Ok(bytes) => return Some(Ok(bytes)),
                Err(failure) => {
                    // The first is kept: it is the reason.
                    drop(self.trouble.set(failure.clone()));
                    return Some(Err(failure));
                }
            }
        }
    }
}
