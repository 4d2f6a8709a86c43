"""A catalog item as a document says it, before anybody decided to believe it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, fields
from typing import Any

from cms.catalog.vocabulary import ApprovalLevel, DisclosureScope, Frequency, ItemForm, TimingKind


@dataclass(frozen=True)
class CatalogRow:
    """None (or an empty text) where the document does not say. Never a guess."""

    code: str
    section: str
    title: str
    content: str
    basis: str
    scope: DisclosureScope | None
    channels: tuple[str, ...] | None
    timing: TimingKind | None
    frequency: Frequency | None
    due_workdays: int | None
    notice: str | None
    responsible: str
    approval_level: ApprovalLevel | None
    key: bool | None
    linked: tuple[str, ...] | None
    reason: str = ""
    due_day: int | None = None
    form: ItemForm | None = None
    review_on: dt.date | None = None
    title_hidden: bool | None = None
    change_note: str = ""
    proposed_code: str = ""
    """What the item could be called where the document has no codes at all."""
    sheet: str = ""
    row: int = 0
    """Where the item stands: the sheet or table, and the row in it."""

    def as_dict(self) -> dict[str, Any]:
        """The object of `cms catalog check --json`: texts the document leaves empty are null."""
        values = {name: value for name, value in asdict(self).items() if name not in PLACE}
        for name in ("channels", "linked"):
            values[name] = None if values[name] is None else list(values[name])
        values["review_on"] = self.review_on.isoformat() if self.review_on else None
        return {name: None if value == "" else value for name, value in values.items()}


PLACE = ("sheet", "row")
SAID = tuple(field.name for field in fields(CatalogRow) if field.name not in (*PLACE, "proposed_code"))
"""What an item says, whoever holds it: a row, a working item, a filed one. All have these attributes."""
