#!/usr/bin/env python3
"""Writes src/draw/metrics.rs: how wide each character may be, in thousandths of the font size.

PNG and PDF are set in the fonts that the program carries, `fonts/Inter-*.ttf`. An SVG names a list of fonts and cannot
know which of them a reader has. So each character gets the widest advance it has in the carried font, in Liberation
Sans (metric-compatible with Arial and Helvetica) and in DejaVu Sans: a box that fits these numbers fits whichever of
them is used. Kerning is left out; it narrows text far more often than it widens it.

Needed only to change the table; building the program does not need it. Wants fontTools and the two other fonts, which
in Debian are the packages fonts-liberation and fonts-dejavu-core:

    python3 tools/font-metrics.py > src/draw/metrics.rs && rustfmt src/draw/metrics.rs

Licences of the fonts: Inter and Liberation under the SIL Open Font License 1.1, DejaVu under the Bitstream Vera licence
with its own changes in the public domain. Only numbers are taken, no outline is copied.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDERS = [Path(__file__).parent.parent / "fonts", Path("/usr/share/fonts"), Path.home() / ".local/share/fonts"]

# Text of weight 600 is drawn in Inter's semibold; fonts without that weight take their bold.
FACES = {
    "REGULAR": ["Inter-Regular.ttf", "LiberationSans-Regular.ttf", "DejaVuSans.ttf"],
    "SEMIBOLD": ["Inter-SemiBold.ttf", "LiberationSans-Bold.ttf", "DejaVuSans-Bold.ttf"],
}

RANGES = [
    (0x0020, 0x024F),  # Latin
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Latin with two marks
    (0x2000, 0x206F),  # punctuation and spaces
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # letter-like signs
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
]

HEAD = """\
//! How wide each character may be: the widest of Inter, Liberation Sans and DejaVu Sans.
//!
//! Made by `tools/font-metrics.py`, which says how and under which licences; not edited by hand. Knows no word.

/// A run of characters that follow each other, and their advances in thousandths of the font size. An advance of 0
/// means that the character takes no room or that none of the fonts has it.
pub(super) struct Run {
    /// The first character's code point.
    pub(super) first: u32,
    /// One advance a character.
    pub(super) advances: &'static [u16],
}
"""


def find(name):
    for folder in FOLDERS:
        for path in sorted(folder.rglob(name)):
            return path
    sys.exit(f"{name} is not installed")


def advances(path):
    font = TTFont(path)
    scale = 1000 / font["head"].unitsPerEm
    widths = font["hmtx"].metrics
    # Rounded up, so that no sum falls short.
    return {code: -int(-widths[glyph][0] * scale // 1) for code, glyph in font.getBestCmap().items()}


def table(name, faces):
    maps = [advances(find(face)) for face in faces]
    lines = [f"/// Weight {'600' if name == 'SEMIBOLD' else '400'}: {', '.join(face.split('.')[0] for face in faces)}."]
    lines.append(f"pub(super) static {name}: &[Run] = &[")
    for first, last in RANGES:
        row = [max((m[c] for m in maps if c in m), default=0) for c in range(first, last + 1)]
        lines.append(f"    Run {{ first: {first:#06x}, advances: &[{', '.join(map(str, row))}] }},")
    return "\n".join(lines) + "\n];"


def main():
    print(HEAD)
    print("\n\n".join(table(name, faces) for name, faces in FACES.items()))


main()
