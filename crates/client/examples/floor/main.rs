//! The floor of the benchmark: moves bytes as they are, which is the least that any client does. `bench/` runs it; it
//! does its work twice and prints one line of JSON.

mod insert;
mod peak;
mod select;

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::time::Instant;

use reqwest::Client;
use reqwest::redirect::Policy;

type Done<T> = Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: floor select <url> <sql>
       floor keep <url> <sql>
       floor ask <url> <queries> <at once>
       floor insert <url> <source table> <target table>";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Done<()> {
    // An error means that there is a provider.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = client()?;
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let first = measure(&client, &args).await?;
    let second = measure(&client, &args).await?;
    let peak = peak::bytes();
    writeln!(io::stdout(), r#"{{"firstMs":{first},"ms":{second},"peakBytes":{peak}}}"#)?;
    Ok(())
}

async fn measure(client: &Client, args: &[&str]) -> Done<f64> {
    match *args {
        ["select", url, sql] => time(select::discard(client, url, sql)).await,
        ["keep", url, sql] => time(select::keep(client, url, sql)).await,
        ["ask", url, queries, "1"] => select::latency(client, url, queries.parse()?).await,
        ["ask", url, queries, at_once] => {
            time(select::at_once(client, url, queries.parse()?, at_once.parse()?)).await
        }
        ["insert", url, source, target] => insert::measure(client, url, source, target).await,
        _ => Err(USAGE.into()),
    }
}

/// As crates/client/src/pool.rs has it.
fn client() -> reqwest::Result<Client> {
    Client::builder()
        .tls_certs_only([])
        .http1_only()
        .tcp_nodelay(true)
        .redirect(Policy::none())
        .no_proxy()
        .build()
}

/// How many milliseconds it takes.
async fn time(work: impl Future<Output = Done<()>>) -> Done<f64> {
    let start = Instant::now();
    work.await?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}
