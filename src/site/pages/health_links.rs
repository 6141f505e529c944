//! What earlier runs of the check found of the links, as the page on the catalog's health tells it.
//!
//! Asks nobody: what is not in the cache is not known here.

use std::collections::BTreeMap;

use super::super::props::{GapEntryProps, GapProps};
use super::super::routes::Href;
use super::super::sheet::Sheet;
use super::health::{entry, gap};
use crate::model::{Model, OutsideLink, Value};
use crate::outside::cache::Record;
use crate::outside::{Time, Verdict, without_credentials};
use crate::source::Span;

/// The verdicts that are told link by link, the worst first, with the message that names each.
const TOLD: [(Verdict, &str); 6] = [
    (Verdict::Dead, "health-links-dead"),
    (Verdict::Soft404, "health-links-soft-404"),
    (Verdict::Redirected, "health-links-redirected"),
    (Verdict::Blocked, "health-links-blocked"),
    (Verdict::Unreachable, "health-links-unreachable"),
    (Verdict::LoginWall, "health-links-login-wall"),
];

/// The links that are told of, by the source's line: many addresses come of one template.
pub(super) struct Links<'m> {
    /// By verdict and what is written, the first record and the places.
    told: BTreeMap<(Verdict, &'m str), (&'m Record, Vec<Span>)>,
    judged: usize,
    alive: usize,
    last: Option<Time>,
    links: usize,
}

impl<'m> Links<'m> {
    /// What is known of the links of `model`.
    pub(super) fn new(model: &'m Model, outside: &'m [OutsideLink]) -> Self {
        let mut links =
            Links { told: BTreeMap::new(), judged: 0, alive: 0, last: None, links: outside.len() };
        let mut seen = std::collections::BTreeSet::new();
        for link in outside {
            let Some(record) = model.known_links.get(&without_credentials(&link.address)) else { continue };
            let verdict = record.judgement.verdict;
            if seen.insert(link.address.as_str()) {
                links.judged += 1;
                links.alive += usize::from(verdict.is_alive());
                links.last = links.last.max(Some(record.checked));
            }
            let told = links.told.entry((verdict, link.written())).or_insert_with(|| (record, Vec::new()));
            if !told.1.contains(&link.span) {
                told.1.push(link.span);
            }
        }
        links
    }

    /// The links of each verdict that there is, each at its first place.
    pub(super) fn gaps(&self, sheet: &Sheet<'_>) -> Vec<GapProps> {
        let gaps = TOLD.iter().filter_map(|(verdict, word)| {
            let of_verdict = self.told.iter().filter(|((known, _), _)| known == verdict);
            let entries: Vec<GapEntryProps> = of_verdict
                .map(|((_, written), (record, spans))| told(sheet, written, record, spans))
                .collect();
            (!entries.is_empty()).then(|| gap(sheet, word, "health-none", entries))
        });
        gaps.collect()
    }

    /// How many were asked after; nothing where there is no link.
    pub(super) fn judged(&self, sheet: &Sheet<'_>) -> String {
        match self.last {
            None if self.links == 0 => String::new(),
            None => sheet.message("health-links-unjudged", &[]),
            Some(last) => sheet.message(
                "health-links-judged",
                &[
                    ("count", Value::Number(self.judged as i64)),
                    ("alive", Value::Number(self.alive as i64)),
                    ("date", Value::Text(&in_words(sheet, last))),
                ],
            ),
        }
    }
}

fn told(sheet: &Sheet<'_>, written: &str, record: &Record, spans: &[Span]) -> GapEntryProps {
    let shown = without_credentials(written);
    let href = (!shown.contains('{')).then(|| Href::outside(&shown));
    let more = spans.len().saturating_sub(1);
    // What is filled in a template moves to one address for each region.
    let target = record.judgement.target.as_deref().filter(|_| href.is_some());
    let target = target.map(|target| format!("→ {}", without_credentials(target)));
    let times =
        (more > 0).then(|| sheet.message("health-links-times", &[("count", Value::Number(more as i64))]));
    let detail = target.into_iter().chain(times).collect::<Vec<_>>().join(" ");
    GapEntryProps {
        // That it has moved is said by where it has moved to.
        reason: if detail.starts_with('→') {
            String::new()
        } else {
            record.judgement.reason.replace('`', "")
        },
        detail,
        date: date(record.checked),
        day: in_words(sheet, record.checked),
        ..entry(sheet, &shown, href, spans.first().copied())
    }
}

/// The day as readers of the language write it.
fn in_words(sheet: &Sheet<'_>, time: Time) -> String {
    let date = date(time);
    let mut parts = date.split('-');
    let mut next = || parts.next().unwrap_or_default();
    let (year, month, day) = (next(), next(), next());
    let number = |text: &str| Value::Number(text.parse().unwrap_or_default());
    sheet.message("date", &[("day", number(day)), ("month", number(month)), ("year", Value::Text(year))])
}

fn date(time: Time) -> String {
    let mut text = time.to_string();
    text.truncate("2026-03-01".len());
    text
}
