//! Responses in any format: data comes as it is, and neither exceptions nor cuts pass for it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

mod support;

use client::{Cancel, Compression, Failure, FailureKind, Request, Session};
use compress::Packer;
use support::{LAST, Server, TAG, assert_discreet, chunk, framed, head, response, select};

const CODES: [Compression; 5] = [
    Compression::None,
    Compression::Lz4,
    Compression::Gzip,
    Compression::Deflate,
    Compression::Brotli,
];
const DATA: &[u8] = b"1\t2\r\n3\t__exception__\r\n\tCode: 7\n";

fn message(version: &str) -> String {
    format!("Code: 395. DB::Exception: thrown. (SOME_NAME) (version {version} (official build))\n")
}

fn packer(compression: Compression) -> Option<(Packer, &'static str)> {
    Some(match compression {
        Compression::Gzip => (Packer::gzip(), "gzip"),
        Compression::Deflate => (Packer::deflate(), "deflate"),
        Compression::Brotli => (Packer::brotli(), "br"),
        Compression::None | Compression::Lz4 | Compression::Zstd => return None,
    })
}

/// `bytes` as a server sends them; what it could not finish has no end.
fn packed(compression: Compression, bytes: &[u8], finished: bool) -> Vec<u8> {
    match packer(compression) {
        None if compression == Compression::Lz4 => framed(bytes),
        None => bytes.to_vec(),
        Some((mut packer, _)) => {
            let mut out = packer.pack(bytes).unwrap();
            if finished {
                out.extend(packer.finish().unwrap());
            }
            out
        }
    }
}

fn text_head(compression: Compression, tagged: bool) -> Vec<u8> {
    let tag = format!("X-ClickHouse-Exception-Tag: {TAG}");
    let coding = packer(compression).map(|(_, name)| format!("Content-Encoding: {name}"));
    let mut lines = vec!["X-ClickHouse-Format: TabSeparated"];
    lines.extend(tagged.then_some(tag.as_str()));
    lines.extend(coding.as_deref());
    head("200 OK", &lines)
}

