//! The way to a server, or to several that serve equally.

use std::sync::Arc;
use std::time::Duration;

use client::{Compression, Config, HostPolicy, Proxies, Request};
use napi::bindgen_prelude::{ClassInstance, Either, Env, PromiseRaw, Result, Unknown};
use napi_derive::napi;
use native::Revision;

use crate::attachments::Attachments;
use crate::cancellation::Cancellation;
use crate::failure::Failure;
use crate::gathered::Gathered;
use crate::head::ResponseHead;
use crate::insertion::Insertion;
use crate::pool::{HostMetrics, Pool, host_metrics};
use crate::proxy::Proxy;
use crate::query::Response;
use crate::raw_query::RawQuery;
use crate::tls::Tls;
use crate::transfer::handed;

/// Where and how to connect; durations in milliseconds.
#[napi(object)]
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields of client::Config")]
pub struct SessionOptions {
    pub url: String,
    /// The same of further servers.
    pub further_urls: Vec<String>,
    /// `failover`, `roundRobin` or `random`.
    pub host_policy: String,
    /// Sent with every request: pairs of name and value.
    pub headers: Vec<Vec<String>>,
    pub connect_timeout: u32,
    pub request_timeout: u32,
    /// What queries send as `client_protocol_version`; 0 is nothing.
    pub protocol_version: u32,
    pub max_connections: u32,
    pub max_connection_age: u32,
    pub buffer_bytes: u32,
    pub max_error_size: u32,
    pub tls: Option<Tls>,
    /// For servers without TLS.
    pub http_proxy: Option<Proxy>,
    /// For servers with TLS.
    pub https_proxy: Option<Proxy>,
}

/// One request.
#[napi(object)]
#[derive(Debug)]
pub struct RequestOptions {
    /// The statement.
    pub sql: String,
    /// Pairs of name and value for the URL: settings, parameters, the query id, …
    pub query: Vec<Vec<String>>,
    /// Headers of this request alone: pairs of name and value.
    pub headers: Vec<Vec<String>>,
    /// How the response may be compressed, or how the body of an insert is: `lz4`, `zstd`, `gzip`, `deflate`, `br`.
    pub compression: Option<String>,
    /// The content coding that the data of an insert was in when it came.
    pub body_coding: Option<String>,
    /// Milliseconds for the whole request.
    pub timeout: Option<u32>,
    /// Whether a query needs no place in the pool.
    pub beside: Option<bool>,
    /// How often it may be sent again where being run twice does not harm.
    pub retries: Option<u32>,
    /// Which of several hosts it should go to.
    pub host: Option<String>,
    /// Whether the parameters of a query go into a form in its body; without a word, long ones do.
    pub form: Option<bool>,
}

/// What a client has to do with its servers.
#[napi]
#[derive(Debug)]
pub struct Session {
    session: Arc<client::Session>,
}

/// Makes a session, with connections of its own unless there is a pool; opens none and sends nothing.
#[napi(catch_unwind, ts_return_type = "Failure | Session")]
pub fn open_session(
    options: SessionOptions,
    pool: Option<ClassInstance<'_, Pool>>,
) -> Either<Failure, Session> {
    let config = Config {
        base_url: options.url,
        further_urls: options.further_urls,
        host_policy: policy(&options.host_policy),
        headers: pairs(options.headers),
        connect_timeout: milliseconds(options.connect_timeout),
        request_timeout: milliseconds(options.request_timeout),
        revision: Revision::new(options.protocol_version),
        max_connections: options.max_connections as usize,
        max_connection_age: milliseconds(options.max_connection_age),
        pool: pool.map(|pool| Arc::clone(&pool.pool)),
        buffer_bytes: options.buffer_bytes as usize,
        max_error_size: options.max_error_size as usize,
        tls: options.tls.map(Into::into).unwrap_or_default(),
        proxies: Proxies {
            http: options.http_proxy.map(Into::into),
            https: options.https_proxy.map(Into::into),
        },
    };
    match client::Session::new(config) {
        Ok(session) => Either::B(Session { session: Arc::new(session) }),
        Err(failure) => Either::A(failure.into()),
    }
}

#[napi]
impl Session {
    /// Its connections, for other sessions too.
    #[napi(catch_unwind)]
    pub fn pool(&self) -> Pool {
        Pool { pool: Arc::clone(self.session.pool()) }
    }

