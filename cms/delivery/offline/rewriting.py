"""Pages as they may lie on disk: links within the copy are relative, links to anything else are whole and marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

from cms.delivery.offline.places import Kind, Place, link_to, place_of

LINKS = {"a": "href", "link": "href", "script": "src", "img": "src"}
FETCHED = {"link", "script", "img"}
"""Elements whose address a browser asks for by itself."""
NEEDLESS = {"alternate"}
"""Relations of <link> that mean nothing on disk."""
IN_SHEET = re.compile(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")
Known = Callable[[Place], bool]


def links_of(page: str) -> Iterator[str]:
    """Every link of a page, as it stands there."""
    found: list[str] = []

    class Finder(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            value = dict(attrs).get(LINKS.get(tag, ""))
            if value:
                found.append(value)

    finder = Finder()
    finder.feed(page)
    finder.close()
    yield from found


def links_of_sheet(sheet: str) -> Iterator[str]:
    for match in IN_SHEET.finditer(sheet):
        yield match[2]


class Rewriter(HTMLParser):
    """Gives back what it is fed, tag by tag, with other links. A form asks a server, so forms are left out."""

    def __init__(self, *, on: Place, origin: str, known: Known, live: str, notice: str) -> None:
        """`live`: what stands after a link that leads out of the copy; `notice`: HTML before <main>."""
        super().__init__(convert_charrefs=False)
        self.on, self.origin, self.known, self.live, self.notice = on, origin, known, live, notice
        self.out: list[str] = []
        self.forms = 0
        self.leads_out: list[bool] = []

    def _put(self, text: str) -> None:
        if not self.forms:
            self.out.append(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "form":
            self.forms += 1
        if tag == "main":
            self._put(self.notice)
        if tag == "link" and NEEDLESS & set((values.get("rel") or "").split()):
            return
        whole = self.get_starttag_text()
        link = values.get(LINKS.get(tag, ""))
        there = self._there(tag, link) if link else None
        if tag == "a":
            self.leads_out.append(bool(there and there[1]))
        if there is None:
            self._put(whole)
        elif there[0] or tag not in FETCHED:
            self._put(_tag(tag, values | {LINKS[tag]: there[0]} | ({"rel": "external"} if there[1] else {})))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag == "a":
            self.leads_out.pop()

    def _there(self, tag: str, link: str) -> tuple[str, bool] | None:
        """(link, whether it leads out of the copy) in place of a link. None where it may stay as it is."""
        if link.startswith(("#", "data:", "mailto:", "tel:")):
            return None
        place, fragment = place_of(link, on=self.on, origin=self.origin)
        if place and place.kind is not Kind.LIVE and self.known(place):
            return link_to(place, on=self.on) + fragment, False
        # What a browser would fetch by itself is not there, rather than elsewhere.
        return ("", True) if tag in FETCHED else (urljoin(self.origin + self.on.address, link), True)

    def handle_endtag(self, tag):
        self._put(f"</{tag}>")
        if tag == "form":
            self.forms -= 1
        if tag == "a" and self.leads_out and self.leads_out.pop():
            self._put(self.live)

    def handle_data(self, data):
        self._put(data)

    def handle_entityref(self, name):
        self._put(f"&{name};")

    def handle_charref(self, name):
        self._put(f"&#{name};")

    def handle_decl(self, decl):
        self._put(f"<!{decl}>")

    @property
    def text(self) -> str:
        return "".join(self.out)


def _tag(name: str, values: dict[str, str | None]) -> str:
    said = (key if value is None else f'{key}="{escape(value)}"' for key, value in values.items())
    return f"<{name} {' '.join(said)}>"


def rewritten_sheet(sheet: str, *, on: Place, origin: str, known: Known) -> str:
    """A style sheet whose pictures and fonts lie beside it; one that is not in the copy is asked for nowhere."""

    def there(match: re.Match[str]) -> str:
        if match[2].startswith(("data:", "#")):
            return match[0]
        place, _fragment = place_of(match[2], on=on, origin=origin)
        return f'url("{link_to(place, on=on)}")' if place and known(place) else 'url("data:,")'

    return IN_SHEET.sub(there, sheet)
