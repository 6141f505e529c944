//! The colours and glyphs of drawings.
//!
//! Hides every colour: what is painted has a role, and a role has a tone in each scheme. Knows no element and no
//! format.

use crate::model::ConnectionKind;

/// A colour in both schemes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Tone {
    pub(super) light: &'static str,
    pub(super) dark: &'static str,
}

/// Which of its two colours everything has, where a picture cannot leave that to its reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Scheme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

impl Tone {
    /// The colour in one scheme, as `#rrggbb`.
    pub(super) fn of(self, scheme: Scheme) -> &'static str {
        match scheme {
            Scheme::Light => self.light,
            Scheme::Dark => self.dark,
        }
    }
}

const fn tone(light: &'static str, dark: &'static str) -> Tone {
    Tone { light, dark }
}

/// A colour the same in both schemes.
const fn steady(colour: &'static str) -> Tone {
    tone(colour, colour)
}

/// A role that things are painted in: its fill and its stroke in both schemes, and the class that names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Paint {
    /// The name of the role, and the class, or two, of what is painted in it.
    pub(super) class: &'static str,
    pub(super) fill: Option<Tone>,
    pub(super) stroke: Option<Tone>,
}

/// Dash and gap, in pixels.
pub(super) type Dashes = [u8; 2];

const fn fill(class: &'static str, tone: Tone) -> Paint {
    Paint { class, fill: Some(tone), stroke: None }
}

const fn stroke(class: &'static str, tone: Tone) -> Paint {
    Paint { class, fill: None, stroke: Some(tone) }
}

/// The lines of a glyph on a group's tile, which is lighter in the dark scheme.
const ON_FRAME: Tone = tone("#ffffff", "#0d1117");
const PAGE: Tone = tone("#ffffff", "#0d1117");
const SURFACE: Tone = tone("#ffffff", "#161b22");
const BORDER: Tone = tone("#6e7781", "#848d97");
const INK_TONE: Tone = tone("#1f2328", "#e6edf3");
const MUTED_TONE: Tone = tone("#57606a", "#a5b0bc");

/// What an icon in its own colours stands on: they are made for a light ground.
pub(super) const PLAIN: Paint =
    Paint { class: "mq-plain", fill: Some(steady("#ffffff")), stroke: Some(steady("#1f2328")) };
/// What everything stands on.
pub(super) const CANVAS: Paint = fill("mq-canvas", PAGE);
/// A card.
pub(super) const CARD: Paint = Paint { class: "mq-card", fill: Some(SURFACE), stroke: Some(BORDER) };
/// A card in the legend.
pub(super) const SAMPLE: Paint = Paint { class: "mq-legend", ..CARD };
/// The words of the legend.
pub(super) const LEGEND_INK: Paint = fill("mq-word", INK_TONE);
/// What a label stands on.
pub(super) const LABEL_GROUND: Paint = fill("mq-ground mq-g", PAGE);
/// What a connection is for.
pub(super) const INK: Paint = fill("mq-label", INK_TONE);
/// How a connection speaks.
pub(super) const MUTED: Paint = fill("mq-p", MUTED_TONE);
/// What a node is called.
pub(super) const NAME_INK: Paint = fill("mq-name", INK_TONE);
/// What a group is called.
pub(super) const TITLE_INK: Paint = fill("mq-title", INK_TONE);
/// What a node is.
pub(super) const ROLE_INK: Paint = fill("mq-r", MUTED_TONE);
/// The ground of a count.
pub(super) const BADGE: Paint = fill("mq-badge", tone("#57606a", "#c3ccd5"));
/// A count on its ground.
pub(super) const BADGE_INK: Paint = fill("mq-count", tone("#ffffff", "#0d1117"));
/// How the cards of a category look.
#[derive(Clone, Copy, Debug)]
pub(super) struct CardLook {
    /// The ground of the glyph, and the glyph's lines on it.
    pub(super) tile: Paint,
    /// The name of one of [`crate::icon`].
    pub(super) glyph: &'static str,
    /// The tint of a group that is drawn closed.
    pub(super) tint: Option<Paint>,
    /// Whether card and tile are round: a person.
    pub(super) is_round: bool,
}

/// How the frames of a kind of group look.
#[derive(Clone, Copy, Debug)]
pub(super) struct FrameLook {
    /// Ground and border.
    pub(super) frame: Paint,
    /// The ground alone.
    pub(super) ground: Paint,
    /// The ground of the glyph, and the glyph's lines on it.
    pub(super) tile: Paint,
    /// The name of one of [`crate::icon`].
    pub(super) glyph: &'static str,
    /// Whether it always has a dashed border.
    pub(super) is_dashed: bool,
}

