use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use native::Revision;
use reqwest::Url;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderValue};

use crate::attachment::Attachment;
use crate::compression::Compression;
use crate::failure::Failure;
use crate::form;
use crate::headers::{header_map, joined};
use crate::hosts::Wish;
use crate::query_string::{Pair, encoded_size, url};
use crate::segment::Segment;
use crate::table_limit;

/// What is longer goes into the body: proxies and servers take URLs of a few KiB or MiB, and none is above 64 KiB here.
const LONG_SIZE: usize = 4 << 10;

/// One request.
#[derive(Clone, Default)]
pub struct Request {
    /// The statement.
    pub sql: String,
    /// Pairs of name and value for the URL: settings, parameters, the query id, …
    pub query: Vec<(String, String)>,
    /// Headers of this request alone; they replace the session's of the same name.
    pub headers: Vec<(String, String)>,
    /// Queries: how the response may be compressed. Inserts: how the body is.
    pub compression: Compression,
    /// Inserts: the content coding that the data was in when it came.
    pub body_coding: Option<String>,
    /// How long the whole request may take.
    pub timeout: Option<Duration>,
    /// Queries: needs no place, because whoever waits for it may keep one.
    pub beside: bool,
    /// How often it may be sent again where being run twice does not harm; otherwise none.
    pub retries: Option<u32>,
    /// `host:port` that it should go to, of several hosts, if that is there. For an insert: that may have got it before, so
    /// that it may go to no other.
    pub host: Option<String>,
    /// Queries: whether parameters go into a form in the body; otherwise those do that are long.
    pub form: Option<bool>,
    /// Queries: tables that go with them.
    pub attachments: Vec<Attachment>,
    /// Queries: what stands behind the statement; not with attachments.
    pub data: Option<Segment>,
}

/// What the body of a query is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The statement.
    Statement,
    /// A form with the statement, and with the parameters unless these are in the URL.
    Form { parameters: bool },
    /// Data, whose statement is in the URL unless that is too long.
    Data,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Statements, parameters and headers may hold what belongs in no log.
        f.debug_struct("Request")
            .field("compression", &self.compression)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl Request {
    /// What its body is, as a query.
    pub(crate) fn shape(&self) -> Shape {
        if self.data.is_some() {
            return Shape::Data;
        }
        let size = self.parameters().fold(0_usize, |sum, (name, value)| {
            sum.saturating_add(name.len()).saturating_add(encoded_size(value))
        });
        let attached = !self.attachments.is_empty();
        match self.form.unwrap_or(size > LONG_SIZE || attached) {
            true if size > 0 => Shape::Form { parameters: true },
            _ if attached => Shape::Form { parameters: false },
            _ => Shape::Statement,
        }
    }

    /// The URL of a query. Without a `revision` of blocks it asks for none.
    pub(crate) fn query_url(
        &self,
        base: &Url,
        revision: Option<Revision>,
        wishes: &[Pair<'_>],
    ) -> Url {
        let shape = self.shape();
        let statement = (shape == Shape::Data && !self.is_long()).then(|| self.statement());
        let compress = self.framed().then_some(("compress", "1"));
        let number = revision.filter(|&revision| revision != Revision::PLAIN);
        let number = number.map(|revision| revision.version().to_string());
        let version = number.as_deref().map(|number| ("client_protocol_version", number));
        let format = revision.map(|_| ("default_format", "Native"));
        let ours = statement.into_iter().chain(version).chain(format).chain(compress);
        let in_form = shape == Shape::Form { parameters: true };
        let theirs = self.pairs().filter(|(name, _)| !(in_form && is_parameter(name)));
        url(base, ours.chain(wishes.iter().copied()).chain(theirs))
    }

    /// Settings that make the response of a query better and that can be done without, where the caller has not chosen
    /// them: a user may not be allowed to change any. `bytes` are not of Native.
    pub(crate) fn wishes(&self, bytes: bool) -> Vec<Pair<'static>> {
        let coding = [("enable_http_compression", "1"), ("http_zlib_compression_level", "1")];
        let coding = coding.into_iter().filter(|_| self.compression.coding().is_some());
        let exceptions = bytes.then_some(("http_write_exception_in_output_format", "0"));
        let tables = (!self.attachments.is_empty()).then_some((table_limit::SETTING, "0"));
        let given = |name: &str| self.pairs().any(|(given, _)| given == name);
        coding.chain(exceptions).chain(tables).filter(|(name, _)| !given(name)).collect()
    }

    /// The most bytes of a table, if the caller chose that.
    pub(crate) fn table_size(&self) -> Option<String> {
        self.last(table_limit::SETTING)
    }

    /// Whether the response may come in frames.
    pub(crate) fn framed(&self) -> bool {
        self.compression == Compression::Lz4
    }

    /// The URL of an insert, statement included unless it is [in front of the data](Self::preamble). The protocol
    /// version stays away: it would change what the server writes, not what it reads.
    pub(crate) fn insert_url(&self, base: &Url) -> Url {
        let query = (!self.is_long()).then(|| self.statement());
        let decompress = self.compression.method().map(|_| ("decompress", "1"));
        url(base, query.into_iter().chain(decompress).chain(self.pairs()))
    }

    /// What the body of an insert or of data begins with when the statement is too long for a URL.
    pub(crate) fn preamble(&self) -> Option<Bytes> {
        self.is_long().then(|| format!("{}\n", self.sql).into_bytes().into())
    }

    /// Nothing can be put in front of data that is packed already.
    fn is_long(&self) -> bool {
        self.body_coding.is_none() && encoded_size(&self.sql) > LONG_SIZE
    }

    fn statement(&self) -> Pair<'_> {
        ("query", self.sql.as_str())
    }

    /// The parameters that may go into a form.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = Pair<'_>> {
        self.pairs().filter(|(name, _)| is_parameter(name))
    }

    fn pairs(&self) -> impl Iterator<Item = Pair<'_>> + Clone {
        self.query.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The query's id, if the caller chose one.
    pub(crate) fn query_id(&self) -> Option<String> {
        self.last("query_id")
    }

    /// What it says about its host.
    pub(crate) fn wish(&self) -> Wish {
        Wish { session: self.last("session_id"), host: self.host.clone() }
    }

    fn last(&self, name: &str) -> Option<String> {
        self.query.iter().rfind(|(found, _)| found == name).map(|(_, value)| value.clone())
    }

    /// The headers of a query.
    pub(crate) fn query_headers(&self, session: &HeaderMap) -> Result<HeaderMap, Failure> {
        let mut headers = self.headers(session)?;
        if let Some(coding) = self.compression.coding() {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(coding.name()));
        }
        Ok(headers)
    }

    /// The headers of an insert.
    pub(crate) fn insert_headers(&self, session: &HeaderMap) -> Result<HeaderMap, Failure> {
        let mut headers = self.headers(session)?;
        let ours = self.compression.body_coding().map(|coding| coding.name().to_owned());
        if let Some(name) = self.body_coding.clone().or(ours) {
            headers.extend(header_map(&[(CONTENT_ENCODING.to_string(), name)])?);
        }
        Ok(headers)
    }

    /// The session's headers and this request's.
    fn headers(&self, session: &HeaderMap) -> Result<HeaderMap, Failure> {
        let mut headers = session.clone();
        if self.framed() {
            // Frames inside of a content coding cost time, and their error bodies come back empty.
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        joined(&headers, &self.headers)
    }
}

