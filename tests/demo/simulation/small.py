"""A district of two units, as far as a simulated year needs to know them."""

from __future__ import annotations

import datetime as dt

from cms.demo.simulation import run
from cms.demo.simulation.acts import OFFICE
from cms.demo.simulation.parties import Party, starting_rows

YEAR, SEED, UNTIL = 2026, 5, dt.date(2026, 4, 12)
PARTIES = (
    Party(OFFICE, "区委办公室", "COMMITTEE", items=starting_rows("COMMITTEE")[3:6]),
    Party("village", "丙村党总支", "VILLAGE", "村", "甲镇党委", items=starting_rows("VILLAGE")),
)


def play(until: dt.date = UNTIL, *, seed: int = SEED, year: int = YEAR) -> run.Played:
    return run.simulate(year=year, seed=seed, until=until, say=lambda text: None, units=PARTIES)
