//! The end of queries that nobody waits for: a server does not notice by itself.

use std::time::Duration;

use native::Revision;
use reqwest::{Body, Method};
use tokio::time::{Instant, sleep, timeout};

use crate::activity::Activity;
use crate::failure::Failure;
use crate::line::{Line, Message};
use crate::refusal;
use crate::request::Request;
use crate::watch::Watch;
use crate::work::Target;

/// How long a server is asked to stop a query, the wait for others included.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// How long one answer may take: others wait for it.
const ANSWER: Duration = Duration::from_secs(5);

/// When to ask again for a query that the server does not know or does not stop: it may not have read the request yet.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(2),
];

/// Stops one query, if it can be; nobody asks how that went.
pub(crate) async fn kill(watch: Watch, target: Target) {
    let Some(request) = request(&target) else { return };
    let killed = async {
        let mut slowest = Duration::ZERO;
        for pause in PAUSES {
            let (answer, took) = ask(&watch, &target, &request).await;
            // A query that has begun to answer is known. What cannot be asked now may be asked later.
            if answer.is_some_and(|stopped| stopped || target.answered) {
                return Ok(());
            }
            // A busy server comes to the query no earlier than it came to this.
            slowest = slowest.max(took);
            sleep(pause.max(slowest)).await;
        }
        ask(&watch, &target, &request).await;
        Ok(())
    };
    drop(watch.guard(killed).await);
}

/// Stops one query that the server is known to run.
pub(crate) async fn kill_known(watch: &Watch, target: &Target) {
    if let Some(request) = request(target) {
        drop(watch.guard(async { Ok(ask(watch, target, &request).await) }).await);
    }
}

fn request(target: &Target) -> Option<Request> {
    let query = vec![("param_id".to_owned(), target.query_id.clone()?)];
    let sql = "KILL QUERY WHERE query_id = {id:String} ASYNC FORMAT TabSeparated".to_owned();
    Some(Request { sql, query, ..Request::default() })
}

/// What servers say of queries that they stop, and of those that have ended. Of ClickHouse's other answers (`pending`,
/// `cant_cancel`, `unknown_status`) none stops the query.
const STOPPED: [&[u8]; 2] = [b"waiting\t", b"finished\t"];

/// Whether the server knew the query and stops it, if it says so, and how long that took.
async fn ask(watch: &Watch, target: &Target, request: &Request) -> (Option<bool>, Duration) {
    let _turn = target.lane.stops.acquire().await;
    let asked = Instant::now();
    let answer = timeout(ANSWER, told(watch, target, request)).await;
    (answer.ok().and_then(Result::ok), asked.elapsed())
}

async fn told(watch: &Watch, target: &Target, request: &Request) -> Result<bool, Failure> {
    let message = Message {
        method: Method::POST,
        url: request.query_url(&target.lane.origin.url, Some(Revision::PLAIN), &[]),
        headers: target.headers.clone(),
        body: Body::from(request.sql.clone()),
        activity: Activity::new(),
        framed: false,
        fresh: false,
    };
    let line = Line::new(&target.lane, watch, true).await?;
    let mut reply = line.send(message, watch, None).await?;
    let told = refusal::read(&mut reply).await.0;
    Ok(STOPPED.iter().any(|status| told.starts_with(status)))
}
