//! What answers mean: right, or silent. In doubt an address is alive, with a reason that says what could not be seen.
//!
//! Pure: asks nobody, and knows no order of requests.

use super::address::{self, Fragment, Wanted};
use super::answer::{Answer, Failure};
use super::page::{End, Page};
use super::policy::Refusal;
use crate::outside::{Judgement, Verdict, host};
use url::Url;

/// A verdict and its reason, which continues "`address` …".
pub(super) type Found = (Verdict, String);

/// What the end of a chain of requests says of an address that was `asked` for; `end` is where the chain ended. Alive
/// stands for all that is there: fragments and texts are judged on their own.
pub(super) fn end(answer: &Answer, asked: &Url, end: &Url, accept: &[u16]) -> Found {
    let status = answer.status;
    let answers = || format!("answers {status}");
    if accept.contains(&status) {
        return (Verdict::Alive, answers());
    }
    let host = end.host_str().unwrap_or_default();
    let is_challenge = answer.is_challenge || answer.page.as_ref().is_some_and(is_riddle);
    match status {
        401 => (Verdict::LoginWall, answers()),
        403 if host::is_console(host) => (Verdict::LoginWall, answers()),
        404 | 410 => (Verdict::Dead, answers()),
        403 | 451 | 999 => (Verdict::Blocked, answers()),
        _ if is_challenge => (Verdict::Blocked, "wants to know whether one is a program".to_owned()),
        200..=299 if is_sign_in(answer, asked, end) => (Verdict::LoginWall, "asks to sign in".to_owned()),
        200..=299 => (Verdict::Alive, answers()),
        300 => (Verdict::Unreachable, "answers 300 and leaves the choice of an address".to_owned()),
        304 => (Verdict::Unreachable, "answers 304, as if there were a copy here".to_owned()),
        301 | 302 | 303 | 307 | 308 => {
            (Verdict::Unreachable, format!("answers {status} without a new address"))
        }
        _ => (Verdict::Unreachable, answers()),
    }
}

/// Words of a page above which a riddle or a form is not what it is about.
const FEW: usize = 120;

fn is_riddle(page: &Page) -> bool {
    page.says_challenge && page.words <= FEW
}

/// Whether a chain that began at another page ends where one signs in, or a page shows little but a form to do so.
fn is_sign_in(answer: &Answer, asked: &Url, end: &Url) -> bool {
    if host::is_sign_in(end.host_str().unwrap_or_default()) {
        return true;
    }
    if address::is_sign_in(asked) {
        return false;
    }
    let has_form = answer.page.as_ref().is_some_and(|page| page.has_password);
    let is_short = answer.page.as_ref().is_some_and(|page| page.words <= FEW);
    (has_form && is_short) || (address::is_sign_in(end) && (has_form || end.query().is_some()))
}

/// Whether asking again may help.
pub(super) fn may_pass(answer: &Answer, found: &Found) -> bool {
    found.0 == Verdict::Unreachable && matches!(answer.status, 408 | 425 | 429 | 500..=599)
}

/// The reason of what has a name that does not exist.
pub(super) const NO_SUCH_HOST: &str = "has a host that does not exist";

/// What it means that there was no answer. `is_first` says that the author wrote this address, rather than that a
/// server redirected to it.
pub(super) fn failure(failure: &Failure, is_first: bool) -> Found {
    match failure {
        Failure::NoSuchName => (Verdict::Dead, NO_SUCH_HOST.to_owned()),
        Failure::Certificate(fault) => (Verdict::Dead, format!("has a certificate that {fault}")),
        Failure::Silence(why) | Failure::Broken(why) => (Verdict::Unreachable, why.clone()),
        Failure::Refused(refusal) if !is_first => {
            let what = match refusal {
                Refusal::Private => "private",
                Refusal::Metadata => "metadata",
            };
            (Verdict::Unreachable, format!("redirects to a {what} address"))
        }
        Failure::Refused(Refusal::Private) => {
            (Verdict::Excluded, "is a private address, which is not asked (`--allow-private`)".to_owned())
        }
        Failure::Refused(Refusal::Metadata) => {
            (Verdict::Excluded, "serves the metadata of a cloud, which is never asked".to_owned())
        }
    }
}

