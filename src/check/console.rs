//! Links into consoles are right, as far as that can be told without asking: about what stands behind a sign-in no
//! server tells.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::{Console, Model, OutsideLink, RegionId, ServiceId};
use crate::outside::console::{ConsoleAddress, Place};
use crate::outside::{sign_in, without_credentials};

pub(super) static UNKNOWN_REGION: Rule = Rule {
    name: "console/unknown-region",
    default: Level::Error,
    summary: "a link into a console names a region that the catalog does not have",
    explanation: "The host or `?region=` of the address names a region. Correct its code, or declare the region under \
                  `regions:` in a file of the catalog.",
};

pub(super) static NOT_OFFERED: Rule = Rule {
    name: "console/not-offered",
    default: Level::Warning,
    summary: "a link leads to the console of a service in a region in which it is not offered",
    explanation: "The catalog lists the regions of the service under `regions:`, and this one is not among them: readers \
                  land on an empty page or in another region. Link to a region of the list, or add the region to it.",
};

pub(super) static OTHER_REGION: Rule = Rule {
    name: "console/other-region",
    default: Level::Error,
    summary: "a link into a console names two regions",
    explanation: "The host, `?region=`, and the region that the catalog lists the address for must be the same: which of \
                  them wins is up to the console, and changes. Write one region, in both places.",
};

pub(super) static GLOBAL: Rule = Rule {
    name: "console/region-on-global",
    default: Level::Warning,
    summary: "a link to the console of a global service names a region",
    explanation: "The catalog says that the service has one console for all regions. A region in its address is at best \
                  passed over. Leave it out; in the catalog, put `{region}` in its place if each region has a console of \
                  its own.",
};

pub(super) static SIGN_IN: Rule = Rule {
    name: "console/sign-in",
    default: Level::Error,
    summary: "a link leads to a sign-in instead of the page that was meant",
    explanation: "The address was copied while the browser asked who you are. It holds codes that are used up, and \
                  fails for everybody else. The page that was meant stands inside of it: `maquette links --fix` writes \
                  that page in its place.",
};

pub(super) static LEGACY_HOST: Rule = Rule {
    name: "console/legacy-host",
    default: Level::Warning,
    summary: "a link into a console names a host without a region",
    explanation: "Hosts of single services, as `s3.console.aws.amazon.com`, are of old. On `console.aws.amazon.com` alone \
                  a service of regions shows whatever region the reader used last. Write the host of the region: \
                  `https://eu-west-1.console.aws.amazon.com/…`.",
};

pub(super) static FRAGMENT: Rule = Rule {
    name: "console/fragment",
    default: Level::Off,
    summary: "a link into a console has a fragment, which nobody can judge",
    explanation: "What follows `#` never reaches a server: the console's own script reads it after the sign-in. That the \
                  address answers says nothing about it. Open the link by hand now and then.",
};

/// Judges `links` by the catalog, each place once: a template of the catalog stands for all its regions.
pub(super) fn check(links: &[OutsideLink], model: &Model, report: &mut Report) {
    let catalog = Catalog::new(model);
    let mut templates = BTreeSet::new();
    for link in links {
        if link.template.is_some() && !templates.insert(link.span) {
            continue;
        }
        if is_pasted(&link.address) {
            report.push(pasted(link));
        } else if let Some(address) = ConsoleAddress::of(&link.address) {
            report.extend(Judge { link, address, model, catalog: &catalog }.run());
        }
    }
}

/// Links to switch roles and the like are sign-ins on purpose.
fn is_pasted(address: &str) -> bool {
    sign_in::target(address).is_some() || (sign_in::is_sign_in(address) && address.contains("/oauth?"))
}

fn pasted(link: &OutsideLink) -> Diagnostic {
    let message = "this address is one of a sign-in, copied with its codes";
    let diagnostic = Diagnostic::new(&SIGN_IN, link.span, message);
    match sign_in::target(&link.address).filter(|_| link.template.is_none()) {
        Some(page) => diagnostic
            .help(format!("write `{}`, the page it was to lead to", without_credentials(&page)))
            .edit(&link.address, page),
        None => diagnostic.help("sign in, and copy the address of the page itself"),
    }
}

/// Which services the first part of a console's path may be.
struct Catalog {
    by_path: BTreeMap<String, BTreeSet<ServiceId>>,
}

impl Catalog {
    fn new(model: &Model) -> Self {
        let mut by_path: BTreeMap<String, BTreeSet<ServiceId>> = BTreeMap::new();
        for (id, service) in model.services.iter() {
            let written = match &service.console {
                Console::Global(address) => vec![address],
                Console::Regional { default, own } => default.iter().chain(own.values().flatten()).collect(),
                Console::Missing | Console::Absent(_) => Vec::new(),
            };
            let addresses = written.into_iter().map(|address| address.value.replace("{region}", "eu-west-1"));
            for address in addresses.filter_map(|address| ConsoleAddress::of(&address)) {
                by_path.entry(address.service).or_default().insert(id);
            }
        }
        by_path.remove("");
        Catalog { by_path }
    }
}

