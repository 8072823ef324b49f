//! Frames unpacked by helpers are the frames that one thread unpacks.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a test may panic"
)]

use std::io::{self, BufRead, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use compress::{Error, FrameReader, HISTORY_SIZE, Helpers, Method, Task, compress_frames_by};
use proptest::prelude::*;

/// Bytes that come in pieces; of each it is decided whether it has come when somebody asks.
struct Pieces<'a> {
    bytes: &'a [u8],
    piece: usize,
    left: usize,
    /// One piece in so many has to be waited for; none with 0.
    late: usize,
    count: usize,
}

impl<'a> Pieces<'a> {
    fn new(bytes: &'a [u8], piece: usize, late: usize) -> Self {
        Self { bytes, piece, left: piece, late, count: 0 }
    }

    fn is_at_hand(&mut self) -> bool {
        let is_late =
            self.late > 0 && self.count.is_multiple_of(self.late) && self.left == self.piece;
        !self.bytes.is_empty() && !is_late
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let size = self.fill_buf()?.read(out)?;
        self.consume(size);
        Ok(size)
    }
}

impl BufRead for Pieces<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(&self.bytes[..self.left.min(self.bytes.len())])
    }

    fn consume(&mut self, amount: usize) {
        self.bytes = &self.bytes[amount..];
        self.left -= amount;
        if self.left == 0 {
            (self.left, self.count) = (self.piece, self.count + 1);
        }
    }
}

/// How a task is taken.
struct Hands(fn(Task) -> bool);

impl Helpers<Pieces<'_>> for Hands {
    fn is_at_hand(&self, input: &mut Pieces<'_>) -> bool {
        input.is_at_hand()
    }

    fn hand_over(&self, task: Task) -> bool {
        (self.0)(task)
    }
}

const HANDS: [fn(Task) -> bool; 4] = [on_a_thread, at_once, never, refused];

fn on_a_thread(task: Task) -> bool {
    thread::spawn(|| task.run());
    true
}

fn at_once(task: Task) -> bool {
    task.run();
    true
}

fn never(_: Task) -> bool {
    true
}

fn refused(_: Task) -> bool {
    false
}

/// What is shown up to the end or an error, the last of it that is still shown, and that error.
fn read(mut reader: FrameReader<impl BufRead>) -> (Vec<u8>, Vec<u8>, Option<Error>) {
    let mut out = Vec::new();
    let failed = reader.read_to_end(&mut out).err();
    let again = reader.fill_buf().err();
    let [first, second] =
        [failed, again].map(|error| error.and_then(|error| Error::of(&error).cloned()));
    assert_eq!(first, second);
    let recent = reader.recent();
    assert!(out.ends_with(recent));
    (out.clone(), recent[recent.len().saturating_sub(HISTORY_SIZE)..].to_vec(), first)
}

/// Frames of these sizes of data that no two places share.
fn frames(sizes: &[usize], method: Method) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut number = 0_u32;
    for size in sizes {
        let data: Vec<u8> = std::iter::repeat_with(|| {
            number += 1;
            number.to_le_bytes()
        })
        .flatten()
        .take(*size)
        .collect();
        compress_frames_by(method, &data, &mut bytes);
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn helpers_change_nothing(
        sizes in proptest::collection::vec(
            prop_oneof![0_usize..400_000, 900_000_usize..1_100_000],
            1..7,
        ),
        method in prop::sample::select(vec![Method::Stored, Method::Lz4, Method::Zstd]),
        piece in 1_000_usize..600_000,
        late in 0_usize..5,
        hand_over in prop::sample::select(&HANDS[..]),
        damage in proptest::option::of((any::<prop::sample::Index>(), any::<bool>())),
    ) {
        let mut bytes = frames(&sizes, method);
        if let Some((at, cut)) = damage && !bytes.is_empty() {
            let at = at.index(bytes.len());
            if cut {
                bytes.truncate(at);
            } else {
                bytes[at] ^= 1;
            }
        }
        let alone = read(FrameReader::new(Pieces::new(&bytes, piece, late)));
        let helpers = Box::new(Hands(hand_over));
        let helped = read(FrameReader::with_helpers(Pieces::new(&bytes, piece, late), helpers));
        prop_assert_eq!(alone, helped);
    }
}

#[test]
fn frames_that_have_come_are_handed_over_and_others_are_not() {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let bytes = frames(&[1 << 20; 8], Method::Lz4);
    for (late, most) in [(0, 7), (1, 0)] {
        COUNT.store(0, Ordering::Relaxed);
        let helpers = Box::new(Hands(|task| {
            COUNT.fetch_add(1, Ordering::Relaxed);
            on_a_thread(task)
        }));
        let mut reader = FrameReader::with_helpers(Pieces::new(&bytes, 100_000, late), helpers);
        let mut out = Vec::new();
        reader.read_to_end(&mut out).expect("good frames");
        assert_eq!(out.len(), 8 << 20);
        assert_eq!(COUNT.load(Ordering::Relaxed), most);
    }
}
