"""The library of rules: planted once, then the office's."""

import pytest

from cms.catalog.checks import findings, library
from cms.catalog.importing import read_catalog
from cms.registry.bases import plant_bases
from cms.registry.models import LegalBasis, LegalBasisVersion
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests.catalog.sheets import CATALOGS, SLUGS
from tests.people import browser

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


ADDRESS = "/admin/register/bases/"


@pytest.mark.parametrize("role", [Role.OFFICE_CLERK, Role.OFFICE_LEADER])
def test_the_office_lists_and_corrects_the_library(role):
    client = browser("central", role)
    assert "中国共产党党务公开条例（试行）" in client.get(ADDRESS, {"q": "党务公开条例"}).content.decode()
    basis = LegalBasis.objects.get(code="FZDY")
    said = {
        "code": "FZDY",
        "title": basis.title,
        "aliases": "细则一\n 细则二 ",
        "replaced_by": "",
        "order": 9,
    }
    assert client.post(f"{ADDRESS}edit/{basis.pk}/", said).status_code == 302
    basis.refresh_from_db()
    assert (basis.aliases, basis.order) == (["细则一", "细则二"], 9)
    text = {"basis": basis.pk, "label": "2014年", "issuer": "", "url": "", "valid_from": "2014-05-28"}
    new = text | {"valid_until": "", "clauses": "第一条 为了\n\n第二条"}
    assert client.post("/admin/register/basis-versions/new/", new).status_code == 302
    assert basis.versions.get().clauses == [{"no": "第一条", "text": "为了"}, {"no": "第二条", "text": ""}]


def test_what_does_not_hold_is_refused_with_its_reason(tenant):
    client = browser("central", Role.OFFICE_CLERK)
    one, other = LegalBasis.objects.order_by("order")[:2]
    with tenant_scope(tenant("central")):
        assert LegalBasis.objects.filter(pk=one.pk).update(replaced_by=other) == 1
    said = {"code": other.code, "title": other.title, "aliases": "", "replaced_by": one.pk, "order": 1}
    assert "替代关系绕成了圈" in client.post(f"{ADDRESS}edit/{other.pk}/", said).content.decode()
    new = {
        "basis": one.pk,
        "label": "x",
        "valid_from": "2024-01-02",
        "valid_until": "2024-01-01",
        "clauses": "序言",
    }
    page = client.post("/admin/register/basis-versions/new/", new).content.decode()
    assert "第 1 行应以“第几条”开头：序言" in page
    page = client.post("/admin/register/basis-versions/new/", new | {"clauses": ""}).content.decode()
    assert "“至”应当晚于“自”" in page


@pytest.mark.parametrize(
    ("slug", "role"),
    [("central", Role.EDITOR), ("central", Role.LINE_LEAD), ("ta", Role.ADMINISTRATOR), ("ta", Role.LEADER)],
)
def test_nobody_else_opens_the_library(slug, role):
    client = browser(slug, role)
    basis = LegalBasis.objects.first()
    assert client.get(ADDRESS).status_code == 302
    said = {"code": basis.code, "title": "别的", "aliases": "", "replaced_by": "", "order": 1}
    client.post(f"{ADDRESS}edit/{basis.pk}/", said)
    basis.refresh_from_db()
    assert basis.title != "别的"


@pytest.mark.parametrize(("slug", "changed"), [("ta", 0), ("central", 1)])
def test_a_unit_cannot_write_the_library_whatever_its_code_does(tenant, slug, changed):
    """PostgreSQL refuses it; at the centre the same line writes."""
    with tenant_scope(tenant(slug)):
        assert LegalBasis.objects.filter(code="FZDY").update(order=77) == changed
