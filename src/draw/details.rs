//! Which view of a stack a group opens into.
//!
//! Hides what makes a view the one that details a group. Lays nothing out, and makes no address: where a view is, its
//! caller knows.

use std::collections::BTreeSet;

use super::view::{Selection, drawn};
use crate::model::{NodeId, Stack, ViewId};

/// What the views of one stack detail.
#[derive(Clone, Debug)]
pub struct Details {
    /// Those that show least first.
    views: Vec<Sight>,
}

/// What one view shows.
#[derive(Clone, Debug)]
struct Sight {
    view: ViewId,
    /// The group that it says it details.
    details: Option<NodeId>,
    /// The groups that it names, or of which it names parts and nothing else.
    named: BTreeSet<NodeId>,
    /// The groups whose parts all have a box of their own in it.
    open: BTreeSet<NodeId>,
}

/// Where a group opens into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opening {
    /// A view.
    View(ViewId),
    /// The drawing of the whole stack.
    Everything,
}

impl Details {
    /// Looks at all views of a stack.
    pub fn new(stack: &Stack) -> Self {
        let mut sights: Vec<(usize, Sight)> = stack.views.ids().map(|view| sight(stack, view)).collect();
        sights.sort_by_key(|(size, sight)| (*size, sight.view));
        Details { views: sights.into_iter().map(|(_, sight)| sight).collect() }
    }

    /// Where `group` opens into from the drawing of the view `from`, or from any other drawing; `None` if nothing
    /// says more of it than that drawing.
    ///
    /// The view that `details` it comes first, then one that names it in `include`, or parts of it and nothing else,
    /// and shows all that stands in it. A box that `is_closed` opens into any view that shows it open, or else into the whole stack. Of several
    /// that would do, the one that shows least.
    pub fn of(&self, group: NodeId, is_closed: bool, from: Option<ViewId>) -> Option<Opening> {
        let written = self.views.iter().find(|sight| sight.details == Some(group));
        let named =
            self.views.iter().filter(|sight| sight.open.contains(&group) && sight.named.contains(&group));
        let about: Vec<&Sight> = written.into_iter().chain(named).collect();
        // What is drawn open in a view about it has been opened already.
        let is_here = |sight: &Sight| Some(sight.view) == from;
        if !is_closed && about.iter().any(|sight| is_here(sight)) {
            return None;
        }
        let other = about.into_iter().find(|sight| !is_here(sight));
        let any = || self.views.iter().find(|sight| !is_here(sight) && sight.open.contains(&group));
        match (other, is_closed) {
            (Some(sight), _) => Some(Opening::View(sight.view)),
            (None, true) => Some(any().map_or(Opening::Everything, |sight| Opening::View(sight.view))),
            (None, false) => None,
        }
    }
}

