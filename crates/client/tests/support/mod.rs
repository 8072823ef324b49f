//! A loopback server that answers as it is told to, faults included.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "every test file uses another part of it, and a test may panic"
)]

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use bytes::Bytes;
use client::{Blocks, Cancel, Compression, Config, Failure, Request, Session};
use native::Block;

/// `SELECT 1 AS a, 'x' AS s` at revision 54405, as ClickHouse 26.7 sent it.
pub const SMALL: &[u8] =
    b"\x01\x00\x02\xff\xff\xff\xff\x00\x02\x01\x01a\x05UInt8\x01\x01s\x06String\x01x";

/// The tag in the headers that [`native_head`] makes.
pub const TAG: &str = "abcdefghijklmnop";

/// A block of one column `n UInt64` with that many rows.
pub fn block(rows: u64) -> Vec<u8> {
    let mut bytes = b"\x01\x00\x02\xff\xff\xff\xff\x00\x01".to_vec();
    let mut rest = rows;
    while rest >= 128 {
        bytes.push((rest % 128) as u8 | 128);
        rest /= 128;
    }
    bytes.push(rest as u8);
    bytes.extend_from_slice(b"\x01n\x06UInt64");
    bytes.extend((0..rows).flat_map(u64::to_le_bytes));
    bytes
}

/// All blocks of an insert, of one row each.
pub fn whole(blocks: Vec<Bytes>) -> Arc<Blocks> {
    let all = Blocks::new(Compression::None, false);
    for block in blocks {
        all.append(1, block.len(), || Ok(vec![block]));
    }
    all.end();
    all
}

/// The same bytes in ClickHouse frames.
pub fn framed(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    compress::compress_frames(bytes, &mut out);
    out
}

/// The head of a Native response with a chunked body; `extra` are further header lines.
pub fn native_head(extra: &[&str]) -> Vec<u8> {
    let mut lines = vec!["X-ClickHouse-Format: Native", "X-ClickHouse-Query-Id: from-server"];
    lines.extend_from_slice(extra);
    head("200 OK", &lines)
}

