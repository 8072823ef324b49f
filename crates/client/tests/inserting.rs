//! Inserts and pings.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use bytes::Bytes;
use client::{Blocks, Cancel, Compression, FailureKind, Request};
use support::{LAST, Seen, Server, TAG, assert_discreet, chunk, head, response, whole};

fn insert() -> Request {
    Request { sql: "INSERT INTO secret (a) FORMAT Native".to_owned(), ..Request::default() }
}

/// A server that answers `bytes` and shows what it was asked.
fn showing(bytes: Vec<u8>) -> (Server, Receiver<Seen>) {
    let (seen, requests) = mpsc::channel();
    let server = Server::start(move |connection| {
        while let Some(request) = connection.request() {
            drop(seen.send(request));
            connection.send(&bytes);
        }
    });
    (server, requests)
}

fn done() -> Vec<u8> {
    let lines = ["X-ClickHouse-Summary: {\"written_rows\":\"3\"}", "X-ClickHouse-Query-Id: q"];
    response(head("200 OK", &lines), b"")
}

#[tokio::test]
async fn an_insert_is_a_post_with_its_statement_in_the_url_and_the_data_in_the_body() {
    let (server, requests) = showing(done());
    let session = server.session();
    let body = vec![Bytes::from_static(b"ab"), Bytes::new(), Bytes::from_static(b"c")];
    for (compression, more) in [(Compression::None, ""), (Compression::Lz4, "&decompress=1")] {
        let query = vec![("async_insert".to_owned(), "0".to_owned())];
        let request = Request { compression, query, ..insert() };
        let head = session.insert(request, whole(body.clone()), &Cancel::new()).await.unwrap();
        assert_eq!(head.summary.as_deref(), Some("{\"written_rows\":\"3\"}"));
        assert_eq!(head.query_id.as_deref(), Some("q"));
        let seen = requests.recv().unwrap();
        assert_eq!(seen.method, "POST");
        assert_eq!(
            seen.target,
            format!(
                "/?query=INSERT%20INTO%20secret%20%28a%29%20FORMAT%20Native{more}&async_insert=0"
            )
        );
        assert_eq!(seen.body, b"abc");
        assert_eq!(seen.header("content-length"), Some("3"));
        assert_eq!(seen.header("transfer-encoding"), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_body_arrives_whole_and_an_empty_one_as_well() {
    let (server, requests) = showing(done());
    let session = server.session();
    let large: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
    let parts = [&large[..5_000_000], &large[5_000_000..]].map(Bytes::copy_from_slice);
    session.insert(insert(), whole(parts.to_vec()), &Cancel::new()).await.unwrap();
    assert!(requests.recv().unwrap().body == large);
    session.insert(insert(), whole(Vec::new()), &Cancel::new()).await.unwrap();
    assert!(requests.recv().unwrap().body.is_empty());
}

/// A block of that many bytes.
fn filled(bytes: usize) -> impl FnOnce() -> native::Result<Vec<Bytes>> {
    move || Ok(vec![Bytes::from(vec![7; bytes])])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streamed_blocks_leave_in_their_order_before_the_last_is_there() {
    let (server, requests) = showing(done());
    let session = server.session();
    let blocks = Blocks::new(Compression::None, true);
    let mut wanted = Vec::new();
    for number in 0..40_u8 {
        let size = if number % 2 == 0 { 1 << 20 } else { 10 };
        wanted.extend(vec![number; size]);
        blocks.append(2, size, move || Ok(vec![Bytes::from(vec![number; size])]));
    }
    let cancel = Cancel::new();
    let sent = session.insert(insert(), Arc::clone(&blocks), &cancel);
    let ended = async {
        // 20 MiB are more than may wait, so some have left.
        assert!(blocks.ready().await);
        assert!(blocks.sent() > 0);
        blocks.end();
    };
    let (head, ()) = tokio::join!(sent, ended);
    assert_eq!(head.unwrap().query_id.as_deref(), Some("q"));
    assert_eq!(blocks.sent(), 80);
    let seen = requests.recv().unwrap();
    assert!(seen.body == wanted);
    assert_eq!(seen.header("transfer-encoding"), Some("chunked"));
    assert_eq!(seen.header("content-length"), None);
}

#[tokio::test]
async fn streamed_blocks_that_are_all_there_go_with_their_length() {
    let (server, requests) = showing(done());
    let blocks = Blocks::new(Compression::None, true);
    blocks.append(1, 3, filled(3));
    blocks.end();
    server.session().insert(insert(), blocks, &Cancel::new()).await.unwrap();
    assert_eq!(requests.recv().unwrap().header("content-length"), Some("3"));
}

#[tokio::test]
async fn nobody_waits_to_append_when_the_insert_is_over() {
    let (server, _) = showing(done());
    let (session, cancel) = (server.session(), Cancel::new());
    let blocks = Blocks::new(Compression::None, true);
    for _ in 0..40 {
        blocks.append(1, 1 << 20, filled(1 << 20));
    }
    session.close().await;
    let failure = session.insert(insert(), Arc::clone(&blocks), &cancel).await.unwrap_err();
    assert_eq!(failure.code, "ERR_CLIENT_CLOSED");
    assert!(!blocks.ready().await);
}

#[tokio::test]
async fn a_block_that_cannot_be_encoded_fails_the_insert_as_what_it_is() {
    let (server, _) = showing(done());
    for streamed in [false, true] {
        let blocks = Blocks::new(Compression::None, streamed);
        blocks.append(1, 1, filled(1));
        blocks.append(1, 1, || {
            let bytes: &[u8] = b"\x01\x00\x02";
            native::Decoder::new(bytes, native::Revision::PLAIN).next_block().map(|_| Vec::new())
        });
        if !streamed {
            blocks.end();
        }
        let failure = server.session().insert(insert(), blocks, &Cancel::new()).await.unwrap_err();
        assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Protocol, "ERR_INTERNAL"));
    }
}

#[tokio::test]
async fn an_answer_before_the_end_of_the_data_is_no_success() {
    let server = Server::start(|connection| {
        connection.request_head();
        connection.send(&done());
        // Until the client leaves.
        connection.request();
    });
    let blocks = Blocks::new(Compression::None, true);
    blocks.append(1, 3, filled(3));
    let failure = server.session().insert(insert(), blocks, &Cancel::new()).await.unwrap_err();
    assert_eq!(failure.code, "ERR_UNEXPECTED_RESPONSE");
}

#[tokio::test]
async fn a_refused_insert_fails_with_what_the_server_said() {
    let text = "Code: 60. DB::Exception: Table default.t does not exist. (UNKNOWN_TABLE) (version 26.7.2.1)\n";
    let tagged =
        format!("\r\n__exception__\r\n{TAG}\r\n{text}{} {TAG}\r\n__exception__\r\n", text.len());
    let tag = format!("X-ClickHouse-Exception-Tag: {TAG}");
    for (bytes, status) in [
        (
            response(head("404 Not Found", &["X-ClickHouse-Exception-Code: 60"]), text.as_bytes()),
            404,
        ),
        // The headers had left when the server failed.
        ([head("200 OK", &[&tag]), chunk(tagged.as_bytes())].concat(), 200),
        (response(head("200 OK", &[]), text.as_bytes()), 200),
    ] {
        let server = Server::answering(bytes);
        let body = vec![Bytes::from_static(b"abc")];
        let failure =
            server.session().insert(insert(), whole(body), &Cancel::new()).await.unwrap_err();
        assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Server, "UNKNOWN_TABLE"));
        assert_eq!(failure.message, "Table default.t does not exist.");
        assert_eq!((failure.server_code, failure.http_status), (Some(60), Some(status)));
    }
}