/// How the lines of a kind of connection look.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineLook {
    /// The line, and the outline of its head.
    pub(super) line: Paint,
    /// The head's inside.
    pub(super) head: Paint,
    /// In pixels.
    pub(super) width: f32,
    /// If it is not solid.
    pub(super) dashes: Option<Dashes>,
    /// Whether the head is an angle and not a triangle.
    pub(super) is_open: bool,
}

const fn card(class: &'static str, colour: &'static str, glyph: &'static str) -> CardLook {
    let tile = Paint { class, fill: Some(steady(colour)), stroke: Some(steady("#ffffff")) };
    CardLook { tile, glyph, tint: None, is_round: false }
}

const COMPUTE: CardLook = card("mq-compute", "#c2560c", "chip");
const FUNCTION: CardLook = card("mq-compute", "#c2560c", "lambda");
const STORAGE: CardLook = card("mq-storage", "#4f8a10", "disk");
const DATABASE: CardLook = card("mq-database", "#ab3fbd", "cylinder");
const NETWORK: CardLook = card("mq-network", "#8250df", "network");
const SECURITY: CardLook = card("mq-security", "#d13f4a", "shield");
const INTEGRATION: CardLook = card("mq-integration", "#cf1f77", "exchange");
const MANAGEMENT: CardLook = card("mq-management", "#0b827c", "sliders");
const COST: CardLook = card("mq-cost", "#8d7410", "coin");
const MAIL: CardLook = card("mq-mail", "#2272c3", "envelope");
const CLIENT: CardLook = card("mq-person", "#56708f", "screen");
const DEVICE: CardLook = card("mq-person", "#56708f", "phone");
const EXTERNAL: CardLook = card("mq-external", "#66707c", "arrow-out");
const SERVER: CardLook = card("mq-compute", "#c2560c", "rack");
const GENERIC: CardLook = card("mq-generic", "#66707c", "cube");
const PERSON: CardLook = CardLook { is_round: true, ..card("mq-person", "#56708f", "person") };

/// Kinds that look like themselves, whatever their category.
const CARD_KINDS: &[(&str, CardLook)] = &[
    ("person", PERSON),
    ("user", PERSON),
    ("client", CLIENT),
    ("device", DEVICE),
    ("external", EXTERNAL),
    ("function", FUNCTION),
    ("queue", card("mq-integration", "#cf1f77", "queue")),
    ("database", DATABASE),
    ("storage", STORAGE),
    ("server", SERVER),
    ("mail", MAIL),
];

/// Parts of category keys, in the order in which they are looked for.
const CATEGORIES: &[(&str, CardLook)] = &[
    ("compute", COMPUTE),
    ("container", COMPUTE),
    ("serverless", FUNCTION),
    ("storage", STORAGE),
    ("database", DATABASE),
    ("analytic", NETWORK),
    ("network", NETWORK),
    ("delivery", NETWORK),
    ("security", SECURITY),
    ("identity", SECURITY),
    ("integration", INTEGRATION),
    ("messag", INTEGRATION),
    ("cost", COST),
    ("billing", COST),
    ("financ", COST),
    ("mail", MAIL),
    ("business", MAIL),
    ("communic", MAIL),
    ("customer", MAIL),
    ("engagement", MAIL),
    ("management", MANAGEMENT),
    ("governance", MANAGEMENT),
    ("operation", MANAGEMENT),
    ("monitoring", MANAGEMENT),
    ("support", MANAGEMENT),
];

/// How a node of that kind and category is drawn as a card. A kind of group gives its tint to a card, and where
/// the category is not known its glyph too: it is a group drawn closed.
pub(super) fn card_look(kind: &str, category: &str) -> CardLook {
    let by_kind = CARD_KINDS.iter().find(|(name, _)| *name == kind);
    let by_category = || CATEGORIES.iter().find(|(part, _)| category.contains(part));
    let own = by_kind.or_else(by_category).map(|(_, look)| *look);
    match find_frame(kind) {
        Some(frame) => CardLook { tint: Some(frame.frame), ..own.unwrap_or_else(|| closed(frame)) },
        None => own.unwrap_or(GENERIC),
    }
}

fn closed(frame: FrameLook) -> CardLook {
    let FrameLook { tile, glyph, .. } = frame;
    CardLook { tile, glyph, tint: None, is_round: false }
}

/// A frame's look from the name of its classes, the colour of its border, that of its ground and its glyph. The
/// ground is the border's colour thinned over the page, to 4.5 % in the light scheme and 7 % in the dark one; it is
/// opaque, so that frames within frames do not grow murky.
macro_rules! frame {
    ($name:literal, $line:expr, $ground:expr, $glyph:expr $(,)?) => {
        FrameLook {
            frame: Paint { class: concat!("mq-", $name), fill: Some($ground), stroke: Some($line) },
            ground: fill(concat!("mq-", $name, " mq-g"), $ground),
            tile: Paint { class: concat!("mq-", $name, "-t"), fill: Some($line), stroke: Some(ON_FRAME) },
            glyph: $glyph,
            is_dashed: false,
        }
    };
}

