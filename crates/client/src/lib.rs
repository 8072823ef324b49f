//! The session with a ClickHouse server: requests over HTTP, responses as streams of blocks.
//!
//! ```text
//! Request ─ request ─▶ pool (reqwest) ─▶ socket
//!                                          │ Reply
//!    refusal ◀── status ≠ 200 ─────────────┤
//!                                          ▼
//!    task    pump      chunks, 4 of them at most; silence and time are watched here
//!            delivery  puts some aside in a file when nobody reads for long
//!    thread  body ─▶ compress::CodingReader ─▶ compress::FrameReader ─▶ native::Decoder
//!                      blocks, `buffer_bytes` of them at most          or sieve: bytes of any format
//!                      helpers: frames that wait, on further threads
//!    task    ResponseStream::next
//! ```
//!
//! A consumer that takes no blocks fills both queues and so stops the server. Dropping the stream, [`Cancel`] and
//! [`Session::close`] end the task, the thread and the connection at once.
//!
//! A response that ends early is never a short result. Servers report errors also behind data, in the body; when the
//! decoder cannot go on, `verdict` looks for such an exception in the last bytes before it says anything about the
//! connection. Every failure is a [`Failure`], which names the host and holds neither SQL nor credentials.

#![forbid(unsafe_code)]

mod activity;
mod answer;
mod attachment;
mod beginning;
mod blocks;
mod body;
mod budget;
mod call;
mod cancel;
mod codes;
mod compression;
mod config;
mod content;
mod decode;
mod delivery;
mod encoder;
mod exception;
mod failure;
mod file;
mod form;
mod generation;
mod head;
mod headers;
mod health;
mod helpers;
mod hosts;
mod judge;
mod kill;
mod lane;
mod line;
mod modesty;
mod names;
mod no_proxy;
mod opening;
mod parcel;
mod place;
mod pool;
mod proxy;
mod pump;
mod query_string;
mod queue;
mod refusal;
mod request;
mod retry;
mod scan;
mod segment;
mod session;
mod sessions;
mod sieve;
mod sift;
mod source;
mod spill;
mod stream;
mod table_limit;
mod tls;
mod tls_failure;
mod transport;
mod upload;
mod verdict;
mod watch;
mod way;
mod work;

pub use attachment::Attachment;
pub use blocks::Blocks;
pub use cancel::Cancel;
pub use compression::Compression;
pub use config::Config;
pub use encoder::Encoder;
pub use failure::{Failure, FailureKind};
pub use head::ResponseHead;
pub use hosts::HostPolicy;
pub use lane::Metrics;
pub use pool::{Pool, PoolConfig};
pub use proxy::{Proxies, Proxy};
pub use request::Request;
pub use segment::Segment;
pub use session::Session;
pub use stream::{ByteStream, QueryStream};
pub use tls::{Identity, TlsOptions, Trust};

/// What the fuzz targets call.
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing {
    /// Looks for an exception at the end of a response, and reads it; parts data from one.
    pub fn exception(tail: &[u8], tag: Option<&str>, ended: bool) {
        let (mut sieve, mut data) = (super::sieve::Sieve::new(tag), Vec::new());
        for piece in tail.chunks(7) {
            sieve.push(piece, &mut data);
        }
        if sieve.finish(ended, &mut data).is_none() {
            assert_eq!(data, tail, "what holds no exception is data");
        }
        super::scan::begins(tail);
        if let Some(text) = super::scan::find(tail, tag, ended) {
            super::exception::Exception::parse(&text);
        }
        super::exception::Exception::parse_body(&String::from_utf8_lossy(tail), Some(395));
    }
}
