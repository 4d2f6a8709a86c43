"""The story in one piece: a catalog as an office sends it becomes a column, an obligation, a public entry."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.catalog.actions import take_in
from cms.catalog.importing import read_catalog
from cms.demo.loader import DATA
from cms.filing.actions import register, submit
from cms.obligations.actions import recompute
from cms.obligations.models import Obligation
from cms.pages.actions import sync_column
from cms.pages.models import ItemPage
from tenants.context import tenant_scope
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central"])
ON = dt.date(sample.YEAR, 1, 10)


@pytest.fixture
def village(tenant):
    with tenant_scope(tenant("village")) as bound:
        yield bound


def file(path):
    version = take_in(read_catalog(path), source=path.name, on=ON)
    return register(submit(version, on=ON), number="测党公备〔1〕号", on=ON)


def test_from_the_office_workbook_to_the_public(village, visit):
    client = visit("village")
    assert "目录尚未报备登记" in client.get("/").content.decode()

    filing = file(DATA / "catalogs" / "village01.xlsx")
    sync_column(filing)
    recompute()
    public = [item for item in filing.items.all() if item.is_public]
    assert ItemPage.objects.count() == filing.items.count()

    column = client.get("/column/").content.decode()
    assert all(item.title in column for item in filing.items.all())

    quarterly = next(item for item in public if item.frequency == "QUARTERLY")
    key = f"{sample.YEAR}-Q1"
    owed = Obligation.objects.get(item_code=quarterly.code, period_key=key)
    assert owed.met_on is None

    page = sample.article(quarterly.code, "一季度账目", "收入十二万元", period_key=key)
    assert Obligation.objects.get(pk=owed.pk).met_on == timezone.localdate()
    assert "收入十二万元" in client.get(page.url).content.decode()
    (entry,) = client.get("/api/v1/entries").json()["items"]
    assert (entry["item"]["code"], entry["title"]) == (quarterly.code, "一季度账目")

    page.unpublish()
    assert client.get(page.url).status_code == 410
    assert client.get("/api/v1/entries").json()["items"] == []
    assert Obligation.objects.get(pk=owed.pk).met_on is None


def test_nothing_of_another_scope_ever_reaches_the_public(village, visit):
    filing = file(DATA / "catalogs" / "village01.xlsx")
    sync_column(filing)
    recompute()
    hidden = {item.code for item in filing.items.all() if not item.is_public}
    assert hidden
    assert not Obligation.objects.filter(item_code__in=hidden).exists()
    listed = {item["code"] for item in visit("village").get("/api/v1/catalog").json()["items"]}
    assert listed == {item.code for item in filing.items.all()} - hidden
