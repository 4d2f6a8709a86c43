"""The whole of `cms district load` on a database that keeps what is done: register and sites."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client
from wagtail.models import Page, Site

from cms.pages.models import HomePage
from cms.registry import loading, sites
from cms.registry.loading import WorkbookRefused, load_file
from cms.registry.models import Unit
from cms.registry.sites import Address
from cms.registry.turns import taking_turns
from tenants.context import current_or_none, tenant_scope
from tenants.models import Domain, Tenant
from tests.conftest import small_district
from tests.registry.books import book_of, saved
from tests.registry.test_load import register, with_unit

ADDRESS = Address("test", 80)


@pytest.fixture
def book(tmp_path, own_copy):
    """district → the path of a workbook that says it."""
    return lambda district: saved(book_of(district), tmp_path)


def extended(count: int):
    """The small district with more villages."""
    district = small_district()
    village = district.units[3]
    more = [
        replace(village, name=f"新{n}村党总支", slug=f"new{n}", order=10 + n, row=10 + n)
        for n in range(count)
    ]
    return replace(district, units=[*district.units, *more])


def everything() -> list:
    """The register and the routing tables."""
    return [*register(), list(Tenant.objects.order_by("pk").values()), list(Domain.objects.values())]


def titles(slug: str) -> tuple:
    tenant = Tenant.objects.get(slug=slug)
    with tenant_scope(tenant):
        site = Site.objects.get()
        home = HomePage.objects.get()
        return tenant.title, site.site_name, home.title, home.draft_title


def test_the_same_workbook_again_changes_nothing(book):
    before = everything()
    loaded = load_file(book(small_district()), ADDRESS)
    assert loaded.is_quiet
    assert everything() == before


def test_a_workbook_with_errors_loads_nothing(book):
    before = everything()
    district = with_unit(extended(2), "new1", superior_name="无此单位", slug="Bad")
    with pytest.raises(WorkbookRefused) as refusal:
        load_file(book(with_unit(district, "tb", name="改名")), ADDRESS)
    assert [(p.sheet, p.row, p.column) for p in refusal.value.problems] == [
        ("单位", 8, "C"),
        ("单位", 8, "G"),
    ]
    assert len(str(refusal.value).splitlines()) == 2
    assert everything() == before


def test_a_workbook_against_the_register_loads_nothing(book):
    before = everything()
    district = extended(1)
    with pytest.raises(
        WorkbookRefused, match=r"错误 \[单位 C5\] “乙镇党委”登记的站点标识是 tb，登记后不能改为 yi"
    ):
        load_file(book(with_unit(district, "tb", slug="yi")), ADDRESS)
    assert everything() == before


def test_a_new_unit_gets_a_site_that_answers(book):
    loaded = load_file(book(extended(1)), ADDRESS)
    assert (loaded.opened, loaded.renamed) == (["new0"], [])
    assert Unit.objects.get(slug="new0").tenant.title == "新0村党总支"
    answer = Client(headers={"host": "new0.test"}).get("/")
    assert (answer.status_code, "新0村党总支" in answer.content.decode()) == (200, True)


def test_a_renamed_unit_keeps_schema_and_address_and_its_site_says_the_new_name(book):
    before = Tenant.objects.get(slug="tb")
    loaded = load_file(book(with_unit(small_district(), "tb", name="乙街道党工委")), ADDRESS)
    assert loaded.renamed == ["tb"]
    after = Tenant.objects.get(slug="tb")
    assert (after.schema_name, after.slug, after.media_key) == (before.schema_name, "tb", before.media_key)
    assert Domain.objects.get(tenant=after).domain == "tb.test"
    assert titles("tb") == ("乙街道党工委",) * 4
    assert titles("ta") == ("甲镇党委",) * 4
    shown = Client(headers={"host": "tb.test"}).get("/").content.decode()
    assert "乙街道党工委" in shown
    assert "乙镇党委" not in shown
    assert load_file(book(with_unit(small_district(), "tb", name="乙街道党工委")), ADDRESS).is_quiet


def test_an_editors_draft_of_the_home_page_gets_the_new_name_too(book):
    with tenant_scope(Tenant.objects.get(slug="tb")):
        HomePage.objects.get().save_revision()
    load_file(book(with_unit(small_district(), "tb", name="乙街道党工委")), ADDRESS)
    with tenant_scope(Tenant.objects.get(slug="tb")):
        assert HomePage.objects.get().get_latest_revision_as_object().title == "乙街道党工委"


def test_a_title_that_the_unit_chose_is_left_alone(book):
    with tenant_scope(Tenant.objects.get(slug="tb")):
        Page.objects.filter(depth=2).update(title="乙镇先锋网", draft_title="乙镇先锋网")
    load_file(book(with_unit(small_district(), "tb", name="乙街道党工委")), ADDRESS)
    assert titles("tb") == ("乙街道党工委", "乙街道党工委", "乙镇先锋网", "乙镇先锋网")


@pytest.mark.parametrize("broken", ["open_sites", "rename_sites"])
def test_a_load_that_was_cut_off_is_finished_by_the_next(book, monkeypatch, broken):
    """The process dies after the register is written and before the sites are."""

    def die(*_args):
        raise SystemExit(137)

    path = book(with_unit(extended(2), "tb", name="乙街道党工委"))
    with monkeypatch.context() as patch:
        patch.setattr(loading, broken, die)
        with pytest.raises(SystemExit):
            load_file(path, ADDRESS)
    assert Unit.objects.filter(slug="new0").exists()
    assert current_or_none() is None
    loaded = load_file(path, ADDRESS)
    assert loaded.report.is_quiet
    assert Unit.objects.filter(tenant=None).count() == 0
    assert titles("tb") == ("乙街道党工委",) * 4
    assert load_file(path, ADDRESS).is_quiet


def test_sites_that_were_made_and_not_yet_entered_are_entered_by_the_next_load(book, monkeypatch):
    """The process dies in the middle of making sites."""
    path = book(extended(3))
    whole = sites._provision_all

    def half(wanted, blueprint):
        whole(wanted[:1], blueprint)
        raise SystemExit(137)

    with monkeypatch.context() as patch:
        patch.setattr(sites, "_provision_all", half)
        with pytest.raises(SystemExit):
            load_file(path, ADDRESS)
    assert Tenant.objects.count() == 5
    assert Unit.objects.filter(tenant=None).count() == 3
    load_file(path, ADDRESS)
    assert (Tenant.objects.count(), Unit.objects.filter(tenant=None).count()) == (7, 0)


def at_once(*works) -> list:
    """Run each in a thread of its own, starting together. What they returned or raised."""
    start, results = Barrier(len(works)), [None] * len(works)

    def run(number: int, work) -> None:
        try:
            start.wait()
            results[number] = work()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_loads_at_once_make_nothing_twice(book):
    path = book(with_unit(extended(2), "village", superior_name="乙镇党委"))
    waited: list[str] = []
    loads = at_once(*[lambda: load_file(path, ADDRESS, waited.append)] * 2)
    assert sorted(load.is_quiet for load in loads) == [False, True]
    assert sorted(slug for load in loads for slug in load.opened) == ["new0", "new1"]
    assert waited == ["另一个进程正在修改登记，等它完成……"]
    assert (Unit.objects.count(), Tenant.objects.count()) == (6, 6)
    assert Unit.objects.get(slug="village").superior_history.filter(valid_until=None).count() == 1


def test_a_turn_that_ends_in_an_error_is_given_back(own_copy):
    with pytest.raises(RuntimeError), taking_turns():
        raise RuntimeError
    waited: list[str] = []
    with taking_turns(waited.append):
        pass
    assert waited == []
