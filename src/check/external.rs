//! Addresses outside of the site, and what came of asking for them.
//!
//! Makes no request: it is told the judgements, and says at which place of the sources each matters.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::rules::DEAD;
use crate::model::{Model, OutsideLink};
use crate::outside::{Judgement, Verdict, credentials, without_credentials};
use crate::source::Span;

/// Rules that tell what could not be found out. As warnings they never fail a run, not where warnings are denied
/// either: a server that is slow today says nothing about the sources. A project that wants otherwise weighs them as
/// errors.
pub static LENIENT: &[&Rule] = &[&UNREACHABLE, &BLOCKED];

pub(super) static REDIRECTED: Rule = Rule {
    name: "link/redirected",
    default: Level::Warning,
    summary: "an address outside of the site has moved for good",
    explanation: "The server answers with a permanent redirect. Write the new address. Judged only by a check that \
                  makes requests.",
};

pub(super) static SOFT_404: Rule = Rule {
    name: "link/soft-404",
    default: Level::Error,
    summary: "an address outside of the site answers with a page that says it is not there",
    explanation: "The status says that all is well, but the server sends the same page for an address that cannot \
                  exist: readers land on \"not found\". Write the address that the page has now, or remove the link. If \
                  the server sends one page for everything on purpose, exclude the address under \
                  `[output.maquette.links]`. Judged only by a check that makes requests.",
};

pub(super) static UNREACHABLE: Rule = Rule {
    name: "link/unreachable",
    default: Level::Warning,
    summary: "an address outside of the site did not answer",
    explanation: "It timed out, refused the connection, failed or limited the rate, after all retries. That says \
                  nothing about the page, so as a warning it never fails a run, with `--deny warnings` either; weigh \
                  it as an error if it should. Judged only by a check that makes requests.",
};

pub(super) static BLOCKED: Rule = Rule {
    name: "link/blocked",
    default: Level::Warning,
    summary: "a server outside of the site refuses to answer programs",
    explanation: "It answers a browser, and turns a program away with 403 or 999. Whether the page is there cannot be \
                  told, so as a warning this never fails a run, with `--deny warnings` either; weigh it as an error \
                  if it should. Look at the page by hand, and exclude its address under `[output.maquette.links]` to \
                  be told no more. Judged only by a check that makes requests.",
};

pub(super) static LOGIN_WALL: Rule = Rule {
    name: "link/login-wall",
    default: Level::Off,
    summary: "an address outside of the site stands behind a sign-in",
    explanation: "It is alive as far as can be seen from outside. Judged only by a check that makes requests.",
};

pub(super) static CREDENTIALS: Rule = Rule {
    name: "link/credentials",
    default: Level::Error,
    summary: "an address holds a user name or a password",
    explanation: "Whoever reads the site, or its sources, reads them too. Take them out of the address, and change the \
                  password: it is no secret any more.",
};

/// Judges what can be told of `links` without asking: credentials, and whether an address of mail is one.
pub(super) fn check(links: &[OutsideLink], report: &mut Report) {
    for link in links {
        if credentials(&link.address).is_some() {
            let message = format!("`{}` is written with a user name or a password", shown(link));
            let help = "take it out of the address, and change the password";
            report.push(Diagnostic::new(&CREDENTIALS, link.span, message).help(help));
        }
        if let Some(mail) = link.address.strip_prefix("mailto:")
            && let Some(fault) = fault_of_mail(mail)
        {
            let help = "write `mailto:`, a name, `@` and a host";
            report.push(Diagnostic::new(&DEAD, link.span, fault).help(help));
        }
    }
}

/// What is wrong with what follows `mailto:`, if anything is.
fn fault_of_mail(written: &str) -> Option<String> {
    let (to, query) = written.split_once('?').unwrap_or((written, ""));
    if to.is_empty() {
        // Nobody yet: a reader fills it in, if the rest gives reason to.
        return query.is_empty().then(|| "`mailto:` without an address of mail".to_owned());
    }
    let is_host = |host: &str| {
        !host.is_empty()
            && host.split('.').all(|part| !part.is_empty() && !part.starts_with('-') && !part.ends_with('-'))
            && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '%'))
    };
    let is_mail = |mail: &str| {
        mail.rsplit_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !name.contains(['@', ' ', '<', '>', '(', ')']) && is_host(host)
        })
    };
    to.split(',').find(|mail| !is_mail(mail)).map(|mail| format!("`{mail}` is not an address of mail"))
}

