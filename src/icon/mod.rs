//! Signs for services and kinds of nodes: glyphs of our own, and icons of packs in Iconify's format.
//!
//! Hides how a pack is written and what is taken out of it. Knows no service and no colour, and paints nothing.

mod glyphs;
mod pack;
mod safe;

use std::sync::Arc;

pub use glyphs::{glyph, glyph_names};
pub use pack::{Artwork, Pack, PackFault};

/// What a service is shown as.
#[derive(Clone, PartialEq, Debug)]
pub enum Icon {
    /// One of our own: the data of an SVG path on a grid of 24 by 24, to be stroked.
    Glyph(&'static str),
    /// One of a pack, in its own colours.
    Artwork(Arc<Artwork>),
}
