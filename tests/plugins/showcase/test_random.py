"""Random campaigns. Ten thousand over the very tables that the verbs ask; some through the verbs and the database."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from plugins.showcase import actions
from plugins.showcase.ledger.models import Campaign, EmptyPlace, Nomination, Selection
from plugins.showcase.rules import Facts, LineFacts, NominationFacts, Rules, missing
from plugins.showcase.states import NEXT, ORDER, Refused, SheetKind, Stage, against
from tests.plugins.showcase.conftest import PEOPLE

SEQUENCES, STEPS = 10_000, 40
DAY = dt.date(2026, 10, 1)
LINES = ("镇街道", "村")


@dataclass
class Model:
    """A campaign as the tables see it, moved by random verbs; every rule is asked of the product's own functions."""

    luck: random.Random
    stage: Stage = Stage.NOMINATE
    day: dt.date = DAY
    lines: dict[str, LineFacts] = field(default_factory=lambda: {name: LineFacts(name) for name in LINES})
    notice_ends: dt.date | None = None
    unanswered: int = 0
    upheld: bool = False
    bulletin: bool = False
    trail: list = field(default_factory=lambda: [Stage.NOMINATE])

    @property
    def facts(self):
        return Facts(
            self.stage,
            tuple(self.lines.values()),
            self.notice_ends,
            self.unanswered,
            self.upheld,
            self.bulletin,
            Rules(),
        )

    def step(self):
        self.day += dt.timedelta(days=self.luck.randrange(3))
        name = self.luck.choice(("advance", "nominate", "leave_empty", "check", "review", "visit", "select", "empty",
                                 "announce", "object", "answer", "issue", "unselect", "leap"))  # fmt: skip
        getattr(self, f"do_{name}")()

    def allowed(self, verb, state=""):
        return not against(verb, stage=self.stage, state=state)

    def line(self):
        return self.lines[self.luck.choice(LINES)]

    def put(self, line, **values):
        self.lines[line.name] = replace(line, **values)

    def change(self, line, pick, **values):
        """One of its nominations."""
        rows = [one for one in line.nominations if pick(one)]
        if rows:
            old = self.luck.choice(rows)
            self.put(
                line,
                nominations=tuple(replace(one, **values) if one is old else one for one in line.nominations),
            )

    def do_nominate(self):
        line = self.line()
        if self.allowed("nominate") and len(line.nominations) < Rules().nominate_max:
            names = {one.name for one in line.nominations}
            name = next(f"{line.name}{n}" for n in range(9) if f"{line.name}{n}" not in names)
            self.put(line, nominations=(*line.nominations, NominationFacts(name)))

    def do_leave_empty(self):
        line = self.line()
        if self.allowed("leave_empty") and line.empty < Rules().nominate_min:
            self.put(line, empty=line.empty + 1)

    def do_check(self):
        if self.allowed("check", "SUBMITTED"):
            self.change(self.line(), lambda one: True, checked=True, passed=self.luck.random() < 0.8)

    def do_review(self):
        if self.allowed("review", "SUBMITTED"):
            line = self.line()
            self.change(line, lambda one: one.passed, reviews=2)

    def do_visit(self):
        if self.allowed("report_visit", "SUBMITTED"):
            self.change(
                self.line(), lambda one: one.passed, visited=True, signed=1, unsigned=self.luck.randrange(2)
            )

    def do_select(self):
        line = self.line()
        passed = sum(one.passed for one in line.nominations)
        if self.allowed("select", "SUBMITTED") and line.selected < min(passed, Rules().final_max):
            self.put(line, selected=line.selected + 1)

    def do_unselect(self):
        line = self.line()
        if self.allowed("unselect", "SUBMITTED") and line.selected:
            self.put(line, selected=line.selected - 1)

    def do_empty(self):
        line = self.line()
        if self.allowed("leave_final_empty") and not line.empty_final:
            self.put(line, empty_final=1)

    def do_announce(self):
        if self.allowed("announce") and self.notice_ends is None:
            self.notice_ends = self.day + dt.timedelta(days=7)

    def do_object(self):
        if self.allowed("object") and self.notice_ends and self.day <= self.notice_ends:
            self.unanswered += 1

    def do_answer(self):
        if self.allowed("answer") and self.unanswered:
            self.unanswered -= 1
            self.upheld = self.upheld or self.luck.random() < 0.2

    def do_issue(self):
        if self.allowed("issue"):
            self.bulletin = True

    def do_advance(self):
        if NEXT[self.stage]:
            self.go(self.luck.choice(NEXT[self.stage]))

    def do_leap(self):
        """To anywhere, as somebody might try by hand."""
        self.go(self.luck.choice(ORDER))

    def go(self, to):
        if not against("advance", stage=self.stage) and not missing(self.facts, to, on=self.day):
            if to == Stage.DELIBERATE and self.stage == Stage.NOTICE:
                self.notice_ends, self.upheld = None, False
            self.stage = to
            self.trail.append(to)

    def illegal(self):
        """Why this campaign is one that must not be; from the plan's words, not from the product's functions."""
        at, rules, found = ORDER.index(self.stage), Rules(), []
        for line in self.lines.values():
            count, rows = len(line.nominations), line.nominations
            if count > rules.nominate_max or (at >= 1 and count + line.empty < rules.nominate_min):
                found.append(f"{line.name}: {count} nominated")
            if at >= 2 and not all(one.checked for one in rows):
                found.append("reviewed before it was checked")
            if at >= 3 and not all(one.reviews >= rules.reviews_min for one in rows if one.passed):
                found.append("visited before it was reviewed")
            if at >= 4 and not all(
                one.visited and one.signed and not one.unsigned for one in rows if one.passed
            ):
                found.append("deliberated before it was visited")
            if line.selected > rules.final_max or line.selected > sum(one.passed for one in rows):
                found.append("too many were selected")
            if at >= 5 and line.selected + line.empty_final < rules.final_min:
                found.append("nobody was selected, and nobody said why")
        if at >= 6 and (self.notice_ends is None or self.day <= self.notice_ends or self.unanswered):
            found.append("told before the notice was over")
        if at >= 7 and not self.bulletin:
            found.append("shown before it was told")
        return found


