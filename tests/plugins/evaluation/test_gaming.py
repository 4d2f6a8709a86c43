"""None of the ways to look better gains anything; what is honest does; and a weaker rule would let the trick through."""

import copy
from fractions import Fraction

import pytest

from plugins.evaluation.engine.formulas import Found
from plugins.evaluation.engine.reading import read
from tests.plugins.evaluation import strategies_beside  # noqa: F401 -- its strategies are made known
from tests.plugins.evaluation.made import MANNERS, MECHANISMS, SCHEME, indicator, later, row, score, year
from tests.plugins.evaluation.strategies_pages import STRATEGIES, changed, cover, missed, of

HONEST = {manner: year(manner) for manner in MANNERS}


def total(rows, scheme=SCHEME):
    return Fraction(score(rows, scheme)["total"])


def test_there_are_enough_of_them():
    assert len(STRATEGIES) >= 36


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("name", sorted(STRATEGIES))
def test_it_gains_nothing(name, manner):
    honest = HONEST[manner]
    before = copy.deepcopy(honest)
    gamed = STRATEGIES[name](honest)
    assert honest == before
    read(gamed)
    assert total(gamed) <= total(honest)


@pytest.mark.parametrize("name", sorted(STRATEGIES))
def test_it_changes_the_evidence_of_somebody(name):
    assert any(STRATEGIES[name](HONEST[manner]) != HONEST[manner] for manner in MANNERS)


# What each rule keeps out: with the rule taken away, the trick gains. So these tests can fail.


def _no_hollow(monkeypatch):
    monkeypatch.setattr("plugins.evaluation.engine.cells.hollow", lambda dossier: set())


def _no_scan(monkeypatch):
    monkeypatch.setattr("plugins.evaluation.engine.presence.counts_from", lambda dossier, entry: "")


def _departures_cost_nothing(monkeypatch):
    monkeypatch.setattr("plugins.evaluation.engine.presence.costs", lambda departure: False)


def _nils_are_believed(monkeypatch):
    monkeypatch.setattr("plugins.evaluation.engine.cells.believed", lambda dossier: Fraction(1))


def _waivers_at_any_time(monkeypatch):
    asked = "plugins.evaluation.engine.cells._waived_in_time"
    monkeypatch.setattr(asked, lambda dossier, duty: duty["waived_on"] is not None)


def _all_cells_are_foreseen(monkeypatch):
    monkeypatch.setattr("plugins.evaluation.engine.cells.Cells._is_base", lambda self, duty, start: True)


def _duties_are_believed(monkeypatch):
    monkeypatch.setattr(
        "plugins.evaluation.engine.cells.Cells._met_on", lambda self, duty, versions: duty["met_on"]
    )


def _void_is_not_owed(monkeypatch):
    _no_blocks(monkeypatch)
    owed = "plugins.evaluation.engine.cells.Cells._is_owed"
    monkeypatch.setattr(owed, lambda self, duty, start: duty["void_on"] is None and duty["item"] != "P01")


def _shares_in_place_of_faults(monkeypatch):
    def share(cases, cost_of):
        costs = [cost_of(case) for case in cases]
        return Found(1 - sum(costs, Fraction(0)) / len(costs) if costs else Fraction(1))

    for module in ("people", "pages"):
        monkeypatch.setattr(f"plugins.evaluation.engine.formulas.{module}.faults", share)


def _steps_of_any_day_and_text(monkeypatch):
    def people(self, version):
        found = {}
        for step in self._steps.get((version["entry"], version["number"]), ()):
            found.setdefault(step["step"], set()).add(step["person"])
        return found

    monkeypatch.setattr("plugins.evaluation.engine.formulas.procedure.Decided.people", people)


def _anybody_decides(monkeypatch):
    by = "plugins.evaluation.engine.formulas.procedure._by_different"
    monkeypatch.setattr(by, lambda people, way, apart: all(step in people for step in way))


def _no_blocks(monkeypatch):
    monkeypatch.setattr("plugins.evaluation.engine.dossier.Dossier.missing_blocks", lambda self: [])


