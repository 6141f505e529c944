//! The glyphs that are part of the program: paths on a grid of 24 by 24, for a line 1.75 wide with round ends.
//!
//! Drawn for maquette; none is taken from a maker's artwork. A dot is a line without length.

/// The path of a glyph.
pub fn glyph(name: &str) -> Option<&'static str> {
    let index = GLYPHS.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    Some(GLYPHS[index].1)
}

/// All names, in order.
pub fn glyph_names() -> impl Iterator<Item = &'static str> + Clone {
    GLYPHS.iter().map(|(name, _)| *name)
}

/// By name.
static GLYPHS: &[(&str, &str)] = &[
    (
        "account",
        "M4 5h16v14H4zM9 9a1.8 1.8 0 1 0 0 3.6A1.8 1.8 0 1 0 9 9zM6.5 16c.4-1.4 1.3-1.9 2.5-1.9s2.1.5 2.5 \
         1.9M14.5 10H17M14.5 14H17",
    ),
    ("api", "M7.5 6.5L3.5 12l4 5.5M16.5 6.5l4 5.5-4 5.5M13.5 5l-3 14"),
    ("archive", "M4 4.5h16V9H4zM5.5 9v10.5h13V9M10 12.5h4"),
    ("arrow-out", "M11 6H5v13h13v-6M14 4.5h5.5V10M19.5 4.5L11 13"),
    ("bag", "M6 8.5h12l1 11.5H5zM9 11V7.5a3 3 0 0 1 6 0V11"),
    (
        "balancer",
        "M6 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5zM8.5 12H20M7.8 10.2L13 5h7M7.8 13.8L13 19h7M17.5 2.5L20 \
         5l-2.5 2.5M17.5 9.5L20 12l-2.5 2.5M17.5 16.5L20 19l-2.5 2.5",
    ),
    (
        "bucket",
        "M5 7c0-1.5 3-2.5 7-2.5s7 1 7 2.5-3 2.5-7 2.5S5 8.5 5 7zM5 7l1.8 10.8c.3 1 2.3 1.7 5.2 1.7s4.9-.7 \
         5.2-1.7L19 7",
    ),
    (
        "certificate",
        "M12 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 1 0 0-11zM8.3 13L7 20.5l5-2.5 5 2.5-1.3-7.5M9.8 9l1.6 1.6 3-3.2",
    ),
    ("chip", "M7 7h10v10H7zM10 7V4M14 7V4M10 20v-3M14 20v-3M7 10H4M7 14H4M20 10h-3M20 14h-3"),
    ("cloud", "M7 18.5a4 4 0 0 1-.5-8A5.5 5.5 0 0 1 17 9.8a4.4 4.4 0 0 1 .3 8.7z"),
    ("coin", COIN),
    ("cube", "M12 3.5l7.5 4v9l-7.5 4-7.5-4v-9zM4.5 7.5l7.5 4 7.5-4M12 11.5v9"),
    (
        "cylinder",
        "M5 6.5C5 5 8 4 12 4s7 1 7 2.5S16 9 12 9 5 8 5 6.5zM5 6.5v11C5 19 8 20 12 20s7-1 7-2.5v-11M5 12c0 1.5 3 \
         2.5 7 2.5s7-1 7-2.5",
    ),
    ("dial", "M4.5 17.5a8.5 8.5 0 1 1 15 0zM12 14.5l3.5-5M12 6.5v1.2M6.7 9.2l.8.8M4.6 14h1.2M18.2 14h1.2"),
    ("disk", "M4 13.5h16V19H4zM4 13.5L7 5h10l3 8.5M16.5 16.2h.01M13.5 16.2h.01"),
    (
        "edges",
        "M12 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 1 0 0-11zM6.5 12h11M12 6.5c2.7 3.3 2.7 7.7 0 11M12 6.5c-2.7 3.3-2.7 \
         7.7 0 11M4 4l2 2M20 4l-2 2M4 20l2-2M20 20l-2-2",
    ),
    ("envelope", "M4 6h16v12H4zM4 7l8 6 8-6"),
    ("exchange", "M4 8h14M15 5l3 3-3 3M20 16H6M9 13l-3 3 3 3"),
    ("expand", "M14 10l6-6M15.5 4H20v4.5M10 14l-6 6M4 15.5V20h4.5M9.5 9.5h5v5h-5z"),
    ("flag", "M6.5 20.5V4.5H18l-2.5 4 2.5 4H6.5"),
    ("folders", "M16.5 8V6H11L9 4H3.5v11H6M7 8.5h4.5l2 2h7V19H7z"),
    (
        "gear",
        "M12 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 1 0 0-11zM12 10a2 2 0 1 0 0 4 2 2 0 1 0 0-4zM12 3.5v3M12 17.5v3M3.5 \
         12h3M17.5 12h3M6 6l2.1 2.1M15.9 15.9L18 18M18 6l-2.1 2.1M8.1 15.9L6 18",
    ),
    (
        "globe",
        "M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16zM4 12h16M12 4c2.4 2.2 3.5 5 3.5 8s-1.1 5.8-3.5 8c-2.4-2.2-3.5-5-3.5-8s\
         1.1-5.8 3.5-8z",
    ),
    (
        "hexagons",
        "M12 3.5l3.5 2v4l-3.5 2-3.5-2v-4zM7.5 12.5l3.5 2v4l-3.5 2-3.5-2v-4zM16.5 12.5l3.5 2v4l-3.5 2-3.5-2v-4z",
    ),
    ("inbox", "M4 13.5L6.5 5h11L20 13.5V19H4zM4 13.5h4.5L10 16h4l1.5-2.5H20"),
    ("key", "M8 10.5a4.3 4.3 0 1 0 0 8.6 4.3 4.3 0 1 0 0-8.6zM11 11.6L19.5 4M16 7.2l2.8 2.8M13.4 9.5l2 2"),
    (
        "keyhole",
        "M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6zM12 8a2 2 0 1 0 0 4 2 2 0 1 0 0-4zM12 12v3.5",
    ),
    ("lambda", "M7 5h2.5l6 14H18M11.5 10.5L7 19"),
    ("layers", "M12 4l8 4-8 4-8-4zM4 12l8 4 8-4M4 16l8 4 8-4"),
    (
        "licence",
        "M11 16H4.5V4.5h15V13M8 8.5h8M8 12h4M16 13a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5zM14.5 17.5v4l1.5-1 1.5 1v-4",
    ),
    (
        "lifebuoy",
        "M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16zM12 9a3 3 0 1 0 0 6 3 3 0 1 0 0-6zM6.4 6.4l3.5 3.5M14.1 14.1l3.5 \
         3.5M17.6 6.4l-3.5 3.5M9.9 14.1l-3.5 3.5",
    ),
    ("lock", "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"),
    ("megaphone", "M4 10v4h3l9 4.5v-13L7 10zM19 9.5a4 4 0 0 1 0 5M8 14.5l1 5h2.5l-.8-3.6"),
    ("network", "M9.5 3.5h5v5h-5zM3.5 15.5h5v5h-5zM15.5 15.5h5v5h-5zM12 8.5V12M6 15.5V12h12v3.5"),
    ("open-lock", "M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 6.8-1.1"),
    (
        "organization",
        "M8.5 3.5h7v5h-7zM12 8.5v7M5.5 15.5V12h13v3.5M3.5 15.5h4v4h-4zM10 15.5h4v4h-4zM16.5 15.5h4v4h-4z",
    ),
    ("parameters", "M4.5 4.5h15v15h-15zM8 8.5h1.5M12.5 8.5H16M8 12h1.5M12.5 12H16M8 15.5h1.5M12.5 15.5H16"),
    ("parts", "M4.5 4.5h15v15h-15zM12 4.5v15M4.5 12h15"),
    ("person", "M12 4a4 4 0 1 0 0 8 4 4 0 1 0 0-8zM4.5 20c.8-3.8 3.8-5.5 7.5-5.5s6.7 1.7 7.5 5.5"),
    ("phone", "M7.5 3.5h9v17h-9zM11 17.5h2"),
    ("pie", "M11 5.5a7.5 7.5 0 1 0 7.5 7.5H11zM14.5 3.5a6 6 0 0 1 6 6h-6z"),
    ("pin", "M12 20.5c4-4.3 6-7.5 6-10.3a6 6 0 0 0-12 0c0 2.8 2 6 6 10.3zM12 8a2 2 0 1 0 0 4 2 2 0 1 0 0-4z"),
    (
        "private-cloud",
        "M7 15.5a3.7 3.7 0 0 1-.5-7.4A5.2 5.2 0 0 1 16.6 7a3.9 3.9 0 0 1 1.9 7.3M9 14h6v6H9zM10.5 14v-1a1.5 1.5 0 0 1 3 0v1",
    ),
    ("queue", "M5 6v12M10 6v12M15 6v12M18.5 9.5L21 12l-2.5 2.5"),
    ("quota", "M4 5h2.5M10.8 5h2.4M17.5 5H20M5 20v-6h3v6zM10.5 20V9.5h3V20zM16 20v-8h3v8z"),
    ("rack", "M5 4h14v7H5zM5 13h14v7H5zM8.5 7.5h.01M8.5 16.5h.01M12 7.5h4M12 16.5h4"),
    ("restore", "M4.5 5v4.5H9M5 9.2A7.7 7.7 0 1 1 4.3 13M12 8v4.5l3 1.8"),
    ("screen", "M4 5h16v11H4zM12 16v4M8.5 20h7"),
    ("secret", "M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3M8.8 15.5h.01M12 15.5h.01M15.2 15.5h.01"),
    ("shield", "M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6zM9 12l2.2 2.2 4-4.2"),
    ("signpost", "M12 3.5v2M12 10v2.5M12 17v3.5M6 5.5h10.5l2.5 2.2-2.5 2.3H6zM18 12.5H7.5L5 14.7 7.5 17H18z"),
    (
        "sliders",
        "M4 7h5M13 7h7M4 17h9M17 17h3M11 5a2 2 0 1 0 0 4 2 2 0 1 0 0-4zM15 15a2 2 0 1 0 0 4 2 2 0 1 0 0-4z",
    ),
    ("square", "M5 9V5h4M15 5h4v4M19 15v4h-4M9 19H5v-4"),
    ("stream", "M3.5 8.5c3-3 5.5-3 8.5 0s5.5 3 8.5 0M3.5 15.5c3-3 5.5-3 8.5 0s5.5 3 8.5 0"),
    (
        "table",
        "M5 6.5C5 5 8 4 12 4s7 1 7 2.5S16 9 12 9 5 8 5 6.5zM5 6.5v11C5 19 8 20 12 20s7-1 7-2.5v-11M12 9v11M5 \
         13.5h14",
    ),
    ("template", "M6 3.5h8l4 4v13H6zM14 3.5v4h4M10.3 11.5L8.5 14l1.8 2.5M13.7 11.5l1.8 2.5-1.8 2.5"),
    ("workflow", "M4 4.5h6v5H4zM14 14.5h6v5h-6zM7 9.5V17h7M10 7h7v7.5"),
];

