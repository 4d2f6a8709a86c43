"""The library of rules: planted once, then the office's."""

import pytest

from cms.catalog.checks import findings, library
from cms.catalog.importing import read_catalog
from cms.registry.bases import plant_bases
from cms.registry.models import LegalBasis, LegalBasisVersion
from tenants.context import tenant_scope
from tests.catalog.sheets import CATALOGS, SLUGS

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(tenant):
    with tenant_scope(tenant("central")) as bound:
        yield bound


def test_loading_a_district_plants_the_library_and_planting_again_changes_nothing(centre):
    before = LegalBasis.objects.count(), LegalBasisVersion.objects.count()
    assert before[0] > 25
    assert plant_bases() == []
    assert (LegalBasis.objects.count(), LegalBasisVersion.objects.count()) == before


def test_what_the_office_changed_or_named_itself_is_left_alone(centre):
    basis = LegalBasis.objects.get(code="GKTL")
    basis.title, basis.aliases = "改过的名称", ["简称"]
    basis.save()
    basis.versions.all().delete()
    LegalBasis.objects.filter(code="CZF").update(code="OWN")
    assert plant_bases() == []
    basis.refresh_from_db()
    assert (basis.title, basis.aliases, basis.versions.count()) == ("改过的名称", ["简称"], 0)


def test_a_rule_that_is_missing_comes_back_with_its_versions(centre):
    LegalBasis.objects.get(code="JLCF").delete()
    assert plant_bases() == ["中国共产党纪律处分条例"]
    versions = LegalBasisVersion.objects.filter(basis__code="JLCF")
    assert [str(version.valid_from) for version in versions] == ["2024-01-01", "2018-10-01"]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_library_knows_every_rule_that_the_given_catalogs_cite(ta, slug):
    items = read_catalog(CATALOGS / f"{slug}.xlsx").items
    found = findings(items, kind="", library=library())
    assert [one.message for one in found if one.code.startswith("basis_")] == []
