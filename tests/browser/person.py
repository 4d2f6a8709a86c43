"""Somebody of the demonstration, at work on their own site; and what their screens look like."""

from __future__ import annotations

from tests.browser.test_admin import log_in

# A message that fades in has no contrast yet.
STILL = """() => Promise.all(document.getAnimations()
    .filter(one => one.effect.getComputedTiming().iterations !== Infinity).map(one => one.finished))"""
HIGH = "Math.max(...[...document.querySelectorAll('html, body, main, .content-wrapper')].map(one => one.scrollHeight))"


class Person:
    story, widths = "story", (360, 1280)
    """What pictures of their screens are called by, and how wide they are taken."""

    def __init__(self, visitor, slug: str, login: str, *, width: int = 1280):
        self.slug, self.person = slug, visitor(width=width)
        self.page = self.person.page
        log_in(self.person, slug, login)

    def open(self, path: str) -> str:
        assert self.person.open(self.slug, path).status == 200
        return self.text()

    def follow(self, selector: str) -> str:
        assert self.person.follow(selector).status == 200
        return self.text()

    def text(self) -> str:
        return self.page.inner_text("main")

    def fits(self, name: str) -> None:
        """No barrier, nothing wider than the window or than a telephone; pictures of it are kept."""
        self.page.evaluate(STILL)
        assert (name, self.person.barriers()) == (name, [])
        looked_at(self.person, name, story=self.story, widths=self.widths)


def looked_at(person, name: str, *, story: str = "story", widths: tuple[int, ...] = (360, 1280)) -> None:
    """As a telephone and a desk show it, as high as it is: the admin scrolls inside the window."""
    size = person.page.viewport_size
    for width in widths:
        person.page.set_viewport_size({"width": width, "height": 900})
        high = person.page.evaluate(HIGH)
        assert (name, width, person.overflow()) == (name, width, 0)
        person.page.set_viewport_size({"width": width, "height": min(high + 80, 5000)})
        person.page.screenshot(path=person.pictures / f"{story}-{name}-{width}.png")
    person.page.set_viewport_size(size)
