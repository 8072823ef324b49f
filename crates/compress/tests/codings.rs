//! Content codings: everything that is packed comes back, and nothing else is made of damage.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::io::{self, BufRead, BufReader, Read};

use compress::{Coding, CodingReader, Error, ErrorKind, HISTORY_SIZE, Packer};
use proptest::prelude::*;

const CODINGS: [Coding; 4] = [Coding::Zstd, Coding::Gzip, Coding::Deflate, Coding::Brotli];

/// `pieces` as one body.
fn packed(coding: Coding, pieces: &[&[u8]]) -> Vec<u8> {
    let mut packer = match coding {
        Coding::Zstd => {
            let mut out = vec![0; zstd_safe::compress_bound(pieces.concat().len())];
            let size = zstd_safe::compress(&mut out[..], &pieces.concat(), 1).unwrap();
            out.truncate(size);
            return out;
        }
        Coding::Gzip => Packer::gzip(),
        Coding::Deflate => Packer::deflate(),
        Coding::Brotli => Packer::brotli(),
    };
    let mut out = Vec::new();
    for piece in pieces {
        out.extend(packer.pack(piece).unwrap());
    }
    out.extend(packer.finish().unwrap());
    out
}

fn unpacked(coding: Coding, body: &[u8], chunk: usize) -> (Vec<u8>, Option<io::Error>) {
    let mut reader = CodingReader::new(coding, BufReader::with_capacity(chunk.max(1), body));
    let mut out = Vec::new();
    let error = reader.read_to_end(&mut out).err();
    (out, error)
}

fn kind(error: &io::Error) -> ErrorKind {
    Error::of(error).unwrap().kind()
}

fn text(size: usize) -> Vec<u8> {
    (0_u32..).flat_map(|n| format!("{n} of many; ").into_bytes()).take(size).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_packed_in_any_pieces_comes_back_in_any_chunks(
        data in proptest::collection::vec(0_u8..4, 0..5000),
        border in 0_usize..5000,
        chunk in 1_usize..200,
    ) {
        let (first, second) = data.split_at(border.min(data.len()));
        for coding in CODINGS {
            let (out, error) = unpacked(coding, &packed(coding, &[first, second]), chunk);
            prop_assert!(error.is_none(), "{coding:?}: {error:?}");
            prop_assert_eq!(&out, &data);
        }
    }

    #[test]
    fn bytes_of_any_kind_are_an_error_or_data_but_no_panic(
        body in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        for coding in CODINGS {
            unpacked(coding, &body, 7);
        }
    }
}

#[test]
fn every_cut_is_an_error_behind_what_came() {
    let data = text(3000);
    for coding in CODINGS {
        let body = packed(coding, &[&data[..1000], &data[1000..]]);
        for cut in 1..body.len() {
            let (out, error) = unpacked(coding, &body[..cut], 64);
            let error =
                error.unwrap_or_else(|| panic!("{coding:?} cut at {cut} of {}", body.len()));
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "{coding:?} at {cut}: {error}");
            assert_eq!(kind(&error), ErrorKind::Truncated);
            assert!(data.starts_with(&out));
            let text = format!("{} at byte {cut}: it ends early", coding.name());
            assert_eq!(error.to_string(), text);
        }
    }
}

/// Bytes, and then an error instead of an end.
struct Cut<'a>(&'a [u8]);

impl Read for Cut<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            Err(io::ErrorKind::ConnectionReset.into())
        } else {
            self.0.read(out)
        }
    }
}

#[test]
fn everything_that_came_is_there_before_the_input_fails() {
    let data = text(3 << 20);
    for coding in CODINGS {
        let body = packed(coding, &[&data]);
        let mut reader = CodingReader::new(coding, BufReader::new(Cut(&body)));
        let mut out = Vec::new();
        let error = reader.read_to_end(&mut out).unwrap_err();
        assert_eq!((error.kind(), out.len()), (io::ErrorKind::ConnectionReset, data.len()));
    }
}

#[test]
fn an_empty_body_holds_nothing() {
    for coding in CODINGS {
        let (out, error) = unpacked(coding, b"", 1);
        assert!(out.is_empty() && error.is_none());
    }
}

