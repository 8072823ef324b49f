//! Inserts whose blocks leave while others come, and those that are given up.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use std::sync::{Arc, mpsc};

use bytes::Bytes;
use client::{Blocks, Cancel, Compression, Request, Session};
use support::{Seen, Server, chunk, head, native_head, response, select};

fn insert() -> Request {
    let query = vec![("query_id".to_owned(), "i".to_owned())];
    Request { sql: "INSERT INTO t FORMAT Native".to_owned(), query, ..Request::default() }
}

/// A block of that many bytes.
fn filled(bytes: usize) -> impl FnOnce() -> native::Result<Vec<Bytes>> {
    move || Ok(vec![Bytes::from(vec![7; bytes])])
}

fn refused() -> native::Result<Vec<Bytes>> {
    let bytes: &[u8] = b"\x01\x00\x02";
    native::Decoder::new(bytes, native::Revision::PLAIN).next_block().map(|_| Vec::new())
}

fn done() -> Vec<u8> {
    response(head("200 OK", &[]), b"")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_abandoned_has_no_end_that_looks_like_that_of_a_whole_insert() {
    let (seen, requests) = mpsc::channel();
    let server = Server::start(move |connection| {
        let whole = connection.request();
        seen.send(whole.is_some()).unwrap();
        connection.send(&done());
    });
    let session = server.session();
    for before in [0, 1, 40] {
        let blocks = Blocks::new(Compression::None, true);
        for _ in 0..before {
            blocks.append(1, 1 << 20, filled(1 << 20));
        }
        let cancel = Cancel::new();
        let given_up = async {
            blocks.abandon();
            // Whoever appends may not know yet.
            blocks.append(1, 1, filled(1));
            blocks.end();
            assert!(!blocks.ready().await);
        };
        let (answer, ()) =
            tokio::join!(session.insert(insert(), Arc::clone(&blocks), &cancel), given_up);
        answer.unwrap_err();
        assert!(!requests.recv().unwrap(), "a whole insert of {before} blocks arrived");
        assert!(blocks.sent() <= before);
    }
}

#[tokio::test]
async fn all_that_wait_to_append_are_told_of_the_end() {
    let blocks = Blocks::new(Compression::None, true);
    blocks.append(1, 1 << 30, filled(1));
    let waiting: Vec<_> = (0..5)
        .map(|_| {
            let blocks = Arc::clone(&blocks);
            tokio::spawn(async move { blocks.ready().await })
        })
        .collect();
    tokio::task::yield_now().await;
    blocks.abandon();
    for ready in waiting {
        assert!(!ready.await.unwrap());
    }
}

#[tokio::test]
async fn memory_of_what_is_abandoned_is_let_go_of() {
    let memory = Arc::new(());
    for streamed in [false, true] {
        let blocks = Blocks::new(Compression::None, streamed);
        for _ in 0..10 {
            let held = Arc::clone(&memory);
            blocks.append(1, 1, move || Ok(vec![Bytes::from_owner(Held(held))]));
        }
        blocks.abandon();
        while Arc::strong_count(&memory) > 1 {
            tokio::task::yield_now().await;
        }
    }
}

struct Held(#[allow(dead_code, reason = "it counts")] Arc<()>);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        b"x"
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_while_encoding_fails_the_insert_and_keeps_nobody_waiting() {
    let blocks = Blocks::new(Compression::None, false);
    blocks.append(1, 1 << 30, || panic!("by intent"));
    assert!(blocks.ready().await);
    blocks.end();
    let server = Server::keeping(done());
    let failure = server.session().insert(insert(), blocks, &Cancel::new()).await.unwrap_err();
    assert_eq!(failure.code, "ERR_INTERNAL");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_failure_before_the_request_says_that_nothing_was_sent() {
    let server = Server::keeping(done());
    for streamed in [false, true] {
        let blocks = Blocks::new(Compression::None, streamed);
        blocks.append(1, 1, filled(1));
        blocks.append(1, 1, refused);
        if !streamed {
            blocks.end();
        }
        let failure = server.session().insert(insert(), blocks, &Cancel::new()).await.unwrap_err();
        assert_eq!((failure.code.as_str(), failure.unsent), ("ERR_INTERNAL", !streamed));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_count_as_sent_once_the_last_byte_of_their_block_has_left() {
    let (arrived, size) = mpsc::channel();
    let server = Server::start(move |connection| {
        connection.request_head();
        let mut bytes = vec![0; 1000];
        std::io::Read::read_exact(&mut connection.stream, &mut bytes).unwrap();
        arrived.send(()).unwrap();
        connection.wait_for_close();
    });
    let (session, cancel) = (Arc::new(server.session()), Cancel::new());
    let blocks = Blocks::new(Compression::None, true);
    blocks.append(9, 1000, filled(1000));
    let sending = {
        let (session, blocks, cancel) = (session, Arc::clone(&blocks), cancel.clone());
        tokio::spawn(async move { session.insert(insert(), blocks, &cancel).await })
    };
    size.recv().unwrap();
    assert_eq!(blocks.sent(), 9);
    cancel.cancel();
    sending.await.unwrap().unwrap_err();
}

/// A server that begins to answer queries and does no more, and takes inserts.
fn stalling() -> (Server, mpsc::Receiver<Seen>) {
    let (seen, requests) = mpsc::channel();
    let server = Server::start(move |connection| {
        while let Some(request) = connection.request() {
            let stalls = request.body.starts_with(b"SELECT");
            seen.send(request).unwrap();
            if stalls {
                connection.send(&[native_head(&[]), chunk(b"\x01")].concat());
                connection.wait_for_close();
                return;
            }
            connection.send(&done());
        }
    });
    (server, requests)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_streamed_insert_does_not_wait_for_the_place_of_the_query_that_it_copies() {
    let (server, requests) = stalling();
    let mut config = server.config();
    config.max_connections = 1;
    let session = Session::new(config).unwrap();
    let copied = session.query(select(), &Cancel::new()).await.unwrap();
    let blocks = Blocks::new(Compression::None, true);
    blocks.append(1, 3, filled(3));
    let cancel = Cancel::new();
    let (done, ()) = tokio::join!(session.insert(insert(), Arc::clone(&blocks), &cancel), async {
        // What the insert needs to know first.
        let sql = "DESCRIBE TABLE t".to_owned();
        let request = Request { sql, beside: true, ..Request::default() };
        session.query(request, &Cancel::new()).await.unwrap();
        blocks.end();
    });
    done.unwrap();
    drop(copied);
    assert_eq!(requests.try_iter().count(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_request_that_stops_a_streamed_insert_keeps_its_connection() {
    let (seen, kills) = mpsc::channel();
    let (begun, inserts) = mpsc::channel();
    let server = Server::start(move |connection| {
        while let Some(request) = connection.request_head() {
            if request.header("transfer-encoding").is_some() {
                begun.send(request).unwrap();
                connection.wait_for_close();
                return;
            }
            seen.send(request).unwrap();
            connection.wait_for_close();
        }
    });
    let (session, cancel) = (Arc::new(server.session()), Cancel::new());
    let sending = {
        let (session, cancel) = (Arc::clone(&session), cancel.clone());
        tokio::spawn(async move {
            session.insert(insert(), Blocks::new(Compression::None, true), &cancel).await
        })
    };
    assert_eq!(inserts.recv().unwrap().header("connection"), Some("close"));
    cancel.cancel();
    let killed = tokio::spawn(session.kill(&cancel, &[]));
    assert_eq!(kills.recv().unwrap().header("connection"), None);
    killed.abort();
    sending.await.unwrap().unwrap_err();
}