/// The links that one diagnostic is about: of one place, with the same verdict.
type Group<'a> = Vec<(&'a OutsideLink, &'a Judgement)>;

/// Says at each place of `links` what came of asking for its address. What is alive, left alone on purpose or not
/// judged is not said.
pub(super) fn judged(
    links: &[OutsideLink],
    judgements: &BTreeMap<String, Judgement>,
    model: &Model,
    report: &mut Report,
) {
    let mut groups: BTreeMap<(Span, Verdict, &str), Group<'_>> = BTreeMap::new();
    for link in links {
        if let Some(judgement) = judgements.get(&link.address) {
            let key = (link.span, judgement.verdict, judgement.reason.as_str());
            groups.entry(key).or_default().push((link, judgement));
        }
    }
    for ((span, verdict, reason), group) in groups {
        let Some((rule, help)) = rule(verdict) else { continue };
        let message = format!("{} {reason}", subject(&group, model));
        let diagnostic = Diagnostic::new(rule, span, message).help(help);
        let diagnostic = match target(&group, model) {
            Some((from, to)) if verdict == Verdict::Redirected => {
                diagnostic.help(format!("write `{to}`")).edit(from, to)
            }
            _ => diagnostic,
        };
        let admin_of = group.first().and_then(|(link, _)| link.admin_of);
        report.push(match admin_of {
            Some(service) => diagnostic.subject(&model.services[service].id),
            None => diagnostic,
        });
    }
}

/// The rule that a verdict falls under, and the remedy.
fn rule(verdict: Verdict) -> Option<(&'static Rule, &'static str)> {
    match verdict {
        Verdict::Alive | Verdict::Excluded => None,
        Verdict::Redirected => Some((&REDIRECTED, "write the address it has moved to")),
        Verdict::Dead => Some((&DEAD, "correct the address, or take the link out")),
        Verdict::Soft404 => {
            Some((&SOFT_404, "write the address that the page has now, or take the link out"))
        }
        Verdict::LoginWall => Some((&LOGIN_WALL, "sign in and look at it by hand")),
        Verdict::Blocked => Some((&BLOCKED, "look at it by hand; `exclude` in `book.toml` leaves it alone")),
        Verdict::Unreachable => Some((&UNREACHABLE, "look at it by hand, or run the check again later")),
    }
}

/// The address, or the template with the regions it was filled with.
fn subject(group: &[(&OutsideLink, &Judgement)], model: &Model) -> String {
    let Some((first, _)) = group.first() else { return String::new() };
    let regions = group.iter().filter_map(|(link, _)| link.region.filter(|_| link.template.is_some()));
    let codes: Vec<&str> = regions.map(|region| model.regions[region].code.as_str()).collect();
    match codes.as_slice() {
        [] | [_] => format!("`{}`", shown(first)),
        codes => {
            let named = codes.iter().take(MAX_NAMED).map(|code| format!("`{code}`"));
            let mut named = named.collect::<Vec<_>>().join(", ");
            if codes.len() > MAX_NAMED {
                named.push_str(&format!(" and {} more", codes.len() - MAX_NAMED));
            }
            format!("`{}`, for {named},", without_credentials(first.written()))
        }
    }
}

/// The most regions that a message names.
const MAX_NAMED: usize = 3;

/// What to write in place of what: the one target of all, with `{region}` in it where the addresses were filled in.
fn target(group: &[(&OutsideLink, &Judgement)], model: &Model) -> Option<(String, String)> {
    let mut targets = group.iter().map(|(link, judgement)| {
        let target = judgement.target.clone().filter(|target| is_web(target))?;
        match (link.region, &link.template) {
            (Some(region), Some(_)) => {
                let code = &model.regions[region].code;
                target.contains(code.as_str()).then(|| target.replace(code.as_str(), "{region}"))
            }
            _ => Some(target),
        }
    });
    let first = targets.next()??;
    let is_same = targets.all(|target| target.as_ref() == Some(&first));
    let is_whole = group.first().is_some_and(|(link, _)| link.template.is_none()) || is_for_all(group, model);
    (is_same && is_whole).then(|| (group[0].0.written().to_owned(), first))
}