async fn read(session: &Session, compression: Compression) -> (Vec<u8>, Option<Failure>) {
    let request = Request { compression, ..select() };
    let mut bytes = Vec::new();
    let mut stream = match session.query_bytes(request, &Cancel::new()).await {
        Ok(stream) => stream,
        Err(failure) => return (bytes, Some(failure)),
    };
    loop {
        match stream.next().await {
            Ok(Some(piece)) => bytes.extend(piece),
            Ok(None) => return (bytes, None),
            Err(failure) => {
                assert_eq!(stream.next().await.unwrap_err(), failure, "a failure stays");
                return (bytes, Some(failure));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_comes_as_it_is() {
    let server = Server::keeping(Vec::new());
    let session = server.session();
    let large: Vec<u8> = DATA.iter().copied().cycle().take(3 << 20).collect();
    for compression in CODES {
        for data in [&b""[..], DATA, &large] {
            let body = packed(compression, data, true);
            server.answer(response(text_head(compression, true), &body));
            let (bytes, failure) = read(&session, compression).await;
            assert_eq!(failure, None, "{compression:?}");
            assert!(bytes == data, "{compression:?}: {} of {}", bytes.len(), data.len());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exception_behind_data_is_no_data_wherever_the_chunks_part() {
    let new = message("26.7.2.1");
    let size = new.len();
    let tagged = format!("\r\n__exception__\r\n{TAG}\r\n{new}{size} {TAG}\r\n__exception__\r\n");
    let generations = [
        (tagged, true, false),
        (format!("__exception__\r\n{}", message("25.3.1.1")), false, false),
        (message("24.8.1.1"), false, true),
    ];
    let server = Server::answering(Vec::new());
    for (trailer, tagged, ends) in generations {
        for compression in CODES {
            for data in [DATA, b""] {
                let body = packed(compression, &[data, trailer.as_bytes()].concat(), ends);
                // Trailers may also come outside of what packs the data.
                let beside = [packed(compression, data, true), trailer.clone().into_bytes()];
                for body in [body, beside.concat()] {
                    let end = if ends { LAST } else { &[] };
                    let middle = body.len() / 2;
                    for chunks in [
                        chunk(&body),
                        body.chunks(1).flat_map(chunk).collect(),
                        [chunk(&body[..middle]), chunk(&body[middle..])].concat(),
                    ] {
                        server.answer([&text_head(compression, tagged), &chunks[..], end].concat());
                        let (bytes, failure) = read(&server.session(), compression).await;
                        let failure = failure.unwrap();
                        let told = format!("{compression:?} {trailer:?}: {failure:?}");
                        assert_eq!(failure.kind, FailureKind::Server, "{told}");
                        assert_eq!(
                            (failure.code.as_str(), failure.server_code),
                            ("SOME_NAME", Some(395))
                        );
                        assert_eq!(failure.message, "thrown.", "{told}");
                        assert!(data.starts_with(&bytes), "{told}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_cut_is_a_failure_that_tells_how_much_came() {
    let server = Server::answering(Vec::new());
    for compression in CODES {
        let body = packed(compression, DATA, true);
        for cut in 0..=body.len() {
            server.answer([text_head(compression, true), chunk(&body[..cut])].concat());
            let (bytes, failure) = read(&server.session(), compression).await;
            let failure = failure.unwrap();
            assert_eq!(failure.code, "ERR_STREAM_FAILURE", "{compression:?} at {cut}");
            let text = format!("{} ended early, after {cut} bytes: ", server.host);
            assert!(failure.message.contains(&text), "{}", failure.message);
            assert!(DATA.starts_with(&bytes));
            assert_discreet(&failure);
        }
    }
}

#[tokio::test]
async fn a_proxy_that_shortens_a_packed_body_is_found_out() {
    let server = Server::keeping(Vec::new());
    let session = server.session();
    for compression in CODES.into_iter().skip(1) {
        let body = packed(compression, DATA, true);
        for cut in 1..body.len() {
            server.answer(response(text_head(compression, true), &body[..cut]));
            let failure = read(&session, compression).await.1.unwrap();
            assert_eq!(failure.code, "ERR_STREAM_FAILURE", "{compression:?} at {cut}");
        }
    }
}

#[tokio::test]
async fn garbage_behind_a_packed_body_is_malformed() {
    let server = Server::keeping(Vec::new());
    for compression in CODES.into_iter().skip(1) {
        let body = [packed(compression, DATA, true), vec![b'x'; 40]].concat();
        server.answer(response(text_head(compression, true), &body));
        let (bytes, failure) = read(&server.session(), compression).await;
        assert_eq!(failure.unwrap().code, "ERR_MALFORMED_RESPONSE", "{compression:?}");
        assert_eq!(bytes, DATA);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_small_body_unpacks_to_waits_in_a_bounded_queue() {
    let mut packer = Packer::brotli();
    let zeros = vec![0; 40 << 20];
    let body = [packer.pack(&zeros).unwrap(), packer.finish().unwrap()].concat();
    assert!(body.len() < 64 << 10);
    let server = Server::keeping(response(text_head(Compression::Brotli, true), &body));
    let mut config = server.config();
    config.buffer_bytes = 1 << 20;
    let session = Session::new(config).unwrap();
    let request = Request { compression: Compression::Brotli, ..select() };
    let mut stream = session.query_bytes(request, &Cancel::new()).await.unwrap();
    let mut total = 0;
    loop {
        let pieces = stream.ready().await.unwrap();
        let size: usize = pieces.iter().map(Vec::len).sum();
        assert!(size <= 2 << 20, "{size} bytes were ready at once");
        if size == 0 {
            break;
        }
        total += size;
    }
    assert_eq!(total, zeros.len());
}

#[tokio::test]
async fn a_page_without_a_format_is_no_answer() {
    let server = Server::keeping(response(head("200 OK", &[]), b"<html>Sign in</html>"));
    let failure = read(&server.session(), Compression::None).await.1.unwrap();
    assert_eq!(failure.code, "ERR_UNEXPECTED_RESPONSE");
}

#[tokio::test]
async fn a_refusal_is_unpacked_however_much_data_comes_before_it() {
    let server = Server::keeping(Vec::new());
    let data = vec![b'7'; 40 << 20];
    for compression in CODES.into_iter().skip(1) {
        let body = packed(compression, &[&data, message("26.7.2.1").as_bytes()].concat(), true);
        let coding = packer(compression).map(|(_, name)| format!("Content-Encoding: {name}"));
        let mut lines = vec!["X-ClickHouse-Exception-Code: 395"];
        lines.extend(coding.as_deref());
        server.answer(response(head("500 Internal Server Error", &lines), &body));
        let failure = read(&server.session(), compression).await.1.unwrap();
        assert_eq!((failure.code.as_str(), failure.message.as_str()), ("SOME_NAME", "thrown."));
    }
}

#[tokio::test]
async fn settings_that_the_server_refuses_are_asked_for_once() {
    let refusal = "Code: 164. DB::Exception: Cannot modify 'http_zlib_compression_level' setting in readonly mode. (READONLY) (version 26.7.2.1)\n";
    let (targets, seen) = std::sync::mpsc::channel();
    let server = Server::start(move |connection| {
        while let Some(request) = connection.request() {
            let wished = request.target.contains("http_zlib_compression_level");
            targets.send(wished).unwrap();
            connection.send(&if wished {
                let lines = ["X-ClickHouse-Exception-Code: 164"];
                response(head("500 Internal Server Error", &lines), refusal.as_bytes())
            } else {
                response(text_head(Compression::None, true), DATA)
            });
        }
    });
    let session = server.session();
    for _ in 0..2 {
        let (bytes, failure) = read(&session, Compression::Gzip).await;
        assert_eq!((&bytes[..], failure), (DATA, None));
    }
    assert_eq!(seen.try_iter().collect::<Vec<_>>(), [true, false, false]);
}
