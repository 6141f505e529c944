//! Rules on addresses outside of the site, which only a request can judge.
//!
//! They stand here so that a project can set their weight; nothing in this stage makes a request.

use crate::diagnostic::{Level, Rule};

pub(super) static REDIRECTED: Rule = Rule {
    name: "link/redirected",
    default: Level::Warning,
    summary: "an address outside of the site has moved for good",
    explanation: "The server answers with a permanent redirect. Write the new address. Judged only by a check that \
                  makes requests.",
};

pub(super) static UNREACHABLE: Rule = Rule {
    name: "link/unreachable",
    default: Level::Warning,
    summary: "an address outside of the site did not answer",
    explanation: "It timed out, refused the connection or limited the rate, after all retries. That says nothing about \
                  the page, so it is never an error by default. Judged only by a check that makes requests.",
};

pub(super) static LOGIN_WALL: Rule = Rule {
    name: "link/login-wall",
    default: Level::Off,
    summary: "an address outside of the site stands behind a sign-in",
    explanation: "It is alive as far as can be seen from outside. Judged only by a check that makes requests.",
};
