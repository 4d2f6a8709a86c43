"""The page of an item with more entries than one page shows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cms.obligations.models import Obligation
from cms.pages.models import ArticlePage, ItemPage
from cms.pages.presentation.item import PAGE_SIZE
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.approval import in_the_ledger

MANY = PAGE_SIZE * 2 + 1


@pytest.fixture(scope="module")
def filled(planted):
    """A quarterly item: its first quarter answered long ago, and a hundred entries since."""
    with tenant_scope(Tenant.objects.get(slug="ta")):
        fill()


@pytest.fixture
def item(filled, ta):
    return ItemPage.objects.get(code="TS-02")


def fill() -> None:
    page = ItemPage.objects.get(code="TS-02")
    long_ago = timezone.now() - dt.timedelta(days=300)
    quarter = (
        Obligation.objects.filter(item_code="TS-02").exclude(period_key="").earliest("due_on").period_key
    )
    entries = [("第一季度重点工作", quarter, long_ago)]
    entries += [(f"第{n}件", "", long_ago + dt.timedelta(hours=n)) for n in range(1, MANY)]
    for number, (title, period, moment) in enumerate(entries):
        page.add_child(
            instance=ArticlePage(
                title=title,
                slug=f"entry-{number}",
                item_code=page.code,
                period_key=period,
                live=True,
                first_published_at=moment,
            )
        )
    in_the_ledger(list(ArticlePage.objects.child_of(page).live()))


def test_the_count_is_of_all_entries_and_a_page_holds_some(item, visit):
    context = visit("ta").get(item.url).context
    assert (context["total"], len(context["entries"])) == (MANY, PAGE_SIZE)
    assert context["pages"] == {"previous_url": "", "next_url": "?page=2", "label": "第1页，共3页"}


def test_every_entry_stands_on_exactly_one_page(item, visit):
    titles = [
        entry.title
        for page in (1, 2, 3)
        for entry in visit("ta").get(item.url, {"page": page}).context["entries"]
    ]
    assert sorted(titles) == sorted(["第一季度重点工作", *(f"第{n}件" for n in range(1, MANY))])


def test_the_chosen_year_is_kept_from_page_to_page(item, visit):
    year = timezone.localtime(timezone.now() - dt.timedelta(days=300)).year
    answer = visit("ta").get(item.url, {"year": year, "page": 2})
    assert answer.context["pages"]["next_url"] == f"?year={year}&page=3"


@pytest.mark.parametrize("asked", ["99", "0", "-1", "x", "1e9", "٣"])
def test_a_page_that_is_not_there_answers_with_one_that_is(item, visit, asked):
    answer = visit("ta").get(item.url, {"page": asked})
    assert answer.status_code == 200
    assert answer.context["entries"] != []


def test_a_period_leads_to_its_entry_although_the_list_shows_it_on_a_later_page(item, visit):
    context = visit("ta").get(item.url).context
    assert "第一季度重点工作" not in [entry.title for entry in context["entries"]]
    assert [cell["url"] for cell in context["periods"]].count(item.url + "entry-0/") == 1
