//! What the server says, before and behind data.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

mod support;

use client::{Cancel, Failure, FailureKind};
use support::{
    LAST, SMALL, Server, TAG, block, chunk, framed, head, native_head, read, response, select,
    select_framed,
};

const TEXT: &str = "Code: 395. DB::Exception: Value passed to 'throwIf' function is non-zero: while executing 'FUNCTION throwIf(x)'. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1 (official build))\n";
const MESSAGE: &str =
    "Value passed to 'throwIf' function is non-zero: while executing 'FUNCTION throwIf(x)'.";

fn assert_thrown(failure: Option<Failure>, host: &str, status: u16) {
    let failure = failure.unwrap();
    assert_eq!(failure.kind, FailureKind::Server, "{failure:?}");
    assert_eq!(failure.code, "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO");
    assert_eq!(failure.server_code, Some(395));
    assert_eq!(failure.message, MESSAGE);
    assert_eq!(failure.http_status, Some(status));
    assert_eq!(failure.host.as_deref(), Some(host));
    assert!(!failure.retryable);
}

/// One form of exceptions behind data.
struct Generation {
    trailer: Vec<u8>,
    head: Vec<u8>,
    /// Whether the body then ends as HTTP wants it.
    ends: bool,
}

fn generations() -> [Generation; 3] {
    let size = TEXT.len();
    let tagged = format!("\r\n__exception__\r\n{TAG}\r\n{TEXT}{size} {TAG}\r\n__exception__\r\n");
    let tag = format!("X-ClickHouse-Exception-Tag: {TAG}");
    [
        Generation { trailer: tagged.into_bytes(), head: native_head(&[&tag]), ends: false },
        Generation {
            trailer: format!("__exception__\r\n{TEXT}").into_bytes(),
            head: native_head(&[]),
            ends: false,
        },
        Generation { trailer: TEXT.as_bytes().to_vec(), head: native_head(&[]), ends: true },
    ]
}

/// How data and trailer lie in the body.
fn bodies(data: &[u8], trailer: &[u8]) -> [(Vec<u8>, bool); 4] {
    [
        ([data, trailer].concat(), false),
        // In a frame with the data, in one of its own, and behind the frames.
        (framed(&[data, trailer].concat()), true),
        ([framed(data), framed(trailer)].concat(), true),
        ([&framed(data), trailer].concat(), true),
    ]
}

/// The body in one chunk, in two with the border inside the trailer, and byte by byte.
fn chunkings(body: &[u8], trailer: &[u8]) -> [Vec<u8>; 3] {
    let (first, second) = body.split_at(body.len() - trailer.len().min(body.len()) / 2);
    let bytes = body.chunks(1).flat_map(chunk).collect();
    [chunk(body), [chunk(first), chunk(second)].concat(), bytes]
}

