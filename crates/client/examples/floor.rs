//! The floor of the benchmark: fetches the answer of a query and throws its bytes away, which is the least that any
//! client does. `bench/` runs it as `floor <url> <sql> <warm-up sql>`; it prints one line of JSON.

use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::time::Instant;

use reqwest::Client;
use reqwest::redirect::Policy;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(url), Some(sql), Some(warm_up)) = (args.next(), args.next(), args.next()) else {
        return Err("usage: floor <url> <sql> <warm-up sql>".into());
    };
    // An error means that there is a provider.
    drop(rustls::crypto::ring::default_provider().install_default());
    // As crates/client/src/pool.rs has it.
    let client = Client::builder()
        .tls_certs_only([])
        .http1_only()
        .tcp_nodelay(true)
        .redirect(Policy::none())
        .no_proxy()
        .build()?;
    fetch(&client, &url, warm_up).await?;
    let start = Instant::now();
    let bytes = fetch(&client, &url, sql).await?;
    let ms = start.elapsed().as_secs_f64() * 1000.0;
    let peak = peak_bytes();
    writeln!(io::stdout(), r#"{{"ms":{ms},"bytes":{bytes},"peakBytes":{peak}}}"#)?;
    Ok(())
}

/// The number of bytes that came.
async fn fetch(client: &Client, url: &str, sql: String) -> Result<usize, Box<dyn Error>> {
    let mut response = client.post(url).body(sql).send().await?;
    if !response.status().is_success() {
        return Err(response.text().await?.into());
    }
    let mut bytes = 0_usize;
    while let Some(chunk) = response.chunk().await? {
        bytes = bytes.saturating_add(chunk.len());
    }
    Ok(bytes)
}

/// The most memory that this process ever had; 0 where the system does not tell.
fn peak_bytes() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kilobytes.unwrap_or_default().saturating_mul(1024)
}
