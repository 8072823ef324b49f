use std::sync::Arc;

use native::Revision;
use reqwest::{Body, Method};

use super::Session;
use crate::activity::Activity;
use crate::failure::{Failure, FailureKind};
use crate::lane::Lane;
use crate::line::{Line, Message};
use crate::parcel::Parcel;
use crate::query_string::Pair;
use crate::refusal;
use crate::request::Request;
use crate::table_limit;
use crate::watch::Watch;

impl Session {
    /// Finds out, for a request with tables, what must be known before it goes: whether the server lets the user have
    /// what we would like, if it cannot be sent twice, and if not, how large a table may be.
    pub(super) async fn sound(
        &self,
        request: &Request,
        parcel: &Parcel,
        lane: &Arc<Lane>,
        watch: &Watch,
    ) -> Result<(), Failure> {
        if request.attachments.is_empty() {
            return Ok(());
        }
        if parcel.flows() && !self.modesty.known() {
            let wishes = request.wishes(true);
            match self.table_size(request, lane, watch, &wishes).await {
                Ok(_) => self.modesty.accepts(),
                Err(failure) if self.modesty.learns(&failure, &wishes) => {}
                // What the request itself is told, as well.
                Err(failure) if failure.kind == FailureKind::Server => {}
                Err(failure) => return Err(failure),
            }
        }
        if self.modesty.refused() && !self.modesty.knows_most() {
            self.modesty.limits(self.table_size(request, lane, watch, &[]).await?);
        }
        Ok(())
    }

    /// How many bytes of a table the server reads, if it tells.
    async fn table_size(
        &self,
        request: &Request,
        lane: &Arc<Lane>,
        watch: &Watch,
        wishes: &[Pair<'_>],
    ) -> Result<Option<u64>, Failure> {
        let asked = ["role", "session_id", "session_timeout"];
        let query = request.query.iter().filter(|(name, _)| asked.contains(&name.as_str()));
        let question = Request {
            sql: format!("SELECT getSetting('{}') FORMAT TSV", table_limit::SETTING),
            query: query.cloned().collect(),
            headers: request.headers.clone(),
            ..Request::default()
        };
        let message = Message {
            method: Method::POST,
            url: question.query_url(&lane.origin.url, Some(Revision::PLAIN), wishes),
            headers: question.query_headers(&self.headers)?,
            body: Body::from(question.sql.clone()),
            activity: Activity::new(),
            framed: false,
            fresh: false,
        };
        let wire = Line::new(lane, watch, request.beside).await?;
        let mut reply = wire.send(message, watch, None).await?;
        let (answer, _) = refusal::read(&mut reply).await;
        Ok(std::str::from_utf8(&answer).ok().and_then(|text| text.trim().parse().ok()))
    }
}
