//! Days and ticks as ISO 8601 texts.

/// `1969-12-31`, of days since 1970-01-01.
pub(crate) fn date(days: i64) -> String {
    let mut year = 1970;
    let mut left = days;
    while left < 0 {
        year -= 1;
        left += length_of_year(year);
    }
    while left >= length_of_year(year) {
        left -= length_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while left >= length_of_month(year, month) {
        left -= length_of_month(year, month);
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", left + 1)
}

/// `1969-12-31T23:59:59.9Z`, of ticks of 10⁻ᵖ seconds since 1970.
pub(crate) fn datetime(ticks: i64, precision: u8) -> String {
    let scale = 10_i64.pow(u32::from(precision));
    let (seconds, fraction) = (ticks.div_euclid(scale), ticks.rem_euclid(scale));
    let (days, second) = (seconds.div_euclid(86400), seconds.rem_euclid(86400));
    let fraction = match precision {
        0 => String::new(),
        digits => format!(".{fraction:0digits$}", digits = usize::from(digits)),
    };
    format!(
        "{}T{:02}:{:02}:{:02}{fraction}Z",
        date(days),
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// `-101:59:59.9`, of ticks of 10⁻ᵖ seconds.
pub(crate) fn time(ticks: i64, precision: u8) -> String {
    let scale = 10_i64.pow(u32::from(precision));
    let (seconds, fraction) = ((ticks / scale).abs(), (ticks % scale).abs());
    let fraction = match precision {
        0 => String::new(),
        digits => format!(".{fraction:0digits$}", digits = usize::from(digits)),
    };
    let sign = if ticks < 0 { "-" } else { "" };
    format!("{sign}{:02}:{:02}:{:02}{fraction}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length_of_year(year: i64) -> i64 {
    if is_leap(year) { 366 } else { 365 }
}

fn length_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
