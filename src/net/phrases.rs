//! Words by which the title or the heading of a page says what it is.
//!
//! Looks for whole words, and never in a text: what a page says of others is not said of itself.

/// What a page that is not there says, in the words of its title or heading, without accents of writing: `’` is `'`.
const MISSING: [&str; 32] = [
    "not found",
    "page not found",
    "cannot be found",
    "can't be found",
    "could not be found",
    "couldn't be found",
    "couldn't find",
    "can't find",
    "could not find",
    "does not exist",
    "doesn't exist",
    "no longer exists",
    "no longer available",
    "nothing here",
    "nothing was found",
    "introuvable",
    "non trouvée",
    "n'existe pas",
    "n'existe plus",
    "n'a pas été trouvée",
    "nicht gefunden",
    "existiert nicht",
    "nicht verfügbar",
    "no encontrada",
    "no se encuentra",
    "no existe",
    "non trovata",
    "não encontrada",
    "niet gevonden",
    "nie znaleziono",
    "hittades inte",
    "не найдена",
];

/// What a page says that wants to know whether one is a program.
const CHALLENGES: [&str; 11] = [
    "just a moment",
    "attention required",
    "checking your browser",
    "verify you are human",
    "verifying you are human",
    "verify that you are human",
    "are you a robot",
    "robot check",
    "captcha",
    "security check",
    "pardon our interruption",
];

/// Words of pages that servers put before others, whatever was asked for: consent, old browsers, and riddles.
const BARRIERS: [&str; 16] = [
    "before you continue",
    "consent",
    "cookie",
    "cookies",
    "privacy",
    "javascript",
    "browser",
    "denied",
    "blocked",
    "forbidden",
    "moment",
    "human",
    "robot",
    "maintenance",
    "avant de continuer",
    "wartungsarbeiten",
];

/// The words by which a title or heading says that the page is not there, if it does: a phrase, or the number 404
/// where little else is said.
pub(super) fn missing(text: &str) -> Option<&'static str> {
    let text = plain(text);
    if let Some(phrase) = MISSING.iter().find(|phrase| has(&text, phrase)) {
        return Some(phrase);
    }
    let words = text.split(' ').filter(|word| !word.is_empty());
    let is_number = text.split(' ').any(|word| word == "404");
    (is_number && words.count() <= 6).then_some("404")
}

/// Whether a title or heading sets a riddle.
pub(super) fn is_challenge(text: &str) -> bool {
    let text = plain(text);
    CHALLENGES.iter().any(|phrase| has(&text, phrase))
}

/// Whether a title or heading is of a page that stands before all others, and says nothing about the one behind it.
pub(super) fn is_barrier(text: &str) -> bool {
    let text = plain(text);
    BARRIERS.iter().any(|phrase| has(&text, phrase))
}

/// Lower-case words with one space between them, and `'` for every apostrophe.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase().replace(['’', 'ʼ'], "'");
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn has(text: &str, phrase: &str) -> bool {
    format!(" {text} ").contains(&format!(" {phrase} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_not_there_is_understood_in_some_languages() {
        for text in [
            "404",
            "Error 404 | Example",
            "404 – File or directory",
            "Page Not Found",
            "This page doesn’t exist",
            "Page\n  introuvable",
            "Cette page n’existe pas",
            "Seite nicht gefunden",
            "Página no encontrada",
        ] {
            assert!(missing(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_page_about_something_else_is_left_alone() {
        for text in [
            "",
            "AWS Lambda",
            "How to return 404 from an origin of CloudFront and why",
            "Room 4040",
            "Notfound.org",
            "Existence",
        ] {
            assert_eq!(missing(text), None, "{text}");
        }
    }

    #[test]
    fn pages_that_stand_before_others_are_understood() {
        assert!(is_barrier("Before you continue to Example"));
        assert!(is_barrier("We use cookies."));
        assert!(!is_barrier("The shop"));
    }

    #[test]
    fn riddles_are_understood() {
        assert!(is_challenge("Just a moment..."));
        assert!(is_challenge("Attention Required! | Cloudflare"));
        assert!(!is_challenge("A moment of peace"));
    }
}
