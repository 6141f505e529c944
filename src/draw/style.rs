//! The stylesheet of drawings: what each class looks like in both schemes, and under a pointer.
//!
//! Hides the selectors. A drawing of its own carries the rules of what it paints; one in a page finds all of them in
//! the page's stylesheet. There are no variables and no selectors but of classes and elements: not every program that
//! shows SVG knows more. Holds no colour: that is [`super::look`]'s.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::drawing::{COUNT, LABEL, LEGEND, NAME, ROLE, TITLE};
use super::look::{self, Dashes, LineLook, Paint, Scheme, Tone};
use super::text::Style;

/// What one class of things looks like.
struct Rule {
    /// What is painted has it if the rule is of use.
    class: &'static str,
    selector: String,
    /// What is the same in both schemes.
    fixed: String,
    /// The property and its colour.
    colours: Vec<(&'static str, Tone)>,
}

/// The rules of the classes in `used`, for a drawing that stands alone: nothing around it could ask for a scheme.
pub(super) fn own_stylesheet(used: &BTreeSet<&str>) -> String {
    let is_used = |class: &str| used.iter().any(|classes| classes.split(' ').any(|one| one == class));
    let rules: Vec<Rule> = rules().into_iter().filter(|rule| is_used(rule.class)).collect();
    let mut css = String::new();
    light_rules(&mut css, &rules);
    css.push_str("@media screen and (prefers-color-scheme:dark){\n");
    dark_rules(&mut css, &rules);
    css.push_str("}\n");
    css
}

/// The rules that drawings in a page want from the page's stylesheet.
///
/// The scheme is that of the page's `color-scheme`, unless an element around the drawing (or the drawing's own root)
/// says `data-scheme="light"` or `data-scheme="dark"`. Printing is always light.
pub fn stylesheet() -> String {
    let mut css = String::from(
        "[data-scheme=light]{color-scheme:light}\n[data-scheme=dark]{color-scheme:dark}\n\
         @media print{.mq-drawing{color-scheme:light}}\n",
    );
    css.push_str(&shapes());
    for rule in rules() {
        let _ = write!(css, "{}{{{}", rule.selector, rule.fixed);
        for (property, Tone { light, dark }) in &rule.colours {
            let _ = match light == dark {
                true => write!(css, "{property}:{};", short(light)),
                false => write!(css, "{property}:light-dark({},{});", short(light), short(dark)),
            };
        }
        close(&mut css);
    }
    css.push_str(POINTING);
    css
}

/// The rules of one scheme, for programs that know no reader who would prefer the other.
pub(super) fn scheme_stylesheet(scheme: Scheme) -> String {
    let rules = rules();
    let mut css = String::new();
    light_rules(&mut css, &rules);
    if scheme == Scheme::Dark {
        dark_rules(&mut css, &rules);
    }
    css
}

/// What changes under a pointer or the keyboard's focus.
const POINTING: &str = "\
a.mq-node:hover text{text-decoration:underline}
a.mq-node:focus-visible rect{stroke-width:3}
";

fn light_rules(css: &mut String, rules: &[Rule]) {
    css.push_str(&shapes());
    for rule in rules {
        let _ = write!(css, "{}{{{}", rule.selector, rule.fixed);
        colours(css, rule, |tone| Some(tone.light));
    }
    css.push_str(POINTING);
}

/// What has no colour of its own: most of it is inherited from the group of a node or a connection.
fn shapes() -> String {
    let (glyph, head) = (look::GLYPH_STROKE, look::HEAD_STROKE);
    let optional = dashed(look::OPTIONAL_DASHES);
    format!(
        ".mq-drawing use{{stroke-width:{glyph};stroke-linecap:round;stroke-linejoin:round}}
.mq-drawing text{{stroke:none}}
.mq-edge{{fill:none;stroke:currentColor;stroke-width:{head};stroke-linejoin:round}}
.mq-h{{fill:currentColor;stroke:none}}
.mq-a{{stroke-width:{head};stroke-dasharray:none}}
.mq-o{{stroke-dasharray:{optional}}}
.mq-s{{stroke-width:0}}
"
    )
}

fn dark_rules(css: &mut String, rules: &[Rule]) {
    let changes = |rule: &&Rule| rule.colours.iter().any(|(_, tone)| tone.light != tone.dark);
    for rule in rules.iter().filter(changes) {
        let _ = write!(css, "{}{{", rule.selector);
        colours(css, rule, |tone| (tone.light != tone.dark).then_some(tone.dark));
    }
}

/// The colours of a rule, and its end.
fn colours(css: &mut String, rule: &Rule, of: impl Fn(Tone) -> Option<&'static str>) {
    for (property, tone) in &rule.colours {
        if let Some(colour) = of(*tone) {
            let _ = write!(css, "{property}:{};", short(colour));
        }
    }
    close(css);
}

/// The end of a rule, which needs no semicolon.
fn close(css: &mut String) {
    if css.ends_with(';') {
        css.pop();
    }
    css.push_str("}\n");
}

/// `#ffffff` as `#fff`.
fn short(colour: &str) -> String {
    match *colour.as_bytes() {
        [b'#', a, b, c, d, e, f] if (a, c, e) == (b, d, f) => {
            format!("#{}{}{}", char::from(a), char::from(c), char::from(e))
        }
        _ => colour.to_owned(),
    }
}

/// All there are, a later one over an earlier one.
fn rules() -> Vec<Rule> {
    let plain = |paint: Paint| rule(paint, &format!(".{}", paint.class), "");
    let mut rules = vec![
        plain(look::CANVAS),
        rule(look::LABEL_GROUND, ".mq-ground", ""),
        rule(look::CARD, ".mq-node", ""),
        rule(look::SAMPLE, ".mq-legend", ""),
        rule(look::BADGE, &format!(".{}", look::BADGE.class), "stroke:none;"),
    ];
    rules.extend(letterings());
    rules.extend(look::tiles().map(plain));
    // Icons of one colour take that of the glyph that would stand there.
    let current = look::PLAIN.stroke.map(|tone| ("color", tone));
    let plain_tile = plain(look::PLAIN);
    rules.push(Rule {
        colours: plain_tile.colours.into_iter().chain(current).collect(),
        ..plain(look::PLAIN)
    });
    for look in look::frames() {
        let dashes = look.is_dashed.then(|| format!("stroke-dasharray:{};", dashed(look::FRAME_DASHES)));
        rules.push(rule(look.frame, &format!(".{}", look.frame.class), &dashes.unwrap_or_default()));
        rules.push(plain(look.tile));
    }
    rules.extend(look::lines().map(line_rule));
    // Beside the class of a frame, whose line it takes away in both schemes.
    let ground = format!("fill-opacity:{};stroke-width:0;", look::GROUND_OPACITY);
    rules.push(Rule { class: "mq-g", selector: ".mq-g".to_owned(), fixed: ground, colours: Vec::new() });
    rules
}

fn rule(paint: Paint, selector: &str, fixed: &str) -> Rule {
    let both = [("fill", paint.fill), ("stroke", paint.stroke)];
    let colours = both.into_iter().filter_map(|(property, tone)| Some((property, tone?))).collect();
    let class = paint.class.split(' ').next().unwrap_or_default();
    Rule { class, selector: selector.to_owned(), fixed: fixed.to_owned(), colours }
}

/// Texts: the words of a node and of a label need no class of their own.
fn letterings() -> impl Iterator<Item = Rule> {
    let of_node = |paint: Paint| format!(".mq-node .{}", paint.class);
    let all = [
        (look::NAME_INK, ".mq-node text".to_owned(), NAME, ""),
        (look::TITLE_INK, of_node(look::TITLE_INK), TITLE, ""),
        (look::ROLE_INK, of_node(look::ROLE_INK), ROLE, ""),
        (look::INK, ".mq-edge text".to_owned(), LABEL, CENTRED),
        (look::MUTED, format!(".mq-edge .{}", look::MUTED.class), LABEL, CENTRED),
        (look::BADGE_INK, of_node(look::BADGE_INK), COUNT, CENTRED),
        (look::LEGEND_INK, ".mq-legend text".to_owned(), LEGEND, ""),
    ];
    all.into_iter().map(|(paint, selector, style, more)| rule(paint, &selector, &(font(style) + more)))
}

const CENTRED: &str = "text-anchor:middle;";

fn font(style: Style) -> String {
    let weight = if style.is_semibold { 600 } else { 400 };
    format!("font-size:{}px;font-weight:{weight};", style.size)
}

/// The class of a line is that of its group: lines and heads inherit from there.
fn line_rule(look: LineLook) -> Rule {
    let mut fixed = String::new();
    if (look.width - look::HEAD_STROKE).abs() > f32::EPSILON {
        let _ = write!(fixed, "stroke-width:{};", look.width);
    }
    if let Some(dashes) = look.dashes {
        let _ = write!(fixed, "stroke-linecap:round;stroke-dasharray:{};", dashed(dashes));
    }
    let class = look.line.class;
    let colours = look.line.stroke.map(|tone| ("color", tone)).into_iter().collect();
    Rule { class, selector: format!(".{class}"), fixed, colours }
}

fn dashed([dash, gap]: Dashes) -> String {
    format!("{dash} {gap}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_has_a_dark_rule_for_what_changes_and_no_variables() {
        let css = stylesheet();
        assert!(
            css.contains(".mq-node text{font-size:14px;font-weight:600;fill:light-dark(#1f2328,#e6edf3)}")
        );
        assert!(!css.contains("var("));
        assert_eq!(css.matches(".mq-compute{").count(), 1, "it is the same in both schemes");
        assert_eq!(css.matches('{').count(), css.matches('}').count());
        let alone = own_stylesheet(&BTreeSet::from(["mq-node"]));
        assert!(
            alone.contains("@media screen and (prefers-color-scheme:dark)") && !alone.contains("light-dark")
        );
    }

    #[test]
    fn a_drawing_of_its_own_has_the_rules_of_what_it_paints_alone() {
        let css = own_stylesheet(&BTreeSet::from(["mq-vpc mq-g"]));
        assert!(css.contains(".mq-vpc{") && css.contains(".mq-g{") && !css.contains(".mq-cloud{"));
    }

    #[test]
    fn no_two_rules_are_for_the_same_thing() {
        let mut selectors: Vec<String> = rules().into_iter().map(|rule| rule.selector).collect();
        let all = selectors.len();
        selectors.sort();
        selectors.dedup();
        assert_eq!(selectors.len(), all);
    }
}
