use std::borrow::Cow;

use reqwest::header::{CONTENT_ENCODING, HeaderMap};

/// What the headers of a response told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResponseHead {
    /// The query's id.
    pub query_id: Option<String>,
    /// The text of `X-ClickHouse-Summary`, JSON.
    pub summary: Option<String>,
    /// The time zone of the session.
    pub timezone: Option<String>,
    /// The server's display name.
    pub server: Option<String>,
    /// The format of the body.
    pub format: Option<String>,
    /// What marks an exception inside the body (servers from 25.11).
    pub exception_tag: Option<String>,
    pub(crate) headers: HeaderMap,
}

impl ResponseHead {
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        Self {
            query_id: text(headers, "x-clickhouse-query-id"),
            summary: text(headers, "x-clickhouse-summary"),
            timezone: text(headers, "x-clickhouse-timezone"),
            server: text(headers, "x-clickhouse-server-display-name"),
            format: text(headers, "x-clickhouse-format"),
            exception_tag: text(headers, "x-clickhouse-exception-tag"),
            headers: headers.clone(),
        }
    }

    /// All headers: names in lower case, and values.
    pub fn headers(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let pairs = self.headers.iter();
        pairs.map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
    }
}

/// The last header of that name, which is the newest where a server repeats it.
pub(crate) fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get_all(name).iter().next_back()?;
    let value = String::from_utf8_lossy(value.as_bytes());
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// After how many seconds the server wants to be asked again, where it says so in seconds.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<u16> {
    let seconds: u64 = text(headers, "retry-after")?.parse().ok()?;
    Some(u16::try_from(seconds).unwrap_or(u16::MAX))
}

/// The server's number of the error.
pub(crate) fn exception_code(headers: &HeaderMap) -> Option<i32> {
    text(headers, "x-clickhouse-exception-code")?.parse().ok().filter(|&code| code != 0)
}

/// The content coding of the body, if it has one.
pub(crate) fn content_coding(headers: &HeaderMap) -> Option<String> {
    text(headers, CONTENT_ENCODING.as_str()).filter(|name| !name.eq_ignore_ascii_case("identity"))
}
