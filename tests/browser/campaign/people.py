"""Those who take part in a campaign, each on their own site; and the days that go by while a notice is out."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest

from tenants import embedded
from tests.browser.person import Person
from tests.demo_server import Demo

HOME = "/admin/x/showcase/"
TODAY = dt.date.today().isoformat()
WIDTHS = (360, 768, 1280)
PHOTO = {"name": "公开栏.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0" + bytes(600)}


class Member(Person):
    """Whoever takes part: the office, the lead of a line, a unit."""

    story = "campaign"

    def __init__(self, visitor, slug: str, login: str, *, width: int = 1280):
        super().__init__(visitor, slug, login, width=width)
        self.widths = tuple(sorted({WIDTHS[0], width}))

    def campaign(self) -> str:
        self.open(HOME)
        return self.follow(".nominees .nominee a >> nth=0")

    def nomination(self, unit: str) -> str:
        self.campaign()
        return self.follow(f".nominees a:text-is('{unit}')")

    def act(self, words: str) -> str:
        """One of the buttons of the screen."""
        return self.follow(f".acts a:text-is('{words}')")

    def next(self, unit: str) -> str:
        """What the campaign's own screen offers beside a unit: its button says it."""
        self.campaign()
        return self.follow(f".nominees > li:has(a:text-is('{unit}')) > a.button")

    def of_line(self, line: str, words: str) -> str:
        self.campaign()
        return self.follow(f"section:has(> h2:has-text('{line}')) .acts a:has-text('{words}')")

    def fill(self, **values) -> None:
        for name, value in values.items():
            field = self.page.locator(f".do-form [name='{name}']").first
            if isinstance(value, dict):
                field.set_input_files(value)
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def send(self, **values) -> str:
        self.fill(**values)
        return self.follow(".do-form button.button")


def points(*six: str) -> dict[str, str]:
    return {f"aspect_{number}": value for number, value in enumerate(six, 1)}


def ten_days_go_by(demo: Demo) -> None:
    """The one thing that a test cannot wait for: as if the campaign's stage and its notice had begun ten days ago.
    As the superuser, and past the triggers: nobody of the product can do it."""
    server = embedded.locate(demo.data) if demo.data else None
    if server is None:
        pytest.skip("the days of a notice go by only in a demonstration of our own")
    with psycopg.connect(server.dsn) as database:
        database.execute("SET session_replication_role = replica")
        database.execute("UPDATE public.showcase_ledger_campaign SET stage_since = stage_since - 10")
        database.execute(
            "UPDATE public.showcase_ledger_notice SET starts_on = starts_on - 10, ends_on = ends_on - 10"
        )
