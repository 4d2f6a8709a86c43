"""How often each page asks PostgreSQL: never more than its ceiling, and as often with ten times the content.

The content is committed, in a copy of the test database, because the portal reads on a connection of its own.
"""

from __future__ import annotations

import os

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql

from cms.bench.queries import asked, questions
from cms.pages.models import ArticlePage
from cms.publication.models import Entry
from cms.registry.actions import load
from cms.registry.models import Unit
from cms.registry.sites import Address, open_sites
from cms.registry.workbook import District, LineRow, UnitRow
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests import sample
from tests.approval import approve
from tests.conftest import _drop, _server, _use

SECTION = "/column/zu-zhi-gai-kuang/"
ITEM = SECTION + "ji-gou-she-zhi/"
ARTICLE = ITEM + "article-one/"
# (site, path) → the most questions a visit may ask, among them what the site wears. `{entry}` is the uuid of the article's entry.
CEILINGS = {
    ("ta", "/"): 18,
    ("ta", "/column/"): 16,
    ("ta", SECTION): 13,
    ("ta", ITEM): 18,
    ("ta", ARTICLE): 20,
    ("ta", ARTICLE + "?versions"): 11,
    ("ta", "/search"): 12,
    ("ta", "/search?q=机构"): 15,
    ("central", "/"): 17,
    ("central", "/units"): 12,
    ("central", "/units?by=territory"): 11,
    ("central", "/units?by=kind"): 11,
    ("central", "/coverage"): 10,
    ("central", "/coverage?line=L01"): 11,
    ("central", "/search?q=机构"): 18,
    ("ta", "/feed.atom"): 9,
    ("ta", "/feed.json?item=TS-01"): 9,
    ("ta", "/feed.json?q=机构"): 12,
    ("central", "/feed.atom"): 9,
    ("central", "/feed.atom?unit=ta&line=L01&item=TS-01"): 11,
    ("ta", "/data/entries.csv"): 4,
    ("central", "/data/catalog.jsonl?line=L01"): 5,
    ("ta", "/dcat.jsonld"): 6,
    ("central", "/dcat.ttl"): 6,
    ("ta", "/sitemap.xml"): 5,
    ("ta", "/sitemap-entries.xml"): 5,
    ("central", "/sitemap.xml"): 8,
    ("central", "/sitemap-units.xml"): 8,
    ("ta", "/api/v1/site"): 8,
    ("central", "/api/v1/units"): 6,
    ("central", "/api/v1/lines"): 6,
    ("ta", "/api/v1/catalog"): 5,
    ("central", "/api/v1/catalog"): 5,
    ("ta", "/api/v1/obligations"): 5,
    ("central", "/api/v1/obligations"): 5,
    ("central", "/api/v1/coverage"): 8,
    ("ta", "/api/v1/entries"): 2,
    ("central", "/api/v1/entries"): 2,
    ("central", "/api/v1/entries?line=L01"): 2,
    ("ta", "/api/v1/entries?since=2020-01-01"): 2,
    # The third: what its text links to on the site.
    ("ta", "/api/v1/entries/{entry}"): 3,
    ("ta", "/api/v1/openapi.json"): 4,
    ("ta", "/api/v1/entries/{entry}/history"): 4,
}
TIMES = 10


@pytest.fixture(scope="module")
def copy(django_db_setup, django_db_blocker):
    """A copy of the test database for what this module commits."""
    before, name = connections["default"].settings_dict["NAME"], f"run_queries_{os.getpid()}"
    with django_db_blocker.unblock():
        connections.close_all()
        with psycopg.connect(**_server(), dbname="postgres", autocommit=True) as admin:
            statement = "CREATE DATABASE {} TEMPLATE {} OWNER {}"
            names = (name, before, settings.DB_ROLES["owner"][0])
            admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        _use(name)
        yield
        connections.close_all()
        _use(before)
        with psycopg.connect(**_server(), dbname="postgres", autocommit=True) as admin:
            _drop(admin, name)


def count_all() -> dict[tuple[str, str], int]:
    with tenant_scope(Tenant.objects.get(slug="ta")):
        entry = Entry.objects.get(path=ARTICLE).uuid
    return {
        (slug, path): len(questions(f"{slug}.test", path.replace("{entry}", str(entry))))
        for slug, path in CEILINGS
    }


def grow_the_unit() -> None:
    """Ten times the items, the entries, and the versions of one entry."""
    more = [sample.row(f"TS-{n:02d}", f"事项{n}", section=f"分类{n % 7}") for n in range(4, 3 * TIMES + 1)]
    sample.file_catalog([*sample.rows(), *more], number="测备2号")
    for n in range(TIMES):
        sample.article("TS-01", f"机构设置{n}", f"说明{n}", slug=f"more-{n}")
        sample.article("TS-05", f"事项{n}", f"说明{n}", slug=f"more-{n}")
        page = ArticlePage.objects.get(slug="article-one")
        page.summary = f"第{n}次更新"
        page.save_revision()
        approve(page)


def grow_the_district() -> None:
    """Ten more units with their sites, on lines of their own, each with a catalog and an entry."""
    numbers = range(1, TIMES + 1)
    units = [
        UnitRow(
            f"庚{n}镇党委", f"more{n}", "TOWN", "TOWNSHIP", f"线{n}", "区委办公室", "", "", 10 + n, 10 + n
        )
        for n in numbers
    ]
    lines = [LineRow(f"M{n:02d}", f"线{n}", f"庚{n}镇党委", "", n) for n in numbers]
    central = Tenant.objects.get(is_central=True)
    with tenant_scope(central):
        load(District("测试区", lines, units, []))
    open_sites(central, Address("test", 80))
    for unit in Unit.objects.filter(slug__startswith="more").select_related("tenant"):
        with tenant_scope(unit.tenant):
            sample.file_catalog(sample.rows(), number=f"测备{unit.slug}号")
            sample.article("TS-01", f"机构设置{unit.slug}", "说明")


@pytest.fixture(scope="module")
def counts(copy):
    """(site, path) → (questions with the sample's content, questions with ten times as much)."""
    before = count_all()
    with tenant_scope(Tenant.objects.get(slug="ta")):
        grow_the_unit()
    grow_the_district()
    after = count_all()
    return {page: (before[page], after[page]) for page in CEILINGS}


@pytest.mark.slow
@pytest.mark.parametrize("page", CEILINGS, ids="{0[0]} {0[1]}".format)
def test_a_page_asks_as_often_with_ten_times_the_content(counts, page):
    before, after = counts[page]
    assert after == before


@pytest.mark.slow
@pytest.mark.parametrize("page", CEILINGS, ids="{0[0]} {0[1]}".format)
def test_a_page_asks_no_more_than_its_ceiling(counts, page):
    assert counts[page][0] <= CEILINGS[page]


@pytest.mark.slow
def test_a_page_that_asked_for_each_unit_would_be_found(counts, copy, django_db_blocker):
    """The control: what grows with the content is counted."""

    def one_by_one() -> None:
        for unit in Unit.objects.using("central"):
            assert unit.line_history.count() >= 0

    with django_db_blocker.unblock():
        assert len(asked(one_by_one)) == 1 + Unit.objects.using("central").count()
