//! Queries whose responses are as they should be.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

mod support;

use std::sync::mpsc;

use client::{Cancel, Compression, Request};
use support::{
    LAST, SMALL, Seen, Server, TAG, assert_discreet, block, chunk, framed, head, native_head, read,
    response, rows, select, select_framed,
};

#[tokio::test]
async fn a_small_response_arrives_however_it_is_chunked() {
    let server = Server::keeping(Vec::new());
    let session = server.session();
    for (body, request) in [(SMALL.to_vec(), select()), (framed(SMALL), select_framed())] {
        for border in 0..=body.len() {
            let (first, second) = body.split_at(border);
            server.answer([native_head(&[]), chunk(first), chunk(second), LAST.to_vec()].concat());
            let (blocks, failure) = read(&session, request.clone()).await;
            assert_eq!(failure, None);
            assert_eq!(rows(&blocks), [1]);
            assert_eq!(blocks[0].header[1].name, "s");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_response_arrives_block_by_block() {
    let server = Server::keeping(Vec::new());
    let session = server.session();
    let body: Vec<u8> = [1, 65_409, 100_000, 3].into_iter().flat_map(block).collect();
    for (body, request) in [(body.clone(), select()), (framed(&body), select_framed())] {
        for size in [1000, 65_536, 10_000_000] {
            let mut bytes = native_head(&[]);
            body.chunks(size).for_each(|part| bytes.extend(chunk(part)));
            bytes.extend_from_slice(LAST);
            server.answer(bytes);
            let (blocks, failure) = read(&session, request.clone()).await;
            assert_eq!(failure, None);
            assert_eq!(rows(&blocks), [1, 65_409, 100_000, 3]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_block_is_handed_out_while_the_server_still_works() {
    let (go, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let server = Server::start(move |connection| {
        connection.request();
        connection.send(&[native_head(&[]), chunk(SMALL)].concat());
        // Only a client that saw the first block lets the rest come.
        wait.lock().unwrap().recv().unwrap();
        connection.send(&[chunk(SMALL), LAST.to_vec()].concat());
    });
    let mut stream = server.session().query(select(), &Cancel::new()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().rows, 1);
    go.send(()).unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().rows, 1);
    assert!(stream.next().await.unwrap().is_none());
    assert!(stream.next().await.unwrap().is_none());
}

#[tokio::test]
async fn ready_takes_all_blocks_that_are_there() {
    let server = Server::keeping(response(native_head(&[]), &[SMALL, SMALL, SMALL].concat()));
    let mut stream = server.session().query(select(), &Cancel::new()).await.unwrap();
    assert_eq!(rows(&stream.ready().await.unwrap()), [1, 1, 1]);
    assert!(stream.ready().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_response_without_a_body_has_no_blocks() {
    // A SELECT without rows, DDL, and DDL from a server that sends no chunks.
    let plain = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec();
    for bytes in [response(native_head(&[]), b""), response(head("200 OK", &[]), b""), plain] {
        for request in [select(), select_framed()] {
            let (blocks, failure) = read(&Server::keeping(bytes.clone()).session(), request).await;
            assert_eq!((blocks.len(), failure), (0, None));
        }
    }
}

#[tokio::test]
async fn the_head_tells_what_the_headers_told() {
    let lines = [
        "X-ClickHouse-Summary: {\"read_rows\":\"1\"}",
        "X-ClickHouse-Summary: {\"read_rows\":\"2\"}",
        "X-ClickHouse-Timezone: Europe/Berlin",
        "X-ClickHouse-Server-Display-Name: box",
        &format!("X-ClickHouse-Exception-Tag: {TAG}"),
    ];
    let server = Server::keeping(response(native_head(&lines), SMALL));
    let stream = server.session().query(select(), &Cancel::new()).await.unwrap();
    let head = stream.head();
    assert_eq!(head.query_id.as_deref(), Some("from-server"));
    assert_eq!(head.summary.as_deref(), Some("{\"read_rows\":\"2\"}"));
    assert_eq!(head.timezone.as_deref(), Some("Europe/Berlin"));
    assert_eq!(head.server.as_deref(), Some("box"));
    assert_eq!(head.format.as_deref(), Some("Native"));
    assert_eq!(head.exception_tag.as_deref(), Some(TAG));
}

#[tokio::test]
async fn a_query_is_sent_as_a_post_with_its_statement_in_the_body() {
    let (seen, requests) = mpsc::channel::<Seen>();
    let server = Server::start(move |connection| {
        while let Some(request) = connection.request() {
            seen.send(request).unwrap();
            connection.send(&response(native_head(&[]), SMALL));
        }
    });
    let mut config = server.config();
    config.headers = vec![("X-ClickHouse-User".to_owned(), "me".to_owned())];
    let session = client::Session::new(config).unwrap();
    let request = Request {
        sql: "SELECT {x:String} -- ü".to_owned(),
        query: vec![("param_x".to_owned(), "a&b".to_owned())],
        headers: vec![("X-Trace".to_owned(), "7".to_owned())],
        compression: Compression::Lz4,
        ..Request::default()
    };
    // The answer is not in frames, which does not matter here.
    drop(read(&session, request).await);
    let seen = requests.recv().unwrap();
    assert_eq!(seen.method, "POST");
    assert_eq!(
        seen.target,
        "/?client_protocol_version=54405&default_format=Native&compress=1&param_x=a%26b"
    );
    assert_eq!(seen.body, "SELECT {x:String} -- ü".as_bytes());
    assert_eq!(seen.header("accept-encoding"), Some("identity"));
    assert_eq!(seen.header("x-clickhouse-user"), Some("me"));
    assert_eq!(seen.header("x-trace"), Some("7"));
    assert_eq!(seen.header("content-length"), Some("23"));
}

#[tokio::test]
async fn settings_may_fill_the_url_and_no_more() {
    let server = Server::keeping(response(native_head(&[]), SMALL));
    let session = server.session();
    let with = |size| {
        let query = vec![("roles".to_owned(), "r".repeat(size))];
        read(&session, Request { query, ..select() })
    };
    // What the URL has beside the value.
    let url =
        server.url.len() + "/?client_protocol_version=54405&default_format=Native&roles=".len();
    let most = 65_534 - url;
    assert_eq!(with(most).await.1, None);
    let failure = with(most + 1).await.1.unwrap();
    assert_eq!(failure.code, "ERR_INVALID_ARG");
    assert!(failure.message.starts_with("the URL has 65535 bytes, of at most 65534: "));
    assert_discreet(&failure);
}
