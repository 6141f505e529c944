//! Rules on addresses outside of the site, which only a request can judge.
//!
//! They stand here so that a project can set their weight; nothing in this stage makes a request.

use crate::diagnostic::{Level, Rule};

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
