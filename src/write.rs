//! A site becomes a folder, in one step.
