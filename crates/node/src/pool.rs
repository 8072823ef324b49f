//! Connections that clients may share.

use std::sync::Arc;

use client::{Metrics, PoolConfig};
use napi_derive::napi;

use crate::session::milliseconds;

/// What connections are made like; durations in milliseconds.
#[napi(object)]
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields of client::PoolConfig")]
pub struct PoolOptions {
    pub max_connections: u32,
    pub max_connection_age: u32,
    pub connect_timeout: u32,
}

/// Connections that clients may share.
#[napi]
#[derive(Debug)]
pub struct Pool {
    pub(crate) pool: Arc<client::Pool>,
}

#[napi]
impl Pool {
    /// Opens no connection.
    #[napi(constructor, catch_unwind)]
    pub fn new(options: PoolOptions) -> Self {
        let config = PoolConfig {
            max_connections: options.max_connections as usize,
            max_connection_age: milliseconds(options.max_connection_age),
            connect_timeout: milliseconds(options.connect_timeout),
        };
        Self { pool: client::Pool::new(config) }
    }

    /// What goes on, by host.
    #[napi(catch_unwind)]
    pub fn metrics(&self) -> Vec<HostMetrics> {
        host_metrics(self.pool.metrics())
    }
}

/// What goes on between a pool and a host.
#[napi(object, object_from_js = false)]
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields of client::Metrics")]
pub struct HostMetrics {
    /// `host:port`.
    pub host: String,
    pub idle: u32,
    pub active: u32,
    pub queued: u32,
}

pub(crate) fn host_metrics(metrics: Vec<(String, Metrics)>) -> Vec<HostMetrics> {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let entries = metrics.into_iter().map(|(host, Metrics { idle, active, queued })| HostMetrics {
        host,
        idle: number(idle),
        active: number(active),
        queued: number(queued),
    });
    entries.collect()
}
