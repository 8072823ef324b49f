//! The floor of the benchmark: fetches the answer of a query and throws its bytes away, which is the least that any
//! client does. `bench/` runs it as `floor <url> <sql>`; it prints one line of JSON.

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
    let (Some(url), Some(sql)) = (args.next(), args.next()) else {
        return Err("usage: floor <url> <sql>".into());
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
    let first = time(fetch(&client, &url, &sql)).await?;
    let second = time(fetch(&client, &url, &sql)).await?;
    let peak = peak_bytes();
    writeln!(io::stdout(), r#"{{"firstMs":{first},"ms":{second},"peakBytes":{peak}}}"#)?;
    Ok(())
}

/// How many milliseconds it takes.
async fn time<E>(work: impl Future<Output = Result<(), E>>) -> Result<f64, E> {
    let start = Instant::now();
    work.await?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

async fn fetch(client: &Client, url: &str, sql: &str) -> Result<(), Box<dyn Error>> {
    let mut response = client.post(url).body(sql.to_owned()).send().await?;
    if !response.status().is_success() {
        return Err(response.text().await?.into());
    }
    while response.chunk().await?.is_some() {}
    Ok(())
}

/// The most memory that this process ever had; 0 where the system does not tell.
fn peak_bytes() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kilobytes.unwrap_or_default().saturating_mul(1024)
}
