//! How hard a drawing is to read: what candidates are compared by.
//!
//! Looks at finished lines only, and does not know how they came about.

use super::{Point, Rect, Size};

/// What makes lines hard to follow.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Lines {
    pub(super) crossings: i64,
    pub(super) bends: i64,
    /// Pixels.
    pub(super) length: i64,
}

impl Lines {
    /// Counts routes, given by their corners; segments are horizontal or vertical.
    pub(super) fn of<'a>(routes: impl Iterator<Item = &'a [Point]>) -> Lines {
        let mut lines = Lines::default();
        let (mut upright, mut level): (Vec<Rect>, Vec<Rect>) = (Vec::new(), Vec::new());
        for route in routes {
            lines.bends += route.len().saturating_sub(2) as i64;
            for pair in route.windows(2) {
                let segment = Rect::between(pair[0], pair[1]);
                lines.length += i64::from(segment.width + segment.height);
                if segment.width == 0 { upright.push(segment) } else { level.push(segment) }
            }
        }
        lines.crossings = crossings(&upright, level);
        lines
    }
}

/// How often upright lines cross level ones.
fn crossings(upright: &[Rect], mut level: Vec<Rect>) -> i64 {
    level.sort_unstable_by_key(|line| line.y);
    let mut count = 0;
    for a in upright {
        let first = level.partition_point(|line| line.y <= a.y);
        let lines = level[first..].iter().take_while(|line| line.y < a.bottom());
        count += lines.filter(|line| line.x < a.x && a.x < line.right()).count() as i64;
    }
    count
}

/// The area of the smallest 3:2 frame around a drawing, in pixels: a page has about that shape, so small and well-shaped
/// drawings have small frames.
pub(super) fn frame(size: Size) -> i64 {
    let side = i64::from(size.width).max(i64::from(size.height) * 3 / 2);
    side * side
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cross_only_where_both_go_on() {
        let at = |x, y| Point { x, y };
        let bent = [at(0, 0), at(0, 50), at(80, 50)];
        for (x, crossings) in [(40, 1), (80, 0), (0, 0), (90, 0)] {
            let straight = [at(x, 10), at(x, 90)];
            let lines = Lines::of([&bent[..], &straight[..], &[]].into_iter());
            assert_eq!(lines, Lines { crossings, bends: 1, length: 210 }, "{x}");
        }
    }

    #[test]
    fn a_page_frames_what_has_its_shape_best() {
        let area = |width, height| frame(Size { width, height });
        assert_eq!(area(300, 200), 300 * 300);
        assert!(area(300, 200) < area(600, 100) && area(300, 200) < area(100, 600));
    }
}
