//! Digits of days and times, as the server prints them: `2024-02-29 12:34:56.789`.

/// The seconds of a day.
const DAY: i64 = 86_400;

/// 0000-01-01 and 9999-12-31 in days since 1970: what lies outside has the text of the nearer one.
const DAYS: (i64, i64) = (-719_528, 2_932_896);

/// The first and the last second that have a text of their own, by the clock.
const SECONDS: (i64, i64) = (DAYS.0 * DAY, DAYS.1 * DAY + DAY - 1);

/// From 0000-03-01, with which leap years end, to 1970, and 400 years more so that nothing is negative.
const TO_MARCH: i64 = 719_468 + 146_097;

/// How many ticks a second of a precision has.
pub(super) fn ticks(precision: u8) -> i64 {
    10_i64.saturating_pow(u32::from(precision))
}

/// Appends `2024-02-29`, of days since 1970.
pub(super) fn put_date(days: i64, out: &mut Vec<u8>) {
    let [y3, y2, y1, y0, m1, m0, d1, d0] = digits_of_day(days.clamp(DAYS.0, DAYS.1));
    out.extend_from_slice(&[y3, y2, y1, y0, b'-', m1, m0, b'-', d1, d0]);
}

/// Appends `2024-02-29 12:34:56`, of the seconds since 1970 by the clock.
pub(super) fn put_seconds(seconds: i64, out: &mut Vec<u8>) {
    let seconds = seconds.clamp(SECONDS.0, SECONDS.1);
    let [y3, y2, y1, y0, o1, o0, d1, d0] = digits_of_day(seconds.div_euclid(DAY));
    let second = low(seconds.rem_euclid(DAY));
    let [[h1, h0], [m1, m0], [s1, s0]] = [second / 3600, second / 60 % 60, second % 60].map(pair);
    out.extend_from_slice(&[
        y3, y2, y1, y0, b'-', o1, o0, b'-', d1, d0, b' ', h1, h0, b':', m1, m0, b':', s1, s0,
    ]);
}

/// Appends `12:34:56`; the hours may have more digits.
pub(super) fn put_time(seconds: u32, out: &mut Vec<u8>) {
    let hours = seconds / 3600;
    if hours > 99 {
        out.push(b'0'.wrapping_add(low_byte(hours / 100)));
    }
    let [[h1, h0], [m1, m0], [s1, s0]] = [hours % 100, seconds / 60 % 60, seconds % 60].map(pair);
    out.extend_from_slice(&[h1, h0, b':', m1, m0, b':', s1, s0]);
}

/// Appends `.789`: `digits` of them, nothing when there are none.
pub(super) fn put_fraction(fraction: i64, digits: u8, out: &mut Vec<u8>) {
    const MOST: usize = 9;
    if digits == 0 {
        return;
    }
    let mut fraction = low(fraction);
    let mut text = [b'0'; MOST + 1];
    let text = text.get_mut(..=usize::from(digits)).unwrap_or_default();
    for place in text.iter_mut().rev() {
        *place = b'0'.wrapping_add(low_byte(fraction % 10));
        fraction /= 10;
    }
    if let Some(point) = text.first_mut() {
        *point = b'.';
    }
    out.extend_from_slice(text);
}

/// `YYYYMMDD`. Years are counted from March, so that the day that comes and goes is their last.
fn digits_of_day(days: i64) -> [u8; 8] {
    let days = low(days.wrapping_add(TO_MARCH));
    let (cycle, day) = (days / 146_097, days % 146_097);
    let leaps = (day / 1460).wrapping_sub(day / 36_524).wrapping_add(day / 146_096);
    let year = day.wrapping_sub(leaps) / 365;
    let before = year.wrapping_mul(365).wrapping_add(year / 4).wrapping_sub(year / 100);
    let day = day.wrapping_sub(before);
    // Months from March on have 31, 30, 31, 30, 31 days, and again.
    let month = day.wrapping_mul(5).wrapping_add(2) / 153;
    let day = day.wrapping_sub(month.wrapping_mul(153).wrapping_add(2) / 5).wrapping_add(1);
    let (month, next) =
        if month < 10 { (month.wrapping_add(3), 0) } else { (month.wrapping_sub(9), 1) };
    let year = cycle.wrapping_mul(400).wrapping_add(year).wrapping_add(next).wrapping_sub(400);
    let [[y3, y2], [y1, y0], [m1, m0], [d1, d0]] = [year / 100, year % 100, month, day].map(pair);
    [y3, y2, y1, y0, m1, m0, d1, d0]
}

/// Two digits of a number below 100.
fn pair(number: u32) -> [u8; 2] {
    [number / 10, number % 10].map(|digit| b'0'.wrapping_add(low_byte(digit)))
}

fn low_byte(number: u32) -> u8 {
    number.to_le_bytes()[0]
}

/// A number that is known to fit.
fn low(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