/// What a page that is there says of a fragment; `None` where the fragment is there, or nothing was asked.
pub(super) fn fragment(answer: &Answer, wanted: &Wanted) -> Option<Found> {
    let fragment = match wanted {
        Wanted::Nothing => return None,
        Wanted::Script => return Some(unseen(answer, "only a script can judge its fragment")),
        Wanted::Element(fragment) => fragment,
    };
    let Some(page) = answer.page.as_ref().filter(|_| answer.is_html) else {
        return Some(unseen(answer, "its fragment cannot be judged, as it is no HTML that can be read"));
    };
    if spellings(fragment).iter().any(|spelling| page.found.contains(spelling)) {
        return None;
    }
    let name = &fragment.decoded;
    Some(match page.end {
        End::Broken => (Verdict::Unreachable, format!("breaks off before a fragment `{name}`")),
        End::Cut => unseen(answer, "it is too long to look for its fragment"),
        End::Whole if page.is_shell || page.words == 0 => {
            unseen(answer, "only a script can judge its fragment")
        }
        End::Whole if page.has_odd_letters && !name.is_ascii() => {
            unseen(answer, "its fragment cannot be judged, as its encoding is not UTF-8")
        }
        End::Whole => (Verdict::Dead, format!("has no fragment `{name}`")),
    })
}

/// The ids that answer to a fragment: GitHub puts a prefix before those that authors write, and a script before the
/// reader's eyes takes it away.
pub(super) fn spellings(fragment: &Fragment) -> [String; 4] {
    let prefixed = |name: &str| format!("user-content-{name}");
    let Fragment { written, decoded } = fragment;
    [written.clone(), decoded.clone(), prefixed(written), prefixed(decoded)]
}

fn unseen(answer: &Answer, why: &str) -> Found {
    (Verdict::Alive, format!("answers {}; {why}", answer.status))
}

/// Words a page must have to be more than a frame.
const REAL_TEXT: usize = 20;

/// Whether it is worth asking for a page that cannot exist, to compare with this one. What a server shows to all who
/// come for the first time is the same for all pages, and so is what another server shows to whom it was sent.
pub(super) fn is_suspect(answer: &Answer, asked: &Url, end: &Url) -> bool {
    let Some(page) = answer.page.as_ref().filter(|page| page.end == End::Whole) else { return false };
    let is_own = asked.host() == end.host() && !page.is_barrier && !page.has_password;
    let has_text = is_own && page.words >= REAL_TEXT && !page.is_shell;
    answer.status == 200 && !address::is_front(end) && (page.says_missing.is_some() || has_text)
}

/// Whether a suspect is what its server says of pages that do not exist; `nowhere` is the answer to one of those,
/// `None` if the server tells the truth about them.
pub(super) fn is_missing(page: &Page, nowhere: Option<&Page>) -> bool {
    nowhere.is_some_and(|nowhere| {
        let is_same = page.digests.contains(&nowhere.digests[0]);
        let says_same = page.says_missing.is_some() && page.says_missing == nowhere.says_missing;
        is_same || says_same
    })
}

/// What a server says of a page that does not exist, if that is a page: the answer to such a request, at its end.
pub(super) fn nowhere(answer: &Answer) -> Option<Page> {
    answer.page.clone().filter(|page| answer.status == 200 && page.end == End::Whole)
}

