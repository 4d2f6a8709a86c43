"""Which entries a feed is of, from the parameters of its address. They combine, and are named like those of the API."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms.delivery.api import parameters
from cms.delivery.api.problems import Problem
from cms.publication.models import Entry
from cms.publication.queries import entries_of_units, reader
from cms.registry.models import DisclosureLine, LineMembership, Unit
from cms.search.asking import search
from cms.search.contract import Asked, Facet, Order
from cms.search.zhtext import MAX_CHARACTERS
from tenants.context import current

FILTERS = ("unit", "line", "item")
SEARCH = "q"
BEFORE = "before"
MOST_FOUND = 1000
"""How many of what a search finds are looked through for one page, the newest of them."""


@dataclass(frozen=True)
class Place:
    """The last row of a page of a feed: the next one begins behind it."""

    moment: dt.datetime
    key: uuid.UUID

    @classmethod
    def read(cls, text: str) -> Place:
        """Raises Problem."""
        moment, _sign, key = text.partition("_")
        try:
            found = cls(dt.datetime.fromisoformat(moment), uuid.UUID(key))
        except ValueError:
            found = None
        if found is None or found.moment.tzinfo is None:
            raise Problem(
                "invalid-cursor", _("before 不是一页的末尾。请从第一页重新开始，不带 before 参数。")
            )
        return found

    def __str__(self) -> str:
        return f"{self.moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}_{self.key}"

    def after(self, name: str) -> Q:
        """Rows behind the place, newest first by a field."""
        return Q(**{f"{name}__lt": self.moment}) | Q(**{name: self.moment, "uuid__gt": self.key})


@dataclass(frozen=True)
class Narrowing:
    """What was asked: `filters` by name, in the order of FILTERS, and where the page begins."""

    filters: dict[str, str] = field(default_factory=dict)
    before: Place | None = None

    @classmethod
    def read(cls, request: HttpRequest, *names: str) -> Narrowing:
        """`names`: what may be asked. Raises Problem that names what is unknown."""
        values = parameters.only(request, *(names or (*FILTERS, SEARCH, BEFORE)))
        asked = {name: values[name] for name in (*FILTERS, SEARCH) if values.get(name)}
        if len(asked.get(SEARCH, "")) > MAX_CHARACTERS:
            raise Problem("invalid-parameter", _("q 最多 %(most)s 个字") % {"most": MAX_CHARACTERS})
        return cls(asked, Place.read(values[BEFORE]) if BEFORE in values else None)

    @cached_property
    def unit(self) -> Unit | None:
        """The unit asked for. Raises Problem for one that this site does not speak for. One query."""
        if "unit" not in self.filters:
            return None
        rows = Unit.objects.using(reader()).filter(slug=self.filters["unit"])
        found = (rows if current().is_central else rows.filter(tenant=current().pk)).first()
        if found is None:
            raise Problem("not-found", _("这里没有这个单位：%s") % self.filters["unit"])
        return found

    @cached_property
    def line(self) -> DisclosureLine | None:
        """The line asked for, by code or name. Raises Problem. One query."""
        if "line" not in self.filters:
            return None
        word = self.filters["line"]
        found = DisclosureLine.objects.using(reader()).filter(Q(code=word) | Q(name=word)).first()
        if found is None:
            raise Problem("not-found", _("没有这个条线：%s") % word)
        return found

    def of_units(self) -> Q:
        """Rows of the units that were asked for, as they lie today."""
        found = Q()
        if self.unit:
            found &= Q(unit=self.unit)
        if self.line:
            members = LineMembership.objects.using(reader()).in_force().filter(line=self.line)
            found &= Q(unit__in=members.values("unit"))
        return found

    def rows(self) -> QuerySet[Entry]:
        """Entries that are public or were, whatever they say."""
        rows = entries_of_units().filter(self.of_units())
        if "item" in self.filters:
            rows = rows.filter(item_code=self.filters["item"])
        return rows

    def public(self) -> QuerySet[Entry]:
        """Entries that are public and, where words were asked for, say them."""
        rows = self.rows().filter(withdrawn_at=None)
        return rows.filter(uuid__in=self._found()) if SEARCH in self.filters else rows

    def _found(self) -> list[uuid.UUID]:
        """What the search finds up to the beginning of the page."""
        chosen = {Facet.UNIT: self.filters.get("unit"), Facet.ITEM: self.filters.get("item")}
        chosen |= {Facet.LINE: self.line and self.line.code}
        asked = Asked(
            self.filters[SEARCH],
            chosen={facet: (value,) for facet, value in chosen.items() if value},
            # All of the moment at which the page begins: some of them may stand behind its beginning.
            until=self.before and self.before.moment + dt.timedelta(microseconds=1),
            order=Order.NEWEST,
            limit=MOST_FOUND,
            facets=False,
        )
        return [hit.entry for hit in search(asked).hits]
