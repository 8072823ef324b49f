//! Queries that are stopped on the server.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use client::{Cancel, Failure, QueryStream, Request, Session};
use support::{Seen, Server, block, chunk, head, native_head, read, response, select};
use tokio::task::JoinHandle;

/// A server that answers a query with `bytes` and then nothing, and shows what it is asked: queries, and requests to
/// stop them. It stops a query from the request for it after `unknown` others on; of these it does not know the first, and
/// has only just begun the query at the next.
fn stalling(bytes: Vec<u8>, unknown: usize) -> (Server, Receiver<Seen>, Receiver<Seen>) {
    let ((asked, queries), (stopped, kills)) = (mpsc::channel(), mpsc::channel());
    let count = AtomicUsize::new(0);
    let server = Server::start(move |connection| {
        while let Some(request) = connection.request() {
            if request.method == "GET" {
                connection.send(&response(head("200 OK", &[]), b"Ok.\n"));
            } else if request.body.starts_with(b"KILL QUERY") {
                stopped.send(request).unwrap();
                let told: &[u8] = match count.fetch_add(1, Ordering::SeqCst) {
                    before if before >= unknown => b"waiting\tid\tme\tSELECT 1\n",
                    0 => b"",
                    _ => b"pending\tid\tme\tSELECT 'waiting\t'\n",
                };
                connection.send(&response(native_head(&[]), told));
            } else {
                connection.send(&bytes);
                asked.send(request).unwrap();
                connection.wait_for_close();
            }
        }
    });
    (server, queries, kills)
}

fn session(server: &Server, max_connections: usize) -> Arc<Session> {
    let mut config = server.config();
    config.max_connections = max_connections;
    config.headers = vec![("X-ClickHouse-User".to_owned(), "me".to_owned())];
    Arc::new(Session::new(config).unwrap())
}

fn named(id: &str) -> Request {
    let query = vec![("query_id".to_owned(), id.to_owned())];
    Request { query, headers: vec![("X-Tenant".to_owned(), "7".to_owned())], ..select() }
}

/// A query that runs until it is cancelled.
fn asking(
    session: &Arc<Session>,
    cancel: &Cancel,
    id: &str,
) -> JoinHandle<Result<QueryStream, Failure>> {
    let (session, cancel, request) = (Arc::clone(session), cancel.clone(), named(id));
    tokio::spawn(async move { session.query(request, &cancel).await })
}