const COIN: &str = "M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16zM14.8 9.6c-.5-.9-1.5-1.4-2.8-1.4-1.6 0-2.8.7-2.8 1.9 0 \
                    2.6 5.6 1.2 5.6 3.8 0 1.2-1.2 1.9-2.8 1.9-1.3 0-2.3-.5-2.8-1.4M12 6.7v10.6";

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of a path, with the command before each.
    fn numbers(path: &str) -> Vec<(char, f32)> {
        let (mut found, mut command, mut number) = (Vec::new(), ' ', String::new());
        let mut end = |number: &mut String, command: char| {
            if !number.is_empty() {
                found.push((command, number.parse().expect("a number")));
                number.clear();
            }
        };
        for c in path.chars() {
            let goes_on = c.is_ascii_digit() || (c == '.' && !number.contains('.'));
            if !goes_on {
                end(&mut number, command);
            }
            match c {
                c if c.is_ascii_alphabetic() => command = c,
                ' ' => {}
                c => number.push(c),
            }
        }
        end(&mut number, command);
        found
    }

    #[test]
    fn names_are_in_order_and_found() {
        assert!(GLYPHS.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(glyph("lambda"), Some("M7 5h2.5l6 14H18M11.5 10.5L7 19"));
        assert_eq!(glyph("lamda"), None);
    }

    #[test]
    fn paths_are_drawn_on_one_grid() {
        for (name, path) in GLYPHS {
            assert!(
                path.starts_with('M') && path.chars().all(|c| "MLHVCSAZmlhvcsaqz0123456789.- ".contains(c))
            );
            for (command, number) in numbers(path) {
                let is_place = command.is_ascii_uppercase() && command != 'A';
                assert!(!is_place || (2.0..=22.0).contains(&number), "{name} {command}{number}");
                assert!(number.abs() <= 22.0, "{name} {command}{number}");
            }
        }
    }

    #[test]
    fn no_two_look_the_same() {
        let mut paths: Vec<_> = GLYPHS.iter().map(|(_, path)| path).collect();
        paths.sort();
        assert!(paths.is_sorted_by(|a, b| a < b));
    }
}
