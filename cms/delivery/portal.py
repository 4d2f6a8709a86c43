"""The district's front page and its directory of units, read from the ledger alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.catalog.item import ItemFields
from cms.delivery.addresses import origins
from cms.delivery.pages import page
from cms.delivery.rows import entry_rows, unit_link
from cms.filing.models import Filing
from cms.filing.queries import items_in_force
from cms.filing.states import FilingState
from cms.obligations.models import Obligation
from cms.obligations.public import of_public_items
from cms.obligations.queries import of_units_in_service, still_open, tally
from cms.publication.queries import public_entries
from cms.registry.models import DisclosureLine, Unit
from cms.registry.queries import directory, in_service, leads
from cms.registry.vocabulary import UnitKind, UnitLevel
from tenants.context import current

CENTRAL = "central"
LATEST = 10
DUE_SHOWN = 8
SOON_DAYS = 31
TERRITORIES = (UnitKind.TOWN, UnitKind.SUBDISTRICT, UnitKind.PARK)


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """`/`: the district's portal on the central host, the unit's own home page elsewhere."""
    if not current().is_central:
        return page(request)
    return render(request, "delivery/portal.html", _portal(request))


def _portal(request: HttpRequest) -> dict:
    listing = Listing(request)
    return {
        "stats": _stats(listing),
        "lines": listing.lines(),
        "territories": listing.territories(),
        "latest": entry_rows(request, public_entries(using=CENTRAL)[:LATEST]),
        "due_this_month": _due_soon(request),
        "q": "",
    }


class Listing:
    """Every unit with what the portal says of it. A fixed number of queries, however many units."""

    def __init__(self, request: HttpRequest):
        self.request = request
        everyone = directory(using=CENTRAL)
        self.entries = {key: entry for key, entry in everyone.items() if in_service(entry.unit)}
        self.leads = leads(using=CENTRAL)
        filed = Filing.objects.using(CENTRAL).filter(state=FilingState.REGISTERED)
        self.with_catalog = set(filed.values_list("unit_id", flat=True)) & set(self.entries)
        newest = public_entries(using=CENTRAL).order_by().values_list("unit_id").annotate(Max("public_at"))
        self.latest = {unit: timezone.localtime(moment).date() for unit, moment in newest}
        origins(request, [entry.unit.tenant_id for entry in self.entries.values()])

    def row(self, unit: Unit) -> dict:
        return unit_link(self.request, unit) | {
            "has_catalog": unit.pk in self.with_catalog,
            "latest": self.latest.get(unit.pk),
        }

    def lines(self) -> list[dict]:
        members = defaultdict(list)
        for entry in self.entries.values():
            if entry.line:
                members[entry.line.pk].append(self.row(entry.unit))
        return [
            {
                "code": line.code,
                "name": line.name,
                "lead": self.row(self.leads[line.pk]) if line.pk in self.leads else None,
                "units": members[line.pk],
                "count": len(members[line.pk]),
            }
            for line in DisclosureLine.objects.using(CENTRAL)
        ]

    def territories(self) -> list[dict]:
        """Towns and streets with what lies in them; organs of the district in a group of their own."""
        below, district = defaultdict(list), []
        for entry in self.entries.values():
            if entry.unit.level == UnitLevel.DISTRICT:
                district.append(self.row(entry.unit))
            elif entry.superior and entry.superior.kind in TERRITORIES:
                below[entry.superior.pk].append(self.row(entry.unit))
        blocks = [e.unit for e in self.entries.values() if e.unit.kind in TERRITORIES]
        groups = [self.row(unit) | {"units": below[unit.pk]} for unit in blocks]
        return [*groups, {"name": _("区级机关"), "url": "", "units": district}]

    def kinds(self) -> list[dict]:
        by_kind = defaultdict(list)
        for entry in self.entries.values():
            by_kind[entry.unit.kind].append(self.row(entry.unit))
        return [{"name": kind.label, "units": by_kind[kind]} for kind in UnitKind if by_kind[kind]]


def _stats(listing: Listing) -> dict:
    numbers, today = tally(using=CENTRAL), timezone.localdate()
    return {
        "units": len(listing.entries),
        "units_with_catalog": len(listing.with_catalog),
        "items_public": items_in_force(using=CENTRAL).filter(ItemFields.public()).count(),
        "entries_this_year": public_entries(using=CENTRAL).filter(published_at__year=today.year).count(),
        "due": numbers.due,
        "met": numbers.met,
        "on_time": numbers.on_time,
        "coverage_pct": numbers.coverage,
        "timely_pct": numbers.timeliness,
        "computed_how": _(
            "按今年1月1日至%(today)s已到期的应公开事项计算：目录登记后，每个向社会公开的事项在每一期都算一件。"
        )
        % {"today": f"{today.month}月{today.day}日"},
    }


def _due_soon(request: HttpRequest) -> list[dict]:
    today = timezone.localdate()
    until = today + dt.timedelta(days=SOON_DAYS)
    rows = Obligation.objects.using(CENTRAL).filter(still_open(), due_on__lte=until)
    rows = of_public_items(of_units_in_service(rows)).select_related("unit__tenant")
    return [
        {
            "unit": unit_link(request, row.unit),
            "title": f"{row.period_label}{row.public_title}",
            "due": row.due_on,
            "url": "",
            "state": row.state.value,
            "state_label": str(row.state.label),
        }
        for row in rows[:DUE_SHOWN]
    ]


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """`/units`: the whole directory by line, territory or kind."""
    by = request.GET.get("by", "line")
    listing = Listing(request)
    groups = {"line": listing.lines, "territory": listing.territories, "kind": listing.kinds}
    by = by if by in groups else "line"
    words = {"line": _("按条线"), "territory": _("按镇街"), "kind": _("按类别")}
    context = {
        "by": by,
        "groups": [
            group | {"label": group["name"], "anchor": group.get("code") or f"g{number}"}
            for number, group in enumerate(groups[by](), 1)
        ],
        "switches": [
            {"label": words[key], "url": f"/units?by={key}", "current": key == by} for key in groups
        ],
        "total": len(listing.entries),
    }
    return render(request, "delivery/units.html", context)
