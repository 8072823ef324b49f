//! Dates and times as texts, against a real server's and against arithmetic.

use std::sync::Arc;

use native::datatype::DataType;
use native::{ErrorKind, Revision, instants, texts};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::value::Value;
use crate::support::{golden, time, value};
use crate::texts::{split, text};

/// The columns of a golden file by their names.
fn golden_columns(name: &str) -> Vec<(String, Arc<DataType>, Vec<Value>)> {
    let golden = golden::all().into_iter().find(|golden| golden.name == name).unwrap();
    let blocks = golden::decoded(&golden.bytes(Revision::CLIENT), Revision::CLIENT).unwrap();
    let [block] = blocks.as_slice() else { panic!("{} blocks", blocks.len()) };
    let headers = block.header.iter().zip(value::columns(block));
    headers
        .map(|(header, values)| (header.name.clone(), Arc::clone(&header.data_type), values))
        .collect()
}

fn bytes(value: &Value) -> Vec<u8> {
    let Value::Bytes(bytes) = value else { panic!("{value:?}") };
    bytes.clone()
}

#[test]
fn dates_and_times_have_the_texts_of_the_server_in_every_zone() {
    let columns = golden_columns("zones");
    let mut compared = 0;
    for [(name, data_type, values), (text_name, _, theirs)] in columns.as_chunks::<2>().0 {
        assert_eq!(*text_name, format!("{name}_text"));
        let together = split(data_type, &values.iter().flat_map(bytes).collect::<Vec<u8>>());
        for ((value, ours), theirs) in values.iter().zip(together).zip(theirs) {
            assert_eq!(ours.as_bytes(), bytes(theirs), "{data_type}");
            assert_eq!(text(data_type, &bytes(value)), ours);
            compared += 1;
        }
    }
    assert_eq!(compared, columns.len() / 2 * 22);
}

#[test]
fn walls_are_the_instants_that_the_server_makes_of_them() {
    let columns = golden_columns("walls");
    let seconds = |values: &[Value]| -> Vec<i64> {
        values.iter().map(|value| i64::from_le_bytes(bytes(value).try_into().unwrap())).collect()
    };
    let walls = seconds(&columns[1].2);
    for (_, data_type, values) in &columns[1..] {
        let DataType::DateTime64 { timezone: Some(zone), .. } = &**data_type else {
            panic!("{data_type}")
        };
        let instants = instants(zone, &walls).unwrap();
        for ((wall, ours), theirs) in walls.iter().zip(instants).zip(seconds(values)) {
            assert_eq!(ours, theirs, "{wall} in {zone}");
        }
    }
}

#[test]
fn a_time_beyond_the_last_that_has_a_text_has_the_text_of_the_last() {
    let zoned =
        |precision, zone: &str| DataType::DateTime64 { precision, timezone: Some(zone.to_owned()) };
    let (lowest, highest) = (i64::MIN.to_le_bytes(), i64::MAX.to_le_bytes());
    assert_eq!(text(&zoned(3, "Asia/Tokyo"), &highest), "9999-12-31 23:59:59.807");
    assert_eq!(text(&zoned(3, "Asia/Tokyo"), &lowest), "0000-01-01 00:00:00.192");
    assert_eq!(text(&zoned(0, "UTC"), &highest), "9999-12-31 23:59:59");
    assert_eq!(text(&zoned(0, "America/New_York"), &lowest), "0000-01-01 00:00:00");
    assert_eq!(text(&DataType::Date32, &i32::MAX.to_le_bytes()), "9999-12-31");
    assert_eq!(text(&DataType::Date32, &i32::MIN.to_le_bytes()), "0000-01-01");
    assert_eq!(text(&DataType::Time, &i32::MIN.to_le_bytes()), "-999:59:59");
    assert_eq!(text(&DataType::Time, &3_600_000_i32.to_le_bytes()), "999:59:59");
    assert_eq!(text(&DataType::Time64(3), &highest), "999:59:59.807");
    assert_eq!(text(&DataType::Time64(9), &lowest), "-999:59:59.854775808");
}

#[test]
fn a_zone_that_nobody_knows_is_named() {
    for zone in
        ["Mars/Olympus", "", "Fixed/UTC+5", "Fixed/UTC*05:30:00", "Fixed/UTC+05:30:0x", "../UTC"]
    {
        let error = instants(zone, &[0]).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Unsupported(_)), "{error:?}");
        assert_eq!(error.to_string(), format!("the time zone '{zone}' is not known"));
    }
    let data_type = DataType::DateTime(Some("Mars/Olympus".to_owned()));
    assert!(texts(&data_type, &[0; 4]).unwrap_err().to_string().contains("'Mars/Olympus'"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_date_and_a_time_in_utc_have_their_digits(
        ticks in -62_167_219_200_000_000_i64..253_402_300_800_000_000,
        precision in 0..=6_u8,
    ) {
        let ticks = ticks / 10_i64.pow(6 - u32::from(precision));
        let data_type = DataType::DateTime64 { precision, timezone: None };
        let expected = time::datetime(ticks, precision).replace('T', " ").replace('Z', "");
        prop_assert_eq!(text(&data_type, &ticks.to_le_bytes()), &*expected);
        let days = i32::try_from(ticks.div_euclid(86_400 * 10_i64.pow(u32::from(precision)))).unwrap();
        prop_assert_eq!(text(&DataType::Date32, &days.to_le_bytes()), expected.get(..10).unwrap());
    }

    #[test]
    fn any_ticks_of_any_type_have_a_text(ticks in any::<i64>(), precision in 0..=9_u8, zone in select(vec!["UTC", "Asia/Gaza"])) {
        let data_type = DataType::DateTime64 { precision, timezone: Some(zone.to_owned()) };
        let length = 19 + if precision == 0 { 0 } else { usize::from(precision) + 1 };
        prop_assert_eq!(text(&data_type, &ticks.to_le_bytes()).len(), length);
        let limited = ticks % (3_600_000 * 10_i64.pow(u32::from(precision)));
        prop_assert_eq!(text(&DataType::Time64(precision), &limited.to_le_bytes()), time::time(limited, precision));
    }

    #[test]
    fn an_instant_comes_back_from_its_wall_time(
        second in -62_135_500_000_i64..253_402_200_000,
        zone in select(vec!["UTC", "Fixed/UTC+05:30:00", "America/New_York", "Australia/Lord_Howe", "Asia/Gaza"]),
    ) {
        let data_type = DataType::DateTime64 { precision: 0, timezone: Some(zone.to_owned()) };
        let shown = |second: i64| text(&data_type, &second.to_le_bytes());
        let instant = instants(zone, &[seconds_of(&shown(second))]).unwrap()[0];
        // A time that comes twice is the first.
        let again = instant < second && second - instant <= 7200 && shown(instant) == shown(second);
        prop_assert!(instant == second || again, "{}: {second} and {instant}", shown(second));
    }
}

/// The second whose text in UTC this is.
fn seconds_of(text: &str) -> i64 {
    let number = |range: std::ops::Range<usize>| text.get(range).unwrap().parse::<i64>().unwrap();
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let guess = (year - 1970) * 31_556_952 / 86_400 + (month - 1) * 30 + day;
    let days = (guess - 10..guess + 10).find(|days| text.starts_with(&time::date(*days))).unwrap();
    days * 86_400 + number(11..13) * 3600 + number(14..16) * 60 + number(17..19)
}
