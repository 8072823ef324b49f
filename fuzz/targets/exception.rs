//! The end of a response: the first byte says whether a tag is known and whether the body ended.
#![no_main]

use libfuzzer_sys::fuzz_target;

const TAG: &str = "abcdefghijklmnop";

fuzz_target!(|data: &[u8]| {
    let [flags, tail @ ..] = data else { return };
    let tag = (flags & 1 != 0).then_some(TAG);
    client::fuzzing::exception(tail, tag, flags & 2 != 0);
});
