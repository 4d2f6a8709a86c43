"""Evidence as it is read from the ledger, and a score from it. What was really done stands in it; nobody's name does."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.extension.actions import By
from cms.publication.models import Entry, EntryVersion
from cms.registry.models import Unit
from plugins.evaluation.actions import counting, scanning, standards, words
from plugins.evaluation.engine.schemes import default_data
from plugins.evaluation.gathering import Asked, Sources, gather
from plugins.evaluation.ledger.models import PageCheck, Period, Score
from plugins.evaluation.queries import live
from plugins.evaluation.states import Refused
from tenants.context import tenant_scope
from tests import sample
from tests.approval import many

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
OFFICE = By("区委办", office=True)
TODAY = timezone.localdate()
YEAR = TODAY.year
LONG = "第二季度新建停车位三十个，改造老旧小区两处，居民反映的路灯问题已经解决，下一步继续做好排水管网改造。"


def asked(slugs, sources):
    units = Unit.objects.select_related("tenant").filter(slug__in=slugs)
    by_schema = {unit.tenant.schema_name: unit for unit in units}
    return Asked(by_schema, dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31), TODAY, sources)


def test_evidence_names_nobody(tenant, period):
    with tenant_scope(tenant("ta")):
        sample.article("TS-02", "停车位建设", LONG)
        rows = gather(asked(["ta"], Sources()))["ta"]
    steps = [row for row in rows if row["kind"] == "step"]
    assert {row["person"] for row in steps} == {1, 2, 3}
    assert "测试" not in repr(rows)
    assert sample.CANARY not in repr(rows)


def test_what_others_did_is_in_nobodys_evidence(tenant, period):
    with tenant_scope(tenant("tb")):
        other = {str(key) for key in Entry.objects.values_list("uuid", flat=True)}
    with tenant_scope(tenant("ta")):
        rows = gather(asked(["ta"], Sources()))["ta"]
    assert other.isdisjoint(row.get("entry") for row in rows)


@pytest.mark.parametrize("count", [1, 10])
def test_queries_do_not_grow(tenant, period, django_assert_max_num_queries, count):
    with tenant_scope(tenant("ta")):
        many("TS-02", range(count))
        unit = Unit.objects.select_related("tenant").get(slug="ta")
        with django_assert_max_num_queries(35):
            found = live(unit, period)
    assert sum(row["kind"] == "version" for row in found.rows) == count + 1


def test_a_valid_disclosure_raises_the_score_and_the_reason_is_told(tenant, period):
    with tenant_scope(tenant("ta")):
        unit = Unit.objects.select_related("tenant").get(slug="ta")
        before = live(unit, period).score
        sample.article("TS-02", "停车位建设", LONG, period_key=f"{YEAR}-Q1")
        scanning.scan()
        after = live(unit, period).score
    covered = {one["code"]: one for one in after["indicators"]}["A207"]
    assert covered["population"] > 0
    assert float(eval_fraction(after["total"])) > float(eval_fraction(before["total"]))


def eval_fraction(text):
    top, _slash, bottom = text.partition("/")
    return int(top) / int(bottom or 1)


def test_the_scan_tells_each_fault_once_and_closes_what_is_mended(tenant, period):
    with tenant_scope(tenant("ta")):
        page = sample.article("TS-02", "空的", "略", body=[{"type": "rich_text", "value": "<p>略</p>"}])
        assert scanning.scan()[0] >= 1
        assert scanning.scan() == (0, 0)
        fault = PageCheck.objects.get(rule="blank")
        assert (fault.title, str(fault.entry)) == ("空的", str(page.translation_key))
        assert fault.counts_from == TODAY + dt.timedelta(days=10)
        Entry.objects.filter(pk=fault.entry).update(text=LONG * 2)
        assert scanning.scan()[1] == 1
        assert PageCheck.objects.get(pk=fault.pk).fixed_on == TODAY


def test_counting_keeps_scores_evidence_and_changes(tenant, period):
    with tenant_scope(tenant("central")):
        assert counting.count(period, by=OFFICE) == 3
        first = Score.objects.get(unit__slug="ta")
        unit = Unit.objects.select_related("tenant").get(slug="ta")
        words.decide_veto(unit, period, code="LEAK", on=TODAY, basis="调查结论〔2026〕1号", by=OFFICE)
        counting.count(period, by=OFFICE)
        again = Score.objects.get(unit__slug="ta")
        assert (first.vetoed, again.vetoed, again.total) == (False, True, 0)
        change = again.changes.get()
        assert change.before["total"] == first.body["total"]
        assert change.after["total"] == "0"
        assert period.dumps.count() == 2
        assert counting.conclude(period, by=OFFICE) == 3
        with pytest.raises(Refused):
            words.lift(again.period.state and words.Veto.objects.get(), why="误报", by=OFFICE)


def test_period_and_standard_do_not_change_once_they_hold(tenant, period):
    with tenant_scope(tenant("central")):
        with pytest.raises(Refused):
            standards.bring_in(default_data() | {"title": "另一个"}, by=OFFICE)
        assert standards.bring_in(default_data(), by=OFFICE).pk == period.scheme_id
        assert EntryVersion.objects.using("central").exists()
        assert Period.objects.exclude(code="2099").count() == 1


def test_evidence_of_one_unit_that_contradicts_itself_stops_no_other(tenant, period, crooked):
    with tenant_scope(tenant("central")):
        counting.refresh(period=period)
        assert set(Score.objects.values_list("unit__slug", flat=True)) == {"tb", "village"}
        with pytest.raises(Refused, match="甲镇党委的记录自相矛盾"):
            counting.count(period, by=OFFICE)
        assert not Score.objects.filter(kind="COUNTED").exists()