/// Where the consoles of a region are.
fn domain_of(region: &str) -> &'static str {
    match region {
        code if code.starts_with("us-gov-") => "console.amazonaws-us-gov.com",
        code if code.starts_with("cn-") => "console.amazonaws.cn",
        _ => "console.aws.amazon.com",
    }
}

struct Judge<'a> {
    link: &'a OutsideLink,
    address: ConsoleAddress,
    model: &'a Model,
    catalog: &'a Catalog,
}

impl Judge<'_> {
    fn run(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let codes: BTreeSet<&str> = self.address.regions().collect();
        let unknown: Vec<&str> = codes.iter().copied().filter(|code| self.region(code).is_none()).collect();
        if !self.model.regions.is_empty() {
            for code in &unknown {
                let message = format!("this link names `{code}`, which is no region of the catalog");
                let known = self.model.regions.iter().map(|(_, region)| region.code.as_str());
                found.push(self.diagnostic(&UNKNOWN_REGION, message).suggest(code, known));
            }
        }
        if unknown.is_empty() {
            found.extend(self.regions(&codes));
        }
        if unknown.is_empty() {
            found.extend(self.host());
        }
        if let Some(fragment) = &self.address.fragment {
            let message = format!("`#{fragment}` cannot be judged: it never reaches a server");
            found.push(self.diagnostic(&FRAGMENT, message).help("open the link by hand now and then"));
        }
        found
    }

    /// What the regions say together, and with the catalog.
    fn regions(&self, codes: &BTreeSet<&str>) -> Option<Diagnostic> {
        let listed = self.link.region.map(|region| self.model.regions[region].code.as_str());
        if self.is_global() {
            let code = codes.first()?;
            let message =
                format!("this link names the region `{code}`, and the console is one for all regions");
            return Some(self.diagnostic(&GLOBAL, message).help(self.without_region()));
        }
        match (codes.first(), codes.last(), listed) {
            (Some(one), Some(other), _) if one != other => {
                let message = format!("this link names the regions `{one}` and `{other}`");
                let help = "write the same region in the host and in `?region=`";
                Some(self.diagnostic(&OTHER_REGION, message).help(help))
            }
            (Some(one), _, Some(listed)) if *one != listed => {
                let message = format!("this link names the region `{one}`, and stands for `{listed}`");
                Some(
                    self.diagnostic(&OTHER_REGION, message)
                        .help(format!("write `{listed}`, or `{{region}}`")),
                )
            }
            (Some(code), ..) if domain_of(code) != self.address.domain => {
                let message = format!("`{code}` has no console at `{}`", self.address.domain);
                let help = format!("write `{code}.{}`", domain_of(code));
                Some(self.diagnostic(&OTHER_REGION, message).help(help))
            }
            (Some(code), ..) => self.offered(code),
            (None, ..) => None,
        }
    }

    fn offered(&self, code: &str) -> Option<Diagnostic> {
        let region = self.region(code)?;
        let services = self.services();
        let is_offered = |id: &ServiceId| self.model.services[*id].is_offered_in(region);
        let named = *services.first()?;
        (!services.iter().any(is_offered)).then(|| {
            let id = &self.model.services[named].id;
            let message = format!("`{id}` is not offered in `{code}`");
            self.diagnostic(&NOT_OFFERED, message)
                .help("link to a region in which it is, or correct `regions:` of the service")
                .note("the service is declared here", self.model.services[named].span)
                .subject(id)
        })
    }

    fn host(&self) -> Option<Diagnostic> {
        let domain = self.address.domain;
        let host = match &self.address.place {
            Place::Region(_) => return None,
            Place::Service(name) => format!("{name}.{domain}"),
            Place::Domain if self.is_regional() => domain.to_owned(),
            Place::Domain => return None,
        };
        let region = match (self.link.admin_of, &self.address.region, self.model.settings.region) {
            (Some(_), ..) => "{region}",
            (None, Some(named), _) => named,
            (None, None, Some(region)) => &self.model.regions[region].code,
            (None, None, None) => "{region}",
        };
        let message = format!("`{host}` is not the host of a region");
        Some(self.diagnostic(&LEGACY_HOST, message).help(format!("write `{region}.{domain}`")))
    }

    /// The remedy for a region that is one too many: the same page without it.
    fn without_region(&self) -> String {
        if self.link.admin_of.is_some() {
            return "leave the region out, or put `{region}` in its place".to_owned();
        }
        match self.address.without_region(&self.link.address) {
            Some(address) => format!("write `{address}`"),
            None => "leave the region out".to_owned(),
        }
    }

    /// The services that the address may be of.
    fn services(&self) -> Vec<ServiceId> {
        match self.link.admin_of {
            Some(id) => vec![id],
            None => self.catalog.by_path.get(&self.address.service).into_iter().flatten().copied().collect(),
        }
    }

    fn is_global(&self) -> bool {
        self.all(|console| matches!(console, Console::Global(_)))
    }

    fn is_regional(&self) -> bool {
        self.all(|console| matches!(console, Console::Regional { .. }))
    }

    fn all(&self, is_such: impl Fn(&Console) -> bool) -> bool {
        let services = self.services();
        !services.is_empty() && services.iter().all(|id| is_such(&self.model.services[*id].console))
    }

    fn region(&self, code: &str) -> Option<RegionId> {
        self.model.regions.iter().find(|(_, region)| region.code == code).map(|(id, _)| id)
    }

    fn diagnostic(&self, rule: &'static Rule, message: String) -> Diagnostic {
        let diagnostic = Diagnostic::new(rule, self.link.span, message);
        match self.link.admin_of {
            Some(service) => diagnostic.subject(&self.model.services[service].id),
            None => diagnostic,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    const CATALOG: &str = "--- content/catalog/aws.yaml\nservices:\n  lambda:\n    name: Lambda\n    category: compute\n    \
        presentation: none\n    console: https://{region}.console.aws.amazon.com/lambda/home?region={region}\n    \
        regions: [eu-west-1]\n  iam:\n    name: IAM\n    category: compute\n    presentation: none\n    \
        console: { global: https://console.aws.amazon.com/iam/home }\n";

    fn project(link: &str) -> String {
        let book = "--- book.toml\n[book]\nlanguage = \"en\"\n[output.maquette]\nregion = \"eu-west-1\"\n";
        format!("{book}{CATALOG}--- content/en/a.md\n# A\n\n<{link}>\n")
    }

    #[test]
    fn links_into_consoles_are_judged_by_the_catalog() {
        for (link, rules) in [
            ("https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1", &[][..]),
            ("https://eu-west-1.console.aws.amazon.com/lambda/home", &[]),
            ("https://console.aws.amazon.com/iam/home", &[]),
            ("https://us-east-1.console.aws.amazon.com/lambda/home", &["not-offered"]),
            ("https://eu-west-1.console.aws.amazon.com/lambda/home?region=us-east-1", &["other-region"]),
            ("https://eu-west-9.console.aws.amazon.com/lambda/home", &["unknown-region"]),
            ("https://lambda.console.aws.amazon.com/lambda/home?region=eu-west-9", &["unknown-region"]),
            ("https://eu-west-1.console.amazonaws-us-gov.com/lambda/home", &["other-region"]),
            ("https://eu-west-1.console.aws.amazon.com/lambda/home?region=", &[]),
            ("https://console.aws.amazon.com/iam/home?region=eu-west-1", &["region-on-global"]),
            ("https://us-east-1.console.aws.amazon.com/iam/home", &["region-on-global"]),
            ("https://lambda.console.aws.amazon.com/lambda/home?region=eu-west-1", &["legacy-host"]),
            ("https://console.aws.amazon.com/lambda/home", &["legacy-host"]),
            ("https://console.aws.amazon.com/unheard/of", &[]),
            (
                "https://signin.aws.amazon.com/oauth?redirect_uri=https%3A%2F%2Fconsole.aws.amazon.com%2Fiam%2Fhome",
                &["sign-in"],
            ),
            ("https://signin.aws.amazon.com/switchrole?account=1&roleName=x", &[]),
            ("https://signin.aws.amazon.com/oauth?client_id=x", &["sign-in"]),
        ] {
            let expected: Vec<String> =
                rules.iter().map(|rule| format!("content/en/a.md:3:2 console/{rule}")).collect();
            let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
            check(&project(link), &expected);
        }
    }

    #[test]
    fn a_fragment_is_told_of_where_that_is_asked_for() {
        let link = "https://eu-west-1.console.aws.amazon.com/lambda/home#/functions";
        let asked = "[output.maquette.check]\n\"console/fragment\" = \"warning\"\n--- content/catalog";
        let project = project(link).replacen("--- content/catalog", asked, 1);
        check(&project, &["content/en/a.md:3:2 console/fragment"]);
    }

    #[test]
    fn the_catalogs_own_addresses_are_judged_once() {
        let project = |console: &str| {
            format!(
                "--- content/catalog/aws.yaml\nservices:\n  a:\n    name: A\n    category: compute\n    presentation: none\n    \
                 console: {console}\n"
            )
        };
        for (console, expected) in [
            ("https://{region}.console.aws.amazon.com/a?region={region}", &[][..]),
            ("https://us-east-1.console.aws.amazon.com/a?region={region}", &["6:14 console/other-region"]),
            ("https://eu-west-1.console.aws.amazon.com/a", &["6:14 console/region-on-global"]),
            ("https://a.console.aws.amazon.com/a?region={region}", &["6:14 console/legacy-host"]),
            (
                "{ eu-west-1: https://us-east-1.console.aws.amazon.com/a, us-east-1: none }",
                &["6:27 console/other-region"],
            ),
        ] {
            let expected: Vec<String> =
                expected.iter().map(|place| format!("content/catalog/aws.yaml:{place}")).collect();
            let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
            check(&project(console), &expected);
        }
    }
}