#[tokio::test]
async fn an_insert_is_acknowledged_by_nothing_but_an_empty_answer() {
    for (bytes, code) in [
        (response(head("200 OK", &[]), b"<html>welcome</html>"), "ERR_UNEXPECTED_RESPONSE"),
        (head("200 OK", &[]), "ERR_STREAM_FAILURE"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".to_vec(), "ERR_STREAM_FAILURE"),
        (Vec::new(), "ECONNRESET"),
        (response(head("502 Bad Gateway", &[]), b"<html>"), "ERR_UNEXPECTED_STATUS"),
    ] {
        let server = Server::answering(bytes);
        let body = vec![Bytes::from_static(b"abc")];
        let failure =
            server.session().insert(insert(), whole(body), &Cancel::new()).await.unwrap_err();
        assert_eq!(failure.code, code);
        assert_discreet(&failure);
    }
}

#[tokio::test]
async fn a_ping_asks_for_ping_below_the_path() {
    let (server, requests) = showing(response(head("200 OK", &[]), b"Ok.\n"));
    for (path, target) in [("", "/ping"), ("/", "/ping"), ("/ch/", "/ch/ping"), ("/ch", "/ch/ping")]
    {
        let mut config = server.config();
        config.base_url.push_str(path);
        let session = client::Session::new(config).unwrap();
        session.ping(Duration::from_secs(20), &[], &Cancel::new()).await.unwrap();
        let seen = requests.recv().unwrap();
        assert_eq!((seen.method.as_str(), seen.target.as_str()), ("GET", target));
    }
}

#[tokio::test]
async fn a_ping_believes_nothing_but_the_right_answer() {
    for (bytes, code) in [
        (response(head("200 OK", &[]), b"<html>"), "ERR_UNEXPECTED_STATUS"),
        (response(head("503 Service Unavailable", &[]), b""), "ERR_UNEXPECTED_STATUS"),
        ([head("200 OK", &[]), LAST.to_vec()].concat(), "ERR_UNEXPECTED_STATUS"),
        (Vec::new(), "ECONNRESET"),
    ] {
        let server = Server::answering(bytes);
        let failure =
            server.session().ping(Duration::from_secs(20), &[], &Cancel::new()).await.unwrap_err();
        assert_eq!(failure.code, code);
    }
}
