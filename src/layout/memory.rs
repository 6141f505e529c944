//! Layouts by their graphs, so that what was arranged once is not arranged again.
//!
//! A value that its owner passes in and keeps. A layout is a function of its graph, so nothing here can be out of date;
//! what was not asked for in a whole turn is forgotten.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{Graph, Layout, arrange};

/// Layouts that were made before, and those of this turn.
#[derive(Debug, Default)]
pub struct Memory {
    before: BTreeMap<Graph, Layout>,
    /// Many threads ask; none holds the lock while it arranges.
    now: Mutex<BTreeMap<Graph, Layout>>,
}

impl Memory {
    /// The same as [`arrange`], from memory where the graph was arranged before.
    pub fn arrange(&self, graph: Graph) -> Layout {
        if let Some(layout) = self.now.lock().unwrap_or_else(PoisonError::into_inner).get(&graph) {
            return layout.clone();
        }
        let layout = self.before.get(&graph).cloned().unwrap_or_else(|| arrange(&graph));
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(graph, layout.clone());
        layout
    }

    /// Ends a turn in which nothing was left out: layouts that nobody asked for in it are forgotten.
    pub fn turn(&mut self) {
        self.before = std::mem::take(self.now.get_mut().unwrap_or_else(PoisonError::into_inner));
    }

    /// Keeps what this turn made, and what was known before it: for a turn that asked for a part only.
    pub fn keep(&mut self) {
        self.before.append(self.now.get_mut().unwrap_or_else(PoisonError::into_inner));
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_is_remembered_is_what_would_be_made() {
        let mut memory = Memory::default();
        for _ in 0..2 {
            for seed in 0..8 {
                let graph = sample::graph(&sample::random(seed));
                assert_eq!(memory.arrange(graph.clone()), arrange(&graph));
            }
            memory.turn();
        }
        assert_eq!(memory.before.len(), 8);
        memory.arrange(sample::graph(&sample::random(3)));
        memory.keep();
        assert_eq!(memory.before.len(), 8);
        memory.arrange(sample::graph(&sample::random(3)));
        memory.turn();
        assert_eq!(memory.before.len(), 1);
    }
}
