//! `[output.maquette.check]` names rules that there are.

use crate::diagnostic::{Diagnostic, Report, Rule, nearest};
use crate::model::Model;
use crate::parse::rules::BOOK_UNKNOWN_KEY;

pub(super) fn check(model: &Model, known: &[&'static Rule], report: &mut Report) {
    for name in &model.settings.rules {
        if known.iter().any(|rule| rule.name == name.value) {
            continue;
        }
        let message = format!("there is no rule `{}`", name.value);
        let help = match nearest(&name.value, known.iter().map(|rule| rule.name)) {
            Some(near) => format!("write `{near}`"),
            None => "`maquette explain` lists the rules".to_owned(),
        };
        report.push(Diagnostic::new(&BOOK_UNKNOWN_KEY, name.span, message).help(help).subject(&name.value));
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    #[test]
    fn a_rule_that_is_not_there_is_reported() {
        let book = |name: &str| {
            format!(
                "--- book.toml\n[book]\nlanguage = \"en\"\n[output.maquette.check]\n\"{name}\" = \"off\"\n"
            )
        };
        check(&book("admin-page/mising"), &["book.toml:4:1 book/unknown-key"]);
        check(&book("admin-page/missing"), &[]);
    }
}