#[test]
fn pieces_can_be_read_before_the_next_ones_come() {
    for mut packer in [Packer::gzip(), Packer::deflate(), Packer::brotli()] {
        let first = packer.pack(&text(500)).unwrap();
        let coding = [Coding::Gzip, Coding::Deflate, Coding::Brotli]
            .into_iter()
            .find(|&coding| unpacked(coding, &first, 4096).0 == text(500));
        assert!(coding.is_some());
    }
}

#[test]
fn joined_bodies_are_one_where_the_coding_allows_it() {
    let data = text(700);
    for coding in CODINGS {
        let body = [packed(coding, &[&data]), packed(coding, &[&data])].concat();
        let (out, error) = unpacked(coding, &body, 50);
        if matches!(coding, Coding::Zstd | Coding::Gzip) {
            assert!(error.is_none(), "{coding:?}: {error:?}");
            assert_eq!(out, [&data[..], &data[..]].concat());
        } else {
            assert_eq!(kind(&error.unwrap()), ErrorKind::Corrupt);
            assert_eq!(out, data);
        }
    }
}

#[test]
fn garbage_behind_the_end_is_an_error() {
    let data = text(700);
    for coding in CODINGS {
        for garbage in [&b"\r\n__exception__\r\n"[..], b"\xff", &[0; 64]] {
            let body = [&packed(coding, &[&data]), garbage].concat();
            let (out, error) = unpacked(coding, &body, 4096);
            assert!(error.is_some(), "{coding:?} and {garbage:?}");
            assert_eq!(out, data);
        }
    }
}

#[test]
fn a_changed_byte_is_noticed_where_there_is_a_checksum() {
    let data = text(600);
    for coding in [Coding::Gzip, Coding::Deflate] {
        let body = packed(coding, &[&data]);
        for at in 0..body.len() {
            let mut body = body.clone();
            body[at] ^= 0x10;
            let (out, error) = unpacked(coding, &body, 4096);
            assert!(error.is_some() || out == data, "{coding:?} at {at}");
        }
    }
}

#[test]
fn a_bomb_is_unpacked_piece_by_piece() {
    let zeros = vec![0; 64 << 20];
    for coding in CODINGS {
        let body = packed(coding, &[&zeros]);
        let mut reader = CodingReader::new(coding, &body[..]);
        let mut total = 0;
        loop {
            let size = reader.fill_buf().unwrap().len();
            assert!(reader.recent().len() <= HISTORY_SIZE + (512 << 10));
            if size == 0 {
                break;
            }
            total += size;
            reader.consume(size);
        }
        assert_eq!(total, zeros.len());
    }
}

#[test]
fn a_window_beyond_what_http_allows_is_refused() {
    // A header of ZSTD that asks for 2 GiB.
    let body = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00];
    let error = unpacked(Coding::Zstd, &body, 4096).1.unwrap();
    assert_eq!(kind(&error), ErrorKind::Limit, "{error}");
}

#[test]
fn recent_bytes_are_those_before_the_next_ones() {
    let data = text(700_000);
    for coding in CODINGS {
        let body = packed(coding, &[&data]);
        let mut reader = CodingReader::new(coding, BufReader::with_capacity(1000, &body[..]));
        let mut read = 0;
        while !reader.fill_buf().unwrap().is_empty() {
            let end = read + reader.unread().len();
            let recent = reader.recent();
            assert!(recent.len() >= end.min(HISTORY_SIZE));
            assert_eq!(recent, &data[end - recent.len()..end]);
            let size = reader.unread().len().min(9_999);
            reader.consume(size);
            read += size;
        }
        assert_eq!(read, data.len());
    }
}

#[test]
fn names_are_those_of_headers() {
    for coding in CODINGS {
        assert_eq!(Coding::of(&coding.name().to_uppercase()), Some(coding));
    }
    assert_eq!(Coding::of("x-gzip"), Some(Coding::Gzip));
    assert_eq!(Coding::of("snappy"), None);
}
