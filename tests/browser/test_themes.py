"""Every page of every theme, drawn with made-up data: open to everyone in both views at three widths, and it fits."""

from __future__ import annotations

import mimetypes
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Engine
from PIL import Image as Picture

from cms.theming.catalogue import themes
from cms.theming.loader import PLAIN
from cms.theming.look import Look
from cms.theming.trying.check import PAGE, check, engine_of, names
from cms.theming.trying.district import context
from tests.browser.visitor import AXE, GRAVE, axe

pytestmark = pytest.mark.browser

SLUGS = ("base", "civic", "village", "campus")
WIDTHS = (360, 768, 1280)
NARROW = (320, 360)
VIEWS = {"usual": False, "elder": True}
# The same in every theme and view, for whoever asks: no database and no site are there to say which.
ALONE = PLAIN | {"delivery/unknown_host.html"}
# What is not there yet, or stands elsewhere: pages say so, and draw it with other templates.
BARE = {
    "pages/home_page.html": {"catalog": None, "sections": [], "latest": [], "due_soon": []},
    "pages/column_page.html": {"catalog": None, "sections": []},
    "pages/article_page.html": {"attachments": [], "corrections": [], "interpretations": []},
}
SCAN = """async ({options, grave}) => (await axe.run(document, options)).violations
    .filter(found => grave.includes(found.impact))
    .flatMap(found => found.nodes.map(node => found.id + ' ' + node.target))"""
EXCESS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def is_page(name: str, text: str) -> bool:
    """Not what pages are made on: a document without anything of its own."""
    return text.lstrip().lower().startswith(PAGE) and not name.startswith("site/")


def draw(engine: Engine, slug: str, name: str, **said: object) -> str:
    elder = bool(said.pop("elder", False))
    full = context(engine, name, elder=elder) | {"look": Look(slug)} | said
    return engine.get_template(name).render(Context(full))


def drawn(slug: str, *, elder: bool) -> dict[str, str]:
    """Name → page, of all templates of a theme that are pages; a few of them bare as well.

    Those that stand alone are seen once, with base.
    """
    tried, engine = check(themes()[slug], elder=elder), engine_of(slug)
    assert tried.problems == []
    found = {name: text for name, text in tried.pages.items() if is_page(name, text)}
    found |= {f"{name}?bare": draw(engine, slug, name, elder=elder, **less) for name, less in BARE.items()}
    seen = slug == "base" and not elder
    return {name: text for name, text in found.items() if seen or name not in ALONE}


class Site:
    """Pages by path, the themes' static files, and the sheet of each theme; on the loopback."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {}
        site = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body = site.find(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "max-age=600")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args) -> None:
                """Says nothing."""

        Answering.protocol_version = "HTTP/1.1"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def put(self, path: str, text: str, kind: str = "text/html; charset=utf-8") -> str:
        self.files[path] = kind, text.encode()
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def find(self, asked: str) -> tuple[str, bytes]:
        if asked not in self.files:
            path = urlsplit(asked).path
            found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
            body = Path(found).read_bytes() if found else b""
            self.files[asked] = mimetypes.guess_type(path)[0] or "text/html", body
        return self.files[asked]


@pytest.fixture(scope="module")
def site():
    made = Site()
    for slug in SLUGS:
        look = Look(slug)
        made.put(look.address or "/none", look.stylesheet, "text/css")
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(scope="module")
def page(chromium):
    opened = chromium.new_context(locale="zh-CN")
    yield opened.new_page()
    opened.close()


def barriers(page, widths=WIDTHS) -> list[str]:
    """What is wrong with the page that is open, at each width. One injection, and no page is loaded again."""
    page.evaluate(axe().axe_script)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        said = page.evaluate(SCAN, {"options": AXE, "grave": sorted(GRAVE)})
        found += [f"{width}: {line}" for line in said]
    return found


def too_wide(page) -> list[str]:
    found = []
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 900})
        if excess := page.evaluate(EXCESS):
            found.append(f"{width}: {excess} px too wide")
    return found


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_of_a_theme_is_open_to_everyone_and_fits(site, page, slug, view):
    pages, wrong = drawn(slug, elder=VIEWS[view]), {}
    for name, text in pages.items():
        page.goto(site.put(f"/{slug}/{view}/{name}", text))
        assert page.evaluate("document.styleSheets[0].cssRules.length") > 100, name
        assert (name, page.locator("html.elder").count() == 1) == (name, VIEWS[view])
        said = [*barriers(page), *too_wide(page)]
        if not page.locator("h1").inner_text().strip():
            said.append("the heading says nothing: no made-up data for it")
        if said:
            wrong[name] = said
    assert wrong == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_no_template_of_a_theme_is_left_out(slug):
    """Whatever lies in the theme's folders is drawn as a page, or within one: by what the engine was asked for."""
    engine, known = engine_of(slug), names(themes()[slug])
    for name in known:
        if is_page(name, draw(engine_of(slug), slug, name)):
            draw(engine, slug, name)
    for name, less in BARE.items():
        draw(engine, slug, name, **less)
    assert sorted(set(known) - set(engine.template_loaders[0].get_template_cache)) == []


def test_a_fault_of_contrast_and_of_width_is_found(site, page):
    """Control: with pages as they are, but for one rule of the sheet and one name that is missing."""
    text = drawn("village", elder=False)["pages/home_page.html"]
    sheet = Look("village").address
    faint = Look("village").stylesheet + "main p, main a { color: #bbb } main { min-width: 700px }"
    site.put("/faint.css", faint, "text/css")
    page.goto(site.put("/faint.html", text.replace(sheet, "/faint.css").replace(' lang="', ' data-lang="')))
    found = barriers(page, (360,))
    assert {line.split()[1] for line in found} >= {"color-contrast", "html-has-lang"}
    assert len(too_wide(page)) == 2


def test_a_picture_of_all_four_beside_each_other(site, page, pictures):
    """For the README: the front page of a unit in each theme, and one on a telephone."""
    sheet = Picture.new("RGB", (1540, 960), "#efece8")
    for number, slug in enumerate(SLUGS):
        url = site.put(f"/picture/{slug}", drawn(slug, elder=False)["pages/home_page.html"])
        page.set_viewport_size({"width": 1280, "height": 1000})
        page.goto(url)
        sheet.paste(_shot(page, (576, 450)), (20 + number % 2 * 596, 20 + number // 2 * 470))
    page.set_viewport_size({"width": 360, "height": 1000})
    page.goto(f"{url.rpartition('/')[0]}/village")
    sheet.paste(_shot(page, (328, 911)), (1212, 20))
    sheet.save(pictures / "themes.png", optimize=True)
    assert len(sheet.getcolors(1 << 22)) > 1000


def _shot(page, size: tuple[int, int]) -> Picture.Image:
    return Picture.open(BytesIO(page.screenshot())).convert("RGB").resize(size, Picture.LANCZOS)
