"""The typefaces as printed pages need them: Typst reads neither WOFF2 nor variable fonts.

    python -m launcher.typefaces FOLDER

Writes the few styles that paper uses beside the web's files, once per set-up.
"""

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Style:
    """One static style cut out of a variable font."""

    source: str
    family: str
    name: str
    weight: int
    axes: tuple[tuple[str, float], ...] = ()
    italic: bool = False

    @property
    def file(self) -> str:
        """Where it is written."""
        return f"{self.family}-{self.name}.ttf".lower().replace(" ", "-")


TEXT, SIGNS = "Atkinson Hyperlegible Next", "Bricolage Grotesque"
STYLES = (
    Style("atkinson-hyperlegible-next.woff2", TEXT, "Regular", 400),
    Style("atkinson-hyperlegible-next.woff2", TEXT, "Bold", 700),
    Style("atkinson-hyperlegible-next-italic.woff2", TEXT, "Italic", 400, italic=True),
    Style("bricolage-grotesque.woff2", SIGNS, "SemiBold", 600, (("wdth", 84), ("opsz", 14))),
    Style("bricolage-grotesque.woff2", SIGNS, "ExtraBold", 800, (("wdth", 78), ("opsz", 48))),
)


def cut(folder: Path) -> None:
    """Write every style of STYLES into the folder that holds the sources."""
    for style in STYLES:
        _write(style, folder)


def _write(style: Style, folder: Path) -> None:
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(folder / style.source)
    font = instancer.instantiateVariableFont(font, {**dict(style.axes), "wght": style.weight})
    full = f"{style.family} {style.name}"
    names = {
        1: style.family,
        2: style.name,
        4: full,
        6: full.replace(" ", ""),
        16: style.family,
        17: style.name,
    }
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = style.weight
    # Called normal, or Typst would choose by width before weight.
    font["OS/2"].usWidthClass = 5
    # Bit 0 is italic, bit 6 regular.
    font["OS/2"].fsSelection = 1 if style.italic else 64
    font.flavor = None
    font.save(folder / style.file)


if __name__ == "__main__":
    cut(Path(sys.argv[1]))
