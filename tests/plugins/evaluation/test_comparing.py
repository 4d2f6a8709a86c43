"""A unit beside its line's best-practice unit: that one alone, indicator by indicator, or a word that there is none."""

import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from plugins.evaluation.actions import counting
from plugins.evaluation.actions.benchmarks import renew
from plugins.evaluation.ledger.models import Benchmark, Score
from tenants.context import tenant_scope
from tests.extension.conftest import turned
from tests.plugins.showcase.conftest import Course
from tests.plugins.showcase.practising import shown

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
HOME = "/admin/x/evaluation/"
ROW = re.compile(r"<tr><th scope=\"row\">([^<]+)</th>((?:<td[^>]*>[^<]*</td>){4})</tr>")


def page(client):
    return client.get(HOME).content.decode()


@pytest.fixture(scope="module")
def played(planted):
    turned("central", "enable", "showcase")
    course = Course()
    course.to_shown()
    return course, shown(course).pk


@pytest.fixture
def best(played, period, tenant):
    """ta is the best-practice unit of its line, in which tb is too. Its scores are of this morning."""
    with tenant_scope(tenant("central")):
        counting.refresh(period=period)
    return played


def test_every_indicator_stands_beside_that_of_the_best(best, enter, tenant):
    with tenant_scope(tenant("central")):
        score = Score.objects.get(unit__slug="ta")
        points = {one["code"]: one["points"] for one in score.body["indicators"] if one["result"] != "na"}
        row = Benchmark.objects.get(line_code="L01")
        row.points = row.points | {"A201": "7/4"}
        row.save()
    assert {code: value for code, value in row.points.items() if value is not None} == points | {
        "A201": "7/4"
    }
    seen = page(enter("tb"))
    told = {title: re.findall(r">([^<]*)</td>", cells) for title, cells in ROW.findall(seen)}
    assert "甲镇党委，截至" in seen and "丙村" not in seen
    assert told["实施方案制定并公布"] == ["2", "0.00", "1.75", "低 1.75"]
    assert len(told) >= len(points)
    assert seen.count("chart__mark") == sum(cells[3] != "—" for cells in told.values()) > 0


def test_the_best_is_not_put_beside_itself(best, enter):
    assert "还没有可以对照的最佳实践单位" in page(enter("ta"))


def test_who_went_to_another_line_or_was_taken_down_is_no_measure_any_more(best, period, tenant):
    course, practice = best
    with tenant_scope(tenant("central")):
        Score.objects.filter(unit__slug="ta").update(line_code="L02")
        assert renew(period) == 0
        Score.objects.filter(unit__slug="ta").update(line_code="L01")
        assert renew(period) == 1
    course.do("central", "take_down", practice, reason="数据有误")
    with tenant_scope(tenant("central")):
        assert renew(period) == 0


def test_it_costs_one_question_however_many_there_are(best, period, enter, tenant):
    client = enter("tb")

    def queries():
        with CaptureQueriesContext(connections["default"]) as caught:
            page(client)
        return len(caught)

    queries()
    one = queries()
    with tenant_scope(tenant("central")):
        row = Benchmark.objects.get(line_code="L01")
        Benchmark.objects.bulk_create(
            Benchmark(
                period=period, line_code=f"M{n}", of=row.of, place=0, as_of=row.as_of, points=row.points
            )
            for n in range(9)
        )
    assert queries() == one
