"""A catalog from a file: read, looked at cell by cell, and only then taken in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.catalog.actions import AlreadyOpen, take_in
from cms.catalog.codes import changed_meaning
from cms.catalog.desk.kept import MAX_BYTES, SUFFIXES, document_of, keep, kept
from cms.catalog.desk.overview import FORMATS
from cms.catalog.desk.screens import DeskView, paged
from cms.catalog.desk.start import refuse_while_waiting
from cms.catalog.importing.headers import FIELDS
from cms.catalog.models import CatalogUpload, CatalogVersion
from cms.catalog.queries import working
from cms.catalog.states import CannotCompile
from tenants.context import current

PER_PAGE = 50
NAMES = ("code", "title")
"""Fields that name an item: in the heading of its row."""


class UploadView(DeskView):
    compiles = True
    template_name = "catalog/import.html"
    page_title = _("从文件导入")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "suffixes": ",".join(SUFFIXES),
            "megabytes": MAX_BYTES >> 20,
            "formats": FORMATS,
            "working": working(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        file = request.FILES.get("file")
        try:
            if file is None:
                raise CannotCompile(_now("请选择一个文件"))
            upload = keep(file.file, name=file.name, size=file.size, by=self.author)
        except CannotCompile as refusal:
            messages.error(request, str(refusal))
            return redirect("catalog_desk:import")
        return redirect("catalog_desk:review", upload.uuid)


class ReviewView(DeskView):
    """What was understood of a file, and the questions that only a person can answer."""

    compiles = True
    template_name = "catalog/review.html"

    def above(self) -> list[dict[str, Any]]:
        return [*super().above(), {"url": reverse("catalog_desk:import"), "label": UploadView.page_title}]

    @cached_property
    def upload(self) -> CatalogUpload:
        found = kept(self.kwargs["upload"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return _now("核对“%(name)s”") % {"name": self.upload.name}

    @cached_property
    def changed(self) -> dict[str, str]:
        """Codes of the document that stand for something else than they were filed for."""
        return changed_meaning((row["code"], row["title"]) for row in self.upload.document["items"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = self.upload.document
        understood = document["understood"]
        titles = {row["code"]: row["title"] for row in document["items"]}
        fields = _fields(understood["items"])
        shown = paged(understood["items"], PER_PAGE, self.request)
        return super().get_context_data(**kwargs) | {
            "upload": self.upload,
            "document": document,
            "levels": _levels(document["problems"]),
            "other_unit": document["unit_name"] not in ("", current().title) and document["unit_name"],
            "columns": [one for one in understood["columns"] if one["field"]],
            "unread": [one for one in understood["columns"] if not one["field"]],
            "beside": understood["beside"],
            "fields": fields.values(),
            "rows": [_row(item, fields) for item in shown["page_obj"]],
            **shown,
            "changed": [(code, was, titles[code]) for code, was in self.changed.items()],
            "proposed": any(row["proposed_code"] for row in document["items"]),
            "working": working(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        matters = {
            code: request.POST[f"matter-{code}"] == "same"
            for code in self.changed
            if request.POST.get(f"matter-{code}") in ("same", "new")
        }
        try:
            version = self._take(matters)
        except ValidationError as refusal:
            for reason in refusal.messages:
                messages.error(request, reason)
            return redirect("catalog_desk:review", self.upload.uuid)
        except AlreadyOpen as refusal:
            messages.warning(request, str(refusal))
            return redirect("catalog_desk:review", self.upload.uuid)
        except CannotCompile as refusal:
            messages.error(request, str(refusal))
            return redirect("catalog_desk:overview")
        self.upload.delete()
        return redirect("catalog_desk:version", version.uuid)

    def _take(self, matters: dict[str, bool]) -> CatalogVersion:
        """In the place of the working version only where the person saw that there is one."""
        refuse_while_waiting()
        return take_in(
            document_of(self.upload),
            source=self.upload.name,
            by=self.author,
            matters=matters,
            instead=bool(self.request.POST.get("instead")),
        )


def _levels(problems: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {
        level: [one for one in problems if one["level"] == level] for level in ("error", "warning", "doubt")
    }


def _fields(items: list[dict[str, Any]]) -> dict[str, str]:
    """The columns of the review: every field that any item has, with its label, in the order of a catalog."""
    found = {cell["field"]: cell["label"] for item in items for cell in item["cells"]}
    return {name: found[name] for name in FIELDS if name in found and name not in NAMES}


def _row(item: dict[str, Any], fields: dict[str, str]) -> dict[str, Any]:
    """An item with a cell for each column, in their order; None where there is nothing. What names it stands first."""
    cells = {cell["field"]: cell for cell in item["cells"]}
    return item | {
        "names": [cells[name] for name in NAMES if name in cells],
        "cells": [(label, cells.get(name)) for name, label in fields.items()],
    }
