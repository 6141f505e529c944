//! Turns a YAML catalog of cloud services and a YAML description of a stack into documentation people can
//! trust: a bilingual static site, architecture diagrams, and a check.
//!
//! The modules are the pipeline: load, parse, resolve, then check, draw or render, then write. A stage imports
//! only earlier stages, and only through the value it was given; `tests/architecture.rs` holds the table.

pub mod built;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod draw;
#[cfg(test)]
mod fixture;
pub mod icon;
pub mod layout;
pub mod load;
pub mod model;
pub mod net;
pub mod outside;
pub mod parse;
pub mod site;
pub mod source;
pub mod write;
