//! What takes too long, and what does not come about.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use std::net::TcpListener;
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use bytes::Bytes;
use client::{Cancel, Config, Failure, FailureKind, Request, Session};
use support::{
    SMALL, Server, assert_discreet, block, chunk, head, native_head, read, response, rows, select,
    whole,
};

const SHORT: Duration = Duration::from_millis(60);

fn assert_timeout(failure: &Failure, code: &str) {
    assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Timeout, code), "{failure:?}");
    assert!(failure.message.contains("60 ms"), "{}", failure.message);
    assert_discreet(failure);
}

fn impatient(server: &Server) -> Session {
    let mut config = server.config();
    config.request_timeout = SHORT;
    Session::new(config).unwrap()
}

/// Sends `bytes` and then nothing.
fn silent(bytes: Vec<u8>) -> Server {
    Server::start(move |connection| {
        connection.request();
        connection.send(&bytes);
        connection.wait_for_close();
    })
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_not_waited_for() {
    let server = silent(Vec::new());
    let started = Instant::now();
    let failure = impatient(&server).query(select(), &Cancel::new()).await.unwrap_err();
    assert_timeout(&failure, "ERR_REQUEST_TIMEOUT");
    assert!(started.elapsed() >= SHORT);
    assert!(failure.message.contains(&server.host));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_within_the_body_is_a_failure_behind_the_blocks() {
    for (body, size) in [(SMALL.to_vec(), 1), (block(20_000), 20_000)] {
        let server = silent([native_head(&[]), chunk(&body)].concat());
        let (blocks, failure) = read(&impatient(&server), select()).await;
        assert_eq!(rows(&blocks), [size]);
        assert_timeout(&failure.unwrap(), "ERR_REQUEST_TIMEOUT");
    }
}

#[tokio::test]
async fn silence_within_a_refusal_is_a_failure() {
    let server = silent([head("500 Oh", &[]), chunk(b"<html>")].concat());
    let failure = impatient(&server).query(select(), &Cancel::new()).await.unwrap_err();
    assert_timeout(&failure, "ERR_REQUEST_TIMEOUT");
}

#[tokio::test]
async fn an_insert_that_the_server_does_not_read_is_not_waited_for() {
    // Neither reads nor closes, until the client is gone.
    let (gone, wait) = mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let server = Server::start(move |connection| {
        connection.request_head();
        let _ = wait.lock().unwrap().recv();
    });
    let body = vec![Bytes::from(vec![0; 64 << 20])];
    let failure =
        impatient(&server).insert(select(), whole(body), &Cancel::new()).await.unwrap_err();
    assert_timeout(&failure, "ERR_REQUEST_TIMEOUT");
    drop(gone);
}

#[tokio::test]
async fn the_whole_request_may_take_its_time_and_no_more() {
    let server = silent(Vec::new());
    let request = Request { timeout: Some(SHORT), ..select() };
    let failure = server.session().query(request, &Cancel::new()).await.unwrap_err();
    assert_timeout(&failure, "ERR_TIMEOUT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_time_runs_while_data_comes() {
    let server = Server::start(|connection| {
        connection.request();
        connection.send(&native_head(&[]));
        let chunk = chunk(&block(10_000));
        while connection.send(&chunk) {}
    });
    let request = Request { timeout: Some(SHORT), ..select() };
    let (_, failure) = read(&server.session(), request).await;
    assert_timeout(&failure.unwrap(), "ERR_TIMEOUT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_time_runs_while_the_blocks_of_a_body_that_has_come_are_not_taken() {
    let server = Server::keeping(response(native_head(&[]), &block(20_000).repeat(4)));
    let mut config = server.config();
    config.buffer_bytes = 1;
    let session = Session::new(config).unwrap();
    let request = Request { timeout: Some(SHORT), ..select() };
    let mut stream = session.query(request, &Cancel::new()).await.unwrap();
    tokio::time::sleep(SHORT * 2).await;
    assert_timeout(&stream.next().await.unwrap_err(), "ERR_TIMEOUT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_time_runs_while_a_place_is_waited_for() {
    let server = silent([native_head(&[]), chunk(&block(20_000))].concat());
    let mut config = server.config();
    config.max_connections = 1;
    let session = Session::new(config).unwrap();
    let stream = session.query(select(), &Cancel::new()).await.unwrap();
    let request = Request { timeout: Some(SHORT), ..select() };
    assert_timeout(&session.query(request, &Cancel::new()).await.unwrap_err(), "ERR_TIMEOUT");
    drop(stream);
}

#[tokio::test]
async fn a_ping_takes_its_time_and_no_more() {
    let server = silent(Vec::new());
    let failure = server.session().ping(SHORT, &[], &Cancel::new()).await.unwrap_err();
    assert_timeout(&failure, "ERR_TIMEOUT");
}

#[tokio::test]
async fn a_connection_that_does_not_come_about_is_not_waited_for() {
    // The listener accepts but never says a word of TLS.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut config = Config::new(format!("https://{}", listener.local_addr().unwrap()));
    config.connect_timeout = SHORT;
    let session = Session::new(config).unwrap();
    let failure = session.query(select(), &Cancel::new()).await.unwrap_err();
    assert_timeout(&failure, "ERR_CONNECT_TIMEOUT");
    assert!(failure.retryable);
}

#[tokio::test]
async fn a_refused_connection_is_named_as_the_system_names_it() {
    let host = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let session = Session::new(Config::new(format!("http://{host}/secret"))).unwrap();
    let failure = session.query(select(), &Cancel::new()).await.unwrap_err();
    assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Connect, "ECONNREFUSED"));
    assert_eq!(failure.message, format!("cannot connect to {host}: the connection was refused"));
    assert!(failure.retryable);
    assert_discreet(&failure);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_named() {
    // Its line is read as a record of TLS, of a wrong kind.
    let plain = Server::start(|connection| {
        connection.stream.peek(&mut [0]).unwrap();
        connection.send(b"HTTP/1.0 400 Bad Request\r\n\r\n");
        connection.finish();
    });
    let session = Session::new(Config::new(format!("https://{}", plain.host))).unwrap();
    let failure = session.query(select(), &Cancel::new()).await.unwrap_err();
    assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Connect, "ERR_TLS"));
    assert!(failure.message.contains(&plain.host));
    assert!(!failure.retryable);
}

#[tokio::test]
async fn a_connection_that_breaks_before_the_answer_is_a_failure_of_the_connection() {
    let closing = Server::start(|connection| drop(connection.request()));
    let resetting = Server::start(|connection| {
        // The statement stays unread: closing the socket then resets it.
        connection.request_head();
        connection.stream.peek(&mut [0]).unwrap();
    });
    for server in [closing, resetting] {
        let failure = server.session().query(select(), &Cancel::new()).await.unwrap_err();
        assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Transport, "ECONNRESET"));
        assert!(
            failure
                .message
                .starts_with(&format!("no answer from {}: the connection was ", server.host))
        );
        assert!(failure.retryable);
        assert_discreet(&failure);
    }
}
