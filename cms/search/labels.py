"""The values of facets in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db import connections
from django.utils.translation import gettext as _

from cms.pages.details.forms import DetailsBlock
from cms.publication.queries import reader
from cms.registry.models import DisclosureLine, Unit
from cms.search.contract import Choice, Facet

# One look into the index for each code; of all rows of a code the database would read every one.
TITLES = """
    SELECT code, (SELECT d.item_title FROM search_searchdocument d WHERE d.item = code LIMIT 1)
      FROM unnest(%s::text[]) AS code
"""


@dataclass(frozen=True)
class Labelled:
    """A choice as it is shown."""

    value: str
    label: str
    count: int


def labelled(facets: Mapping[Facet, Collection[Choice]]) -> dict[Facet, list[Labelled]]:
    """Each choice with its name; a value that nothing is known of is its own. Three queries at most."""
    found = {}
    for facet, choices in facets.items():
        names = NAMES[facet]([choice.value for choice in choices]) if choices else {}
        found[facet] = [Labelled(one.value, names.get(one.value) or one.value, one.count) for one in choices]
    return found


def _units(values: Collection[str]) -> dict[str, str]:
    return dict(Unit.objects.using(reader()).filter(slug__in=values).values_list("slug", "name"))


def _lines(values: Collection[str]) -> dict[str, str]:
    return dict(DisclosureLine.objects.using(reader()).filter(code__in=values).values_list("code", "name"))


def _items(values: Collection[str]) -> dict[str, str]:
    with connections[reader()].cursor() as cursor:
        cursor.execute(TITLES, [list(values)])
        return {code: title for code, title in cursor.fetchall() if title}


def _forms(values: Collection[str]) -> dict[str, str]:
    known = {name: str(block.label) for name, block in DetailsBlock().child_blocks.items()}
    return known | {"article": _("一般内容")}


def _years(values: Collection[str]) -> dict[str, str]:
    return {value: _("%(year)s年") % {"year": value} for value in values}


NAMES: dict[Facet, Callable[[Collection[str]], dict[str, str]]] = {
    Facet.UNIT: _units,
    Facet.LINE: _lines,
    Facet.ITEM: _items,
    Facet.FORM: _forms,
    Facet.YEAR: _years,
}
