//! Values that not every text or number is: lengths of time, patterns, numbers within bounds.
//!
//! Says what is wrong with a value; never what it is used for.

use std::time::Duration;

use regex::{Regex, RegexBuilder};
use serde_json::{Value as Json, json};

use super::decode::{Context, Decode, Definitions};
use super::rules;
use super::tree::Node;
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;

/// A length of time, written as a whole number and its unit: `500ms`, `10s`, `5m`, `12h`, `7d`. It has at least `LEAST`
/// milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Period<const LEAST: u64 = 0>(pub Duration);

/// A regular expression.
#[derive(Clone, Debug)]
pub struct Pattern(pub Regex);

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Within<const MIN: i64, const MAX: i64>(pub i64);

/// The units of a length of time, with their milliseconds.
const UNITS: [(&str, u64); 5] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// Longer than anything one waits for: ten years.
const LONGEST: u64 = 3650 * 86_400_000;

/// The size to which a compiled pattern may grow, in bytes.
const LARGEST_PATTERN: usize = 1 << 20;

impl<const LEAST: u64> Period<LEAST> {
    fn of(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit.trim_start())?;
        let milliseconds = number.parse::<u64>().ok()?.checked_mul(*factor)?;
        (LEAST..=LONGEST).contains(&milliseconds).then(|| Period(Duration::from_millis(milliseconds)))
    }
}

impl<const LEAST: u64> Decode for Period<LEAST> {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        let written = Spanned::<String>::decode(node, context)?;
        let period = Self::of(written.value.trim());
        if period.is_none() {
            let least = if LEAST > 0 { ", longer than nothing" } else { "" };
            let message = format!("`{}` is not a length of time{least}", written.value);
            let help = "write a number and its unit: `500ms`, `10s`, `5m`, `12h` or `7d`";
            context.found.push(Diagnostic::new(&rules::SHAPE, written.span, message).help(help));
        }
        period
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "type": "string", "pattern": "^[0-9]+ ?(ms|s|m|h|d)$" })
    }
}

impl Decode for Pattern {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        let written = Spanned::<String>::decode(node, context)?;
        match RegexBuilder::new(&written.value).size_limit(LARGEST_PATTERN).build() {
            Ok(pattern) => Some(Pattern(pattern)),
            Err(error) => {
                let why = error.to_string();
                let why = why.lines().last().unwrap_or("").trim_start_matches("error: ");
                let message = format!("`{}` is not a regular expression: {why}", written.value);
                let help = "write a backslash before signs that mean themselves; in TOML, take single quotes";
                context.found.push(Diagnostic::new(&rules::SHAPE, written.span, message).help(help));
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "type": "string", "format": "regex" })
    }
}

impl<const MIN: i64, const MAX: i64> Decode for Within<MIN, MAX> {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        let written = Spanned::<i64>::decode(node, context)?;
        if (MIN..=MAX).contains(&written.value) {
            return Some(Within(written.value));
        }
        let message = format!("{} is not within {MIN} and {MAX}", written.value);
        let help = format!("write a whole number from {MIN} to {MAX}");
        context.found.push(Diagnostic::new(&rules::SHAPE, written.span, message).help(help));
        None
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::check;

    #[test]
    fn a_length_of_time_has_a_unit() {
        let of = |text| Period::<0>::of(text).map(|Period(length)| length.as_millis());
        assert_eq!(of("500ms"), Some(500));
        assert_eq!(of("7d"), Some(7 * 86_400_000));
        assert_eq!(of("2 m"), Some(120_000));
        for wrong in ["", "10", "s", "-1s", "1.5s", "1w", "99999999999999999999s", "4000d"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_out_of_bounds_is_told_at_its_place() {
        let book = |line: &str| {
            format!("--- book.toml\n[book]\nlanguage = \"en\"\n[output.maquette.links]\n{line}\n")
        };
        for fine in [
            "timeout = \"10s\"",
            "exclude = ['^https://a\\.']",
            "retries = 0",
            "gap = '0ms'",
            "accept = [403, 999]",
        ] {
            check(&book(fine), &[]);
        }
        for (wrong, column) in [
            ("timeout = \"soon\"", 11),
            ("timeout = \"0s\"", 11),
            ("cache-age = 7", 13),
            ("exclude = [\"(\"]", 12),
            ("retries = -1", 11),
            ("per-host = 1000", 12),
            ("accept = [20]", 11),
            ("cache = \"../links.json\"", 9),
            ("cache = \"README.md\"", 9),
            ("cache = \".git/x.json\"", 9),
        ] {
            check(&book(wrong), &[&format!("book.toml:4:{column} syntax/shape")]);
        }
    }
}
