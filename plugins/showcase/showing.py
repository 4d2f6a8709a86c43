"""What the public may read of the showcase. Everything here is shown, or is not found."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model

from cms.extension import Unit, UnitKind, eyes, origins, public_entries
from plugins.showcase.aspects import TITLES
from plugins.showcase.ledger.models import (
    Adoption,
    Bulletin,
    FeatureStory,
    Notice,
    OrganizerAward,
    Practice,
    Window,
)
from plugins.showcase.states import Stage

PICTURE = "width-960"
LONG = ("story", "replicable", "limits", "feature", "before", "after", "kit", "photos", "documents")


def is_open() -> bool:
    """Whether the centre shows its showcase. One query."""
    last = Window.objects.values_list("is_open", flat=True).first()
    return last is not False


def practices() -> QuerySet[Practice]:
    """Those that are shown, by year, line and name: an order that says nothing about who is better."""
    rows = Practice.objects.filter(shown_at__isnull=False, campaign__stage=Stage.SHOWN)
    return rows.select_related("unit", "line").order_by("-year", "line__code", "unit__order", "uuid")


def stories() -> QuerySet[FeatureStory]:
    """Public ones, newest first. One about a practice is public while that is."""
    rows = FeatureStory.objects.filter(
        Q(practice=None) | Q(practice__shown_at__isnull=False), published_at__isnull=False
    )
    return rows.select_related("practice__unit").order_by("-published_at", "uuid")


@dataclass(frozen=True)
class Choice:
    """One link of the index: what is left when it is followed."""

    query: str
    title: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    key: str
    title: Any
    choices: list[Choice]


def _kinds(row: Practice) -> list[tuple[str, str]]:
    return [(row.kind, str(UnitKind(row.kind).label) if row.kind in UnitKind.values else row.kind)]


def _aspects(row: Practice) -> list[tuple[str, str]]:
    return [(str(no), TITLES[no - 1]) for no in row.aspects if 0 < no <= len(TITLES)]


FACETS = {
    "line": (_("条线"), lambda row: [(row.line.code, row.line.name)]),
    "aspect": (_("方面"), _aspects),
    "kind": (_("单位类别"), _kinds),
    "year": (_("年度"), lambda row: [(str(row.year), str(row.year))]),
}


def index(chosen: dict[str, str]) -> tuple[list[Practice], list[Facet]]:
    """What was chosen ({facet: value}), and how many each other choice has; no facet without a choice. One query."""
    rows = list(practices().defer(*LONG))
    facets = [Facet(key, title, _choices(key, rows, chosen)) for key, (title, _of) in FACETS.items()]
    left = [row for row in rows if _fits(row, chosen)]
    return left, [one for one in facets if len(one.choices) > 1 or one.key in chosen]


def _fits(row: Practice, chosen: dict[str, str]) -> bool:
    return all(value in dict(FACETS[key][1](row)) for key, value in chosen.items())


def _choices(key: str, rows: Sequence[Practice], chosen: dict[str, str]) -> list[Choice]:
    others = {name: value for name, value in chosen.items() if name != key}
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for row in rows:
        for value, title in FACETS[key][1](row):
            names[value] = title
            counts[value] += _fits(row, others)
    found = []
    for value, title in sorted(names.items()):
        is_chosen = chosen.get(key) == value
        follows = _query(others if is_chosen else others | {key: value})
        found.append(Choice(follows, title, counts[value], is_chosen))
    return found


def _query(chosen: dict[str, str]) -> str:
    return "&".join(f"{key}={value}" for key, value in sorted(chosen.items()))


def adoptions_of(practice: Practice) -> list[Adoption]:
    """Who took it over, first come first. One query."""
    return list(Adoption.objects.filter(practice=practice).select_related("unit"))


def bulletins() -> QuerySet[Bulletin]:
    """Newest first."""
    return Bulletin.objects.select_related("campaign").order_by("-issued_on", "uuid")


def bulletin_of(practice: Practice) -> Bulletin | None:
    return bulletins().filter(campaign=practice.campaign_id).first()


def awards_of(bulletin: Bulletin) -> QuerySet[OrganizerAward]:
    rows = OrganizerAward.objects.filter(campaign=bulletin.campaign_id)
    return rows.select_related("unit", "line").order_by("line__code")


def running_notices() -> list[Notice]:
    """公示 against which anybody may object today. One query."""
    today = timezone.localdate()
    rows = Notice.objects.filter(campaign__stage=Stage.NOTICE, starts_on__lte=today, ends_on__gte=today)
    # One of a round before a return to the deliberation runs no more.
    rows = rows.filter(starts_on__gte=F("campaign__stage_since"))
    return list(rows.select_related("campaign").order_by("campaign__code", "-number"))


def pictures(practice: Practice) -> list[dict[str, Any]]:
    """[{"url", "alt", "caption", "width", "height"}] of those images of the bound site that are still there."""
    found = renditions([practice])
    return [
        {
            "url": picture_url(practice, number), "alt": one["alt"], "caption": one.get("caption", ""),
            "width": made.width, "height": made.height,
        }
        for number, one in enumerate(practice.photos)
        if (made := found.get(one.get("image")))
    ]  # fmt: skip


def picture_url(practice: Practice, number: int) -> str:
    """With the version: what a browser keeps is never that of another."""
    return f"/x/showcase/{practice.pk}/pictures/{number}/?v={practice.version}"


def renditions(rows: Iterable[Practice]) -> dict[int, Any]:
    """Key of an image → its rendition, of the photos of practices. Two queries, none where there is no photo."""
    keys = {one["image"] for row in rows for one in row.photos if one.get("image")}
    if not keys:
        return {}
    images = get_image_model().objects.filter(pk__in=keys).prefetch_renditions(PICTURE)
    return {image.pk: image.get_rendition(PICTURE) for image in images}


def samples(practice: Practice, site: str) -> list[dict[str, Any]]:
    """[{"title", "url", "on"}] of the entries in its kit that are still public, on the unit's site. One query."""
    keys = [one["key"] for one in practice.kit.get("pages", []) if _is_key(one.get("key"))]
    if not keys or not site:
        return []
    rows = public_entries(using=eyes()).filter(pk__in=keys, unit=practice.unit)
    return [{"title": row.title, "url": site.rstrip("/") + row.path, "on": row.public_at} for row in rows]


def _is_key(text: Any) -> bool:
    try:
        uuid.UUID(str(text))
    except ValueError:
        return False
    return True


def sites(request: HttpRequest, units: Iterable[Unit]) -> dict[int, str]:
    """Unit → address of its site; without those that have none. One query."""
    tenants = {unit.pk: unit.tenant_id for unit in units if unit.tenant_id}
    known = origins(request, tenants.values())
    return {unit: f"{known[tenant]}/" for unit, tenant in tenants.items() if known.get(tenant)}


def central(request: HttpRequest) -> str:
    """Origin of the central site, which writes all practices; "" without one. Two queries."""
    tenant = Unit.objects.filter(tenant__is_central=True).values_list("tenant_id", flat=True).first()
    return origins(request, [tenant]).get(tenant, "") if tenant else ""


def found(key: uuid.UUID) -> Practice | None:
    return practices().filter(pk=key).first()