WEAKER = [
    (_no_hollow, "blank_pages"),
    (_no_hollow, "one_text_for_all"),
    (_no_hollow, "last_periods_text"),
    (_no_hollow, "placeholder_then_text"),
    (_no_scan, "near_duplicates"),
    (_departures_cost_nothing, "published_and_taken_away"),
    (_departures_cost_nothing, "taken_away_after_the_period"),
    (_nils_are_believed, "nil_everywhere"),
    (_waivers_at_any_time, "waived_afterwards"),
    (_all_cells_are_foreseen, "easy_items_added"),
    (_all_cells_are_foreseen, "events_made_up"),
    (_duties_are_believed, "backdated"),
    (_void_is_not_owed, "items_hidden"),
    (_shares_in_place_of_faults, "opinions_made_up"),
    (_shares_in_place_of_faults, "opinions_answered_by_oneself"),
    (_shares_in_place_of_faults, "notices_made_up"),
    (_shares_in_place_of_faults, "many_media"),
    (_steps_of_any_day_and_text, "approved_afterwards"),
    (_steps_of_any_day_and_text, "decided_on_another_text"),
    (_no_blocks, "blocks_left_out"),
]


@pytest.mark.parametrize(("weaken", "name"), WEAKER, ids=lambda each: getattr(each, "__name__", each))
def test_a_weaker_rule_would_let_it_through(monkeypatch, weaken, name):
    weaken(monkeypatch)
    gained = [total(STRATEGIES[name](HONEST[manner])) - total(HONEST[manner]) for manner in MANNERS]
    assert max(gained) > 0


def test_one_person_alone_would_pass_if_nobody_looked_who_decides(monkeypatch):
    alone = STRATEGIES["same_person_twice"](HONEST["late"])
    strict = indicator(alone, "A302")["value"]
    _anybody_decides(monkeypatch)
    assert Fraction(strict) == 0 < Fraction(indicator(alone, "A302")["value"])


def _answered_in_time(rows):
    return [one | {"answered_on": one["due_on"]} if one["kind"] == "opinion" else one for one in rows]


def _reviewed(rows):
    reviewed, found = {one["entry"] for one in of(rows, "step") if one["step"] == "SECRECY"}, rows
    for one in [one for one in of(rows, "version") if one["entry"] not in reviewed]:
        taken = {
            "version": one["number"],
            "step": "SECRECY",
            "outcome": "PASSED",
            "person": 2,
            "matches": True,
        }
        found = [*found, row("step", entry=one["entry"], on=later(one["on"], -2), **taken)]
    return found


def _declared_and_true(rows):
    found = rows
    for one in missed(rows):
        told = later(one["due_on"], -2)
        found = changed(found, one, nil_on=told)
        found = [
            *found,
            row("nil", item=one["item"], period=one["period"], decided_on=told, sample="borne_out"),
        ]
    return found


def _put_right(rows):
    return [
        one | {"fixed_on": later(one["since"], 3)} if one.get("result") == "fail" else one for one in rows
    ]


def _filled_in(rows):
    return [
        one | {"filled": dict.fromkeys(one["filled"], True)} if one["kind"] == "item" else one for one in rows
    ]


def _filed_when_asked(rows):
    asked = next(one for one in of(rows, "filing") if one["due_on"])
    return changed(rows, asked, filed_on=asked["due_on"], registered_on=asked["due_on"], returned=0)


def _handed_in(rows):
    plain = {"dated": None, "filed_on": "2026-11-01", "accepted": True}
    return rows + [row("document", mechanism=each, **plain) for each in ("PLAN", *MECHANISMS)]


def _alive(rows):
    return [one | {"probes_ok": one["probes"]} if one["kind"] == "media" else one for one in rows]


def _notices_kept(rows):
    kept = {"ended_early": False, "result_on": "2026-05-15"}
    return [one | kept if one["kind"] == "notice" else one for one in rows]


def _published_late(rows):
    return cover(rows, missed(rows), on="2026-12-01")


def _published_in_time(rows):
    return cover(rows, missed(rows))


HONEST_WORK = (
    _answered_in_time,
    _reviewed,
    _declared_and_true,
    _put_right,
    _filled_in,
    _filed_when_asked,
    _handed_in,
    _alive,
    _notices_kept,
    _published_late,
    _published_in_time,
)


@pytest.mark.parametrize("manner", ["average", "late"])
@pytest.mark.parametrize("work", HONEST_WORK, ids=lambda each: each.__name__)
def test_honest_work_gains(work, manner):
    better = work(HONEST[manner])
    read(better)
    assert total(better) > total(HONEST[manner])


def test_being_taken_for_a_model_gains_where_it_is_not_an_exchange():
    good, plain = HONEST["average"], {"code": "ADOPTED", "on": "2026-06-01", "points": "2", "other": "town-b"}
    adopted = [*good, row("bonus", **plain, mutual=False)]
    assert total(adopted) == total(good) + 2
    assert total([*good, row("bonus", **plain, mutual=True)]) == total(good)
    assert total([*adopted, row("bonus", **plain | {"other": "town-c"}, mutual=False)]) == total(good) + 2