const fn dashed(look: FrameLook) -> FrameLook {
    FrameLook { is_dashed: true, ..look }
}

const GROUP: FrameLook = frame!("group", tone("#6b7480", "#8b95a1"), tone("#f8f9f9", "#161a21"), "square",);

const FRAMES: &[(&str, FrameLook)] = &[
    ("cloud", frame!("cloud", tone("#242f3e", "#a9b7c9"), tone("#f5f6f6", "#181d23"), "cloud")),
    ("account", frame!("account", tone("#d6146f", "#f0529a"), tone("#fdf4f9", "#1d1620"), "account")),
    ("region", dashed(frame!("region", tone("#008082", "#19b5b7"), tone("#f4f9f9", "#0e1c22"), "flag"))),
    ("vpc", frame!("vpc", tone("#8349f0", "#a67bff"), tone("#f9f7fe", "#181827"), "private-cloud")),
    ("zone", dashed(frame!("zone", tone("#1374ae", "#4aa8e0"), tone("#f4f9fb", "#111c25"), "pin"))),
    ("subnet", frame!("subnet", tone("#4d6f8f", "#86a9c9"), tone("#f7f9fa", "#151c24"), "parts")),
    ("public-subnet", frame!("public", tone("#5b7f10", "#8fb532"), tone("#f8f9f4", "#161c19"), "open-lock")),
    ("private-subnet", frame!("private", tone("#008082", "#19b5b7"), tone("#f4f9f9", "#0e1c22"), "lock")),
    (
        "auto-scaling",
        dashed(frame!("scaling", tone("#bd5b00", "#f08a24"), tone("#fcf8f4", "#1d1918"), "expand")),
    ),
    ("cluster", frame!("cluster", tone("#bd5b00", "#f08a24"), tone("#fcf8f4", "#1d1918"), "hexagons")),
    ("stack", frame!("stack", tone("#b8336a", "#ea6fa5"), tone("#fcf6f8", "#1c1821"), "layers")),
    ("group", GROUP),
];

/// How a group of that kind is framed.
pub(super) fn frame_look(kind: &str) -> FrameLook {
    find_frame(kind).unwrap_or(GROUP)
}

/// Whether a group of that kind has no glyph of its own.
pub(super) fn is_plain_frame(kind: &str) -> bool {
    find_frame(kind).is_none_or(|frame| frame.glyph == GROUP.glyph)
}

fn find_frame(kind: &str) -> Option<FrameLook> {
    // A group without a kind has that of its service.
    let kind = match kind {
        "cloudformation" => "stack",
        "ecs" | "eks" => "cluster",
        "organizations" => "account",
        kind => kind,
    };
    FRAMES.iter().find(|(name, _)| *name == kind).map(|(_, look)| *look)
}

/// A line's look from the name of its classes, its colour and its width; it is solid and ends in a triangle.
macro_rules! line {
    ($name:literal, $tone:expr, $width:literal) => {
        LineLook {
            line: stroke(concat!("mq-", $name), $tone),
            head: fill(concat!("mq-", $name, "-h"), $tone),
            width: $width,
            dashes: None,
            is_open: false,
        }
    };
}

/// The usual kind: its class is that of all connections.
const REQUEST: LineLook = line!("edge", tone("#4a5563", "#aeb9c4"), 1.5);
const DATA: LineLook = line!("data", tone("#3d5fc4", "#7f9cf5"), 2.5);
const EVENT: LineLook =
    LineLook { dashes: Some([7, 4]), is_open: true, ..line!("event", tone("#b8336a", "#ea6fa5"), 1.5) };
const DNS: LineLook =
    LineLook { dashes: Some([0, 5]), is_open: true, ..line!("dns", tone("#7545d6", "#a98bf5"), 2.0) };
const CONFIG: LineLook = LineLook { is_open: true, ..line!("config", tone("#66707c", "#87919c"), 1.0) };

/// How a connection of that kind is drawn.
pub(super) fn line_look(kind: ConnectionKind) -> LineLook {
    match kind {
        ConnectionKind::Request => REQUEST,
        ConnectionKind::Data => DATA,
        ConnectionKind::Event => EVENT,
        ConnectionKind::Dns => DNS,
        ConnectionKind::Config => CONFIG,
    }
}