def test_ten_thousand_random_campaigns_reach_no_illegal_state():
    reached = Counter()
    for number in range(SEQUENCES):
        model = Model(random.Random(number))
        for _n in range(STEPS):
            model.step()
            assert not model.illegal(), (number, model.trail, model.illegal())
        assert all(later in NEXT[before] for before, later in zip(model.trail, model.trail[1:], strict=False))
        reached[model.stage] += 1
    assert len(reached) >= 3  # they do get on; further, by luck alone, hardly anybody does


def test_a_campaign_that_is_helped_along_reaches_every_stage_and_no_illegal_one():
    reached = Counter()
    for number in range(80):
        model = Model(random.Random(number))
        for _n in range(1500):
            model.step()
            assert not model.illegal(), (number, model.trail, model.illegal())
            if model.stage == Stage.SHOWN:
                break
        reached.update(set(model.trail))
    assert set(reached) == set(Stage)


@pytest.mark.parametrize("broken", ["nominate", "select"])
def test_the_control_a_rule_that_is_missing_is_seen(broken, monkeypatch):
    """Without the rule of numbers the same sequences reach what must not be."""
    monkeypatch.setattr(
        "tests.plugins.showcase.test_random.missing",
        lambda facts, to, on: [] if to in NEXT[facts.stage] else ["no"],
    )
    found = []
    for number in range(50):
        model = Model(random.Random(number))
        for _n in range(STEPS):
            model.step()
            found += model.illegal()
    assert any(("nominated" if broken == "nominate" else "nobody was selected") in one for one in found)


def _tries(course, luck):
    """One random verb with random things, by somebody."""
    nominations = list(Nomination.objects.using("default").values_list("pk", flat=True)) or [course.pk]
    who, line = luck.choice(("central", "ta", "tb", "village")), luck.choice(list(course.lines.values()))
    about = luck.choice(nominations)
    today = timezone.localdate()
    return who, luck.choice([
        ("nominate", (course.pk,), {"line": line, "unit": luck.choice(list(course.units.values())), "slot": luck.randrange(4)}),
        ("submit", (about,), {}), ("withdraw", (about,), {}),
        ("leave_empty", (course.pk,), {"line": line, "slot": luck.randrange(4), "reason": luck.choice(("", "没有"))}),
        ("check", (about,), {"formal": True, "total": luck.choice(("50", "80")), "vetoed": False, "source": "文"}),
        ("score", (about,), {"kind": SheetKind.REVIEW, "points": dict.fromkeys(range(1, 7), "5"), "hand_in": True}),
        ("say_how_stable", (course.pk,), {"line": line, "places": 1}),
        ("select", (about,), {"reason": "好"}),
        ("announce", (course.pk,), {}),
        ("issue", (course.pk,), {"number": "1", "title": "通报", "text": "文"}),
        ("deliberate", (course.pk,), {"line": line, "held_on": today, "record": "a", "decision": "b", "reasons": "c"}),
        ("advance", (course.pk,), {"to": luck.choice(ORDER)}),
    ])  # fmt: skip


@pytest.mark.django_db(databases=["default", "central", "guide"])
@pytest.mark.parametrize("start", ["nothing", "check", "review", "deliberate", "notice"])
def test_random_verbs_by_anybody_leave_the_database_legal(course, start):
    """Forty sequences of fifteen; what is refused, by the verb or by PostgreSQL, leaves nothing behind."""
    if start != "nothing":
        getattr(course, f"to_{start}")()
    for number in range(8):
        luck, before = random.Random(f"{start}{number}"), Campaign.objects.get(pk=course.pk).stage
        for _n in range(15):
            who, (verb, args, values) = _tries(course, luck)
            try:
                with course.on(who), transaction.atomic():
                    getattr(actions, verb)(*args, **values, by=PEOPLE[who])
            except (Refused, DatabaseError):
                continue
        with course.on("central"):
            _legal(course, before)


def _legal(course, before):
    found = Campaign.objects.get(pk=course.pk)
    assert ORDER.index(Stage(found.stage)) >= ORDER.index(Stage(before)) or found.stage == Stage.DELIBERATE
    live = Nomination.objects.filter(campaign=found).exclude(state="WITHDRAWN")
    per_line = Counter(live.values_list("line_id", flat=True))
    assert max(per_line.values(), default=0) <= found.nominate_max
    chosen = Selection.objects.filter(campaign=found, revoked_at=None)
    assert max(Counter(chosen.values_list("line_id", flat=True)).values(), default=0) <= found.final_max
    assert not chosen.exclude(nomination__gate__passed=True).exists()
    assert not EmptyPlace.objects.filter(campaign=found, reason="").exists()
