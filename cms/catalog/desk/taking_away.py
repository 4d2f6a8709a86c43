"""Any version as a file: Excel, Word or csv."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse

from cms.catalog.desk.screens import VersionView
from cms.catalog.exporting import MIME, export
from tenants.context import current


class ExportView(VersionView):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind, version = kwargs["format"], self.version
        if kind not in MIME:
            raise Http404
        content = export(
            version.items.all(),
            title=version.title,
            unit_name=current().title,
            on=version.compiled_on,
            format=kind,
        )
        name = quote(f"{version.title}-第{version.number}版.{kind}")
        disposition = f"attachment; filename=\"catalog-{version.number}.{kind}\"; filename*=UTF-8''{name}"
        return HttpResponse(content, content_type=MIME[kind], headers={"Content-Disposition": disposition})
