//! Where the titles of frames stand: in their corner, or aside of the lines that run there.
//!
//! Hides what a title makes way for. Moves no box and no line.

use std::collections::BTreeMap;

use super::drawing::{Face, INSET};
use crate::layout::{Layout, Point, Rect};

/// Room between a title and a line, in pixels.
const CLEAR: i32 = 5;

/// How far right of its corner the title of each frame stands, in pixels; 0 for cards. Frames of one image, which are
/// twins, have their titles in the same place.
///
/// As few lines and labels as can be run over a title, and of places with as few the leftmost is taken.
pub(super) fn shifts(faces: &[Face], layout: &Layout, images: &[u32]) -> Vec<i32> {
    let segments =
        layout.edges.iter().flat_map(|route| route.points.windows(2).map(|ends| around(ends[0], ends[1])));
    let labels = layout.edges.iter().filter_map(|route| route.label);
    let obstacles: Vec<Rect> = segments.chain(labels).collect();
    let mut bands: BTreeMap<u32, Band> = BTreeMap::new();
    for ((face, at), image) in
        faces.iter().zip(&layout.boxes).zip(images).filter(|((face, _), _)| face.is_frame)
    {
        bands.entry(*image).or_default().add(face, *at, &obstacles);
    }
    let shifts: BTreeMap<u32, i32> = bands.into_iter().map(|(image, band)| (image, band.shift())).collect();
    images.iter().map(|image| shifts.get(image).copied().unwrap_or(0)).collect()
}

fn around(a: Point, b: Point) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Rect { x, y, width: a.x.max(b.x) - x, height: a.y.max(b.y) - y }
}

/// Where the titles of some frames could stand.
#[derive(Default)]
struct Band {
    /// The farthest that all of them have room for.
    most: Option<i32>,
    /// From where to where a title would be in the way of something.
    taken: Vec<(i32, i32)>,
}

impl Band {
    fn add(&mut self, face: &Face, at: Rect, obstacles: &[Rect]) {
        let title = face.title_area(at, 0);
        let room = (at.width - face.size().width).max(0);
        self.most = Some(self.most.map_or(room, |most| most.min(room)));
        let is_beside = |of: &&Rect| of.y < title.y + title.height && title.y < of.y + of.height.max(1);
        let taken = obstacles
            .iter()
            .filter(is_beside)
            .map(|of| (of.x - CLEAR - title.width - title.x, of.x + of.width + CLEAR - title.x))
            .filter(|(from, to)| *to > 0 && *from < room);
        self.taken.extend(taken);
    }

    fn shift(&self) -> i32 {
        let most = self.most.unwrap_or(0);
        let hits = |shift: i32| self.taken.iter().filter(|(from, to)| *from < shift && shift < *to).count();
        let places = self.taken.iter().map(|(_, to)| *to).filter(|shift| *shift <= most).chain([0]);
        places.min_by_key(|&shift| (hits(shift), shift)).unwrap_or(0)
    }
}

impl Face {
    /// What the title of a frame at that place takes, so far from its corner.
    pub(super) fn title_area(&self, at: Rect, shift: i32) -> Rect {
        Rect {
            x: at.x + INSET + shift,
            y: at.y + INSET - 1,
            width: self.size().width - 5 * INSET / 2,
            height: self.title_height() + 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Route;

    /// How far the title of a frame of that width moves, with one line down through its band at each of `lines`.
    fn moved(width: i32, lines: &[i32]) -> i32 {
        let face = Face { names: vec![vec!["Zone A".to_owned()]], is_frame: true, ..Face::default() };
        let edge = |&x: &i32| Route { points: vec![Point { x, y: 0 }, Point { x, y: 300 }], label: None };
        let boxes = vec![Rect { x: 100, y: 100, width, height: 200 }];
        let layout = Layout { boxes, edges: lines.iter().map(edge).collect(), ..Layout::default() };
        shifts(&[face], &layout, &[0])[0]
    }

    #[test]
    fn a_title_makes_way_for_lines_where_it_can() {
        assert_eq!(moved(400, &[]), 0);
        assert_eq!(moved(400, &[90, 300]), 0);
        assert_eq!(moved(400, &[130]), 130 + CLEAR - 100 - INSET);
        assert_eq!(moved(400, &[130, 160]), 160 + CLEAR - 100 - INSET);
    }

    #[test]
    fn a_title_without_room_stays_in_its_corner() {
        assert_eq!(moved(120, &[150]), 0);
    }

    #[test]
    fn the_titles_of_twins_stand_in_the_same_place() {
        let face = Face { names: vec![vec!["Zone A".to_owned()]], is_frame: true, ..Face::default() };
        let frame = |x| Rect { x, y: 100, width: 400, height: 200 };
        let points = vec![Point { x: 630, y: 0 }, Point { x: 630, y: 300 }];
        let edges = vec![Route { points, label: None }];
        let layout = Layout { boxes: vec![frame(100), frame(600)], edges, ..Layout::default() };
        let shift = 30 + CLEAR - INSET;
        assert_eq!(shifts(&[face.clone(), face.clone()], &layout, &[0, 0]), [shift; 2]);
        assert_eq!(shifts(&[face.clone(), face], &layout, &[0, 1]), [0, shift]);
    }

    #[test]
    fn a_title_makes_way_for_labels() {
        let face = Face { names: vec![vec!["Zone A".to_owned()]], is_frame: true, ..Face::default() };
        let label = Some(Rect { x: 110, y: 90, width: 40, height: 30 });
        let edges = vec![Route { points: Vec::new(), label }];
        let layout = Layout {
            boxes: vec![Rect { x: 100, y: 100, width: 400, height: 90 }],
            edges,
            ..Layout::default()
        };
        assert_eq!(shifts(&[face], &layout, &[0]), [150 + CLEAR - 100 - INSET]);
    }
}