#[tokio::test]
async fn an_exception_behind_data_is_found_wherever_the_chunks_part() {
    let server = Server::answering(Vec::new());
    for Generation { trailer, head, ends } in generations() {
        // Behind a whole block, behind a part of one, and in front of all.
        for (data, whole) in [(SMALL, 1), (&[SMALL, &SMALL[..9]].concat(), 1), (b"", 0)] {
            for (body, framed) in bodies(data, &trailer) {
                for chunks in chunkings(&body, &trailer) {
                    let end = if ends { LAST } else { &[] };
                    server.answer([&head, &chunks[..], end].concat());
                    let request = if framed { select_framed() } else { select() };
                    let (blocks, failure) = read(&server.session(), request).await;
                    assert_eq!(blocks.len(), whole);
                    assert_thrown(failure, &server.host, 200);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_block_that_took_bytes_of_an_exception_for_its_own_is_not_handed_out() {
    let server = Server::answering(Vec::new());
    for Generation { trailer, head, ends } in generations() {
        for missing in [1, 2, 3] {
            for (body, framed) in bodies(&SMALL[..SMALL.len() - missing], &trailer) {
                let end = if ends { LAST } else { &[] };
                server.answer([&head, &chunk(&body)[..], end].concat());
                let request = if framed { select_framed() } else { select() };
                let (blocks, failure) = read(&server.session(), request).await;
                assert!(blocks.is_empty());
                assert_thrown(failure, &server.host, 200);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exception_behind_much_data_is_found_wherever_the_chunks_part() {
    let server = Server::answering(Vec::new());
    let data = block(20_000);
    for Generation { trailer, head, ends } in generations() {
        for (body, framed) in bodies(&data, &trailer) {
            for border in (body.len() - 60..body.len()).step_by(7) {
                let (first, second) = body.split_at(border);
                let end = if ends { LAST } else { &[] };
                server.answer([&head, &chunk(first), &chunk(second), end].concat());
                let request = if framed { select_framed() } else { select() };
                let (blocks, failure) = read(&server.session(), request).await;
                assert_eq!(blocks.len(), 1);
                assert_thrown(failure, &server.host, 200);
            }
        }
    }
}

#[tokio::test]
async fn data_that_looks_like_an_exception_is_data() {
    // A query log's row, as a value of the block, in all forms.
    for generation in generations() {
        let text = &generation.trailer[..generation.trailer.len().min(120)];
        let mut body = b"\x01\x00\x02\xff\xff\xff\xff\x00\x01\x01\x01s\x06String".to_vec();
        body.push(u8::try_from(text.len()).unwrap());
        body.extend_from_slice(text);
        let server = Server::keeping(response(native_head(&[]), &body));
        let (blocks, failure) = read(&server.session(), select()).await;
        assert_eq!((blocks.len(), failure), (1, None));
        // The same cut is a cut, if the server marks its exceptions with another tag.
        let tag = "X-ClickHouse-Exception-Tag: ponmlkjihgfedcba";
        let server =
            Server::answering([native_head(&[tag]), chunk(&body[..body.len() - 1])].concat());
        let failure = read(&server.session(), select()).await.1.unwrap();
        assert_eq!(failure.code, "ERR_STREAM_FAILURE");
    }
}

#[tokio::test]
async fn a_refused_query_fails_with_what_the_server_said() {
    for (body, request) in [
        (TEXT.as_bytes().to_vec(), select()),
        (framed(TEXT.as_bytes()), select_framed()),
        // The server had not set up its output, though frames were asked for.
        (TEXT.as_bytes().to_vec(), select_framed()),
        // It had data in its buffer.
        ([SMALL, TEXT.as_bytes()].concat(), select()),
        (framed(&[SMALL, TEXT.as_bytes()].concat()), select_framed()),
        ([framed(&block(200_000)), framed(TEXT.as_bytes())].concat(), select_framed()),
    ] {
        let head = head("500 Internal Server Error", &["X-ClickHouse-Exception-Code: 395"]);
        let server = Server::keeping(response(head, &body));
        let failure = server.session().query(request, &Cancel::new()).await.unwrap_err();
        assert_thrown(Some(failure), &server.host, 500);
    }
}

#[tokio::test]
async fn an_exception_announced_with_status_200_is_one() {
    let head = native_head(&["X-ClickHouse-Exception-Code: 395"]);
    let server = Server::keeping(response(head, TEXT.as_bytes()));
    let failure = server.session().query(select(), &Cancel::new()).await.unwrap_err();
    assert_thrown(Some(failure), &server.host, 200);
}

#[tokio::test]
async fn a_wrong_password_is_named_by_the_server() {
    let text = "Code: 516. DB::Exception: me: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED) (version 26.7.2.1)\n";
    let head =
        head("403 Forbidden", &["X-ClickHouse-Exception-Code: 516", "X-ClickHouse-Query-Id: q"]);
    let server = Server::keeping(response(head, text.as_bytes()));
    let failure = server.session().query(select(), &Cancel::new()).await.unwrap_err();
    assert_eq!(
        (failure.kind, failure.code.as_str()),
        (FailureKind::Server, "AUTHENTICATION_FAILED")
    );
    assert_eq!((failure.server_code, failure.http_status), (Some(516), Some(403)));
    assert_eq!(failure.query_id.as_deref(), Some("q"));
}

#[tokio::test]
async fn a_number_without_a_text_still_has_a_name() {
    for (body, request) in [(&b""[..], select_framed()), (b"", select()), (b"\n", select())] {
        let head = head("404 Not Found", &["X-ClickHouse-Exception-Code: 60"]);
        let server = Server::keeping(response(head, body));
        let failure = server.session().query(request, &Cancel::new()).await.unwrap_err();
        assert_eq!((failure.code.as_str(), failure.server_code), ("UNKNOWN_TABLE", Some(60)));
    }
}

#[tokio::test]
async fn a_refusal_cut_short_is_still_the_servers() {
    let head = head("500 Internal Server Error", &["X-ClickHouse-Exception-Code: 395"]);
    let server = Server::answering([head, chunk(&TEXT.as_bytes()[..60])].concat());
    let failure = server.session().query(select(), &Cancel::new()).await.unwrap_err();
    assert_eq!(failure.code, "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO");
    assert_eq!(failure.message, "Value passed to 'throwIf' function");
}

#[tokio::test]
async fn a_long_message_is_shown_as_far_as_wished() {
    let text =
        format!("Code: 1. DB::Exception: {}. (UNSUPPORTED_METHOD) (version 1)", "ä".repeat(5000));
    for (max_error_size, shown) in [(1024, 1025), (10, 11), (0, 5001)] {
        let server = Server::keeping(response(head("500 Oh", &[]), text.as_bytes()));
        let mut config = server.config();
        config.max_error_size = max_error_size;
        let session = client::Session::new(config).unwrap();
        let failure = session.query(select(), &Cancel::new()).await.unwrap_err();
        assert_eq!(failure.message.chars().count(), shown);
        assert_eq!(failure.code, "UNSUPPORTED_METHOD");
    }
}
