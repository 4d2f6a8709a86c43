"""What people do by the verbs: documents, double scoring, findings and appeals, each with everything that stands against it."""

import datetime as dt
import uuid
from fractions import Fraction

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cms.extension.actions import By
from cms.publication.models import Entry
from cms.registry.models import Unit
from plugins.evaluation.actions import appeals, counting, findings, papers, samples
from plugins.evaluation.engine.reading import read
from plugins.evaluation.gathering import Asked, Sources, gather
from plugins.evaluation.ledger.models import (
    Appeal,
    Document,
    Draw,
    Finding,
    Judgement,
    Period,
    Score,
    ScoreChange,
    Verdict,
)
from plugins.evaluation.reviewing import panel_of
from plugins.evaluation.sampling.drawing import digest_of, drawn
from plugins.evaluation.states import Refused
from tenants.context import tenant_scope
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
OFFICE = By("区委办", office=True)
ONE, TWO, THREE = (By(f"评审{n}", uuid.UUID(int=n)) for n in (1, 2, 3))
EDITOR = By("经办人", uuid.UUID(int=9))
TODAY = timezone.localdate()
YEAR = TODAY.year


@pytest.fixture
def unit(db):
    return Unit.objects.select_related("tenant").get(slug="ta")


def evidence(unit, kind):
    asked = Asked(
        {unit.tenant.schema_name: unit}, dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31), TODAY, Sources()
    )
    rows = gather(asked)["ta"]
    read(rows)  # raises with every row that the engine would not take
    return [row for row in rows if row["kind"] == kind and row.get("mechanism") != "PLAN"]


def paper(**values):
    plain = {"mechanism": "RISK", "title": "办法", "dated": TODAY, "entry": None, "reference": "甲委〔1〕号"}
    return papers.hand_in(**plain | values, by=EDITOR)


def test_a_document_counts_once_the_office_takes_it_and_no_longer_when_it_takes_that_back(
    tenant, period, unit
):
    with tenant_scope(tenant("ta")):
        made = paper()
        paper(title="又一份")
        assert [row["accepted"] for row in evidence(unit, "document")] == [False]
    with tenant_scope(tenant("central")):
        with pytest.raises(Refused, match="理由"):
            papers.rule(made, accepted=False, reason=" ", by=OFFICE)
        papers.rule(made, accepted=True, reason="", by=OFFICE)
    with tenant_scope(tenant("ta")):
        assert [row["accepted"] for row in evidence(unit, "document")] == [True]
    with tenant_scope(tenant("central")):
        papers.rule(made, accepted=False, reason="没有盖章", by=OFFICE)
    with tenant_scope(tenant("ta")):
        assert [row["accepted"] for row in evidence(unit, "document")] == [False]
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.update(filed_on=dt.date(YEAR, 1, 1))
    with tenant_scope(tenant("tb")):
        assert not Document.objects.filter(title="办法").exists()


def test_what_is_wrong_with_a_document_is_told_at_once(tenant, period):
    with tenant_scope(tenant("ta")), pytest.raises(Refused) as refusal:
        paper(mechanism="X", title="", reference="", dated=TODAY + dt.timedelta(1))
    assert str(refusal.value).count("；") == 3
    with tenant_scope(tenant("tb")):
        other = sample.article("TS-02", "别人的", "文").translation_key
    with tenant_scope(tenant("ta")):
        with pytest.raises(Refused, match="不在本单位"):
            paper(entry=other)
        own = sample.article("TS-02", "自己的", "文").translation_key
        assert paper(entry=own, reference="").entry == own


def test_a_draw_is_made_once_and_can_be_made_again_by_anybody(tenant, period, unit):
    with tenant_scope(tenant("central")):
        draw = samples.draw(unit, period, indicator="A305", size=2, by=OFFICE)
        keys = samples.population_of(unit, period)
        assert keys and (draw.drawn, draw.digest) == (drawn(draw.seed, keys, 2), digest_of(keys))
        with pytest.raises(Refused, match="不能重抽"):
            samples.draw(unit, period, indicator="A305", size=3, by=OFFICE)
    with tenant_scope(tenant("tb")):
        assert Draw.objects.get().drawn == draw.drawn


def judged(unit, period, by, *quarters):
    keys = Draw.objects.get().drawn
    for key, value in zip(keys, quarters, strict=True):
        samples.judge(unit, period, indicator="A305", item=key, quarters=value, by=by)


