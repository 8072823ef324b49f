//! Reading and writing blocks: against a real server's bytes, at random, cut short, damaged, and hostile.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "in a test a panic is a failure with a place"
)]

mod aggregate_function;
mod damage;
mod gather;
mod golden;
mod hostile;
mod kinds;
mod layout;
mod revision;
mod roundtrip;
mod support;
mod texts;
mod told_types;
mod unsupported;
mod utf16;
mod zones;
