//! Disjoint sets of numbers, by union and find with halved ways.
//!
//! Knows nothing of what the numbers stand for.

/// See the module. The least number of a set stands for it.
pub(super) struct Sets(Vec<u32>);

impl Sets {
    /// The numbers below `count`, each alone.
    pub(super) fn new(count: usize) -> Sets {
        Sets((0..count as u32).collect())
    }

    /// The number that stands for the set of another.
    pub(super) fn find(&mut self, number: u32) -> u32 {
        let mut at = number;
        while self.0[at as usize] != at {
            let above = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = above;
            at = above;
        }
        at
    }

    /// Makes one set of two.
    pub(super) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_stands_for_all() {
        let mut sets = Sets::new(6);
        for (a, b) in [(5, 4), (2, 3), (4, 2)] {
            sets.join(a, b);
        }
        let found: Vec<u32> = (0..6).map(|number| sets.find(number)).collect();
        assert_eq!(found, [0, 1, 2, 2, 2, 2]);
    }
}
