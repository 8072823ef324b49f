//! Answers that ClickHouse does not give.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use client::{Cancel, FailureKind, Session};
use support::{
    SMALL, Server, assert_discreet, block, framed, head, native_head, read, response, rows, select,
    select_framed,
};

const PAGE: &[u8] = b"<!DOCTYPE html>\n<html>\n<head><title>Log in to the hotel's network</title></head>\n<body>please</body></html>";

#[tokio::test]
async fn a_page_with_status_200_is_shown_as_what_it_is() {
    for request in [select(), select_framed()] {
        let server = Server::keeping(response(head("200 OK", &["Content-Type: text/html"]), PAGE));
        let (blocks, failure) = read(&server.session(), request).await;
        let failure = failure.unwrap();
        assert!(blocks.is_empty());
        assert_eq!(
            (failure.kind, failure.code.as_str()),
            (FailureKind::Protocol, "ERR_UNEXPECTED_RESPONSE")
        );
        assert!(
            failure.message.contains("<title>Log in to the hotel's network"),
            "{}",
            failure.message
        );
        assert!(failure.message.len() < 200);
        assert_eq!(failure.http_status, Some(200));
        assert_discreet(&failure);
    }
}

#[tokio::test]
async fn a_page_with_another_status_is_a_status() {
    for (status, kind, retryable) in [
        (502, FailureKind::Transport, true),
        (404, FailureKind::Protocol, false),
        (302, FailureKind::Protocol, false),
    ] {
        let line = format!("{status} Whatever");
        let server =
            Server::keeping(response(head(&line, &["Location: http://127.0.0.1:1/"]), PAGE));
        for request in [select(), select_framed()] {
            let failure = read(&server.session(), request).await.1.unwrap();
            assert_eq!((failure.kind, failure.code.as_str()), (kind, "ERR_UNEXPECTED_STATUS"));
            assert_eq!(failure.http_status, Some(status));
            assert_eq!(failure.retryable, retryable);
            assert!(
                failure.message.contains(&format!("{} answered with status {status}", server.host))
            );
        }
    }
}

#[tokio::test]
async fn another_format_is_named() {
    for format in ["JSONEachRow", "TabSeparated", "Null"] {
        let lines = [&*format!("X-ClickHouse-Format: {format}")];
        let server = Server::keeping(response(head("200 OK", &lines), b"{\"a\":1}\n"));
        let failure = server.session().query(select(), &Cancel::new()).await.unwrap_err();
        assert_eq!(
            (failure.kind, failure.code.as_str()),
            (FailureKind::Unsupported, "ERR_UNEXPECTED_FORMAT")
        );
        assert!(failure.message.contains(&format!("FORMAT {format} ")), "{}", failure.message);
        assert_discreet(&failure);
    }
}

#[tokio::test]
async fn a_content_coding_that_cannot_be_read_is_named() {
    let server = Server::keeping(response(native_head(&["Content-Encoding: snappy"]), b"\x1f\x8b"));
    let failure = server.session().query(select(), &Cancel::new()).await.unwrap_err();
    assert_eq!(
        (failure.kind, failure.code.as_str()),
        (FailureKind::Unsupported, "ERR_UNEXPECTED_ENCODING")
    );
    assert!(failure.message.contains("snappy"));
}

#[tokio::test]
async fn bytes_that_are_no_block_are_malformed() {
    let mut flipped = framed(SMALL);
    flipped[30] ^= 1;
    for (body, request) in [
        (PAGE.to_vec(), select()),
        (
            b"\x01\x00\x02\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
            select(),
        ),
        (PAGE.to_vec(), select_framed()),
        (SMALL.to_vec(), select_framed()),
        (flipped, select_framed()),
    ] {
        let server = Server::keeping(response(native_head(&[]), &body));
        let failure = read(&server.session(), request).await.1.unwrap();
        assert_eq!(failure.kind, FailureKind::Protocol, "{failure:?}");
        assert_eq!(failure.code, "ERR_MALFORMED_RESPONSE");
        assert!(
            failure.message.contains(&format!("{} is malformed: ", server.host)),
            "{}",
            failure.message
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_behind_blocks_makes_only_the_last_of_them_doubtful() {
    let garbage = vec![7; 3 << 20];
    let body = [block(20_000), block(30_000), garbage].concat();
    let server = Server::keeping(response(native_head(&[]), &body));
    let (blocks, failure) = read(&server.session(), select()).await;
    assert_eq!(rows(&blocks), [20_000]);
    assert_eq!(failure.unwrap().code, "ERR_MALFORMED_RESPONSE");
}

#[tokio::test]
async fn a_type_that_cannot_be_read_is_named_with_its_column() {
    let body = b"\x01\x00\x02\xff\xff\xff\xff\x00\x01\x01\x05state\x26AggregateFunction(groupBitmap, UInt64)\x00\x00";
    let server = Server::keeping(response(native_head(&[]), body));
    let failure = read(&server.session(), select()).await.1.unwrap();
    assert_eq!(
        (failure.kind, failure.code.as_str()),
        (FailureKind::Unsupported, "ERR_UNSUPPORTED_TYPE")
    );
    assert!(failure.message.contains("state: "), "{}", failure.message);
    assert!(failure.message.contains("AggregateFunction"), "{}", failure.message);
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_unexpected() {
    let server = Server::answering(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec());
    let failure = server.session().query(select(), &Cancel::new()).await.unwrap_err();
    assert_eq!(
        (failure.kind, failure.code.as_str()),
        (FailureKind::Protocol, "ERR_UNEXPECTED_RESPONSE")
    );
    assert!(failure.message.contains(&server.host));
}

#[tokio::test]
async fn a_session_refuses_what_cannot_be_an_address_or_a_header() {
    for url in ["localhost:8123", "file:///etc", "http://me:secret@localhost"] {
        let failure = Session::new(client::Config::new(url)).unwrap_err();
        assert_eq!(
            (failure.kind, failure.code.as_str()),
            (FailureKind::Unsupported, "ERR_INVALID_ARG")
        );
        assert_discreet(&failure);
    }
    let mut config = client::Config::new("http://localhost");
    config.headers.push(("X-ClickHouse-Key".to_owned(), "secret\n".to_owned()));
    assert_discreet(&Session::new(config).unwrap_err());
}
