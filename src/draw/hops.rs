//! Where lines cross, and so one of them hops over the other.
//!
//! The horizontal line hops over the vertical one. Lines that touch, or run along each other as those with a common
//! end do, do not cross; near a bend or a head there is no room to hop. Routes nothing: what crosses was decided.

use crate::layout::Point;

/// How far a hop reaches to each side of what it crosses, and how high it is.
pub(super) const REACH: i32 = 4;
/// What a hop leaves free before the end of its segment: a bend or a head.
const ROOM: i32 = 10;
/// How far from its ends a line is crossed, and not touched.
const CROSSED: i32 = 5;

/// A hop: from `start` to `end` along the way of its line, [`REACH`] above it. It is longer than a single one where
/// it crosses several lines that stand close together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Hop {
    /// The segment it is on: that which starts at the stop of this number.
    pub(super) segment: usize,
    pub(super) start: i32,
    pub(super) end: i32,
}

struct Vertical {
    x: i32,
    top: i32,
    bottom: i32,
    line: usize,
}

/// The hops of each line, in the order of its way. Lines are given by their stops, without needless ones.
pub(super) fn hops(lines: &[Vec<Point>]) -> Vec<Vec<Hop>> {
    let mut verticals: Vec<Vertical> = Vec::new();
    for (line, stops) in lines.iter().enumerate() {
        for ends in stops.windows(2).filter(|ends| ends[0].x == ends[1].x) {
            let (top, bottom) = (ends[0].y.min(ends[1].y) + CROSSED, ends[0].y.max(ends[1].y) - CROSSED);
            verticals.push(Vertical { x: ends[0].x, top, bottom, line });
        }
    }
    verticals.sort_by_key(|vertical| vertical.x);
    let of = |(line, stops): (usize, &Vec<Point>)| -> Vec<Hop> {
        let segments = stops.windows(2).enumerate().filter(|(_, ends)| ends[0].y == ends[1].y);
        segments.flat_map(|(at, ends)| over(&verticals, line, at, ends[0], ends[1])).collect()
    };
    lines.iter().enumerate().map(of).collect()
}

/// The hops of one horizontal segment.
fn over(verticals: &[Vertical], line: usize, segment: usize, from: Point, to: Point) -> Vec<Hop> {
    let (left, right) = (from.x.min(to.x) + ROOM + REACH, from.x.max(to.x) - ROOM - REACH);
    let first = verticals.partition_point(|vertical| vertical.x < left);
    let within = verticals[first..].iter().take_while(|vertical| vertical.x <= right);
    let crossed = within.filter(|v| v.line != line && (v.top..=v.bottom).contains(&from.y));
    let mut hops: Vec<Hop> = Vec::new();
    for x in crossed.map(|vertical| vertical.x) {
        match hops.last_mut() {
            // Two hops that would touch are one.
            Some(last) if x - REACH <= last.end + 1 => last.end = x + REACH,
            _ => hops.push(Hop { segment, start: x - REACH, end: x + REACH }),
        }
    }
    if to.x < from.x {
        hops.reverse();
        for hop in &mut hops {
            std::mem::swap(&mut hop.start, &mut hop.end);
        }
    }
    hops
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(of: &[(i32, i32)]) -> Vec<Point> {
        of.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    /// The hops of the first line over the others, as start and end.
    fn of_the_first(lines: &[&[(i32, i32)]]) -> Vec<(i32, i32)> {
        let lines: Vec<Vec<Point>> = lines.iter().map(|stops| line(stops)).collect();
        let all = hops(&lines);
        assert!(all[1..].iter().all(Vec::is_empty), "the vertical ones run straight on");
        all[0].iter().map(|hop| (hop.start, hop.end)).collect()
    }

    #[test]
    fn the_horizontal_line_hops_in_the_way_it_runs() {
        let down: &[(i32, i32)] = &[(50, 0), (50, 100)];
        assert_eq!(of_the_first(&[&[(0, 40), (100, 40)], down]), [(46, 54)]);
        assert_eq!(of_the_first(&[&[(100, 40), (0, 40)], down]), [(54, 46)]);
        assert_eq!(of_the_first(&[&[(40, 0), (40, 100)], &[(70, 0), (70, 100)]]), []);
    }

    #[test]
    fn lines_that_touch_or_share_their_way_do_not_cross() {
        let across: &[(i32, i32)] = &[(0, 40), (100, 40)];
        for touching in [[(50, 40), (50, 100)], [(50, 0), (50, 42)], [(0, 0), (0, 100)]] {
            assert_eq!(of_the_first(&[across, &touching]), [], "{touching:?}");
        }
        assert_eq!(of_the_first(&[across, &[(20, 40), (80, 40)]]), []);
        let trunk: &[(i32, i32)] = &[(50, 0), (50, 40), (100, 40)];
        assert_eq!(of_the_first(&[trunk, &[(50, 0), (50, 100)]]), []);
    }

    #[test]
    fn there_is_no_hop_at_a_bend_or_a_head() {
        for x in [4, 13, 87, 96] {
            assert_eq!(of_the_first(&[&[(0, 40), (100, 40)], &[(x, 0), (x, 100)]]), [], "{x}");
        }
    }

    #[test]
    fn a_line_that_crosses_itself_runs_on() {
        let lines = [line(&[(0, 50), (100, 50), (100, 0), (50, 0), (50, 100)])];
        assert_eq!(hops(&lines), [vec![]]);
    }

    #[test]
    fn lines_that_stand_close_together_take_one_hop() {
        let downs: [&[(i32, i32)]; 4] =
            [&[(0, 40), (100, 40)], &[(40, 0), (40, 90)], &[(48, 0), (48, 90)], &[(70, 0), (70, 90)]];
        assert_eq!(of_the_first(&downs), [(36, 52), (66, 74)]);
    }
}
