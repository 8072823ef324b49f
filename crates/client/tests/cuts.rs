//! Responses that end too early: never a short result.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

mod support;

use client::{Failure, FailureKind};
use std::sync::mpsc;
use support::{
    LAST, SMALL, Server, assert_discreet, block, chunk, framed, native_head, read, response, rows,
    select, select_framed,
};

fn assert_cut(failure: &Failure, host: &str, received: usize, decoded: usize) {
    assert_eq!(
        (failure.kind, failure.code.as_str()),
        (FailureKind::Transport, "ERR_STREAM_FAILURE")
    );
    let text = format!("{host} ended early, after {received} bytes and {decoded} whole blocks: ");
    assert!(failure.message.contains(&text), "{}", failure.message);
    assert_eq!(failure.host.as_deref(), Some(host));
    assert_eq!(failure.query_id.as_deref(), Some("from-server"));
    assert!(!failure.retryable);
    assert_discreet(failure);
}

#[tokio::test]
async fn a_connection_closed_anywhere_in_the_body_is_a_failure() {
    let server = Server::answering(Vec::new());
    for (body, request) in [(SMALL.to_vec(), select()), (framed(SMALL), select_framed())] {
        for cut in 0..=body.len() {
            server.answer([native_head(&[]), chunk(&body[..cut])].concat());
            let (blocks, failure) = read(&server.session(), request.clone()).await;
            let whole = usize::from(cut == body.len());
            assert_eq!(blocks.len(), whole, "cut at {cut}");
            assert_cut(&failure.unwrap(), &server.host, cut, whole);
        }
    }
}

#[tokio::test]
async fn a_body_shortened_by_a_proxy_is_a_failure_unless_it_ends_between_blocks() {
    let server = Server::keeping(Vec::new());
    let session = server.session();
    let two = [SMALL, SMALL].concat();
    let frames = [framed(SMALL), framed(SMALL)].concat();
    for (body, request) in [(two, select()), (frames, select_framed())] {
        for cut in 1..body.len() {
            if cut == body.len() / 2 {
                continue;
            }
            server.answer(response(native_head(&[]), &body[..cut]));
            let (blocks, failure) = read(&session, request.clone()).await;
            let whole = usize::from(cut > body.len() / 2);
            assert_eq!(blocks.len(), whole, "cut at {cut}");
            assert_cut(&failure.unwrap(), &server.host, cut, whole);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_behind_a_large_block_is_a_failure_behind_that_block() {
    let server = Server::answering(Vec::new());
    let (large, small) = (block(20_000), block(1));
    let frames = (framed(&large), framed(&small), select_framed());
    for (large, small, request) in [(large, small, select()), frames] {
        for cut in 0..=small.len() {
            server.answer([native_head(&[]), chunk(&large), chunk(&small[..cut])].concat());
            let (blocks, failure) = read(&server.session(), request.clone()).await;
            let whole = 1 + usize::from(cut == small.len());
            assert_eq!(rows(&blocks)[0], 20_000);
            assert_eq!(blocks.len(), whole, "cut at {cut}");
            assert_cut(&failure.unwrap(), &server.host, large.len() + cut, whole);
        }
    }
}

#[tokio::test]
async fn a_body_shorter_than_its_content_length_is_a_failure() {
    let head = format!(
        "HTTP/1.1 200 OK\r\nX-ClickHouse-Format: Native\r\nX-ClickHouse-Query-Id: from-server\r\nContent-Length: {}\r\n\r\n",
        SMALL.len() * 2
    );
    let server = Server::answering([head.as_bytes(), SMALL].concat());
    let (blocks, failure) = read(&server.session(), select()).await;
    assert_eq!(rows(&blocks), [1]);
    assert_cut(&failure.unwrap(), &server.host, SMALL.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reset_in_the_body_is_a_failure() {
    let (go, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let server = Server::start(move |connection| {
        connection.request_head();
        // The statement stays unread: closing the socket then resets it.
        connection.stream.peek(&mut [0]).unwrap();
        connection.send(&[native_head(&[]), chunk(SMALL)].concat());
        wait.lock().unwrap().recv().unwrap();
    });
    let mut stream = server.session().query(select(), &client::Cancel::new()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().rows, 1);
    go.send(()).unwrap();
    let failure = stream.next().await.unwrap_err();
    assert_cut(&failure, &server.host, SMALL.len(), 1);
    assert!(failure.message.ends_with("the connection was reset"), "{}", failure.message);
}

#[tokio::test]
async fn malformed_chunks_are_a_failure() {
    let server =
        Server::answering([native_head(&[]), chunk(SMALL), b"no number\r\n".to_vec()].concat());
    let (blocks, failure) = read(&server.session(), select()).await;
    assert_eq!(rows(&blocks), [1]);
    let failure = failure.unwrap();
    assert_cut(&failure, &server.host, SMALL.len(), 1);
}

#[tokio::test]
async fn the_message_says_where_in_the_block_the_data_ends() {
    let cut = SMALL.len() - 1;
    let server =
        Server::answering([native_head(&[]), chunk(&SMALL[..cut]), LAST.to_vec()].concat());
    let failure = read(&server.session(), select()).await.1.unwrap();
    assert!(failure.message.contains(": block 0: s: "), "{}", failure.message);
}
