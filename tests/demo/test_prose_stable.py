"""The same arguments give the same entry: in another process, and on another day of the year."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest

from cms.settings.env import ROOT
from tests.demo.entries import UNITS, digest, entries_of, year

PROGRAM = """
import django
django.setup()
from tests.demo.entries import digest
print(digest("chengguan"), hash("公开"))
"""


def test_another_process_with_another_hash_seed_writes_the_same():
    other = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    env = {**os.environ, "PYTHONHASHSEED": other, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    command = [sys.executable, "-c", PROGRAM]
    run = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    written, hashed = run.stdout.split()
    assert int(hashed) != hash("公开")
    assert written == digest("chengguan")


def test_another_seed_writes_other_entries():
    unit = UNITS[1]
    own = {(e.item.code, e.draft.title): e.draft for e in year(unit.slug, 2026)}
    others = entries_of(unit, dt.date(2026, 12, 31), seed="另一区")
    assert [e.draft.title for e in others if own.get((e.item.code, e.draft.title)) == e.draft] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.slug)
def test_loading_on_another_day_shows_more_and_moves_nothing(unit):
    whole = {(e.item.code, e.draft.title): e.draft for e in year(unit.slug, 2026)}
    for day in (dt.date(2026, 1, 31), dt.date(2026, 6, 30)):
        early = {(e.item.code, e.draft.title): e.draft for e in entries_of(unit, day)}
        assert early == {key: whole[key] for key in early}
