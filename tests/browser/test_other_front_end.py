"""A front end not written here reads a site: the client `wagtail-js` from the npm registry, through Wagtail's API."""

from __future__ import annotations

import json
import shutil
import subprocess
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = [pytest.mark.browser, pytest.mark.node, pytest.mark.timeout(900)]
CLIENT = "wagtail-js@1.1.1"
SLUG = "chengguan"


@pytest.fixture(scope="module")
def folder() -> Path:
    """A folder with the client in it, fetched once."""
    folder = settings.DATA / "front-end"
    if not (folder / "node_modules" / "wagtail-js").exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--no-save", CLIENT]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=200)
    shutil.copy(Path(__file__).with_name("front_end.mjs"), folder)
    return folder


@pytest.fixture(scope="module")
def public(demo):
    """Entries of the site as the product's own API has them, newest first."""
    connection = HTTPConnection("127.0.0.1", demo.port, timeout=30)
    headers = {"Host": f"{SLUG}.localhost:{demo.port}"}
    connection.request("GET", "/api/v1/entries?order=-published_at&limit=20", headers=headers)
    return json.load(connection.getresponse())["items"]


def test_it_lists_reads_searches_and_fetches_files(demo, folder, public):
    word = public[0]["title"][:4]
    command = ["node", "front_end.mjs", demo.url(SLUG, "").rstrip("/"), word]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    titles = {one["title"] for one in said["entries"]["items"]}
    assert {one["title"] for one in public} == titles
    assert said["entry"]["body"] or said["entry"]["details"]
    assert said["entry"]["meta"]["html_url"] in {one["url"] for one in public}
    assert any(word in one["title"] for one in said["found"]["items"])
    assert [one["title"] for one in said["sections"]["items"]] == ["党务公开专栏"]
    assert (said["file"], said["picture"]) in {(200, 200), (200, None), (None, 200)}
    assert said["nobody"]["message"] == "Page not found"
