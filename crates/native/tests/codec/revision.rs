//! What the protocol version switches.

use native::datatype::DataType;
use native::{Decoder, ErrorKind, Revision};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::golden::lines;
use crate::support::body::Body;
use crate::support::golden::{all, decoded};
use crate::support::value::Value;
use crate::support::wire::{self, Strings};
use crate::support::{invariants, layout, strategy, value};

const OFFSETS: Revision = Revision::new(54_492);

#[test]
fn each_revision_has_its_block_info() {
    let plain = Body::column(1, "c", "UInt8").bytes(&[7]).0;
    let info = [1, 0, 2, 0xff, 0xff, 0xff, 0xff];
    let kinds = Body::column(1, "c", "UInt8").bytes(&[0, 7]).0;
    let cases = [
        (0, plain.clone()),
        (1, [&info[..], &[0], &plain].concat()),
        (54_405, [&info[..], &[0], &plain].concat()),
        (54_453, [&info[..], &[0], &plain].concat()),
        (54_454, [&info[..], &[0], &kinds].concat()),
        (54_479, [&info[..], &[0], &kinds].concat()),
        (54_480, [&info[..], &[3, 0, 0], &kinds].concat()),
        (54_483, [&info[..], &[3, 2, 1, 2, 3, 4, 5, 6, 7, 8, 0], &kinds].concat()),
        (u32::MAX, [&info[..], &[3, 0, 0], &kinds].concat()),
    ];
    for (version, bytes) in cases {
        let block = Body(bytes).decode_at(Revision::new(version)).unwrap();
        assert_eq!(value::columns(&block), [[Value::Bytes(vec![7])]], "{version}");
    }
}

#[test]
fn a_field_of_a_later_block_info_is_malformed() {
    let body = Body::default().bytes(&[3, 0, 0]);
    let error = body.decode_at(Revision::new(54_479)).unwrap_err();
    assert_eq!(error.to_string(), "block 0: block info: unknown field 3");
    let body = Body::default().bytes(&[3]).varuint(1 << 40);
    let error = body.decode_at(Revision::new(54_480)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit(_)), "{error}");
}

#[test]
fn a_server_of_26_9_writes_the_same_values_at_its_own_revision() {
    let mut files = 0;
    for golden in all() {
        let Some(bytes) = golden.newest() else { continue };
        let blocks = decoded(&bytes, OFFSETS).unwrap();
        assert_eq!(lines(&blocks), golden.json(), "{}", golden.name);
        blocks.iter().for_each(invariants::check);
        files += 1;
    }
    assert!(files > 30, "{files}");
}

#[test]
fn strings_lie_behind_their_offsets() {
    let body = Body::of_kinds(3, "String", &[0]).u64(2).u64(3).u64(3).bytes(b"abc");
    let block = body.decode_at(OFFSETS).unwrap();
    let strings = [b"ab".as_slice(), b"c", b""].map(|bytes| Value::Bytes(bytes.to_vec()));
    assert_eq!(value::columns(&block), [strings]);
}

#[test]
fn some_strings_stay_behind_their_lengths() {
    let texts = |texts: [&str; 2]| texts.map(|text| Value::Bytes(text.into()));
    let body = Body::of_kinds(2, "LowCardinality(String)", &[0]).u64(1).u64(0x600).u64(2);
    let body = body.text("a").text("bc").u64(2).bytes(&[1, 0]);
    assert_eq!(value::columns(&body.decode_at(OFFSETS).unwrap()), [texts(["bc", "a"])]);

    let body = Body::of_kinds(2, "JSON", &[0]).u64(1).text("{}").text("{\"a\":1}");
    assert_eq!(value::columns(&body.decode_at(OFFSETS).unwrap()), [texts(["{}", "{\"a\":1}"])]);

    // The paths of a JSON that have no column.
    let typed = Value::Typed("String".to_owned(), Box::new(Value::Bytes(b"a".to_vec())));
    let body = Body::of_kinds(1, "JSON", &[0]).u64(2).varuint(0).u64(1);
    let block = body.text("p").text("\x15\x01a").decode_at(OFFSETS).unwrap();
    assert_eq!(value::columns(&block), [[Value::Object(vec![(b"p".to_vec(), typed)])]]);
}

#[test]
fn ends_of_strings_must_not_go_back_nor_too_far() {
    let body = |ends: [u64; 2]| Body::of_kinds(2, "String", &[0]).u64(ends[0]).u64(ends[1]);
    let error = body([2, 1]).bytes(b"ab").decode_at(OFFSETS).unwrap_err();
    assert_eq!(error.to_string(), "block 0: c: offsets: an end at 1 behind one at 2");
    assert!(matches!(error.kind(), ErrorKind::Malformed(_)));
    for end in [1 << 32, 1 << 48, u64::MAX] {
        let error = body([0, end]).decode_at(OFFSETS).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Limit(_)), "{error}");
    }
    let error = body([1, u64::from(u32::MAX)]).bytes(b"ab").decode_at(OFFSETS).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Truncated), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn values_of_any_type_read_the_same_at_every_revision(
        (data_type, values) in strategy::any_type().prop_flat_map(|data_type| {
            let values = vec(strategy::value(&data_type), 1..12);
            (Just(data_type), values)
        }),
        piece in 1..40_usize,
    ) {
        for (revision, strings) in [(54_491, Strings::Prefixed), (54_492, Strings::BehindOffsets)] {
            check(&data_type, &values, Revision::new(revision), strings, piece);
        }
    }
}

fn check(
    data_type: &DataType,
    values: &[Value],
    revision: Revision,
    strings: Strings,
    piece: usize,
) {
    let body = Body::of_kinds(values.len() as u64, &data_type.to_string(), &[0]);
    let body = wire::column(body, data_type, values, strings);
    let input = std::io::BufReader::with_capacity(piece, body.0.as_slice());
    let mut decoder = Decoder::new(input, revision);
    let block = decoder.next_block().unwrap().unwrap();
    assert!(decoder.next_block().unwrap().is_none());
    assert_eq!(value::columns(&block), [values]);
    invariants::check(&block);
    layout::check(block);
}
