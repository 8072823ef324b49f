//! Answers that are thrown away.

use futures_util::stream::{self, StreamExt, TryStreamExt};
use reqwest::{Body, Client, Response};

use crate::{Done, time};

pub(crate) async fn post(client: &Client, url: &str, body: impl Into<Body>) -> Done<Response> {
    let mut request = client.post(url).body(body);
    if url.contains("enable_http_compression=1") {
        request = request.header("accept-encoding", "zstd");
    }
    let response = request.send().await?;
    if response.status().is_success() { Ok(response) } else { Err(response.text().await?.into()) }
}

pub(crate) async fn discard(client: &Client, url: &str, sql: &str) -> Done<()> {
    let mut response = post(client, url, sql.to_owned()).await?;
    while response.chunk().await?.is_some() {}
    Ok(())
}

/// In one piece.
pub(crate) async fn keep(client: &Client, url: &str, sql: &str) -> Done<()> {
    let mut response = post(client, url, sql.to_owned()).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        bytes.extend_from_slice(&chunk);
    }
    drop(bytes);
    Ok(())
}

/// The median time of queries one after the other, in milliseconds.
pub(crate) async fn latency(client: &Client, url: &str, queries: usize) -> Done<f64> {
    let mut times = Vec::with_capacity(queries);
    for _ in 0..queries {
        times.push(time(discard(client, url, "SELECT 1")).await?);
    }
    times.sort_by(f64::total_cmp);
    times.get(queries / 2).copied().ok_or_else(|| "no queries".into())
}

pub(crate) async fn at_once(
    client: &Client,
    url: &str,
    queries: usize,
    at_once: usize,
) -> Done<()> {
    stream::iter(0..queries)
        .map(|_| discard(client, url, "SELECT 1"))
        .buffer_unordered(at_once)
        .try_collect()
        .await
}
