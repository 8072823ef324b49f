//! Requests that are ended by hand: everything goes at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use client::{Cancel, Failure, FailureKind, Session};
use support::{SMALL, Server, block, chunk, native_head, read, response, rows, select, whole};

/// What the server of these tests reports.
#[derive(Debug, PartialEq, Eq)]
enum Event {
    /// A request was read.
    Asked,
    /// The client closed the connection.
    Closed,
}

/// A server that sends `bytes` and then nothing, and tells what it sees.
fn stalling(bytes: Vec<u8>) -> (Server, Receiver<Event>) {
    let (events, seen) = mpsc::channel();
    let server = Server::start(move |connection| {
        if connection.request().is_some() {
            connection.send(&bytes);
            events.send(Event::Asked).unwrap();
            connection.wait_for_close();
            drop(events.send(Event::Closed));
        }
    });
    (server, seen)
}

fn assert_cancelled(failure: &Failure, host: &str) {
    assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Cancelled, "ERR_CANCELLED"));
    assert_eq!(failure.host.as_deref(), Some(host));
    assert!(!failure.retryable);
}

fn assert_closed(failure: &Failure) {
    assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Closed, "ERR_CLIENT_CLOSED"));
}

#[tokio::test]
async fn a_request_cancelled_beforehand_is_not_sent() {
    let (server, seen) = stalling(Vec::new());
    let (session, cancel) = (server.session(), Cancel::new());
    cancel.cancel();
    cancel.cancel();
    assert_cancelled(&session.query(select(), &cancel).await.unwrap_err(), &server.host);
    assert_cancelled(
        &session.insert(select(), whole(Vec::new()), &cancel).await.unwrap_err(),
        &server.host,
    );
    assert_cancelled(
        &session.ping(Duration::from_secs(9), &[], &cancel).await.unwrap_err(),
        &server.host,
    );
    drop((server, session));
    assert!(seen.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_before_the_head_closes_the_connection() {
    let (server, seen) = stalling(Vec::new());
    let (session, cancel) = (server.session(), Cancel::new());
    let canceller = {
        let cancel = cancel.clone();
        tokio::task::spawn_blocking(move || {
            assert_eq!(seen.recv().unwrap(), Event::Asked);
            cancel.cancel();
            assert_eq!(seen.recv().unwrap(), Event::Closed);
        })
    };
    assert_cancelled(&session.query(select(), &cancel).await.unwrap_err(), &server.host);
    canceller.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_in_the_body_closes_the_connection_and_wakes_the_reader() {
    for body in [SMALL.to_vec(), block(20_000)] {
        let (server, seen) = stalling([native_head(&[]), chunk(&body)].concat());
        let (session, cancel) = (server.session(), Cancel::new());
        let mut stream = session.query(select(), &cancel).await.unwrap();
        assert!(stream.next().await.unwrap().is_some());
        let reader = tokio::spawn(async move {
            let failure = stream.next().await.unwrap_err();
            assert_eq!(stream.ready().await.unwrap_err(), failure);
            failure
        });
        cancel.cancel();
        assert_cancelled(&reader.await.unwrap(), &server.host);
        assert_eq!([seen.recv().unwrap(), seen.recv().unwrap()], [Event::Asked, Event::Closed]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_drops_the_blocks_that_wait() {
    let body = [block(20_000), block(20_000), block(20_000)].concat();
    let (server, seen) = stalling([native_head(&[]), chunk(&body)].concat());
    let mut config = server.config();
    // The second block does not fit, so that the decoder waits for room.
    config.buffer_bytes = 1;
    let (session, cancel) = (Session::new(config).unwrap(), Cancel::new());
    let mut stream = session.query(select(), &cancel).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().rows, 20_000);
    cancel.cancel();
    assert_cancelled(&stream.next().await.unwrap_err(), &server.host);
    assert_eq!([seen.recv().unwrap(), seen.recv().unwrap()], [Event::Asked, Event::Closed]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_a_stream_closes_the_connection_and_frees_its_place() {
    for by_hand in [false, true] {
        let (server, seen) = stalling([native_head(&[]), chunk(&block(20_000))].concat());
        let mut config = server.config();
        config.max_connections = 1;
        let session = Session::new(config).unwrap();
        for _ in 0..3 {
            let mut stream = session.query(select(), &Cancel::new()).await.unwrap();
            assert!(stream.next().await.unwrap().is_some());
            if by_hand {
                stream.close();
            } else {
                drop(stream);
            }
            assert_eq!([seen.recv().unwrap(), seen.recv().unwrap()], [Event::Asked, Event::Closed]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_the_future_of_a_query_closes_the_connection_and_frees_its_place() {
    let (server, seen) = stalling(Vec::new());
    let mut config = server.config();
    config.max_connections = 1;
    let session = std::sync::Arc::new(Session::new(config).unwrap());
    for _ in 0..3 {
        let asking = {
            let session = std::sync::Arc::clone(&session);
            tokio::spawn(async move { session.query(select(), &Cancel::new()).await.map(drop) })
        };
        assert_eq!(seen.recv().unwrap(), Event::Asked);
        asking.abort();
        assert!(asking.await.unwrap_err().is_cancelled());
        assert_eq!(seen.recv().unwrap(), Event::Closed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_a_session_ends_its_requests_and_refuses_further_ones() {
    let (server, seen) = stalling([native_head(&[]), chunk(&block(20_000))].concat());
    let session = server.session();
    let mut stream = session.query(select(), &Cancel::new()).await.unwrap();
    assert!(stream.next().await.unwrap().is_some());
    let (silent, asked) = stalling(Vec::new());
    let other = std::sync::Arc::new(silent.session());
    let asking = {
        let other = std::sync::Arc::clone(&other);
        tokio::spawn(async move { other.query(select(), &Cancel::new()).await.unwrap_err() })
    };
    assert_eq!(asked.recv().unwrap(), Event::Asked);
    for session in [&session, &other] {
        drop(session.close());
        drop(session.close());
        assert_closed(&session.query(select(), &Cancel::new()).await.unwrap_err());
        assert_closed(
            &session.insert(select(), whole(Vec::new()), &Cancel::new()).await.unwrap_err(),
        );
        assert_closed(
            &session.ping(Duration::from_secs(9), &[], &Cancel::new()).await.unwrap_err(),
        );
    }
    assert_closed(&stream.next().await.unwrap_err());
    assert_closed(&asking.await.unwrap());
    assert_eq!([seen.recv().unwrap(), seen.recv().unwrap()], [Event::Asked, Event::Closed]);
    assert_eq!(asked.recv().unwrap(), Event::Closed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_a_session_closes_idle_connections() {
    let (closed, seen) = mpsc::channel();
    let server = Server::start(move |connection| {
        while connection.request().is_some() {
            connection.send(&response(native_head(&[]), SMALL));
        }
        let _ = closed.send(());
    });
    let session = server.session();
    let (blocks, failure) = read(&session, select()).await;
    assert_eq!((rows(&blocks), failure), (vec![1], None));
    session.close().await;
    seen.recv().unwrap();
}
