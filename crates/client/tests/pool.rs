//! Connections, places and the pace of the consumer.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

mod support;

use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use client::{Cancel, Session};
use support::{SMALL, Server, block, native_head, read, response, rows, select};

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    let (seen, numbers) = mpsc::channel();
    let server = Server::start(move |connection| {
        while connection.request().is_some() {
            seen.send(connection.number).unwrap();
            connection.send(&response(native_head(&[]), SMALL));
        }
    });
    let session = server.session();
    for _ in 0..5 {
        let (blocks, failure) = read(&session, select()).await;
        assert_eq!((rows(&blocks), failure), (vec![1], None));
    }
    assert_eq!(numbers.try_iter().collect::<Vec<_>>(), [0; 5]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_requests_are_under_way_than_allowed() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let server = {
        let (now, most) = (Arc::clone(&now), Arc::clone(&most));
        Server::start(move |connection| {
            while connection.request().is_some() {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::yield_now();
                now.fetch_sub(1, Ordering::SeqCst);
                connection.send(&response(native_head(&[]), &block(10_000)));
            }
        })
    };
    let mut config = server.config();
    config.max_connections = 3;
    let session = Arc::new(Session::new(config).unwrap());
    let requests: Vec<_> = (0..40)
        .map(|_| {
            let session = Arc::clone(&session);
            tokio::spawn(async move { read(&session, select()).await })
        })
        .collect();
    for request in requests {
        let (blocks, failure) = request.await.unwrap();
        assert_eq!((rows(&blocks), failure), (vec![10_000], None));
    }
    assert!((1..=3).contains(&most.load(Ordering::SeqCst)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_is_free_once_the_body_has_come_though_its_blocks_are_not_read() {
    let server = Server::keeping(response(native_head(&[]), &block(20_000)));
    let mut config = server.config();
    config.max_connections = 1;
    let session = Session::new(config).unwrap();
    let mut first = session.query(select(), &Cancel::new()).await.unwrap();
    let mut second = session.query(select(), &Cancel::new()).await.unwrap();
    assert_eq!(second.next().await.unwrap().unwrap().rows, 20_000);
    assert_eq!(first.next().await.unwrap().unwrap().rows, 20_000);
}

#[test]
fn streams_that_nobody_reads_take_no_thread_from_others() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(1)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let server = Server::keeping(response(native_head(&[]), &block(20_000).repeat(4)));
        let mut config = server.config();
        config.buffer_bytes = 1;
        let session = Session::new(config).unwrap();
        let mut streams = Vec::new();
        for _ in 0..20 {
            let mut stream = session.query(select(), &Cancel::new()).await.unwrap();
            let first = tokio::time::timeout(Duration::from_secs(10), stream.next());
            assert_eq!(first.await.unwrap().unwrap().unwrap().rows, 20_000);
            streams.push(stream);
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_consumer_slows_the_server_down_and_loses_nothing() {
    const BLOCKS: usize = 1000;
    let block = block(20_000);
    let total = block.len() * BLOCKS;
    let (stuck, seen) = mpsc::channel();
    let server = Server::start(move |connection| {
        connection.request();
        let lines = format!("X-ClickHouse-Format: Native\r\nContent-Length: {total}");
        connection.send(format!("HTTP/1.1 200 OK\r\n{lines}\r\n\r\n").as_bytes());
        // A write that makes no progress for so long is held up by the other side.
        connection.stream.set_write_timeout(Some(Duration::from_millis(500))).unwrap();
        let mut sent = 0;
        while sent < total {
            match connection.stream.write(&block[sent % block.len()..]) {
                Ok(size) => sent += size,
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
                {
                    let _ = stuck.send(sent);
                }
                Err(_) => return,
            }
        }
    });
    let mut config = server.config();
    config.buffer_bytes = 1 << 20;
    let session = Session::new(config).unwrap();
    let mut stream = session.query(select(), &Cancel::new()).await.unwrap();
    let sent = seen.recv().unwrap();
    assert!(sent < total / 3, "{sent} of {total} bytes left though nobody took them");
    let mut count = 0;
    while let Some(block) = stream.next().await.unwrap() {
        assert_eq!(block.rows, 20_000);
        count += 1;
    }
    assert_eq!(count, BLOCKS);
}