/// Whether `target` may be written into a source: a web address without a password.
fn is_web(target: &str) -> bool {
    let start = target.get(..8).unwrap_or("").to_ascii_lowercase();
    (start.starts_with("http://") || start.starts_with("https://")) && credentials(target).is_none()
}

/// Whether every region that the template may be filled with is in `group`: the others may not have moved.
fn is_for_all(group: &[(&OutsideLink, &Judgement)], model: &Model) -> bool {
    let Some((first, _)) = group.first() else { return false };
    let offered = |service| {
        let service: &crate::model::Service = &model.services[service];
        model.settings.regions.iter().filter(|region| service.is_offered_in(**region)).count()
    };
    first.admin_of.map(offered) == Some(group.len())
}

fn shown(link: &OutsideLink) -> String {
    without_credentials(&link.address).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    const PROJECT: &str = "--- book.toml\n[book]\nlanguage = \"en\"\n--- content/catalog/shop.yaml\nservices:\n  \
        box:\n    category: compute\n    presentation: none\n    console: https://{region}.c.example/old\n\
        --- content/en/a.md\n# A\n\n<https://a.example/x> [again](https://a.example/x)\n";

    fn judgement(verdict: Verdict, target: Option<&str>) -> Judgement {
        Judgement { verdict, reason: "answers so".into(), target: target.map(str::to_owned) }
    }

    fn said(judgements: &[(&str, Judgement)]) -> Vec<(String, Diagnostic)> {
        let sources = fixture::sources(PROJECT);
        let (model, _) = fixture::model(&sources);
        let judgements =
            judgements.iter().map(|(address, judgement)| ((*address).to_owned(), judgement.clone()));
        let mut report = Report::new();
        judged(&model.outside_links(), &judgements.collect(), &model, &mut report);
        let said = report.sorted(&sources).into_iter().map(|(_, found)| {
            (
                format!("{} {}", sources.position(found.span.file, found.span.start), found.rule.name),
                found.clone(),
            )
        });
        said.collect()
    }

    #[test]
    fn every_place_of_an_address_is_told() {
        let said = said(&[("https://a.example/x", judgement(Verdict::Dead, None))]);
        let places: Vec<&str> = said.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, ["3:2 link/dead", "3:31 link/dead"]);
        assert_eq!(said[0].1.message, "`https://a.example/x` answers so");
    }

    #[test]
    fn what_is_alive_or_left_alone_is_not_told() {
        let fine = [Verdict::Alive, Verdict::Excluded, Verdict::LoginWall];
        for verdict in fine {
            assert_eq!(said(&[("https://a.example/x", judgement(verdict, None))]).len(), 0, "{verdict}");
        }
    }

    #[test]
    fn a_template_is_told_once_for_all_its_regions() {
        let moved =
            |region: &str| judgement(Verdict::Redirected, Some(&format!("https://{region}.c.example/new")));
        let addresses = ["https://eu-west-1.c.example/old", "https://us-east-1.c.example/old"];
        let all = said(&[(addresses[0], moved("eu-west-1")), (addresses[1], moved("us-east-1"))]);
        assert_eq!(all.len(), 1);
        let edit = all[0].1.edit.as_ref().unwrap();
        assert_eq!(
            (edit.from.as_str(), edit.to.as_str()),
            ("https://{region}.c.example/old", "https://{region}.c.example/new")
        );
        assert!(
            all[0].1.message.contains("for `eu-west-1`, `us-east-1`, answers so"),
            "{}",
            all[0].1.message
        );
        let one = said(&[(addresses[0], moved("eu-west-1"))]);
        assert!(one[0].1.edit.is_none(), "the other region may not have moved");
    }

    #[test]
    fn addresses_of_mail_and_credentials_are_judged_at_home() {
        let page = |link: &str| {
            format!("--- book.toml\n[book]\nlanguage = \"en\"\n--- content/en/a.md\n# A\n\n<{link}>\n")
        };
        for fine in
            ["mailto:a@b.example", "mailto:a+b@c.d.example,e@f.example", "mailto:a@b.example?subject=x"]
        {
            fixture::check(&page(fine), &[]);
        }
        for bad in ["mailto:a", "mailto:a@", "mailto:a@b..example"] {
            fixture::check(&page(bad), &["content/en/a.md:3:9 link/dead"]);
        }
        fixture::check(&page("https://me:secret@a.example"), &["content/en/a.md:3:2 link/credentials"]);
    }
}
