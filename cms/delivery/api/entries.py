"""The entries: a list that can be narrowed, one in full, and its versions."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from cms.delivery.api import cursor, entry, parameters
from cms.delivery.api.answering import answered
from cms.delivery.api.description import ENTRY_TYPES, takes
from cms.delivery.api.problems import Problem
from cms.delivery.api.reading import Conditions, read
from cms.delivery.api.schemas import entries as described
from cms.publication.models import Entry, EntryVersion, Withdrawal
from cms.publication.queries import reader, versions_in_sight

router = Router(tags=["公开"])
FIRST = "$response.body#/items/0/uuid"
ENTRY_PARAMETERS = ("unit", "line", "item", "type", "since", "until", "order", "fields", "limit", "cursor")


def _in_time(values: dict[str, str]) -> Conditions:
    """What is public; asked since a moment, also what left since then, for whoever keeps a copy."""
    since, until = parameters.moment(values, "since"), parameters.moment(values, "until")
    here, gone, moments = ["e.withdrawn_at IS NULL"], [], []
    for sign, moment in ((">=", since), ("<", until)):
        if moment:
            here.append(f"e.public_at {sign} %s")
            gone.append(f"e.withdrawn_at {sign} %s")
            moments.append(moment)
    asked = Conditions()
    if since:
        asked.add(f"({' AND '.join(here)} OR {' AND '.join(gone)})", *moments, *moments)
    else:
        asked.add(" AND ".join(here), *moments)
    return asked


def _asked(values: dict[str, str]) -> Conditions:
    parameters.one_of(values, "type", ENTRY_TYPES)
    asked = _in_time(values)
    for name, column in (("unit", "u.slug"), ("item", "e.item_code"), ("type", "e.kind")):
        if name in values:
            asked.add(f"{column} = %s", values[name])
    if "line" in values:
        asked.of_line(values["line"])
    return asked


@router.get(
    "/entries",
    summary="公开内容",
    response=described.Entries,
    openapi_extra=takes(*ENTRY_PARAMETERS, leads_to={"one_entry": FIRST, "history": FIRST}),
)
def entries(request: HttpRequest) -> HttpResponse:
    values = parameters.only(request, *ENTRY_PARAMETERS)
    names = parameters.fields(values, entry.FIELDS)
    order = parameters.one_of(values, "order", cursor.ORDERS) or "-public_at"
    field, limit, asked = cursor.ORDERS[order][0], parameters.limit(values), _asked(values)
    turn = cursor.after_moment(asked, order=order, name="entries", values=values)
    columns = {field, *entry.columns(entry.SHORT if names is None else names)}
    rows, following = cursor.cut(
        read(columns, asked, order=turn, limit=limit + 1),
        limit=limit,
        name="entries",
        values=values,
        place=lambda row: (row[field].isoformat(), str(row["uuid"])),
    )
    return answered({"items": entry.shown(request, rows, names), "next": following, "total": None})


NOT_FOUND = "没有这条公开内容。请核对 uuid，或从 /api/v1/entries 查找。"


def _gone(row: entry.Row) -> Problem:
    made = Withdrawal.objects.using(reader()).filter(pk=row["withdrawal"]).first()
    told = entry.withdrawn(row["withdrawn_at"], made)
    return Problem("withdrawn", told["explanation"], withdrawn_at=told["at"], withdrawn=told)


INTERNAL = re.compile(r'<a [^>]*?href="(/[^"#?]+)')


def _links(row: entry.Row, base: str) -> list[dict[str, str]]:
    """Public entries of the same unit that the text leads to, each once. One query, none where it leads to no page."""
    paths = {html.unescape(path) for path in INTERNAL.findall(row["html"])}
    if not paths:
        return []
    rows = Entry.objects.using(reader()).filter(
        schema_name=row["schema_name"], path__in=paths, withdrawn_at=None
    )
    found = rows.order_by("path").values_list("uuid", "path", "title")
    return [{"uuid": str(key), "url": base + path, "title": title} for key, path, title in found]


@router.get(
    "/entries/{uuid:uuid}",
    summary="一条公开内容的全文",
    response=described.FullEntry,
    openapi_extra=takes(missing=True, leads_to={"history": "$request.path.uuid"}),
)
def one_entry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    parameters.only(request)
    asked = Conditions()
    asked.add("e.uuid = %s", uuid)
    row = next(iter(read({*entry.columns(entry.PARTS), *entry.OF_FULL}, asked)), None)
    if row is None:
        raise Problem("not-found", NOT_FOUND)
    if row["withdrawn_at"]:
        raise _gone(row)
    base = entry.bases(request)(row)
    return answered(entry.full(row, base, _links(row, base)))


@router.get(
    "/entries/{uuid:uuid}/history",
    summary="一条公开内容的各个版本",
    response=described.History,
    openapi_extra=takes(missing=True),
)
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    parameters.only(request)
    row = Entry.objects.using(reader()).filter(uuid=uuid).first()
    if row is None:
        raise Problem("not-found", NOT_FOUND)
    if row.withdrawn_at:
        raise _gone({"withdrawn_at": row.withdrawn_at, "withdrawal": row.withdrawal})
    items = [_version(version, row.corrections) for version in versions_in_sight(row)]
    return answered({"items": items, "next": None, "total": len(items)})


def _version(version: EntryVersion, corrections: list[dict[str, Any]]) -> dict[str, Any]:
    said = [entry.correction(one) for one in corrections if one["of_version"] == version.number]
    return {
        "version": version.number,
        "title": version.title,
        "at": version.at.isoformat(),
        "change": version.change,
        "note": version.note,
        "content_hash": version.content_hash,
        "steps": version.steps,
        "corrections": said,
        "removed": version.removed,
        "html": version.html,
    }
