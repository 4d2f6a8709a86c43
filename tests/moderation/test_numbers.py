"""What the desk computes: draws that anybody can repeat, hours of work, differences of texts."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from decimal import Decimal

import pytest

from cms.moderation.difference import difference
from cms.moderation.drawing import agrees, draw, hash_of
from cms.moderation.rules import service_hours, share, spans
from cms.moderation.service import worked_until
from cms.obligations.calendar import official

CHINA = zoneinfo.ZoneInfo("Asia/Shanghai")
KEYS = [f"entry-{number:02}" for number in range(40)]


def test_a_draw_is_what_sha256sum_and_sort_make():
    """The vector was made with: for k in …; do printf '%s:%s' seed "$k" | sha256sum; done | sort | head -3."""
    assert draw("seed", ["a", "b", "c", "d", "e"], 60) == ["a", "e", "d"]
    assert draw("seed", ["e", "d", "c", "b", "a", "a"], 60) == ["a", "e", "d"]
    assert hash_of(["b", "a"]) == "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2"


@pytest.mark.parametrize(
    ("share_of", "count"), [(0, 0), (1, 1), (5, 2), (Decimal("7.5"), 3), (100, 40), (150, 40)]
)
def test_the_share_is_rounded_up_and_never_more_than_all(share_of, count):
    assert len(draw("x", KEYS, share_of)) == count
    assert draw("x", [], share_of) == []


def test_another_seed_or_list_is_noticed():
    drawn = draw("one", KEYS, 20)
    told = {"population": KEYS, "share": Decimal(20), "population_hash": hash_of(KEYS), "drawn": drawn}
    assert agrees(seed="one", **told)
    assert not agrees(seed="two", **told)
    assert not agrees(seed="one", **told | {"population": KEYS[:-1]})
    assert not agrees(seed="one", **told | {"drawn": drawn[:-1]})


def test_hours_of_work_leave_out_noon_nights_weekends_and_holidays():
    def due(text: str, hours: str) -> str:
        start = dt.datetime.fromisoformat(text).replace(tzinfo=CHINA)
        end = worked_until(start, Decimal(hours), spans=spans(), calendar=official())
        return f"{end.astimezone(CHINA):%m-%d %H:%M}"

    assert due("2026-03-03 09:00", "2") == "03-03 11:00"
    assert due("2026-03-03 11:00", "2") == "03-03 15:00"  # over noon
    assert due("2026-03-03 07:00", "7") == "03-03 17:30"  # before the day begins
    assert due("2026-03-03 22:00", "1") == "03-04 09:30"
    assert due("2026-03-06 17:00", "1") == "03-09 09:00"  # over a weekend
    assert due("2026-09-30 17:00", "7.5") == "10-08 17:30"  # over the National Day holiday
    assert due("2026-02-13 17:00", "7.5") == "02-14 17:30"  # a Saturday that is worked


def test_the_last_row_that_fits_decides_and_each_has_a_basis():
    assert service_hours(why="ESCALATED", level="ESCALATE", to="OFFICE").value == 14
    assert service_hours(why="ESCALATED", level="MAJOR", to="SUPERIOR").value == 21
    assert service_hours(why="SAMPLED", level="NORMAL", to="OFFICE").value == 35
    assert share(kind="TOWN", level="NORMAL").value == 5
    assert share(kind="VILLAGE", level="NORMAL").value == 3
    assert share(kind="VILLAGE", level="ESCALATE").value == 0
    assert "区委办" in share(kind="TOWN", level="IMPORTANT").basis


def test_a_difference_shows_what_changed_and_a_little_around_it():
    old = "\n".join(f"第{number}段" for number in range(9))
    rows = difference(old, old.replace("第4段", "第四段"))
    assert rows == [
        ("same", ""),
        ("same", "第2段"),
        ("same", "第3段"),
        ("old", "第4段"),
        ("new", "第四段"),
        ("same", "第5段"),
        ("same", "第6段"),
        ("same", ""),
    ]
    assert difference(old, old + "\n\n") == []
    assert difference("", "新") == [("new", "新")]
