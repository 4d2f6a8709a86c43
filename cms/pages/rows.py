"""What a template needs to show one item or one entry in a list. Plain values, no further queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.catalog.vocabulary import DisclosureScope
from cms.filing.models import FiledItem
from cms.obligations.queries import ItemStatus
from cms.obligations.states import ObligationState


@dataclass
class Link:
    title: str
    url: str
    date: dt.date | None = None

    @property
    def name(self) -> str:
        return self.title


@dataclass
class EntryRow:
    """An entry in a list."""

    title: str
    url: str
    date: dt.date | None
    item: dict[str, str]
    period_label: str = ""
    summary: str = ""
    is_demo: bool = False
    unit: Link | None = None
    snippet: str = ""
    source: str = ""
    """Title of the attachment that a hit is in."""
    period_key: str = ""


@dataclass
class ItemRow:
    """A catalog item in a list."""

    code: str
    title: str
    url: str
    scope: str
    scope_label: str
    is_public: bool
    where: str
    timing_label: str
    last: Link | None
    next_due: dt.date | None
    state: str
    state_label: str
    key: bool
    withdrawn: bool
    filed: FiledItem | None = None

    def __getattr__(self, name: str) -> Any:
        """The filed item's own words (content, basis, responsible, channels …) for the item page."""
        filed = self.__dict__.get("filed")
        if filed is None or name.startswith("_"):
            raise AttributeError(name)
        return getattr(filed, name)

    @property
    def approval_label(self) -> str:
        return self.filed.get_approval_level_display() if self.filed else ""

    @property
    def linked(self) -> list[str]:
        return self.filed.linked_labels() if self.filed else []


def where_disclosed(item: FiledItem) -> str:
    """Where, and to whom, an item is disclosed that is not for the public: 党内公开 · 会议、文件."""
    return " · ".join(
        part for part in (str(DisclosureScope(item.scope).label), "、".join(item.channels)) if part
    )


def item_row(page: Any, filed: FiledItem | None, *, last: Link | None, status: ItemStatus | None) -> ItemRow:
    """One row from an ItemPage and what is known of its item."""
    public = page.is_public and not page.withdrawn
    state = status.state if status and public else (ObligationState.MET if last else None)
    return ItemRow(
        code=page.code,
        title=page.title,
        url=page.url,
        scope=page.scope,
        scope_label=str(DisclosureScope(page.scope).label),
        is_public=page.is_public,
        where=where_disclosed(filed) if filed and not page.is_public else "",
        timing_label=filed.timing_label() if filed else "",
        last=last if public else None,
        next_due=status.next_due if status and public else None,
        state=state.value if state and public else "none",
        state_label=str(state.label) if state and public else _("按需公开") if public else "",
        key=bool(filed and filed.key),
        withdrawn=page.withdrawn,
        filed=filed,
    )