/// What a view shows, and how many boxes that takes.
fn sight(stack: &Stack, view: ViewId) -> (usize, Sight) {
    let drawn = drawn(stack, &Selection::of(stack, Some(view)));
    let written = &stack.views[view];
    let include: BTreeSet<NodeId> = written.include.iter().copied().collect();
    let groups = || stack.nodes.iter().filter(|(_, node)| !node.children.is_empty());
    let all_in =
        |children: &[NodeId], nodes: &BTreeSet<NodeId>| children.iter().all(|child| nodes.contains(child));
    // What a view about more than the group names of it does not make it a view about the group.
    let is_within = |group: NodeId| {
        let within = stack.subtree(group);
        !include.is_empty() && include.iter().all(|node| within.binary_search(node).is_ok())
    };
    let named = groups().filter(|(id, _)| include.contains(id) || is_within(*id));
    let open = groups().filter(|(_, node)| all_in(&node.children, &drawn));
    let sight = Sight {
        view,
        details: written.details,
        named: named.map(|(id, _)| id).collect(),
        open: open.map(|(id, _)| id).collect(),
    };
    (drawn.len(), sight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    const NODES: &str = "--- content/stacks/s.yaml
title: S
nodes:
  users: {}
  cloud:
    nodes:
      net: { nodes: { front: {}, inner: { nodes: { back: {} } } } }
      media: { nodes: { api: {}, work: {} } }
      empty: { nodes: {} }
views:
";

    /// Where each box of a group opens into: from the view `from` or, without one, from the whole stack.
    #[track_caller]
    fn check(views: &str, from: Option<&str>, expected: &[(&str, bool, &str)]) {
        let (model, _) = fixture::model(&fixture::sources(&format!("{NODES}{views}")));
        let (_, stack) = model.stacks.iter().next().expect("a stack");
        let from = from.map(|id| stack.view(id).expect("a view"));
        let details = Details::new(stack);
        for (group, is_closed, opens) in expected {
            let found = match details.of(stack.node(group).expect("a node"), *is_closed, from) {
                Some(Opening::View(view)) => stack.views[view].id.as_str(),
                Some(Opening::Everything) => "*",
                None => "-",
            };
            assert_eq!(found, *opens, "{group}");
        }
    }

    const VIEWS: &str = "  top: { depth: 1 }
  next: { depth: 2 }
  net: { include: [net], neighbours: 1 }
  both: { include: [net, media] }
";

    #[test]
    fn a_group_opens_into_the_smallest_view_that_names_it() {
        check(VIEWS, None, &[("net", false, "net"), ("media", false, "both"), ("cloud", false, "-")]);
        check(VIEWS, Some("next"), &[("net", true, "net"), ("media", true, "both")]);
    }

    #[test]
    fn a_closed_box_opens_into_whatever_shows_more() {
        check(VIEWS, Some("top"), &[("cloud", true, "next")]);
        check("  top: { depth: 1 }\n", Some("top"), &[("cloud", true, "*"), ("empty", false, "-")]);
        check("  net: { include: [net], depth: 2 }\n", Some("net"), &[("inner", true, "*")]);
    }

    #[test]
    fn a_view_about_a_group_does_not_lead_away_from_it() {
        check(VIEWS, Some("net"), &[("net", false, "-")]);
        check(VIEWS, Some("both"), &[("net", false, "-"), ("media", false, "-")]);
    }

    #[test]
    fn naming_all_parts_and_nothing_else_is_naming_the_group() {
        check("  m: { include: [work, api] }\n", None, &[("media", false, "m"), ("cloud", false, "-")]);
        check(
            "  m: { include: [work, api], neighbours: 1 }\n  w: { include: [work] }\n",
            None,
            &[("media", false, "m")],
        );
        check("  m: { include: [work, api, users] }\n", None, &[("media", false, "-")]);
        check(
            "  m: { include: [work, api, users] }\n  top: { depth: 2 }\n",
            Some("top"),
            &[("media", true, "m")],
        );
        check("  w: { include: [work] }\n", None, &[("media", false, "-")]);
    }

    #[test]
    fn the_key_details_comes_first() {
        let views = format!("{VIEWS}  own: {{ include: [front, users], details: net }}\n");
        check(&views, None, &[("net", false, "own")]);
        check(&views, Some("own"), &[("net", false, "-")]);
        check(&views, Some("net"), &[("net", false, "-")]);
    }

    #[test]
    fn what_cannot_be_detailed_is_reported() {
        let views =
            "  a: { details: front }\n  b: { details: net }\n  c: { details: net }\n  d: { details: nett }\n";
        let place = |line: u32, rule: &str| format!("content/stacks/s.yaml:{line}:17 {rule}");
        let expected =
            [place(10, "syntax/shape"), place(12, "syntax/shape"), place(13, "stack/unknown-node")];
        let sources = fixture::sources(&format!("{NODES}{views}"));
        let (_, report) = fixture::model(&sources);
        assert_eq!(fixture::said(&report, &sources), expected);
    }
}