/// The head of a response with a chunked body.
pub fn head(status: &str, lines: &[&str]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\nTransfer-Encoding: chunked\r\n");
    for line in lines {
        head.push_str(line);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// One chunk of a chunked body; nothing for no bytes, because that would be the last one.
pub fn chunk(bytes: &[u8]) -> Vec<u8> {
    if bytes.is_empty() {
        return Vec::new();
    }
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

/// The last chunk.
pub const LAST: &[u8] = b"0\r\n\r\n";

/// A whole response with a body of one chunk.
pub fn response(head: Vec<u8>, body: &[u8]) -> Vec<u8> {
    [head, chunk(body), LAST.to_vec()].concat()
}

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// A connection on the server's side.
pub struct Connection {
    pub stream: TcpStream,
    /// Which connection of this server it is, from 0.
    pub number: usize,
}

impl Connection {
    /// The next request; none when the client closed the connection.
    pub fn request(&mut self) -> Option<Seen> {
        let mut seen = self.request_head()?;
        if let Some(length) = seen.header("content-length") {
            seen.body.resize(length.parse().unwrap(), 0);
            self.stream.read_exact(&mut seen.body).ok()?;
        }
        if seen.header("transfer-encoding") == Some("chunked") {
            while let size @ 1.. = usize::from_str_radix(&self.line()?, 16).unwrap() {
                let from = seen.body.len();
                seen.body.resize(from + size, 0);
                self.stream.read_exact(&mut seen.body[from..]).ok()?;
                self.line()?;
            }
            self.line()?;
        }
        Some(seen)
    }

    fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        let mut byte = [0];
        while !line.ends_with(b"\r\n") {
            self.stream.read_exact(&mut byte).ok()?;
            line.push(byte[0]);
        }
        Some(String::from_utf8(line).unwrap().trim_end().to_owned())
    }

    /// The next request without its body, which stays unread.
    pub fn request_head(&mut self) -> Option<Seen> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match self.stream.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                _ => return None,
            }
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let mut first = lines.next().unwrap().split(' ');
        let (method, target) = (first.next().unwrap().to_owned(), first.next().unwrap().to_owned());
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Some(Seen { method, target, headers, body: Vec::new() })
    }

    /// Sends bytes; false when the client does not want them.
    pub fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).and_then(|()| self.stream.flush()).is_ok()
    }

    /// Waits until the client closes the connection.
    pub fn wait_for_close(&mut self) {
        let mut rest = [0; 4096];
        loop {
            match self.stream.read(&mut rest) {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
    }

    /// Ends the connection in order, after everything that was sent.
    pub fn finish(&mut self) {
        drop(self.stream.shutdown(Shutdown::Write));
        self.wait_for_close();
    }
}

/// The server; it ends with the test.
pub struct Server {
    pub url: String,
    pub host: String,
    answer: Arc<Mutex<Vec<u8>>>,
    end: End,
}

/// What ends a server.
struct End {
    host: String,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    /// Answers every connection with `handler`, each on its own thread.
    pub fn start(handler: impl Fn(&mut Connection) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let stopping = Arc::new(AtomicBool::new(false));
        let handler = Arc::new(handler);
        let accepting = {
            let stopping = Arc::clone(&stopping);
            thread::spawn(move || {
                for (number, stream) in listener.incoming().enumerate() {
                    if stopping.load(Ordering::SeqCst) {
                        return;
                    }
                    let stream = stream.unwrap();
                    stream.set_nodelay(true).unwrap();
                    let handler = Arc::clone(&handler);
                    thread::spawn(move || handler(&mut Connection { stream, number }));
                }
            })
        };
        let end = End { host: host.clone(), stopping, accepting: Some(accepting) };
        Self { url: format!("http://{host}"), host, answer: Arc::default(), end }
    }

    /// Reads each request and answers with the bytes, then closes the connection in order.
    pub fn answering(bytes: Vec<u8>) -> Self {
        let answer = Arc::new(Mutex::new(bytes));
        let shown = Arc::clone(&answer);
        let server = Self::start(move |connection| {
            if connection.request().is_some() {
                let bytes = answer.lock().unwrap().clone();
                connection.send(&bytes);
                connection.finish();
            }
        });
        Self { answer: shown, ..server }
    }

    /// Reads each request and answers with the bytes, keeping the connection.
    pub fn keeping(bytes: Vec<u8>) -> Self {
        let answer = Arc::new(Mutex::new(bytes));
        let shown = Arc::clone(&answer);
        let server = Self::start(move |connection| {
            while connection.request().is_some() {
                let bytes = answer.lock().unwrap().clone();
                if !connection.send(&bytes) {
                    return;
                }
            }
        });
        Self { answer: shown, ..server }
    }

    /// Changes the bytes. Tests with many answers do so: a server and a connection each would use up the ports.
    pub fn answer(&self, bytes: Vec<u8>) {
        *self.answer.lock().unwrap() = bytes;
    }

    /// A session with this server and short limits.
    pub fn session(&self) -> Session {
        Session::new(self.config()).unwrap()
    }

    pub fn config(&self) -> Config {
        let mut config = Config::new(&self.url);
        // Generous: only tests about time make it shorter.
        config.request_timeout = Duration::from_secs(20);
        config.connect_timeout = Duration::from_secs(20);
        config
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(&self.host));
        if let Some(accepting) = self.accepting.take() {
            drop(accepting.join());
        }
    }
}

/// A query for anything.
pub fn select() -> Request {
    Request { sql: "SELECT 'a secret'".to_owned(), ..Request::default() }
}

/// The same with a response in frames.
pub fn select_framed() -> Request {
    Request { compression: Compression::Lz4, ..select() }
}

/// Everything a query yields: whole blocks, and the failure behind them.
pub async fn read(session: &Session, request: Request) -> (Vec<Block>, Option<Failure>) {
    let mut blocks = Vec::new();
    let mut stream = match session.query(request, &Cancel::new()).await {
        Ok(stream) => stream,
        Err(failure) => return (blocks, Some(failure)),
    };
    loop {
        match stream.next().await {
            Ok(Some(block)) => blocks.push(block),
            Ok(None) => return (blocks, None),
            Err(failure) => {
                assert_eq!(stream.next().await.unwrap_err(), failure, "a failure stays");
                return (blocks, Some(failure));
            }
        }
    }
}

/// The number of rows in each block.
pub fn rows(blocks: &[Block]) -> Vec<usize> {
    blocks.iter().map(|block| block.rows).collect()
}

/// A failure must tell no secret.
pub fn assert_discreet(failure: &Failure) {
    assert!(!format!("{failure:?} {failure}").contains("secret"), "{failure:?}");
}
