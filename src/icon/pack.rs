//! Packs of icons as `@iconify-json/*` publishes them: one JSON file, a body of SVG for each name.
//!
//! Hides aliases, sizes and turns. A body leaves only through [`super::safe`].

use std::collections::BTreeMap;

use serde::Deserialize;

use super::safe;

/// A file of icons.
#[derive(Debug, Deserialize)]
pub struct Pack {
    /// What stands before the colon of its icons' names.
    pub prefix: String,
    icons: BTreeMap<String, Entry>,
    #[serde(default)]
    aliases: BTreeMap<String, Alias>,
    #[serde(flatten)]
    shape: Shape,
}

/// Why a pack cannot be read.
#[derive(Debug)]
pub struct PackFault {
    /// Where in the text, in bytes.
    pub at: usize,
    /// What is wrong there.
    pub message: String,
}

#[derive(Debug, Deserialize)]
struct Entry {
    body: String,
    #[serde(flatten)]
    shape: Shape,
}

#[derive(Debug, Deserialize)]
struct Alias {
    parent: String,
    #[serde(flatten)]
    shape: Shape,
}

/// What an icon, an alias and a whole pack can say of a body.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    left: Option<f64>,
    top: Option<f64>,
    width: Option<f64>,
    height: Option<f64>,
    /// In quarters of a turn.
    rotate: Option<i64>,
    h_flip: Option<bool>,
    v_flip: Option<bool>,
}

/// A picture that may stand in a drawing: shapes and what they are painted with, and nothing else.
#[derive(Clone, PartialEq, Debug)]
pub struct Artwork {
    /// SVG elements. A [`Artwork::MARK`] stands before each id and each reference to one.
    body: String,
    /// `min-x min-y width height`.
    pub view: [f64; 4],
    /// The value of `transform` for the body, if it is turned or flipped.
    pub transform: Option<String>,
}

impl Artwork {
    /// Stands for what makes ids unique: a character that XML does not have.
    pub(super) const MARK: char = '\u{1}';

    /// Its SVG elements, each id with `prefix` before it.
    pub fn body(&self, prefix: &str) -> String {
        self.body.replace(Self::MARK, prefix)
    }
}

/// Aliases of aliases end somewhere.
const MOST_ALIASES: usize = 8;
/// The side of icons that do not say theirs, as Iconify has it.
const SIDE: f64 = 16.0;

impl Pack {
    /// Reads a pack.
    ///
    /// # Errors
    ///
    /// Where the text is not JSON, or not that of a pack.
    pub fn read(text: &str) -> Result<Pack, PackFault> {
        serde_json::from_str(text).map_err(|error| {
            let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
            let start: usize = lines.map(str::len).sum();
            let mut at = (start + error.column().saturating_sub(1)).min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let said = error.to_string();
            let message = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message);
            PackFault { at, message: message.to_owned() }
        })
    }

    /// Every name that an icon can be asked for by, without the prefix.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.icons.keys().chain(self.aliases.keys()).map(String::as_str)
    }

    /// The icon of that name, if the pack has one; `Err`: nothing of it can be drawn.
    pub fn icon(&self, name: &str) -> Option<Result<Artwork, &'static str>> {
        let (mut name, mut shape) = (name, Shape::default());
        for _ in 0..MOST_ALIASES {
            if let Some(entry) = self.icons.get(name) {
                return Some(artwork(&entry.body, shape.over(entry.shape).over(self.shape)));
            }
            let alias = self.aliases.get(name)?;
            shape = shape.over(alias.shape);
            name = &alias.parent;
        }
        Some(Err("its aliases lead in a circle"))
    }
}

