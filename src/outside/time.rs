//! A moment in universal time, to the second, as it is written down.
//!
//! Knows nothing of what time it is: who needs now is told.

use std::fmt;
use std::time::Duration;

/// Seconds since 1970-01-01T00:00:00Z. Written as RFC 3339: `2026-03-01T12:00:00Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Time(pub u64);

/// The last second that has a year of four digits.
const LAST: u64 = 253_402_300_799;

impl Time {
    /// The moment that a text such as `2026-03-01T12:00:00Z` names; `None` for anything else, also for other offsets.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shape = b"dddd-dd-ddTdd:dd:ddZ";
        let fits = |(byte, want): (&u8, &u8)| match want {
            b'd' => byte.is_ascii_digit(),
            _ => byte == want,
        };
        if bytes.len() != shape.len() || !bytes.iter().zip(shape).all(fits) {
            return None;
        }
        let number = |at: usize, long: usize| text[at..at + long].parse::<u64>().ok();
        Self::of(
            number(0, 4)?,
            number(5, 2)?,
            number(8, 2)?,
            [number(11, 2)?, number(14, 2)?, number(17, 2)?],
        )
    }

    /// The moment of a date of the Gregorian calendar and a time of day (hours, minutes, seconds, of which 60 is a
    /// leap second); `None` where there is none, or it lies before 1970 or after 9999.
    pub fn of(year: u64, month: u64, day: u64, [hour, minute, second]: [u64; 3]) -> Option<Self> {
        let is_day = (1970..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day);
        if !is_day || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let days =
            days_before_year(year) + (1..month).map(|month| days_in(year, month)).sum::<u64>() + day - 1;
        Some(Self(days * 86_400 + hour * 3_600 + minute * 60 + second))
    }

    /// How long ago `earlier` was, seen from here; nothing if it lies ahead.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(self.0.saturating_sub(earlier.0))
    }
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the first of the year, which is 1970 or later.
fn days_before_year(year: u64) -> u64 {
    let leaps = |year: u64| year / 4 - year / 100 + year / 400;
    (year - 1970) * 365 + leaps(year - 1) - leaps(1969)
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.min(LAST);
        let mut days = seconds / 86_400;
        // A year has at least 365 days, so this is never too early, and at most a few years too late.
        let mut year = 1970 + days / 365;
        while days_before_year(year) > days {
            year -= 1;
        }
        days -= days_before_year(year);
        let mut month = 1;
        while days >= days_in(year, month) {
            days -= days_in(year, month);
            month += 1;
        }
        let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
        write!(f, "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", days + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_people_read_them() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (1_709_251_200, "2024-03-01T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (LAST, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(Time(seconds).to_string(), text);
            assert_eq!(Time::parse(text), Some(Time(seconds)), "{text}");
        }
    }

    #[test]
    fn each_day_of_eighty_years_comes_back() {
        for day in 0..29_220 {
            let time = Time(day * 86_400 + 3_661);
            assert_eq!(Time::parse(&time.to_string()), Some(time));
        }
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in [
            "",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00+01:00",
            "1969-12-31T23:59:59Z",
            "2026-01-01 00:00:00Z",
            "+026-01-01T00:00:00Z",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }

    #[test]
    fn far_away_moments_are_held_to_four_digits() {
        assert_eq!(Time(u64::MAX).to_string(), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn what_lies_ahead_is_not_ago() {
        assert_eq!(Time(10).since(Time(4)), Duration::from_secs(6));
        assert_eq!(Time(4).since(Time(10)), Duration::ZERO);
    }
}
