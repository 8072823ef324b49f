//! What is sent again, and what is not.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use client::{Cancel, FailureKind, Request, Session};
use support::{SMALL, Server, native_head, read, response, rows, select, whole};

fn repeatable() -> Request {
    Request { retries: Some(0), ..select() }
}

fn insert(retries: Option<u32>) -> Request {
    Request { sql: "INSERT INTO t FORMAT Native".to_owned(), retries, ..Request::default() }
}

/// Answers one request of each connection, and closes it when the next one has come; counts the requests.
fn stale() -> (Server, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let server = Server::start(move |connection| {
        if connection.request().is_some() {
            counted.fetch_add(1, Ordering::SeqCst);
            connection.send(&response(native_head(&[]), SMALL));
        }
        if connection.request().is_some() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (server, count)
}

#[tokio::test]
async fn a_read_over_a_connection_that_was_closed_is_sent_again_at_once() {
    let (server, count) = stale();
    let session = server.session();
    for _ in 0..10 {
        let (blocks, failure) = read(&session, repeatable()).await;
        assert_eq!((rows(&blocks), failure), (vec![1], None));
    }
    // A connection that was opened for a repetition is not kept.
    assert_eq!(count.load(Ordering::SeqCst), 15);
}

#[tokio::test]
async fn nothing_else_is_sent_again_over_a_connection_that_was_closed() {
    let (server, count) = stale();
    let session = server.session();
    assert_eq!(read(&session, select()).await.1, None);
    let failure = read(&session, select()).await.1.unwrap();
    assert_eq!((failure.kind, failure.attempts), (FailureKind::Transport, 1));
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_read_is_sent_again_as_long_as_no_block_of_it_was_there() {
    let (whole, count) = (response(native_head(&[]), SMALL), Arc::new(AtomicUsize::new(0)));
    for cut in (0..whole.len()).step_by(7) {
        let (answer, asked) = (whole.clone(), Arc::clone(&count));
        let server = Server::start(move |connection| {
            if connection.request().is_some() {
                let first = asked.fetch_add(1, Ordering::SeqCst) == 0;
                connection.send(if first { &answer[..cut] } else { &answer });
                connection.finish();
            }
        });
        count.store(0, Ordering::SeqCst);
        let request = Request { retries: Some(1), ..select() };
        let (blocks, failure) = read(&server.session(), request).await;
        let failed = failure.is_some();
        // The block is whole before the last bytes of its chunk and of the body are there.
        assert!(!failed || cut + 9 >= whole.len(), "cut after {cut} bytes: {failure:?}");
        assert_eq!(rows(&blocks), [1], "cut after {cut} bytes");
        assert_eq!(count.load(Ordering::SeqCst), if failed { 1 } else { 2 });
    }
}

#[tokio::test]
async fn an_insert_that_may_be_repeated_keeps_its_data() {
    let bodies = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&bodies);
    let server = Server::start(move |connection| {
        while let Some(request) = connection.request() {
            let mut bodies = seen.lock().unwrap();
            bodies.push(request.body);
            if bodies.len() < 3 {
                return;
            }
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let session = server.session();
    let blocks = whole(vec![Bytes::from_static(b"one"), Bytes::from_static(b"two")]);
    session.insert(insert(Some(2)), blocks, &Cancel::new()).await.unwrap();
    assert_eq!(*bodies.lock().unwrap(), [b"onetwo"; 3]);
}

#[tokio::test]
async fn an_insert_without_an_answer_leaves_open_what_became_of_it() {
    let server = Server::start(|connection| drop(connection.request()));
    for (retries, attempts) in [(None, 1), (Some(1), 2)] {
        let blocks = whole(vec![Bytes::from_static(b"rows")]);
        let call = server.session();
        let failure = call.insert(insert(retries), blocks, &Cancel::new()).await.unwrap_err();
        assert!(failure.message.ends_with("; it is unknown whether the rows are stored"));
        assert_eq!((failure.attempts, failure.retryable), (attempts, true));
    }
}

#[tokio::test]
async fn a_failure_of_a_host_that_cannot_be_reached_leaves_nothing_open() {
    let server = Server::start(|_| {});
    let config = server.config();
    drop(server);
    let session = Session::new(config).unwrap();
    let blocks = whole(vec![Bytes::from_static(b"rows")]);
    let failure = session.insert(insert(None), blocks, &Cancel::new()).await.unwrap_err();
    assert_eq!((failure.kind, failure.attempts), (FailureKind::Connect, 1));
    assert!(!failure.message.contains("unknown whether"));
}
