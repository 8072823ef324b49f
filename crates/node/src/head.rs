//! What the headers of a response told.

use napi_derive::napi;

/// What the headers of a response told.
#[napi(object, object_from_js = false)]
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields of client::ResponseHead")]
pub struct ResponseHead {
    pub query_id: Option<String>,
    /// The text of `X-ClickHouse-Summary`.
    pub summary: Option<String>,
    pub timezone: Option<String>,
    /// `X-ClickHouse-Server-Display-Name`.
    pub server: Option<String>,
    pub format: Option<String>,
    /// Pairs of name and value; of an insert.
    pub headers: Option<Vec<Vec<String>>>,
}

impl ResponseHead {
    /// With all headers.
    pub(crate) fn whole(head: &client::ResponseHead) -> Self {
        Self { headers: Some(header_pairs(head)), ..head.into() }
    }
}

/// Pairs of name and value.
pub(crate) fn header_pairs(head: &client::ResponseHead) -> Vec<Vec<String>> {
    head.headers().map(|(name, value)| vec![name.to_owned(), value.into_owned()]).collect()
}

impl From<&client::ResponseHead> for ResponseHead {
    fn from(head: &client::ResponseHead) -> Self {
        Self {
            query_id: head.query_id.clone(),
            summary: head.summary.clone(),
            timezone: head.timezone.clone(),
            server: head.server.clone(),
            format: head.format.clone(),
            headers: None,
        }
    }
}
