//! Texts of values, against formatting by other means.

use std::net::{Ipv4Addr, Ipv6Addr};

use native::datatype::DataType;
use native::{parse_uuids, texts};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{decimal, parts};

pub(crate) fn split(data_type: &DataType, values: &[u8]) -> Vec<String> {
    let texts = texts(data_type, values).unwrap();
    let mut start = 0;
    let cut = |end: &u32| {
        let end = *end as usize;
        let text = texts.text[start..end].to_vec();
        start = end;
        String::from_utf8(text).unwrap()
    };
    texts.ends.iter().map(cut).collect()
}

pub(crate) fn text(data_type: &DataType, value: &[u8]) -> String {
    let mut texts = split(data_type, value);
    assert_eq!(texts.len(), 1);
    texts.remove(0)
}

/// Bytes of a width, often a small number or an edge.
fn number(width: usize) -> impl Strategy<Value = Vec<u8>> {
    let sparse =
        (any::<i16>(), 0..8 * u32::try_from(width).unwrap()).prop_map(move |(value, shift)| {
            let mut bytes = vec![if value < 0 { 0xff } else { 0 }; width];
            let place = (shift as usize / 8).min(width - 2);
            bytes[..place].fill(0);
            bytes[place..place + 2].copy_from_slice(&value.to_le_bytes());
            bytes
        });
    prop_oneof![vec(any::<u8>(), width), sparse]
}

fn decimals() -> impl Strategy<Value = (DataType, usize, Vec<u8>)> {
    (1..=76_u8).prop_flat_map(|precision| (Just(precision), 0..=precision)).prop_flat_map(
        |(precision, scale)| {
            let data_type = DataType::Decimal { precision, scale };
            let width = parts::width(&data_type).unwrap();
            (Just(data_type), Just(usize::from(scale)), number(width))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_of_uuids_are_read_in_any_case(values in vec(any::<[u8; 16]>(), 0..4), upper in any::<bool>()) {
        let bytes = values.concat();
        let mut texts = texts(&DataType::Uuid, &bytes).unwrap().text;
        if upper {
            texts.make_ascii_uppercase();
        }
        let mut read = vec![0; bytes.len()];
        prop_assert!(parse_uuids(&texts, &mut read));
        prop_assert_eq!(read, bytes);
    }

    #[test]
    fn a_character_that_no_uuid_has_there_is_found(
        values in vec(any::<[u8; 16]>(), 1..4), place in any::<prop::sample::Index>(), character in any::<u8>(),
    ) {
        let bytes = values.concat();
        let mut texts = texts(&DataType::Uuid, &bytes).unwrap().text;
        let place = place.index(texts.len());
        texts[place] = character;
        let fits = if matches!(place % 36, 8 | 13 | 18 | 23) { character == b'-' } else { character.is_ascii_hexdigit() };
        prop_assert_eq!(parse_uuids(&texts, &mut vec![0; bytes.len()]), fits);
    }

    #[test]
    fn a_decimal_has_all_digits_of_its_scale((data_type, scale, value) in decimals()) {
        prop_assert_eq!(text(&data_type, &value), decimal::text(&value, true, scale));
    }

    #[test]
    fn a_decimal_of_128_bits_has_the_digits_of_its_integer(value in any::<i128>()) {
        let whole = DataType::Decimal { precision: 38, scale: 0 };
        prop_assert_eq!(text(&whole, &value.to_le_bytes()), value.to_string());
        let scaled = text(&DataType::Decimal { precision: 38, scale: 38 }, &value.to_le_bytes());
        let digits: String = scaled.chars().filter(|character| *character != '.').collect();
        prop_assert_eq!(digits.parse::<i128>().unwrap(), value);
    }

    #[test]
    fn a_uuid_has_its_hexadecimal_digits_in_groups(value in any::<u128>()) {
        let (high, low) = (value >> 64, value & u128::from(u64::MAX));
        let wire: Vec<u8> = [high, low].iter().flat_map(|half| u64::try_from(*half).unwrap().to_le_bytes()).collect();
        let mut expected = format!("{value:032x}");
        for place in [20, 16, 12, 8] {
            expected.insert(place, '-');
        }
        prop_assert_eq!(text(&DataType::Uuid, &wire), expected);
    }

    #[test]
    fn an_ipv4_address_is_dotted(value in any::<[u8; 4]>()) {
        let wire: Vec<u8> = value.into_iter().rev().collect();
        prop_assert_eq!(text(&DataType::Ipv4, &wire), Ipv4Addr::from(value).to_string());
    }

    #[test]
    fn an_ipv6_address_is_short(groups in vec(prop_oneof![Just(0), 0..16_u16, any::<u16>()], 8)) {
        let groups: [u16; 8] = groups.try_into().unwrap();
        let address = Ipv6Addr::from(groups);
        let expected = match groups {
            [0, 0, 0, 0, 0, 0, high, _] if high > 0 => format!("::{}", address.to_ipv4().unwrap()),
            _ => address.to_string(),
        };
        prop_assert_eq!(text(&DataType::Ipv6, &address.octets()), expected);
    }

    #[test]
    fn texts_of_many_values_follow_each_other(values in vec(any::<i32>(), 0..50), scale in 0..=9_u8) {
        let data_type = DataType::Decimal { precision: 9, scale };
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        let expected: Vec<String> =
            values.iter().map(|value| decimal::text(&value.to_le_bytes(), true, usize::from(scale))).collect();
        prop_assert_eq!(split(&data_type, &bytes), expected);
    }
}

#[test]
fn the_edges_of_256_bits_have_texts() {
    let mut lowest = [0; 32];
    lowest[31] = 0x80;
    let whole = DataType::Decimal { precision: 76, scale: 0 };
    assert_eq!(
        text(&whole, &lowest),
        "-57896044618658097711785492504343953926634992332820282019728792003956564819968"
    );
    let fraction = DataType::Decimal { precision: 76, scale: 76 };
    assert_eq!(
        text(&fraction, &lowest),
        "-5.7896044618658097711785492504343953926634992332820282019728792003956564819968"
    );
    assert_eq!(text(&fraction, &[0xff; 32]), format!("-0.{:076}", 1));
}

#[test]
fn types_without_a_text_and_parts_of_values_are_refused() {
    let error = texts(&DataType::UInt8, &[1]).unwrap_err();
    assert_eq!(error.to_string(), "UInt8 has no text of its own");
    let error = texts(&DataType::Uuid, &[0; 17]).unwrap_err();
    assert_eq!(error.to_string(), "17 bytes of UUID to print");
    assert!(split(&DataType::Uuid, &[]).is_empty());
}

#[test]
fn texts_of_uuids_need_room_for_just_as_many() {
    let text = b"61f0c404-5cb3-11e7-907b-a6006ad3dba0";
    for (length, room) in [(36, 15), (36, 32), (35, 16), (35, 0), (0, 16)] {
        assert!(!parse_uuids(&text[..length], &mut vec![0; room]), "{length} {room}");
    }
}