def test_double_scoring_stays_closed_until_both_gave_and_a_third_is_asked_where_they_differ(
    tenant, period, unit
):
    with tenant_scope(tenant("central")):
        draw = Draw.objects.create(
            unit=unit, period=period, indicator="A305", seed="s", population=2, digest="d", drawn=["a/1", "b/1"],
            by_name="x",
        )  # fmt: skip
        with pytest.raises(Refused) as refusal:
            samples.judge(unit, period, indicator="A305", item="x/1", quarters=7, by=ONE)
        assert str(refusal.value).count("；") == 1
        judged(unit, period, ONE, 4, 4)
        panel = panel_of(unit, period, "A305")
        assert (panel.given, panel.agreement()) == (2, None)
        assert all(values == [] for _key, _given, values in panel.rows())
        with pytest.raises(Refused, match="没有两个人"):
            samples.settle(unit, period, indicator="A305", by=OFFICE)
        with pytest.raises(Refused, match="已经评过"):
            judged(unit, period, ONE, 4, 4)
        judged(unit, period, TWO, 4, 0)
        assert [values for _key, _given, values in panel_of(unit, period, "A305").rows()] == [
            ["1", "1"],
            ["1", "0"],
        ]
        with pytest.raises(Refused, match="第三人"):
            samples.settle(unit, period, indicator="A305", by=OFFICE)
        samples.judge(unit, period, indicator="A305", item=draw.drawn[1], quarters=1, by=THREE)
        samples.settle(unit, period, indicator="A305", by=OFFICE)
        with pytest.raises(DatabaseError, match="keeps what was"), transaction.atomic():
            Draw.objects.update(seed="x")
    with tenant_scope(tenant("ta")):
        assert [(row["value"], row["reviewer"]) for row in evidence(unit, "judgement")] == [
            ("5/8", 1),
            ("1/2", 2),
        ]
        assert not Judgement.objects.filter(period=period).exists()
        assert "评审1" not in repr(evidence(unit, "judgement"))


def test_a_unit_judges_only_whom_it_guides(tenant, period, unit):
    with tenant_scope(tenant("tb")), pytest.raises(Refused, match="指导"):
        samples.judge(unit, period, indicator="A202", quarters=4, by=ONE)


def test_a_finding_holds_the_version_and_is_closed_by_the_office_after_an_answer(tenant, period, unit):
    with tenant_scope(tenant("ta")):
        entry = Entry.objects.get().pk
    with tenant_scope(tenant("central")):
        made = findings.find(unit, period, words="没有写资金来源", entry=entry, by=OFFICE)
        assert (made.number, len(made.content_hash), made.is_overdue) == (1, 64, False)
        assert (made.due_on - TODAY).days >= 12
        with pytest.raises(Refused, match="还没有答复"):
            findings.check(made, is_right=True, remark="", by=OFFICE)
        with pytest.raises(Refused) as refusal:
            findings.find(unit, period, words=" ", entry=uuid.uuid4(), by=OFFICE)
        assert "；" in str(refusal.value)
    with tenant_scope(tenant("tb")):
        assert not Finding.objects.exists()
    with tenant_scope(tenant("ta")):
        findings.answer(Finding.objects.get(), words="补上了", by=EDITOR)
        assert Finding.objects.update(closed_on=TODAY) == 0
    with tenant_scope(tenant("central")):
        with pytest.raises(Refused, match="还差什么"):
            findings.check(made, is_right=False, remark="", by=OFFICE)
        made.due_on = TODAY - dt.timedelta(1)
        assert made.is_overdue
        findings.check(made, is_right=True, remark="", by=OFFICE)
        assert Finding.objects.get().closed_on == TODAY


def test_one_appeal_while_it_may_and_a_ruling_keeps_both_values(tenant, period, unit):
    with tenant_scope(tenant("ta")), pytest.raises(Refused, match="不在申诉期"):
        appeals.appeal(period, indicators=[], words="不服", by=EDITOR)
    with tenant_scope(tenant("central")):
        samples.judge(unit, period, indicator="A202", quarters=0, by=ONE)
        samples.judge(unit, period, indicator="A202", quarters=0, by=TWO)
        samples.settle(unit, period, indicator="A202", by=OFFICE)
        counting.count(period, by=OFFICE)
        until = Period.objects.get(pk=period.pk).appeal_until
    with tenant_scope(tenant("ta")):
        made = appeals.appeal(period, indicators=["A202"], words="方案写得清楚", by=EDITOR)
        with pytest.raises(Refused, match="只有一次"):
            appeals.appeal(period, indicators=[], words="再申诉", by=EDITOR)
        with pytest.raises(DatabaseError, match="evaluation_one_appeal"), transaction.atomic():
            Appeal.objects.create(period=period, words="绕过", by_name="x")
    with tenant_scope(tenant("central")):
        with pytest.raises(Refused) as refusal:
            appeals.rule(made, unit, upheld=False, reason="", by=OFFICE, values={"A203": Fraction(2)})
        assert str(refusal.value).count("；") == 3
        appeals.rule(made, unit, upheld=True, reason="核对属实", by=OFFICE, values={"A202": Fraction(1)})
        change = ScoreChange.objects.get(schema_name=unit.tenant.schema_name)
        assert (change.before["indicators"]["A202"], change.after["indicators"]["A202"]) == ("0", "1")
        assert "核对属实" in change.why
        assert {row.round for row in Verdict.objects.all()} == {1, 2}
        assert Period.objects.get(pk=period.pk).appeal_until == until
        assert Score.objects.filter(kind="COUNTED", unit=unit).count() == 1


def test_after_the_last_day_nobody_appeals(tenant, period):
    with tenant_scope(tenant("central")):
        counting.count(period, by=OFFICE)
        Period.objects.filter(pk=period.pk).update(appeal_until=TODAY - dt.timedelta(1))
        period.refresh_from_db()
    with tenant_scope(tenant("ta")), pytest.raises(Refused, match="已经过了"):
        appeals.appeal(period, indicators=[], words="晚了", by=EDITOR)