impl Shape {
    /// What is not said here is said there; turns and flips add up.
    fn over(self, under: Shape) -> Shape {
        let flipped = |a: Option<bool>, b: Option<bool>| Some(a.unwrap_or(false) != b.unwrap_or(false));
        Shape {
            left: self.left.or(under.left),
            top: self.top.or(under.top),
            width: self.width.or(under.width),
            height: self.height.or(under.height),
            rotate: Some(
                (self.rotate.unwrap_or(0).rem_euclid(4) + under.rotate.unwrap_or(0).rem_euclid(4)) % 4,
            ),
            h_flip: flipped(self.h_flip, under.h_flip),
            v_flip: flipped(self.v_flip, under.v_flip),
        }
    }

    /// A turn and its flips about the middle; a turned view stays where it was, and is cut to a square.
    fn transform(&self, [left, top, width, height]: [f64; 4]) -> Option<String> {
        let (x, y) = (left + width / 2.0, top + height / 2.0);
        let turn = self.rotate.unwrap_or(0) * 90;
        let sign = |is_flipped: Option<bool>| if is_flipped.unwrap_or(false) { -1 } else { 1 };
        let (h, v) = (sign(self.h_flip), sign(self.v_flip));
        let is_plain = (turn, h, v) == (0, 1, 1);
        (!is_plain).then(|| format!("translate({x} {y})rotate({turn})scale({h} {v})translate({} {})", -x, -y))
    }
}

fn artwork(body: &str, shape: Shape) -> Result<Artwork, &'static str> {
    let size = |side: Option<f64>| Some(side.unwrap_or(SIDE)).filter(|side| (0.1..=10_000.0).contains(side));
    let place = |at: Option<f64>| Some(at.unwrap_or(0.0)).filter(|at| at.abs() <= 10_000.0);
    let view = [place(shape.left), place(shape.top), size(shape.width), size(shape.height)];
    let [Some(left), Some(top), Some(width), Some(height)] = view else {
        return Err("its size is out of range");
    };
    let view = [left, top, width, height];
    Ok(Artwork { body: safe::shapes(body)?, view, transform: shape.transform(view) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACK: &str = r##"{
  "prefix": "logos", "width": 256, "height": 128, "info": { "name": "Logos" },
  "icons": {
    "lambda": { "body": "<path fill=\"#fa7e14\" d=\"M0 0h9\"/>" },
    "tall": { "body": "<path d=\"M0 0h9\"/>", "width": 64, "left": 4 },
    "bare": { "body": "<script>x</script>" }
  },
  "aliases": {
    "aws-lambda": { "parent": "lambda", "hFlip": true },
    "turned": { "parent": "aws-lambda", "rotate": 5 },
    "a": { "parent": "b" }, "b": { "parent": "a" }
  }
}"##;

    fn icon(name: &str) -> Option<Result<Artwork, &'static str>> {
        Pack::read(PACK).expect("a pack").icon(name)
    }

    #[test]
    fn an_icon_has_the_size_of_its_pack_unless_it_says_its_own() {
        let lambda = icon("lambda").unwrap().unwrap();
        assert_eq!((lambda.view, lambda.transform.as_deref()), ([0.0, 0.0, 256.0, 128.0], None));
        assert_eq!(icon("tall").unwrap().unwrap().view, [4.0, 0.0, 64.0, 128.0]);
    }

    #[test]
    fn aliases_turn_and_flip_and_end() {
        let turned = icon("turned").unwrap().unwrap();
        assert_eq!(
            turned.transform.as_deref(),
            Some("translate(128 64)rotate(90)scale(-1 1)translate(-128 -64)")
        );
        assert!(icon("a").unwrap().is_err());
        assert!(icon("nothing").is_none());
    }

    #[test]
    fn an_icon_that_is_left_with_nothing_is_refused() {
        assert!(icon("bare").unwrap().is_err());
    }

    #[test]
    fn what_is_no_pack_is_refused_at_its_place() {
        let fault = Pack::read("{\n  \"prefix\": 3 }").unwrap_err();
        assert_eq!((fault.at, fault.message.contains("expected a string")), (14, true), "{fault:?}");
        assert!(Pack::read("").is_err());
        assert!(Pack::read("{\"prefix\":\"é\"").is_err());
    }
}
