"""A portal of somebody else's that includes a piece: read with scripts off, without a complaint, by keyboard."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen

import pytest

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>某门户</title></head><body>
<header><a href="/">首页</a></header><main><h1>某门户</h1><!--# include virtual="/_gongkai/%s" --></main></body></html>"""
INCLUDE = re.compile(r'<!--# include virtual="/_gongkai/([^"]+)" -->')


@pytest.fixture
def portal(demo):
    """Its address. What a server does that knows includes: fetches the piece without the visitor's cookies."""

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = Request(
                f"http://127.0.0.1:{demo.port}/x/embed/", headers={"Host": f"village01.localhost:{demo.port}"}
            )

            def fetched(found: re.Match) -> str:
                asked.full_url = f"http://127.0.0.1:{demo.port}/x/embed/{found[1]}"
                with urlopen(asked, timeout=20) as answer:
                    return answer.read().decode()

            body = INCLUDE.sub(fetched, PAGE % self.path.removeprefix("/")).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header(
                "Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'"
            )
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://portal.localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_portal_shows_what_is_public_without_scripts_and_by_keyboard(visitor, portal, demo):
    # What looks for barriers is a script itself.
    person, looking = visitor(width=360, scripts=False), visitor(width=360)
    for piece in ("entries.html?limit=5", "catalog.html?h=2"):
        person.page.goto(f"{portal}/{piece}")
        assert person.page.locator("section.gongkai h2").first.is_visible()
        looking.page.goto(f"{portal}/{piece}")
        assert [*looking.barriers(), looking.overflow()] == [0]
    person.page.goto(f"{portal}/entries.html?limit=5")
    links = person.page.locator("section.gongkai a")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert len(addresses) == 6 and all(url.startswith(demo.url("village01")) for url in addresses)
    person.page.keyboard.press("Tab")
    reached = []
    for _link in addresses:
        person.page.keyboard.press("Tab")
        reached.append(person.page.locator("a:focus").get_attribute("href"))
    assert reached == addresses
    links.first.focus()
    with person.page.expect_navigation() as arriving:
        person.page.keyboard.press("Enter")
    assert (arriving.value.status, arriving.value.url) == (200, addresses[0])
    assert person.complaints == []
