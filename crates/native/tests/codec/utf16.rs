//! Offsets in UTF-16 units, for text of any characters and of more bytes than are counted at once.

use native::{Column, Revision, Text};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::body::Body;
use crate::support::golden::decoded;
use crate::support::value::{self, numbers};

/// One of each length in UTF-8, two of them.
const CHARACTERS: [char; 6] = ['a', 'z', 'я', '€', '😀', '\u{10ffff}'];

fn text() -> impl Strategy<Value = String> {
    let character = proptest::sample::select(&CHARACTERS[..]);
    prop_oneof![vec(character.clone(), 0..12), vec(character, 0..4000),].prop_map(String::from_iter)
}

/// Reads strings, and gives their ends in UTF-16 units; none when they are not all text or all ASCII.
fn units<T: AsRef<[u8]>>(strings: &[T]) -> Option<Vec<usize>> {
    let body = Body::column(strings.len() as u64, "s", "String");
    let body = strings
        .iter()
        .map(AsRef::as_ref)
        .fold(body, |body, string: &[u8]| body.varuint(string.len() as u64).bytes(string));
    let blocks = decoded(&body.0, Revision::PLAIN).unwrap();
    let columns = value::resolved(&blocks[0]);
    match &columns[0] {
        Column::Strings { text: Text::Utf8(offsets), .. } => Some(numbers(offsets)),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_string_ends_where_its_units_end(strings in vec(text(), 1..40)) {
        prop_assume!(!strings.concat().is_ascii());
        let mut ends = vec![0];
        for string in &strings {
            ends.push(ends[ends.len() - 1] + string.encode_utf16().count());
        }
        prop_assert_eq!(units(&strings), Some(ends));
    }

    #[test]
    fn a_character_that_two_strings_share_is_no_text(
        strings in vec(text(), 1..20),
        character in 2..CHARACTERS.len(),
        place in any::<prop::sample::Index>(),
    ) {
        let mut strings: Vec<Vec<u8>> = strings.into_iter().map(String::into_bytes).collect();
        let character = CHARACTERS[character].to_string();
        let (begin, end) = character.as_bytes().split_at(1);
        let place = place.index(strings.len());
        strings[place].extend(begin);
        strings.insert(place + 1, end.to_vec());
        prop_assert_eq!(units(&strings), None);
    }
}
