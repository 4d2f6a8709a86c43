"""Each kind of unit has something to start from, which passes its own check and names nobody."""

import pytest

from cms.catalog import templates
from cms.catalog.checks import findings
from cms.catalog.importing import read_catalog
from cms.catalog.importing.words import DATA
from cms.catalog.kinds import prefix_of
from cms.registry.vocabulary import UnitKind
from tests.catalog.sheets import CATALOGS

GIVEN = {
    "chengguan": "SUBDISTRICT",
    "hospital01": "HOSPITAL",
    "jiaotiju": "DEPARTMENT",
    "school01": "SCHOOL",
    "soe01": "SOE",
    "village01": "VILLAGE",
}


@pytest.mark.parametrize("kind", UnitKind.values)
def test_every_kind_starts_from_a_template_without_a_gap(kind):
    rows = templates.for_kind(kind)
    assert rows
    assert [one for one in findings(rows, kind=kind) if one.code != "reason_missing"] == []
    if kind != "SOCIAL_ORG":
        assert {row.code.split("-")[0] for row in rows} == {prefix_of(kind)}


@pytest.mark.parametrize("slug", GIVEN)
def test_a_template_says_what_the_given_catalog_says(slug):
    given = read_catalog(CATALOGS / f"{slug}.xlsx")
    assert [row.as_dict() for row in templates.for_kind(GIVEN[slug])] == given.as_dict()["items"]


@pytest.mark.parametrize("file", sorted((DATA / "templates").iterdir()), ids=lambda file: file.stem)
def test_a_template_names_no_unit(file):
    document = read_catalog(file)
    assert (document.problems, document.unit_name) == ([], "")
    text = file.read_text("utf-8")
    names = ("城关街道", "柳河", "教体局", "实验小学", "城投", "人民医院", "区委办公室")
    assert [name for name in names if name in text] == []


def test_what_a_caller_does_with_a_template_is_its_own_affair():
    templates.for_kind("TOWN").clear()
    assert templates.for_kind("TOWN")
