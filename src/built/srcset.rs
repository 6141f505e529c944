//! The addresses of a `srcset`.
//!
//! Hides its grammar, in which a comma ends an address only where white space follows. Never judges the sizes.

use std::ops::Range;

/// The places of the addresses in `value`, in order.
pub(super) fn addresses(value: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + value.get(at..)?.iter().position(|byte| !is_space(*byte) && *byte != b',')?;
        let length = value[start..].iter().position(|byte| is_space(*byte)).unwrap_or(value.len() - start);
        let end = start + length;
        let commas = value[start..end].iter().rev().take_while(|byte| **byte == b',').count();
        at = if commas == 0 { after_descriptors(value, end) } else { end };
        Some(start..end - commas)
    })
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r')
}

/// One past the comma that ends the sizes from `at` on; one in parentheses does not.
fn after_descriptors(value: &[u8], at: usize) -> usize {
    let mut is_inside = false;
    let end = value[at..].iter().position(|byte| {
        match byte {
            b'(' => is_inside = true,
            b')' => is_inside = false,
            _ => {}
        }
        *byte == b',' && !is_inside
    });
    end.map_or(value.len(), |end| at + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_belong_to_an_address_unless_they_end_it() {
        for (value, expected) in [
            ("a.png 1x, b.png 2x", &["a.png", "b.png"][..]),
            ("a.png,b.png", &["a.png,b.png"]),
            ("a.png, b.png", &["a.png", "b.png"]),
            ("a.png 1x,b.png 2x", &["a.png", "b.png"]),
            (
                "data:image/png;base64,AA== 1x, w_1,h_2/c.png 2x",
                &["data:image/png;base64,AA==", "w_1,h_2/c.png"],
            ),
            ("a (1,2) x, b", &["a", "b"]),
            (" , ,,a,,, ", &["a"]),
            ("", &[]),
            (" ,", &[]),
        ] {
            let found: Vec<_> = addresses(value.as_bytes()).map(|place| &value[place]).collect();
            assert_eq!(found, expected, "{value}");
        }
    }
}
