//! Time zones: how far a zone's clocks are ahead of UTC, by the tz database that the crate `jiff` brings along. No table
//! of the host is asked: an instant has the same text on every machine.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::error::{Error, Result};

/// From here on, 2100, all zones follow a yearly rule, and the calendar repeats itself.
const CYCLE_START: i64 = 4_102_444_800;
/// 400 years, a whole number of weeks.
const CYCLE: i64 = 146_097 * 86_400;
const CYCLE_END: i64 = CYCLE_START + CYCLE;

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);
static ZONES: LazyLock<Mutex<HashMap<String, Arc<Zone>>>> = LazyLock::new(Mutex::default);

/// More names than there are zones: each can be written in lower case too.
const MAX_ZONES: usize = 2000;

/// The offsets of a zone in seconds, and since when each holds.
#[derive(Debug)]
pub(crate) struct Zone {
    /// The first holds from the beginning, each other from the threshold of its place less one.
    offsets: Vec<i64>,
    /// The instants at which offsets change.
    instants: Vec<i64>,
    /// What the clocks showed, or would have shown, without the change.
    walls: Vec<i64>,
}

impl Zone {
    /// The zone of a name, of `Fixed/UTC+05:30:00`, or of nothing, which is UTC.
    pub(crate) fn find(name: Option<&str>) -> Result<Arc<Self>> {
        let name = name.unwrap_or("UTC");
        let mut zones = ZONES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(zone) = zones.get(name) {
            return Ok(Arc::clone(zone));
        }
        let zone = match fixed(name) {
            Some(offset) => Self { offsets: vec![offset], instants: Vec::new(), walls: Vec::new() },
            None => match DATABASE.get(name) {
                Ok(zone) => Self::new(&zone),
                Err(_) => {
                    return Err(Error::unsupported(format!("the time zone '{name}' is not known")));
                }
            },
        };
        if zones.len() >= MAX_ZONES {
            zones.clear();
        }
        let zone = Arc::new(zone);
        zones.insert(name.to_owned(), Arc::clone(&zone));
        Ok(zone)
    }

    fn new(zone: &TimeZone) -> Self {
        let mut offset = i64::from(zone.to_offset(Timestamp::MIN).seconds());
        let mut out = Self { offsets: vec![offset], instants: Vec::new(), walls: Vec::new() };
        for change in zone.following(Timestamp::MIN) {
            let instant = change.timestamp().as_second();
            if instant >= CYCLE_END {
                break;
            }
            let next = i64::from(change.offset().seconds());
            // Names and the share of daylight saving change without the clocks.
            if next != offset {
                out.instants.push(instant);
                out.walls.push(instant.saturating_add(offset));
                out.offsets.push(next);
                offset = next;
            }
        }
        out
    }

    /// The offsets by instant.
    pub(crate) fn at_instants(&self) -> Offsets<'_> {
        Offsets { thresholds: &self.instants, values: &self.offsets, holds: 0..0, offset: 0 }
    }

    /// The offsets by what the clocks show. A time that comes twice is the first; one that clocks jump over counts
    /// with the offset after the jump.
    pub(crate) fn at_walls(&self) -> Offsets<'_> {
        Offsets { thresholds: &self.walls, values: &self.offsets, holds: 0..0, offset: 0 }
    }
}

/// Looks offsets up; the last answer serves for as long as it holds, since values near each other come in runs.
#[derive(Debug)]
pub(crate) struct Offsets<'a> {
    thresholds: &'a [i64],
    values: &'a [i64],
    holds: Range<i64>,
    offset: i64,
}

impl Offsets<'_> {
    /// The offset at a second.
    pub(crate) fn at(&mut self, second: i64) -> i64 {
        if !self.holds.contains(&second) {
            self.find(second);
        }
        self.offset
    }

    #[inline(never)]
    fn find(&mut self, second: i64) {
        let mut folded = second;
        let mut limits = i64::MIN..CYCLE_END;
        if second >= CYCLE_END {
            folded = second.wrapping_sub(CYCLE_START).wrapping_rem(CYCLE).wrapping_add(CYCLE_START);
            limits.start = CYCLE_START;
        }
        let place = self.thresholds.partition_point(|threshold| *threshold <= folded);
        let before = place.checked_sub(1).and_then(|place| self.thresholds.get(place));
        let start = before.copied().unwrap_or(i64::MIN).max(limits.start);
        let end = self.thresholds.get(place).copied().unwrap_or(i64::MAX).min(limits.end);
        let moved = second.wrapping_sub(folded);
        self.holds = start.saturating_add(moved)..end.saturating_add(moved);
        self.offset = self.values.get(place).copied().unwrap_or_default();
    }
}

/// The offset in the server's name for zones that have nothing else: `Fixed/UTC+05:30:00`.
fn fixed(name: &str) -> Option<i64> {
    let (sign, clock) = name.strip_prefix("Fixed/UTC")?.split_at_checked(1)?;
    let [h1, h0, b':', m1, m0, b':', s1, s0] = clock.as_bytes() else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(10).map(i64::from);
    let pair = |high, low| Some(digit(high)?.wrapping_mul(10).wrapping_add(digit(low)?));
    let (hours, minutes, seconds) = (pair(h1, h0)?, pair(m1, m0)?, pair(s1, s0)?);
    let offset =
        hours.wrapping_mul(60).wrapping_add(minutes).wrapping_mul(60).wrapping_add(seconds);
    match sign {
        "+" => Some(offset),
        "-" => Some(offset.wrapping_neg()),
        _ => None,
    }
}

/// The instants at which the clocks of a zone show `walls`; both in seconds since 1970, as if the clocks were UTC.
///
/// Where clocks are put back a time comes twice and is the first, where they are put forward a time that they jump
/// over counts with the offset after the jump: as on the server.
pub fn instants(zone: &str, walls: &[i64]) -> Result<Vec<i64>> {
    let zone = Zone::find(Some(zone))?;
    let mut offsets = zone.at_walls();
    Ok(walls.iter().map(|wall| wall.saturating_sub(offsets.at(*wall))).collect())
}
