"""Loading the demonstration: everything that was due is there, dated and marked, and a second load adds nothing."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.demo import loader
from cms.obligations.calendar import is_workday
from cms.obligations.models import Obligation
from cms.pages.models import ArticlePage
from cms.publication.clock import NotADemonstration, set_back
from cms.publication.models import Entry, EntryVersion
from cms.registry.models import District, Unit
from tenants.context import tenant_scope
from tenants.models import Tenant

pytestmark = pytest.mark.django_db(databases=["default", "central"])
PATH = loader.DATA / "catalogs" / "village01.xlsx"
# The first months of the year have one of everything, and are made in a second.
TODAY = min(timezone.localdate(), dt.date(timezone.localdate().year, 4, 30))


@pytest.fixture(scope="module")
def village(planted):
    with tenant_scope(Tenant.objects.get(slug="central")):
        District.objects.update(is_demo=True)
    return Unit.objects.select_related("tenant").get(slug="village")


@pytest.fixture(scope="module")
def loaded(village):
    filing = loader.file_catalog(village, PATH, today=TODAY)
    return filing, loader.fill(village, filing, PATH, today=TODAY)


@pytest.fixture
def filled(loaded, village):
    with tenant_scope(village.tenant):
        yield loaded


def test_everything_that_was_due_has_been_published(filled):
    assert not Obligation.objects.filter(due_on__lt=TODAY, met_on=None).exists()
    assert Obligation.objects.filter(met_on__isnull=False).count() > 8


def test_every_page_says_that_it_is_a_demonstration(filled):
    _filing, made = filled
    assert ArticlePage.objects.filter(is_demo=True).count() == made
    assert Entry.objects.filter(is_demo=False).count() == 0


def test_entries_lie_in_the_past_and_their_versions_with_them(filled):
    for version in EntryVersion.objects.select_related("entry"):
        assert version.at == version.entry.published_at <= timezone.now()
    periodic = Entry.objects.exclude(period_key="")
    assert all(is_workday(timezone.localtime(entry.published_at).date()) for entry in periodic)


def test_the_catalog_can_be_fetched_as_the_office_sent_it(filled, visit):
    entry = Entry.objects.get(item_title__contains="党务公开目录")
    response = visit("village").get(entry.attachments[0]["url"])
    assert b"".join(response.streaming_content) == PATH.read_bytes()


def test_a_second_load_adds_nothing(filled, village):
    before = list(Entry.objects.order_by("uuid").values())
    filing = loader.file_catalog(village, PATH, today=TODAY)
    assert loader.fill(village, filing, PATH, today=TODAY) == 0
    assert list(Entry.objects.order_by("uuid").values()) == before


def test_only_a_demonstration_may_date_what_it_publishes(village, tenant):
    with tenant_scope(tenant("central")):
        District.objects.update(is_demo=False)
    with pytest.raises(NotADemonstration), set_back(timezone.now() - dt.timedelta(days=30)):
        pass
