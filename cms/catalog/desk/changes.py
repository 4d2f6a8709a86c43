"""What the table's script sends and gets: one change, saved whole or refused with its reasons."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.actions import Clash, Conflict, NotTaken, Wanted, Write, change, undo
from cms.catalog.cells import BY_NAME, Unclear, read, shown
from cms.catalog.desk.findings import findings_of
from cms.catalog.desk.screens import VersionView
from cms.catalog.desk.table import told_of
from cms.catalog.models import CatalogVersion
from cms.catalog.states import CannotCompile
from cms.registry.spreadsheet import plain


def wanted_of(sent: dict[str, Any]) -> Wanted:
    """The change that was sent. Raises KeyError, TypeError, ValueError where it is not one."""
    before = sent.get("before")
    return Wanted(
        writes=[
            Write(uuid.UUID(key), str(name), str(was), str(text))
            for key, name, was, text in sent.get("writes", [])
        ],
        add=[{str(name): str(text) for name, text in row.items()} for row in sent.get("add", [])],
        remove=[uuid.UUID(key) for key in sent.get("remove", [])],
        move=[uuid.UUID(key) for key in sent.get("move", [])],
        before=uuid.UUID(before) if before else None,
        revision=int(sent.get("revision", 0)),
        keys=[uuid.UUID(key) for key in sent.get("keys", [])],
    )


def refused_of(wanted: Wanted, reasons: Sequence[str]) -> list[dict[str, Any]]:
    """Which cells of the change the reasons are about: of an item, or of an added row by its place among them."""
    cells: list[tuple[dict[str, Any], str, str]] = [
        ({"item": str(write.item)}, write.field, write.text) for write in wanted.writes
    ]
    for number, texts in enumerate(wanted.add):
        cells += [
            ({"row": number}, name, text) for name, text in texts.items() if name != "code" or text.strip()
        ]
    return [
        where | {"field": name, "reason": reason}
        for where, name, text in cells
        if (reason := _reason(name, text, reasons))
    ]


def _reason(name: str, text: str, reasons: Sequence[str]) -> str:
    """Why this text is refused in its cell; '' where it is not. A code may mean something and still be taken."""
    try:
        read(name, text)
    except Unclear as error:
        return str(error).removeprefix(f"{BY_NAME[name].label}：") if name in BY_NAME else str(error)
    code = plain(text).upper()
    return next((one for one in reasons if name == "code" and f"“{code}”" in one), "")


class ChangesView(VersionView):
    """POST: one change (`wanted_of`), or {"undo": true}. GET `?since=`: what others did meanwhile.

    200 {revision, at, by, items, order, found, token}; 409 {clashes, and the rest} or {closed}; 400 {reasons, refused}.
    """

    compiles = True
    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        since = request.GET.get("since", "")
        return JsonResponse(self._state(int(since) if since.isdecimal() else 0))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            sent = json.loads(request.body)
            wanted = wanted_of(sent)
        except (AttributeError, KeyError, TypeError, ValueError):
            return JsonResponse(
                {"reasons": [_("看不懂发来的修改，请刷新页面再试")], "refused": []}, status=400
            )
        try:
            self._do(sent, wanted)
        except Conflict as conflict:
            clashes = [_clash(one) for one in conflict.clashes]
            return JsonResponse({"clashes": clashes, **self._state(wanted.revision)}, status=409)
        except NotTaken as refusal:
            refused = refused_of(wanted, refusal.reasons)
            return JsonResponse({"reasons": refusal.reasons, "refused": refused}, status=400)
        except CannotCompile as refusal:
            return JsonResponse({"closed": str(refusal)}, status=409)
        return JsonResponse(self._state(wanted.revision))

    def _do(self, sent: dict[str, Any], wanted: Wanted) -> None:
        if sent.get("undo") is True:
            undo(self.version, by=self.author, seen=wanted.revision if "revision" in sent else None)
        else:
            change(self.version, wanted=wanted, by=self.author)

    def _state(self, since: int) -> dict[str, Any]:
        """What the table has to show anew: rows changed after revision `since`, the order of all, all findings."""
        version = CatalogVersion.objects.get(pk=self.version.pk)
        items = list(version.items.all())
        return {
            "revision": version.revision,
            "at": f"{timezone.localtime(version.edited_at):%H:%M}" if version.edited_at else "",
            "by": version.edited_by,
            "items": [
                {"uuid": str(item.uuid), "cells": shown(item)} for item in items if item.revision > since
            ],
            "order": [str(item.uuid) for item in items],
            "found": told_of(findings_of(items), items),
            "token": get_token(self.request),
        }


def _clash(clash: Clash) -> dict[str, Any]:
    return {
        "item": str(clash.item),
        "code": clash.code,
        "field": clash.field,
        "label": clash.label,
        "theirs": clash.theirs,
        "yours": clash.yours,
        "by": clash.by,
        "at": f"{timezone.localtime(clash.at):%H:%M}" if clash.at else "",
    }