/// Whether the value of a pair may go into a form.
fn is_parameter(name: &str) -> bool {
    name.starts_with("param_") && form::takes(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> Url {
        Url::parse(url).unwrap()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn a_query_asks_for_native_and_keeps_its_statement_out_of_the_url() {
        let request = Request { sql: "SELECT 'secret'".to_owned(), ..Request::default() };
        assert_eq!(
            request.query_url(&base("http://h:1/ch"), Some(Revision::CLIENT), &[]).as_str(),
            "http://h:1/ch?client_protocol_version=54405&default_format=Native"
        );
        let plain = request.query_url(&base("http://h:1/ch"), Some(Revision::PLAIN), &[]);
        assert_eq!(plain.as_str(), "http://h:1/ch?default_format=Native");
    }

    #[test]
    fn long_parameters_leave_the_url_all_at_once() {
        let long = "é".repeat((LONG_SIZE - 16) / 6);
        let query =
            pairs(&[("param_a", &long), ("limit", "7"), ("param_b", "xy"), ("param_ü", "z")]);
        let request = Request { sql: "SELECT 1".to_owned(), query, ..Request::default() };
        let shape = |form| Request { form, ..request.clone() }.shape();
        assert_eq!(shape(None), Shape::Statement);
        assert_eq!(shape(Some(true)), Shape::Form { parameters: true });
        let mut request = request;
        request.query[2].1.push_str("123");
        assert_eq!(request.shape(), Shape::Form { parameters: true });
        let query = |request: &Request| {
            let url = request.query_url(&base("http://h:1"), Some(Revision::CLIENT), &[]);
            url.query().unwrap().to_owned()
        };
        assert_eq!(
            query(&request),
            "client_protocol_version=54405&default_format=Native&limit=7&param_%C3%BC=z"
        );
        request.form = Some(false);
        assert_eq!(request.shape(), Shape::Statement);
        assert!(query(&request).contains("&param_b=xy123&"));
    }

    #[test]
    fn tables_take_parameters_into_their_form_and_data_takes_nothing() {
        let table = Attachment {
            name: "t".to_owned(),
            fields: Vec::new(),
            mime_type: "text/csv".to_owned(),
            content: Segment::Bytes(Bytes::new()),
        };
        let query = pairs(&[("param_a", "1")]);
        let request = Request { attachments: vec![table], query, ..Request::default() };
        let shape = |form| Request { form, ..request.clone() }.shape();
        assert_eq!(shape(None), Shape::Form { parameters: true });
        assert_eq!(shape(Some(false)), Shape::Form { parameters: false });
        let bare = Request { query: Vec::new(), form: Some(true), ..request.clone() };
        assert_eq!(bare.shape(), Shape::Form { parameters: false });
        assert_eq!(Request { attachments: Vec::new(), ..bare }.shape(), Shape::Statement);
        let data = Some(Segment::Bytes(Bytes::new()));
        let request = Request { sql: "INSERT".to_owned(), data, form: Some(true), ..request };
        assert_eq!(request.shape(), Shape::Data);
        let url = request.query_url(&base("http://h:1"), None, &[]);
        assert_eq!(url.query(), Some("query=INSERT&param_a=1"));
    }

    #[test]
    fn a_long_insert_has_its_statement_in_front_of_its_data() {
        let sql = format!("INSERT INTO t (`{}`) FORMAT Native", "a".repeat(LONG_SIZE));
        let request = Request { sql: sql.clone(), ..Request::default() };
        assert_eq!(request.insert_url(&base("http://h:1")).query(), Some(""));
        assert_eq!(request.preamble().unwrap(), format!("{sql}\n").as_bytes());
        let request = Request { compression: Compression::Lz4, ..request };
        assert_eq!(request.insert_url(&base("http://h:1")).query(), Some("decompress=1"));
        assert_eq!(Request { sql: "INSERT".to_owned(), ..request }.preamble(), None);
    }

    #[test]
    fn compression_is_asked_for_in_both_places() {
        let request = Request { compression: Compression::Lz4, ..Request::default() };
        let url = request.query_url(&base("http://h:1"), Some(Revision::CLIENT), &[]);
        assert!(url.query().unwrap().ends_with("&compress=1"));
        assert_eq!(request.headers(&HeaderMap::new()).unwrap()[ACCEPT_ENCODING], "identity");
        assert!(Request::default().headers(&HeaderMap::new()).unwrap().is_empty());
    }

    #[test]
    fn a_content_coding_is_asked_for_with_settings_that_the_caller_may_choose() {
        let request = Request { compression: Compression::Zstd, ..Request::default() };
        assert_eq!(request.query_headers(&HeaderMap::new()).unwrap()[ACCEPT_ENCODING], "zstd");
        let wishes = request.wishes(false);
        let url = request.query_url(&base("http://h:1"), None, &wishes);
        assert_eq!(url.query().unwrap(), "enable_http_compression=1&http_zlib_compression_level=1");
        let query = pairs(&[("http_zlib_compression_level", "6")]);
        let wishes = Request { query, ..request }.wishes(true);
        assert_eq!(
            wishes,
            [("enable_http_compression", "1"), ("http_write_exception_in_output_format", "0")]
        );
    }

    #[test]
    fn the_body_of_an_insert_names_its_coding() {
        let headers = |request: Request| {
            let headers = request.insert_headers(&HeaderMap::new()).unwrap();
            headers.get(CONTENT_ENCODING).map(|name| name.to_str().unwrap().to_owned())
        };
        let packed = |compression| Request { compression, ..Request::default() };
        assert_eq!(headers(packed(Compression::Brotli)).as_deref(), Some("br"));
        assert_eq!(headers(packed(Compression::Zstd)), None);
        let before = Request { body_coding: Some("gzip".to_owned()), ..Request::default() };
        assert_eq!(headers(before.clone()).as_deref(), Some("gzip"));
        let long = Request { sql: "x".repeat(2 * LONG_SIZE), ..before };
        assert_eq!(long.preamble(), None);
    }

    #[test]
    fn an_insert_carries_its_statement_and_no_protocol_version() {
        let request = Request {
            sql: "INSERT INTO t (a, `ü`) FORMAT Native".to_owned(),
            ..Request::default()
        };
        assert_eq!(
            request.insert_url(&base("http://h:1")).as_str(),
            "http://h:1/?query=INSERT%20INTO%20t%20%28a%2C%20%60%C3%BC%60%29%20FORMAT%20Native"
        );
        let request = Request { compression: Compression::Lz4, ..request };
        assert!(request.insert_url(&base("http://h:1")).as_str().ends_with("&decompress=1"));
    }

    #[test]
    fn its_debug_text_shows_no_statement() {
        let request = Request { sql: "SELECT 'secret'".to_owned(), ..Request::default() };
        assert!(!format!("{request:?}").contains("secret"));
    }
}
