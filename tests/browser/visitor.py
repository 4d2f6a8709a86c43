"""A person with a browser: what they open, what the browser complains of, whom it talks to."""

from __future__ import annotations

import functools
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from tests.demo_server import Demo

GRAVE = {"serious", "critical"}
AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
HEIGHT = 900
# What follows the size of the window by script has done so two frames later.
EXCESS = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
    done(document.documentElement.scrollWidth - document.documentElement.clientWidth))))"""


@functools.cache
def axe() -> Axe:
    return Axe()


class Visitor:
    """Collects complaints: script errors, console errors, policy violations, failed and foreign requests."""

    def __init__(
        self,
        browser: Browser,
        demo: Demo,
        pictures: Path,
        *,
        width: int = 1280,
        scripts: bool = True,
        images: bool = True,
        **choices,
    ) -> None:
        self.demo, self.pictures, self.width = demo, pictures, width
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=scripts,
            locale="zh-CN",
            **choices,
        )
        if not images:
            self.context.route("**/*", lambda route: route.abort() if _is_image(route) else route.continue_())
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", self._heard)

    def _heard(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def open(self, slug: str, path: str = "/") -> Response:
        """Type an address."""
        return self.page.goto(self.demo.url(slug, path))

    def follow(self, selector: str) -> Response:
        """Click a link, and wait for the page that it leads to.

        A new document, that is: an editor that notes in the address which tab is open goes nowhere.
        """
        with (
            self.page.expect_event("load"),
            self.page.expect_event("response", self._is_document) as arriving,
        ):
            self.page.locator(selector).first.click()
        return arriving.value

    def _is_document(self, response: Response) -> bool:
        """Of the window itself, and no redirect on the way to it."""
        asked = response.request
        return (
            asked.is_navigation_request()
            and response.frame == self.page.main_frame
            and not 300 <= response.status < 400
        )

    def foreign(self) -> list[str]:
        """Requests that went anywhere but to the sites of the district."""
        return [url for url in self.requests if not _is_ours(url, self.demo.port)]

    def barriers(self) -> list[str]:
        """What axe finds serious or critical, with the elements."""
        found = axe().run(self.page, options=AXE).response["violations"]
        return [
            f"{violation['id']}: {[node['target'] for node in violation['nodes']][:4]}"
            for violation in found
            if violation["impact"] in GRAVE
        ]

    def barriers_in_the_dark(self) -> list[str]:
        self.page.emulate_media(color_scheme="dark")
        found = self.barriers()
        self.page.emulate_media(color_scheme="light")
        return found

    def overflow(self, width: int | None = None) -> int:
        """Pixels by which the page is wider than a window of `width`."""
        if width:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
        excess = self.page.evaluate(EXCESS)
        if width:
            self.page.set_viewport_size({"width": self.width, "height": HEIGHT})
        return excess

    def keep(self, name: str, mode: str) -> None:
        """A picture of the whole page: name-width-mode.png."""
        self.page.screenshot(path=self.pictures / f"{name}-{self.width}-{mode}.png", full_page=True)

    def leave(self) -> None:
        self.context.close()


def _is_image(route) -> bool:
    return route.request.resource_type == "image"


def _is_ours(url: str, port: int) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "data" or ((parts.hostname or "").endswith(".localhost") and parts.port == port)