fn assert_stops(kill: &Seen, id: &str) {
    assert_eq!(kill.body, b"KILL QUERY WHERE query_id = {id:String} ASYNC FORMAT TabSeparated");
    assert!(kill.target.ends_with(&format!("&param_id={id}")), "{}", kill.target);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_is_stopped_while_others_wait_for_its_place() {
    let (server, queries, kills) = stalling(Vec::new(), 0);
    let session = session(&server, 1);
    let cancels = [Cancel::new(), Cancel::new()];
    let running: Vec<_> = cancels
        .iter()
        .zip(["first", "second"])
        .map(|(cancel, id)| {
            let running = asking(&session, cancel, id);
            // The second waits for the place of the first.
            if id == "first" {
                queries.recv().unwrap();
            }
            running
        })
        .collect();
    let killed = session.kill(&cancels[0], &[]);
    cancels[0].cancel();
    queries.recv().unwrap();
    killed.await;
    let kill = kills.recv().unwrap();
    assert_stops(&kill, "first");
    assert_eq!(
        (kill.header("x-clickhouse-user"), kill.header("x-tenant")),
        (Some("me"), Some("7"))
    );
    session.kill(&cancels[0], &[]).await;
    session.close().await;
    assert_stops(&kills.recv().unwrap(), "second");
    for query in running {
        assert!(query.await.unwrap().is_err());
    }
    assert!(kills.try_recv().is_err(), "each is stopped once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_that_ran_out_of_time_can_still_be_stopped() {
    let (server, _, kills) = stalling(Vec::new(), 0);
    let (session, cancel) = (session(&server, 1), Cancel::new());
    let request = Request { timeout: Some(Duration::from_millis(60)), ..named("late") };
    assert_eq!(session.query(request, &cancel).await.unwrap_err().code, "ERR_TIMEOUT");
    session.kill(&cancel, &[]).await;
    assert_stops(&kills.recv().unwrap(), "late");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_id_that_the_server_chose_serves_as_well() {
    let (server, _, kills) = stalling([native_head(&[]), chunk(&block(20_000))].concat(), 9);
    let (session, cancel) = (session(&server, 1), Cancel::new());
    let stream = session.query(select(), &cancel).await.unwrap();
    session.kill(&cancel, &[]).await;
    assert_stops(&kills.recv().unwrap(), "from-server");
    assert!(kills.try_recv().is_err(), "what has begun to answer is known or over");
    drop(stream);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_that_the_server_does_not_know_yet_is_asked_for_again() {
    let (server, queries, kills) = stalling(Vec::new(), 2);
    let (session, cancel) = (session(&server, 1), Cancel::new());
    let asking = asking(&session, &cancel, "early");
    queries.recv().unwrap();
    session.kill(&cancel, &[]).await;
    for _ in 0..3 {
        assert_stops(&kills.recv().unwrap(), "early");
    }
    assert!(kills.try_recv().is_err());
    asking.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_asked_on_behind_whoever_waits_no_longer() {
    let (server, queries, kills) = stalling(Vec::new(), 3);
    let mut config = server.config();
    config.connect_timeout = Duration::from_millis(300);
    let (session, cancel) = (Arc::new(Session::new(config).unwrap()), Cancel::new());
    let asking = asking(&session, &cancel, "early");
    queries.recv().unwrap();
    session.kill(&cancel, &[]).await;
    for _ in 0..4 {
        assert_stops(&kills.recv_timeout(Duration::from_secs(60)).unwrap(), "early");
    }
    asking.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_queries_are_stopped_eight_at_a_time() {
    let (asked, queries) = mpsc::channel();
    let (present, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let eight = Barrier::new(8);
    let server = {
        let most = Arc::clone(&most);
        Server::start(move |connection| {
            while let Some(request) = connection.request() {
                if !request.body.starts_with(b"KILL QUERY") {
                    asked.send(()).unwrap();
                    return connection.wait_for_close();
                }
                most.fetch_max(present.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                eight.wait();
                // Time for a ninth.
                thread::sleep(Duration::from_millis(20));
                present.fetch_sub(1, Ordering::SeqCst);
                connection.send(&response(native_head(&[]), b"waiting\tid\tme\tSELECT 1\n"));
            }
        })
    };
    let (session, cancel) = (session(&server, 32), Cancel::new());
    let running: Vec<_> = (0..32).map(|id| asking(&session, &cancel, &id.to_string())).collect();
    for _ in &running {
        queries.recv().unwrap();
    }
    session.kill(&cancel, &[]).await;
    assert_eq!(most.load(Ordering::SeqCst), 8);
    running.iter().for_each(JoinHandle::abort);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_answered_or_was_not_sent_is_not_stopped() {
    let asked = Arc::new(Mutex::new(0));
    let server = {
        let asked = Arc::clone(&asked);
        Server::start(move |connection| {
            while connection.request().is_some() {
                *asked.lock().unwrap() += 1;
                connection.send(&response(native_head(&[]), &block(20_000).repeat(3)));
            }
        })
    };
    let mut config = server.config();
    config.buffer_bytes = 1;
    config.max_connections = 1;
    let (session, cancel) = (Session::new(config).unwrap(), Cancel::new());
    assert_eq!(read(&session, named("read")).await.1, None);
    let mut stream = session.query(named("left"), &cancel).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().rows, 20_000);
    // The body has come once its place serves another request.
    assert_eq!(read(&session, named("other")).await.1, None);
    session.kill(&cancel, &[]).await;
    drop(stream);
    let refused = Cancel::new();
    refused.cancel();
    assert!(session.query(named("unsent"), &refused).await.is_err());
    session.kill(&refused, &[]).await;
    session.close().await;
    assert_eq!(*asked.lock().unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ping_needs_no_place() {
    let (server, _, _kills) = stalling([native_head(&[]), chunk(&block(20_000))].concat(), 0);
    let session = session(&server, 1);
    let stream = session.query(select(), &Cancel::new()).await.unwrap();
    session.ping(Duration::from_secs(20), &[], &Cancel::new()).await.unwrap();
    drop(stream);
}
