"""What a piece of a Word document says, as a reader of the page sees it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

# Not on the page: what tracked changes took away, and what is only there for programs that cannot show the rest.
UNSEEN = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "Fallback",
    "pPr",
    "rPr",
    "tcPr",
    "trPr",
    "sdtPr",
    "tblPr",
}
# Ticks typed with a symbol font, by the character's place in it. Programs write the place as it is, or above F000.
SYMBOLS = {
    "Wingdings": {0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0xA8: "□", 0xA1: "○"}
    | {0xFB: "×", 0xFC: "√", 0xFD: "☒", 0xFE: "☑", 0x78: "☒"},
    "Wingdings 2": {0x4F: "×", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0xA3: "□"},
}
UNKNOWN = "?"
"""A symbol that nothing here knows: no tick, and so it is told."""
ON, OFF = "☑", "□"
FALSE = {"0", "false", "off", "none"}


def local(tag: str) -> str:
    """A tag without its name space."""
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name."""
    return next((value for key, value in element.attrib.items() if local(key) == name), None)


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one.tag) == name), None)
    return element


def _symbol(font: str | None, place: int) -> str:
    place = place - 0xF000 if 0xF000 <= place <= 0xF0FF else place
    return SYMBOLS.get(font or "", {}).get(place, UNKNOWN)


def _is_on(mark: Element | None) -> bool:
    """A setting that is there is on, unless it says that it is off."""
    return mark is not None and (attribute(mark, "val") or "1").lower() not in FALSE


def _run(run: Element) -> Iterator[str]:
    """A run of text; in a symbol font its letters are pictures."""
    fonts = child(run, "rPr", "rFonts")
    font = attribute(fonts, "ascii") if fonts is not None else None
    for piece in _inside(run):
        yield "".join(_symbol(font, ord(c)) for c in piece) if font in SYMBOLS and piece.strip() else piece


def _checkbox(element: Element) -> str | None:
    """The tick of a check box that can be clicked: what it is set to, however it is drawn."""
    box = child(element, "sdtPr", "checkbox")
    if box is not None:
        return ON if _is_on(child(box, "checked")) else OFF
    field = child(element, "ffData", "checkBox")
    if field is None:
        return None
    checked = child(field, "checked")
    return ON if _is_on(checked if checked is not None else child(field, "default")) else OFF


def _piece(element: Element) -> Iterator[str]:
    name = local(element.tag)
    if name in UNSEEN:
        return
    if name == "t":
        yield element.text or ""
    elif name in ("tab", "ptab"):
        yield " "
    elif name in ("br", "cr"):
        yield "\n"
    elif name == "noBreakHyphen":
        yield "-"
    elif name == "sym":
        yield _symbol(attribute(element, "font"), int(attribute(element, "char") or "0", 16))
    elif name in ("sdt", "fldChar") and (tick := _checkbox(element)):
        yield tick
    elif name == "r":
        yield from _run(element)
    elif name in ("p", "tr"):
        yield from _inside(element)
        yield "\n"
    else:
        yield from _inside(element)


def _inside(element: Element) -> Iterator[str]:
    for one in element:
        yield from _piece(one)


def text_of(element: Element) -> str:
    """The text of a paragraph or cell; paragraphs and line breaks are new lines."""
    return "".join(_inside(element)).strip()