    /// Sends a query; resolves when the response has begun, with what has arrived of it.
    #[napi(catch_unwind, ts_return_type = "Promise<Failure | Response>")]
    pub fn query<'env>(
        &self,
        env: &'env Env,
        request: RequestOptions,
        attachments: Option<ClassInstance<'_, Attachments>>,
        cancellation: ClassInstance<'_, Cancellation>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let request = Attachments::join(attachments, request.into());
        let session = Arc::clone(&self.session);
        let cancel = cancellation.cancel.clone();
        let response = async move {
            Ok(match session.query(request, &cancel).await {
                Ok(stream) => Either::B(Response::new(stream, cancel)),
                Err(failure) => Either::A(failure.into()),
            })
        };
        env.spawn_future_with_callback(response, handed)
    }

    /// Sends a query and reads its whole answer; fails for a column of more than `largest` bytes. With `alike`, columns are
    /// joined only where all of them can be.
    #[napi(catch_unwind, ts_return_type = "Promise<Failure | Gathered>")]
    pub fn gather<'env>(
        &self,
        env: &'env Env,
        request: RequestOptions,
        attachments: Option<ClassInstance<'_, Attachments>>,
        cancellation: ClassInstance<'_, Cancellation>,
        largest: f64,
        alike: bool,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let request = Attachments::join(attachments, request.into());
        let session = Arc::clone(&self.session);
        let cancel = cancellation.cancel.clone();
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number beyond the range means no limit"
        )]
        let largest = largest as usize;
        let gathered = async move {
            Ok(match session.query(request, &cancel).await {
                Ok(stream) => Gathered::read(stream, largest, alike).await,
                Err(failure) => Either::A(failure.into()),
            })
        };
        env.spawn_future_with_callback(gathered, handed)
    }

    /// Sends a query whose answer may have any format; resolves when the response has begun.
    #[napi(catch_unwind, ts_return_type = "Promise<Failure | RawQuery>")]
    pub fn query_bytes<'env>(
        &self,
        env: &'env Env,
        request: RequestOptions,
        attachments: Option<ClassInstance<'_, Attachments>>,
        cancellation: ClassInstance<'_, Cancellation>,
    ) -> Result<PromiseRaw<'env, Either<Failure, RawQuery>>> {
        let request = Attachments::join(attachments, request.into());
        let session = Arc::clone(&self.session);
        let cancel = cancellation.cancel.clone();
        env.spawn_future(async move {
            Ok(match session.query_bytes(request, &cancel).await {
                Ok(stream) => Either::B(RawQuery::new(stream, cancel)),
                Err(failure) => Either::A(failure.into()),
            })
        })
    }

    /// Sends the blocks of an insertion: each as soon as it is there, or all of them when it has ended.
    #[napi(catch_unwind, ts_return_type = "Promise<Failure | ResponseHead>")]
    pub fn insert<'env>(
        &self,
        env: &'env Env,
        request: RequestOptions,
        insertion: ClassInstance<'_, Insertion>,
        cancellation: ClassInstance<'_, Cancellation>,
    ) -> Result<PromiseRaw<'env, Either<Failure, ResponseHead>>> {
        let session = Arc::clone(&self.session);
        let cancel = cancellation.cancel.clone();
        let blocks = Arc::clone(&insertion.blocks);
        env.spawn_future(async move {
            Ok(match session.insert(request.into(), blocks, &cancel).await {
                Ok(head) => Either::B(ResponseHead::whole(&head)),
                Err(failure) => Either::A(failure.into()),
            })
        })
    }

    /// Asks whether the server is there.
    #[napi(catch_unwind, ts_return_type = "Promise<Failure | null>")]
    pub fn ping<'env>(
        &self,
        env: &'env Env,
        timeout: u32,
        headers: Vec<Vec<String>>,
        cancellation: ClassInstance<'_, Cancellation>,
    ) -> Result<PromiseRaw<'env, Option<Failure>>> {
        let session = Arc::clone(&self.session);
        let cancel = cancellation.cancel.clone();
        env.spawn_future(async move {
            let pong = session.ping(milliseconds(timeout), &pairs(headers), &cancel).await;
            Ok(pong.err().map(Into::into))
        })
    }

    /// Stops on the server what the requests with a cancellation asked it for, unless it has answered. `login` are headers in
    /// the place of those that the requests logged in with.
    #[napi(catch_unwind, ts_return_type = "Promise<void>")]
    pub fn kill<'env>(
        &self,
        env: &'env Env,
        cancellation: ClassInstance<'_, Cancellation>,
        login: Vec<Vec<String>>,
    ) -> Result<PromiseRaw<'env, ()>> {
        let killed = self.session.kill(&cancellation.cancel, &pairs(login));
        env.spawn_future(async move {
            killed.await;
            Ok(())
        })
    }

    /// What goes on, by host.
    #[napi(catch_unwind)]
    pub fn metrics(&self) -> Vec<HostMetrics> {
        host_metrics(self.session.metrics())
    }

    /// Ends every request, also on the server, and refuses further ones.
    #[napi(catch_unwind, ts_return_type = "Promise<void>")]
    pub fn close<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, ()>> {
        let stopped = self.session.close();
        env.spawn_future(async move {
            stopped.await;
            Ok(())
        })
    }
}

impl From<RequestOptions> for Request {
    fn from(options: RequestOptions) -> Self {
        Self {
            sql: options.sql,
            query: pairs(options.query),
            headers: pairs(options.headers),
            compression: compression(options.compression.as_deref()),
            body_coding: options.body_coding,
            timeout: options.timeout.map(milliseconds),
            beside: options.beside.unwrap_or_default(),
            retries: options.retries,
            host: options.host,
            form: options.form,
            ..Self::default()
        }
    }
}

fn policy(name: &str) -> HostPolicy {
    match name {
        "roundRobin" => HostPolicy::RoundRobin,
        "random" => HostPolicy::Random,
        _ => HostPolicy::Failover,
    }
}

/// Names are checked where they come from.
pub(crate) fn compression(name: Option<&str>) -> Compression {
    name.and_then(Compression::of).unwrap_or_default()
}

pub(crate) fn milliseconds(value: u32) -> Duration {
    Duration::from_millis(u64::from(value))
}

pub(crate) fn pairs(pairs: Vec<Vec<String>>) -> Vec<(String, String)> {
    let pairs = pairs.into_iter().filter_map(|pair| <[String; 2]>::try_from(pair).ok());
    pairs.map(|[name, value]| (name, value)).collect()
}