/// The opacity of what keeps lines away from a text.
pub(super) const GROUND_OPACITY: f32 = 0.9;
/// The dashes of what a stack works without.
pub(super) const OPTIONAL_DASHES: Dashes = [4, 4];
/// The dashes of frames that are always dashed.
pub(super) const FRAME_DASHES: Dashes = [8, 4];
/// The width of the line of an open head.
pub(super) const HEAD_STROKE: f32 = 1.5;
/// The width of the lines of glyphs.
pub(super) const GLYPH_STROKE: f32 = 1.75;

/// Fonts, most wanted first; the widths of [`super::metrics`] hold for all of them.
pub(super) const FONTS: &str = "Inter, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, \"Liberation Sans\", \
                                \"DejaVu Sans\", sans-serif";

/// The grounds of the glyphs on cards, each once.
pub(super) fn tiles() -> impl Iterator<Item = Paint> {
    let mut done = std::collections::BTreeSet::new();
    let looks = CATEGORIES.iter().chain(CARD_KINDS).map(|(_, look)| look.tile).chain([GENERIC.tile]);
    looks.filter(move |tile| done.insert(tile.class))
}

/// The looks of all kinds of groups.
pub(super) fn frames() -> impl Iterator<Item = FrameLook> {
    FRAMES.iter().map(|(_, look)| *look)
}

/// The looks of all kinds of connections.
pub(super) fn lines() -> impl Iterator<Item = LineLook> {
    ConnectionKind::ALL.into_iter().map(|(_, kind)| line_look(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2: relative luminance of `#rrggbb`.
    fn channels(colour: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("hexadecimal digits")) / 255.0
        })
    }

    fn luminance(channels: [f64; 3]) -> f64 {
        let [r, g, b] =
            channels.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The page, and the grounds of all frames.
    fn grounds(scheme: fn(Tone) -> &'static str) -> Vec<[f64; 3]> {
        let frames = FRAMES.iter().filter_map(|(_, look)| look.ground.fill);
        [PAGE].into_iter().chain(frames).map(|tone| channels(scheme(tone))).collect()
    }

    const SCHEMES: [fn(Tone) -> &'static str; 2] = [|tone| tone.light, |tone| tone.dark];

    #[test]
    fn text_has_contrast_on_every_ground() {
        for scheme in SCHEMES {
            let mut grounds = grounds(scheme);
            grounds.push(channels(scheme(SURFACE)));
            for text in [INK_TONE, MUTED_TONE] {
                for ground in &grounds {
                    let found = contrast(channels(scheme(text)), *ground);
                    assert!(found >= 4.5, "{text:?} {found:.2}");
                }
            }
            let [on, ground] =
                [BADGE_INK, BADGE].map(|paint| channels(scheme(paint.fill.expect("the paint has one"))));
            assert!(contrast(on, ground) >= 4.5);
        }
    }

    #[test]
    fn lines_have_contrast_on_every_ground() {
        for scheme in SCHEMES {
            let mut lines = [REQUEST, DATA, EVENT, DNS, CONFIG].map(|look| look.line).to_vec();
            lines.extend(FRAMES.iter().map(|(_, look)| look.frame));
            lines.push(CARD);
            for line in lines {
                for ground in grounds(scheme) {
                    let found = contrast(channels(scheme(line.stroke.expect("the paint has one"))), ground);
                    assert!(
                        found >= 3.0,
                        "{} {} {found:.2}",
                        line.class,
                        scheme(line.stroke.expect("the paint has one"))
                    );
                }
            }
        }
    }

    #[test]
    fn glyphs_have_contrast_on_their_tiles_and_tiles_on_cards() {
        for scheme in SCHEMES {
            let looks = CATEGORIES.iter().chain(CARD_KINDS).map(|(_, look)| look.tile).chain([GENERIC.tile]);
            for tile in looks {
                let ground = channels(scheme(tile.fill.expect("the paint has one")));
                let glyph = contrast(channels(scheme(tile.stroke.expect("the paint has one"))), ground);
                let card = contrast(channels(scheme(SURFACE)), ground);
                assert!(glyph >= 3.0 && card >= 3.0, "{} {glyph:.2} {card:.2}", tile.class);
            }
            for (kind, look) in FRAMES {
                let glyph = channels(scheme(look.tile.stroke.expect("the paint has one")));
                let found = contrast(glyph, channels(scheme(look.tile.fill.expect("the paint has one"))));
                assert!(found >= 3.0, "{kind} {found:.2}");
            }
        }
    }

    #[test]
    fn every_look_has_its_glyph() {
        let cards = CATEGORIES.iter().chain(CARD_KINDS).map(|(_, look)| look.glyph);
        for name in cards.chain(FRAMES.iter().map(|(_, look)| look.glyph)).chain([GENERIC.glyph, GROUP.glyph])
        {
            assert!(crate::icon::glyph(name).is_some(), "{name}");
        }
    }
}
