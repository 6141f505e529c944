//! Which addresses are let through.

use url::Url;

use crate::diagnostic::Diagnostic;
use crate::model::rules;
use crate::parse::rules as parse_rules;
use crate::source::Spanned;

/// What an address starts with, as a browser reads it.
pub(super) enum Scheme {
    /// `service:`, `https:` … in lower case, without the colon.
    Named(String),
    /// A path, a query or an anchor.
    None,
}

/// The scheme of `address`. Browsers pass over control characters and leading white space, so `java\tscript:` is
/// read as `javascript:` here too.
pub(super) fn scheme(address: &str) -> Scheme {
    let cleaned: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    match cleaned.split_once(':') {
        Some((scheme, _))
            if scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) =>
        {
            Scheme::Named(scheme.to_ascii_lowercase())
        }
        _ => Scheme::None,
    }
}

/// A web address: http or https with a host. Anything else is reported.
pub(super) fn web(written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<String> {
    let text = written.value.trim();
    match scheme(text) {
        Scheme::Named(scheme) if scheme == "http" || scheme == "https" => {
            // The crate mends what browsers mend: `https:x` and `https:///x` would be the host `x`.
            let is_whole = text[scheme.len() + 1..]
                .strip_prefix("//")
                .is_some_and(|rest| !rest.starts_with(['/', '\\']));
            let parsed = Url::parse(text).ok().filter(|url| {
                is_whole && url.has_host() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
            });
            if parsed.is_none() {
                let message = format!("`{text}` is not a web address");
                let help = "write `https://`, the host and the path, without spaces";
                found.push(Diagnostic::new(&rules::DEAD, written.span, message).help(help));
            }
            parsed.map(|_| text.to_owned())
        }
        Scheme::Named(scheme) => {
            found.push(refused(written, &scheme));
            None
        }
        Scheme::None => {
            let message = format!("`{text}` is not a whole web address");
            let help = format!("start it with `https://`: `https://{}`", text.trim_start_matches('/'));
            found.push(Diagnostic::new(&rules::DEAD, written.span, message).help(help));
            None
        }
    }
}

/// A web address in which `{region}` stands for a region's code, if `may_vary`.
pub(super) fn template(
    written: &Spanned<String>,
    may_vary: bool,
    found: &mut Vec<Diagnostic>,
) -> Option<Spanned<String>> {
    let example = if may_vary { written.value.replace("{region}", "region") } else { written.value.clone() };
    if let Some(start) = example.find('{') {
        let placeholder: String = example[start..].chars().take_while(|c| *c != '}').chain(['}']).collect();
        let message = format!("`{placeholder}` is not replaced here");
        let help = if may_vary { "the one placeholder is `{region}`" } else { "write the address out" };
        found.push(Diagnostic::new(&parse_rules::SHAPE, written.span, message).help(help));
        return None;
    }
    web(&Spanned::new(example, written.span), found)?;
    Some(Spanned::new(written.value.trim().to_owned(), written.span))
}

/// The diagnostic for an address of a kind that is refused.
pub(super) fn refused(written: &Spanned<String>, scheme: &str) -> Diagnostic {
    let message = format!("`{scheme}:` addresses are refused");
    Diagnostic::new(&rules::UNSAFE, written.span, message)
        .help("use an https address, or a path within the project")
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    #[test]
    fn a_web_address_has_two_slashes_and_a_host() {
        let page = |address: &str| {
            format!(
                "--- book.toml\n[book]\nlanguage = \"en\"\n--- content/en/index.md\n# Home\n\n[x]({address})\n"
            )
        };
        for fine in ["https://a.example", "HTTP://a.example/b?c#d", "//a.example/b"] {
            check(&page(fine), &[]);
        }
        for bad in ["https:javascript", "https:///x", "http:/x", "https://?x", "https:"] {
            check(&page(bad), &["content/en/index.md:3:5 link/dead"]);
        }
    }
}
