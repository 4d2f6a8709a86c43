"""What a list of the office tells of its rows, said once for the screen and for the export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.tables import Column


@dataclass(frozen=True)
class Field:
    """One thing told of each row.

    `path` leads from the row to the value, with dots. `sort` is what the database sorts by: the path where
    nothing is said, '' for never. `column` makes the column on the screen; None leaves it to the export.
    """

    path: str
    label: Any
    sort: str | None = None
    column: Callable[..., Column] | None = Column
    show: Callable[[Any], Any] | None = None
    """What the screen shows where it is not the plain value: a function of the row."""
    width: str | None = None
    export: bool = True

    def on_screen(self) -> Column | None:
        return self.column and self.column(
            self.path.replace(".", "__"),
            label=self.label,
            accessor=self.show or self.path,
            sort_key=self.path if self.sort is None else self.sort or None,
            width=self.width,
        )


class DayColumn(Column):
    """A day as 2026-03-05, in the district's time, never broken over two lines."""

    cell_template_name = "registry/office/day_cell.html"

    def get_value(self, instance):
        return iso_day(super().get_value(instance))


def iso_day(value: Any) -> str:
    if value is None:
        return ""
    return (timezone.localtime(value).date() if hasattr(value, "hour") else value).isoformat()


class LinkColumn(Column):
    """A text that leads to another site of the district. `get_url` is given the row and the request."""

    cell_template_name = "registry/office/link_cell.html"

    def __init__(self, name: str, *, get_url: Callable[[Any, Any], str], **kwargs):
        super().__init__(name, **kwargs)
        self.get_url = get_url

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"url": self.get_url(instance, parent_context.get("request"))}


def site_address(request, host: str | None, where: str = "/") -> str:
    """An address on another site, which answers on the same port as this one; '' for a unit without a site."""
    port = request.get_host().partition(":")[2]
    return f"{request.scheme}://{host}{':' + port if port else ''}{where}" if host else ""
