//! An insert of bytes that are there already.

use reqwest::Client;

use crate::select::{discard, post};
use crate::{Done, time};

/// Reads a table and sends it as it is to another one.
pub(crate) async fn measure(client: &Client, url: &str, source: &str, target: &str) -> Done<f64> {
    let body =
        post(client, url, format!("SELECT * FROM {source} FORMAT Native")).await?.bytes().await?;
    discard(client, url, &format!("TRUNCATE TABLE {target}")).await?;
    let insert = format!("{url}/?query=INSERT%20INTO%20{target}%20FORMAT%20Native");
    time(async { post(client, &insert, body).await.map(drop) }).await
}