/// A judgement without a target.
pub(super) fn judgement((verdict, reason): Found) -> Judgement {
    Judgement { verdict, reason, target: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn html(page: Page) -> Answer {
        Answer { status: 200, is_html: true, page: Some(page), ..Answer::default() }
    }

    fn long() -> Page {
        Page { words: 200, digests: [1, 2], ..Page::default() }
    }

    #[test]
    fn statuses_mean_what_they_say() {
        let there = url("https://example.org/a");
        for (status, verdict) in [
            (200, Verdict::Alive),
            (204, Verdict::Alive),
            (401, Verdict::LoginWall),
            (403, Verdict::Blocked),
            (404, Verdict::Dead),
            (410, Verdict::Dead),
            (451, Verdict::Blocked),
            (999, Verdict::Blocked),
            (304, Verdict::Unreachable),
            (400, Verdict::Unreachable),
            (429, Verdict::Unreachable),
            (500, Verdict::Unreachable),
        ] {
            let answer = Answer { status, ..Answer::default() };
            assert_eq!(end(&answer, &there, &there, &[]).0, verdict, "{status}");
            assert_eq!(end(&answer, &there, &there, &[status]).0, Verdict::Alive, "{status}");
        }
    }

    #[test]
    fn consoles_and_sign_ins_are_walls() {
        let forbidden = Answer { status: 403, ..Answer::default() };
        let console = url("https://eu-west-1.console.aws.amazon.com/s3/home");
        assert_eq!(end(&forbidden, &console, &console, &[]).0, Verdict::LoginWall);
        let sign_in = url("https://eu-west-1.signin.aws.amazon.com/oauth");
        assert_eq!(end(&html(long()), &console, &sign_in, &[]).0, Verdict::LoginWall);
        let (page, login) = (url("https://example.org/page"), url("https://example.org/login?next=/page"));
        assert_eq!(end(&html(long()), &page, &login, &[]).0, Verdict::LoginWall);
        assert_eq!(end(&html(long()), &login, &login, &[]).0, Verdict::Alive, "asked for by its name");
    }

    #[test]
    fn a_form_for_a_password_is_a_wall_where_little_else_is() {
        let page = url("https://example.org/page");
        let form = Page { has_password: true, words: 12, ..Page::default() };
        assert_eq!(end(&html(form), &page, &page, &[]).0, Verdict::LoginWall);
        let shop = Page { has_password: true, ..long() };
        assert_eq!(end(&html(shop), &page, &page, &[]).0, Verdict::Alive);
    }

    #[test]
    fn riddles_block_whatever_the_status() {
        let page = url("https://example.org/page");
        let riddle = Page { says_challenge: true, words: 12, ..Page::default() };
        for status in [200, 403, 429, 503] {
            let answer = Answer { status, ..html(riddle.clone()) };
            assert_eq!(end(&answer, &page, &page, &[]).0, Verdict::Blocked, "{status}");
            let answer = Answer { status, is_challenge: true, ..Answer::default() };
            assert_eq!(end(&answer, &page, &page, &[]).0, Verdict::Blocked, "{status}");
        }
        let article = Page { says_challenge: true, ..long() };
        assert_eq!(end(&html(article), &page, &page, &[]).0, Verdict::Alive);
    }

    #[test]
    fn a_fragment_is_there_absent_or_cannot_be_judged() {
        let wanted = Wanted::Element(Fragment { written: "%C3%A9".to_owned(), decoded: "é".to_owned() });
        let verdict = |page: Page| fragment(&html(page), &wanted).map(|found| found.0);
        let found = |name: &str| [name.to_owned()].into();
        assert_eq!(verdict(Page { found: found("é"), ..long() }), None);
        assert_eq!(verdict(Page { found: found("%C3%A9"), ..long() }), None);
        assert_eq!(verdict(Page { found: found("user-content-é"), ..long() }), None);
        assert_eq!(verdict(long()), Some(Verdict::Dead));
        assert_eq!(verdict(Page { end: End::Cut, ..long() }), Some(Verdict::Alive));
        assert_eq!(verdict(Page { end: End::Broken, ..long() }), Some(Verdict::Unreachable));
        assert_eq!(verdict(Page { is_shell: true, ..long() }), Some(Verdict::Alive));
        assert_eq!(verdict(Page { words: 0, ..long() }), Some(Verdict::Alive));
        assert_eq!(verdict(Page { has_odd_letters: true, ..long() }), Some(Verdict::Alive));
        let picture = Answer { status: 200, ..Answer::default() };
        assert_eq!(fragment(&picture, &wanted).map(|found| found.0), Some(Verdict::Alive));
        assert_eq!(fragment(&picture, &Wanted::Nothing), None);
    }

    #[test]
    fn only_pages_with_something_to_compare_are_suspect() {
        let (page, front) = (url("https://example.org/page"), url("https://example.org/"));
        assert!(is_suspect(&html(long()), &page, &page));
        assert!(!is_suspect(&html(long()), &front, &front));
        assert!(!is_suspect(&html(Page { is_shell: true, ..long() }), &page, &page));
        assert!(!is_suspect(&html(Page { words: 3, ..long() }), &page, &page));
        assert!(is_suspect(&html(Page { words: 3, says_missing: Some("404"), ..long() }), &page, &page));
        assert!(!is_suspect(&html(Page { end: End::Cut, ..long() }), &page, &page));
        assert!(!is_suspect(&html(Page { is_barrier: true, ..long() }), &page, &page));
        assert!(!is_suspect(&html(long()), &url("https://example.net/page"), &page));
    }

    #[test]
    fn a_page_is_missing_if_it_is_what_every_missing_page_is() {
        let other = Page { digests: [9, 9], ..long() };
        assert!(is_missing(&long(), Some(&Page { digests: [2, 2], ..long() })));
        assert!(!is_missing(&long(), Some(&other)));
        assert!(!is_missing(&long(), None));
        let says = |page: Page| Page { says_missing: Some("not found"), ..page };
        assert!(is_missing(&says(long()), Some(&says(other.clone()))));
        assert!(!is_missing(&says(long()), Some(&other)));
        assert!(!is_missing(&long(), Some(&says(other))));
    }

    #[test]
    fn private_addresses_are_left_alone_or_lead_nowhere() {
        let private = Failure::Refused(Refusal::Private);
        assert_eq!(failure(&private, true).0, Verdict::Excluded);
        assert_eq!(
            failure(&private, false),
            (Verdict::Unreachable, "redirects to a private address".to_owned())
        );
    }
}
