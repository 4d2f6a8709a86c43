"""The office's lists say each field once: what the screen sorts by exists, and what it shows can be taken away."""

import pytest
from django.urls import reverse

from cms.filing.office import FilingIndexView
from cms.obligations.office.listing import ObligationIndexView
from cms.publication.office.entries import EntryIndexView
from cms.registry.office.relations import GuidanceIndexView, LineIndexView
from cms.registry.office.units import UnitIndexView

pytestmark = pytest.mark.django_db(databases=["default", "central"])
LISTS = {
    "registry_units": UnitIndexView,
    "registry_lines": LineIndexView,
    "registry_guidance": GuidanceIndexView,
    "filing_register": FilingIndexView,
    "obligations_register": ObligationIndexView,
    "publication_entries": EntryIndexView,
}
SORTED_BY = [
    (name, column.sort_key) for name, view in LISTS.items() for column in view().columns if column.sort_key
]


@pytest.mark.parametrize(("name", "key"), SORTED_BY)
def test_a_list_is_sorted_by_the_column_that_was_clicked(clerk, name, key):
    answer = clerk.get(reverse(f"{name}:index"), {"ordering": f"-{key}"})
    assert answer.status_code == 200
    assert answer.context["ordering"] == f"-{key}"


def test_a_key_that_is_no_column_is_left_aside(clerk):
    answer = clerk.get(reverse("registry_units:index"), {"ordering": "tenant__note"})
    assert answer.context["ordering"] != "tenant__note"
