//! From a view of a stack to a drawing, and from there to SVG, PNG, PDF, JSON, draw.io, DOT, Mermaid and D2.
//!
//! `Scene` says what is shown, `draw` lays it out, and each format is a function from the drawing to a text.
//! A text in DOT becomes a scene too. Hides colours, glyphs, fonts and formats. Reads no file and writes none; knows no page of the site.

mod architecture;
mod d2;
mod details;
mod dot;
mod drawing;
mod drawio;
mod font;
mod hops;
mod json;
mod legend;
mod line;
mod lock;
mod look;
mod mermaid;
mod metrics;
mod pdf;
mod picture;
mod png;
mod read_dot;
mod scene;
mod style;
mod svg;
mod text;
mod titles;
mod twins;
mod view;
mod xml;

pub use architecture::mermaid_architecture;
pub use d2::d2;
pub use details::{Details, Opening};
pub use dot::dot;
pub use drawing::{Drawing, draw, draw_again, draw_with};
pub use drawio::drawio;
pub use json::json;
pub use lock::lock;
pub use look::Scheme;
pub use mermaid::mermaid;
pub use pdf::pdf;
pub use png::{PngError, PngOptions, png, poster};
pub use read_dot::{DOT, RULES, read_dot};
pub use scene::{Connection, Node, Scene, Texts, Words};
pub use style::stylesheet;
pub use svg::{Embedding, SvgOptions, svg};
pub use view::{Selection, scene, view_scene, words};

pub use crate::layout::Memory as Layouts;
