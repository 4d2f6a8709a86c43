"""`cms obligations recompute`: says what changed, changes nothing the second time, and tells any day without writing."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.obligations.models import Obligation
from cms.registry.queries import NoSuchUnit
from tenants.context import tenant_scope
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central"])
FIRST = f"{sample.YEAR}-Q1"


def run(*words: str) -> str:
    out = StringIO()
    call_command("obligations", "recompute", *words, stdout=out)
    return out.getvalue()


def test_it_says_what_it_changed_and_then_nothing(tenant):
    with tenant_scope(tenant("ta")):
        due = Obligation.objects.get(item_code="TS-02", period_key=FIRST).due_on
        Obligation.objects.filter(period_key=FIRST).update(due_on=dt.date(2001, 1, 1), item_title="别的")
    told = run("--unit", "ta")
    assert f"ta  TS-02  {FIRST}  重点工作  {due}  改变" in told
    assert f"事项 别的 → 重点工作，应公开日期 2001-01-01 → {due}" in told
    assert "1 个单位：新增 0，改变 1，不再要求 0" in told
    assert run("--unit", "ta").startswith("1 个单位：新增 0，改变 0")


def test_all_is_every_unit_in_service(tenant):
    with tenant_scope(tenant("tb")):
        Obligation.objects.filter(period_key=FIRST).update(item_title="别的")
    told = json.loads(run("--all", "--json"))
    assert [(row["unit"], row["change"], row["fields"]["item_title"][0]) for row in told["obligations"]] == [
        ("tb", "改变", "别的")
    ]


def test_as_of_a_day_writes_nothing(tenant):
    with tenant_scope(tenant("ta")):
        Obligation.objects.filter(period_key=FIRST).update(item_title="别的")
    told = run("--unit", "ta", "--as-of", f"{sample.YEAR + 1}-02-01")
    assert f"TS-02  {FIRST}" in told
    assert "逾期" in told
    assert "没有写入" in told
    with tenant_scope(tenant("ta")):
        assert Obligation.objects.get(item_code="TS-02", period_key=FIRST).item_title == "别的"
    early = json.loads(run("--unit", "ta", "--as-of", f"{sample.YEAR}-01-09", "--json"))
    assert early == {"as_of": f"{sample.YEAR}-01-09", "obligations": []}, "before the catalog was registered"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "required"),
        (("--unit", "ta", "--all"), "not allowed"),
        (("--unit", "ta", "--as-of", "x"), "看不懂日期"),
    ],
)
def test_what_it_cannot_do_is_one_line(tenant, words, why):
    with pytest.raises(CommandError, match=why):
        run(*words)


def test_a_unit_that_is_not_there_is_named(tenant):
    with pytest.raises((CommandError, NoSuchUnit), match="nowhere"):
        run("--unit", "nowhere")
