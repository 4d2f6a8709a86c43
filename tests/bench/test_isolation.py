"""The hammer at reduced numbers: eight threads, two units with the same ids, and a control that must find something."""

import pytest
from django.core.cache import caches
from wagtail.models import Page

from cms.bench.hammer import ACTS, Hammer, Unit, forgetful_connection
from cms.pages.models import ArticlePage
from tenants import cache
from tenants.context import tenant_scope

pytestmark = pytest.mark.django_db(databases=["default", "central"])
SWITCHES = 400


@pytest.fixture
def units(tenant, settings, tmp_path) -> list[Unit]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = tmp_path
    found = []
    for slug in ("ta", "tb"):
        with tenant_scope(tenant(slug)) as bound:
            article = ArticlePage.objects.live().get().url
            name = Page.objects.get(depth=2).title
            found.append(Unit(bound, f"{slug}.test", name, ("/", "/column/", article, "/api/v1/entries")))
    return found


@pytest.mark.parametrize("limited", [True, False])
def test_nothing_of_another_unit_is_ever_seen(units, settings, limited):
    settings.TENANT_LIMIT_SET_CALLS = limited
    found = Hammer(units).run(SWITCHES)
    assert (found.leaks, found.failed) == ([], [])
    assert sum(found.turns.values()) == SWITCHES
    assert set(found.turns) == set(ACTS)
    assert found.log_lines > 50
    assert found.mails > 50
    assert found.cache_keys >= 2


def test_a_connection_that_keeps_its_path_is_found_out(units):
    """The control: the same turns, with one line of the binding taken away."""
    with forgetful_connection():
        found = Hammer(units).run(160)
    assert {act for act, _name, _seen in found.leaks} & {"rows", "rollback"}


def test_a_cache_key_without_its_tenant_is_found_out(units, monkeypatch):
    """The control for what needs no database."""
    monkeypatch.setattr(
        caches["default"], "key_func", lambda key, prefix, version: f"x:{prefix}:{version}:{key}"
    )
    assert caches["default"].key_func is not cache.make_key
    hammer = Hammer(units)
    hammer.run(160)
    assert "cache key" in {act for act, _name, _seen in hammer.found.leaks}
