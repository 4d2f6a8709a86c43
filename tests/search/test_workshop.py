"""The admin's search: Chinese found in a unit's own schema and in nobody else's, by Wagtail's own screens."""

from __future__ import annotations

import hashlib
import inspect
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from modelsearch.backends.database.postgres import postgres
from modelsearch.query import MATCH_ALL, Phrase, PlainText
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from cms.pages.models import ArticlePage
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.sample import CANARY, article

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
TITLES = {
    "ta": ["2023年干部任免公示", "民生实事进展", "党务公开目录", "GB/T 18894归档", "医疗救助名单"],
    "tb": ["干部任免事项", "民生实事完成情况", "乙镇的三务公开"],
}
FOUND = {
    "民生实事": (1, 1), "干部任免": (1, 1), "任免": (1, 1), "党务公开": (1, 0), "务公开": (1, 1), "医": (1, 0),
    "2023年 干部任免": (1, 0), "GB/T 18894": (1, 0), "ｇｂ／ｔ": (1, 0), "乙镇": (0, 1), "三务公开": (0, 1), "实干": (0, 0),
    "民生 -进展": (0, 1), "办公楼前": (5, 3), "。": (0, 0), "'\\:*": (0, 0),
}  # fmt: skip
"""Query → how many of the articles are found in ta and in tb."""


@pytest.fixture(scope="module")
def written(planted):
    """Drafts with those titles in both units."""
    for slug, titles in TITLES.items():
        with tenant_scope(Tenant.objects.get(slug=slug)):
            for title in titles:
                article("TS-01", title, "张贴在办公楼前。", publish=False)


def found(query, **options) -> list[str]:
    return sorted(page.title for page in ArticlePage.objects.all().search(query, **options))


@pytest.mark.parametrize(("place", "slug"), list(enumerate(TITLES)))
def test_each_unit_finds_its_own(written, tenant, place, slug):
    with tenant_scope(tenant(slug)):
        assert {query: len(found(query)) for query in FOUND} == {
            query: counts[place] for query, counts in FOUND.items()
        }
        assert all(ArticlePage.objects.all().search(query).count() == FOUND[query][place] for query in FOUND)


def test_wagtails_own_backend_would_have_found_none_of_it(written, tenant, settings):
    """The control. The articles are indexed once more, its way."""
    settings.WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
    with tenant_scope(tenant("ta")):
        get_search_backend().add_bulk(ArticlePage, list(ArticlePage.objects.all()))
        assert found("任免") == found("民生实事") == []


def test_a_part_of_a_title_is_completed_in_the_explorer(written, enter):
    ta, tb = enter("ta"), enter("tb")
    for query in ("务公开目", "党务公开"):
        assert "党务公开目录" in ta.get("/admin/pages/search/", {"q": query}).content.decode()
        assert "党务公开目录" not in tb.get("/admin/pages/search/", {"q": query}).content.decode()
    assert "GB/T 18894归档" in ta.get("/admin/pages/search/", {"q": "gb/t 188"}).content.decode()
    chosen = ta.get("/admin/choose-page/search/", {"q": "免公示", "page_type": "column.articlepage"})
    assert "2023年干部任免公示" in chosen.content.decode()


def test_queries_combine_as_wagtail_has_it(written, tenant):
    with tenant_scope(tenant("ta")):
        assert found(Phrase("GB/T 18894")) == ["GB/T 18894归档"]
        assert found(PlainText("任免") | PlainText("医疗")) == ["2023年干部任免公示", "医疗救助名单"]
        assert found("任免 医疗", operator="or") == ["2023年干部任免公示", "医疗救助名单"]
        assert found(PlainText("办公楼") & ~PlainText("公示")) == sorted(
            set(TITLES["ta"]) - {"2023年干部任免公示"}
        )
        assert found("任免", fields=["title"]) == ["2023年干部任免公示"]
        assert found("办公楼", fields=["title"]) == []
        assert set(TITLES["ta"]) < set(found(MATCH_ALL))


def test_titles_come_before_texts(tenant):
    with tenant_scope(tenant("ta")):
        article("TS-01", "名单", "关于物资发放的说明。", publish=False)
        article("TS-01", "物资发放", "名单如下。", publish=False)
        assert [page.title for page in Page.objects.search("物资发放")] == ["物资发放", "名单"]
        scored = ArticlePage.objects.all().search("物资发放").annotate_score("score")
        assert [page.score > 0 for page in scored] == [True, True]


def test_what_is_changed_or_gone_is_found_no_more(written, tenant):
    with tenant_scope(tenant("ta")):
        page = ArticlePage.objects.get(title="医疗救助名单")
        page.title = "住房保障名单"
        page.save()
        assert found("医疗救助") == [] and found("住房保障") == ["住房保障名单"]
        page.delete()
        assert found("住房保障") == []


def test_saving_costs_as_much_among_many_as_among_few(tenant, django_assert_num_queries):
    """Wagtail's own reads the whole table for the length of titles."""
    with tenant_scope(tenant("ta")):
        pages = list(ArticlePage.objects.all())
        get_search_backend().add(pages[0])
        for some in (pages[:1], pages):
            with django_assert_num_queries(1):
                get_search_backend().add_bulk(ArticlePage, some)


def test_the_command_has_every_site_indexed_anew(written, tenant):
    for slug in TITLES:
        with tenant_scope(tenant(slug)):
            get_search_backend().reset_indexes()
            assert found("民生实事") == []
    call_command("search", "rebuild")
    for place, slug in enumerate(TITLES):
        with tenant_scope(tenant(slug)):
            assert len(found("民生实事")) == FOUND["民生实事"][place]


def test_eight_threads_index_and_search_in_two_units(tenant):
    """What is committed in every test database: one article in each unit with the same key, tb's with the canary."""
    units = {slug: tenant(slug) for slug in TITLES}

    def index_and_search(number: int) -> tuple[bool, bool]:
        slug = "tb" if number % 2 else "ta"
        try:
            with tenant_scope(units[slug]), transaction.atomic():
                page = ArticlePage.objects.get(slug="article-one")
                get_search_backend().add(page)
                own = found("机构设置公开")
                transaction.set_rollback(True)
                return any(CANARY in title for title in own), bool(own)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(index_and_search, range(64))) == [(False, True), (True, True)] * 32


def test_the_methods_that_are_done_otherwise_are_those_of_this_modelsearch():
    """When it fails: read what changed, follow it in cms/search/workshop/indexing.py, and note the new sums."""
    assert version("modelsearch").startswith("1.3.")
    ours = (
        postgres.PostgresIndex.add_items,
        postgres.PostgresIndex.reset,
        postgres.ObjectIndexer,
        postgres.PostgresSearchQueryCompiler.build_tsquery_content,
        postgres.PostgresSearchQueryCompiler.get_index_vectors,
    )
    sums = [hashlib.sha256(inspect.getsource(each).encode()).hexdigest()[:12] for each in ours]
    assert sums == ["62bf7488351e", "4009ced9fe4a", "ce1c3dd64288", "1a16c13d549d", "a225255fec0b"]
