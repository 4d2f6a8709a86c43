"""A campaign of two lines in the small district: tb leads 镇街道 (ta and itself), ta leads 村 (village)."""

import datetime as dt
import uuid
from copy import copy

import pytest
from django.utils import timezone

from cms.extension import By, DisclosureLine, Unit
from plugins.showcase import actions
from plugins.showcase.ledger.models import Campaign
from plugins.showcase.queries import live_selections
from plugins.showcase.states import SheetKind, Stage
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.conftest import undone
from tests.plugins.showcase.practising import shown

PEOPLE = {
    slug: By(f"{slug}的人", uuid.uuid5(uuid.NAMESPACE_DNS, slug))
    for slug in ("central", "ta", "tb", "village")
}
GOOD = {1: "9", 2: "22.5", 3: "22.5", 4: "13", 5: "9", 6: "13"}
MONTH_AGO = timezone.localdate() - dt.timedelta(days=30)
SEEN = "到村里看了公开栏和台账，抽查了三个季度的公开记录，和群众谈了话。"
TEXTS = {
    "self_evaluation": {no: f"第{no}个方面的自评" for no in range(1, 7)},
    "highlights": "公开栏进院坝",
    "replicable": "院坝会上先公开再表决",
    "limits": "适合居住集中的村",
}


class Play:
    """The campaign, and everybody in it. Each call is made on the site of whoever makes it."""

    def __init__(self, code="c2026"):
        with tenant_scope(Tenant.objects.get(slug="central")):
            self.lines = {one.code: one.pk for one in DisclosureLine.objects.all()}
            self.units = {one.slug: one.pk for one in Unit.objects.all()}
            made = actions.open_campaign(
                code=code, title="最佳实践遴选", year=2026, by=PEOPLE["central"], nominate_min=2, nominate_max=2,
                final_min=1, final_max=1, reviews_min=1, minimum=60, on=MONTH_AGO,
            )  # fmt: skip
            self.pk = made.pk
            actions.hand_over(
                made.pk, line=self.lines["L01"], lead=self.units["tb"], reason="调整", by=PEOPLE["central"]
            )

    def on(self, slug):
        return tenant_scope(Tenant.objects.get(slug=slug))

    def do(self, slug, verb, *args, **values):
        with self.on(slug):
            return getattr(actions, verb)(*args, **values, by=PEOPLE[slug])

    @property
    def campaign(self):
        return Campaign.objects.get(pk=self.pk)

    def advance(self, to, **values):
        """Stages go by in the past, so that a notice can have run its days."""
        return self.do("central", "advance", self.pk, to=Stage(to), **({"on": MONTH_AGO} | values))

    def nominate(self, lead, line, unit, slot, submit=True):
        made = self.do(lead, "nominate", self.pk, line=self.lines[line], unit=self.units[unit], slot=slot)
        if submit:
            self.fill(lead, made.pk)
            self.do(lead, "submit", made.pk)
        return made.pk

    def fill(self, lead, pk):
        self.do(lead, "change", pk, **TEXTS)
        self.do(lead, "visit_before", pk, visited_on=timezone.localdate(), role="主任", seen=SEEN)

    def check(self, pk, **values):
        known = {"formal": True, "total": "85.5", "vetoed": False, "source": "党办〔2026〕9号"}
        return self.do("central", "check", pk, **(known | values))

    def score(self, slug, pk, kind="REVIEW", hand_in=True, **points):
        marks = GOOD | {int(no[1:]): value for no, value in points.items()}
        visit = {"visited_on": timezone.localdate(), "role": "科长"} if kind == "VISIT" else {}
        return self.do(slug, "score", pk, kind=SheetKind(kind), points=marks, hand_in=hand_in, **visit)

    def visited(self, pk, *slugs):
        units = [self.units[slug] for slug in slugs]
        visit = self.do(
            "central", "plan_visit", self.pk, nomination=pk, planned_on=timezone.localdate(), units=units
        )
        self.do("central", "hold_visit", visit.pk, held_on=timezone.localdate(), note="现场看了")
        for slug in slugs:
            self.score(slug, pk, "VISIT")
        return visit

    def campaign_selections(self):
        return list(live_selections(self.campaign))


class Course(Play):
    """The same, played up to a stage."""

    def to_check(self):
        self.a = self.nominate("tb", "L01", "ta", 1)
        self.b = self.nominate("tb", "L01", "tb", 2)
        self.v = self.nominate("ta", "L02", "village", 1)
        self.do("ta", "leave_empty", self.pk, line=self.lines["L02"], slot=2, reason="只有一个村")
        self.advance("CHECK")

    def to_review(self):
        self.to_check()
        for pk in (self.a, self.b, self.v):
            self.check(pk)
        self.advance("REVIEW")

    def to_visit(self):
        self.to_review()
        for pk in (self.a, self.b, self.v):
            self.score("central", pk)
        self.advance("VISIT")

    def to_deliberate(self):
        self.to_visit()
        for pk in (self.a, self.b, self.v):
            self.visited(pk, "central")
        self.advance("DELIBERATE")

    def to_notice(self):
        self.to_deliberate()
        for code, pk in (("L01", self.a), ("L02", self.v)):
            line = self.lines[code]
            self.do("central", "say_how_stable", self.pk, line=line, places=1)
            self.do(
                "central", "deliberate", self.pk, line=line, held_on=timezone.localdate(), record="议过", decision="同意",
                reasons="做法实",
            )  # fmt: skip
            self.do("central", "select", pk)
        self.advance("NOTICE")

    def to_bulletin(self):
        self.to_notice()
        self.do("central", "announce", self.pk, on=MONTH_AGO)
        self.advance("BULLETIN", on=timezone.localdate())

    def to_shown(self):
        self.to_bulletin()
        self.do(
            "central",
            "issue",
            self.pk,
            number="党办〔2026〕20号",
            title="关于通报最佳实践的通知",
            text="经公示无异议。",
        )
        self.advance("SHOWN", on=timezone.localdate())


def at(stage):
    """The course of a test begins in this stage: at("review"). Without it, where nominations are made.

    At "nothing" there is none, whatever the tests before it had.
    """
    return pytest.mark.parametrize("staged", [stage], indirect=True)


@pytest.fixture(scope="module")
def ready(planted):
    """What the tests of a file need before the campaign begins: each file that needs something has its own."""


@pytest.fixture(scope="module")
def staged(ready, request):
    """A course that was played up to a stage once, for all tests of the file that begin there."""
    stage = getattr(request, "param", "")
    with undone():
        course = Course() if stage != "nothing" else None
        if course and stage:
            getattr(course, f"to_{stage}")()
        yield course


@pytest.fixture
def course(db, staged):
    """What a test writes into it, other tests do not find."""
    return copy(staged)


@pytest.fixture
def practice(course):
    """A practice of ta, for a course at("shown")."""
    return shown(course)
