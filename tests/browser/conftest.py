"""One demonstration and one Chromium for all of these tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

from tests.__main__ import CHROMIUM
from tests.browser.visitor import Visitor
from tests.demo_server import ROOT, any_demo

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def chromium():
    """Headless Chromium. While Playwright runs, the thread has an event loop, and Django would refuse to ask the
    database from it; nothing here asks from inside that loop."""
    path = next((path for path in CHROMIUM if Path(path).exists()), None)
    if path is None:
        pytest.skip("没有 Chromium（Debian：apt-get install chromium）")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demo():
    """The demonstration district on a port of its own."""
    with any_demo(settings.DATA / "demo") as running:
        yield running


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where the screenshots of the walk are kept: SCREENSHOTS=, or .data-test/screenshots."""
    folder = Path(os.environ.get("SCREENSHOTS") or ROOT / ".data-test" / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def visitor(chromium, demo, pictures):
    """visitor(width=360, elder=True) → a person with a browser of their own; closed when the test ends."""
    opened = []

    def enter(**choices) -> Visitor:
        person = Visitor(chromium, demo, pictures, **choices)
        opened.append(person)
        return person

    yield enter
    for person in opened:
        person.leave()
