"""A catalog item as a document says it, before anybody decided to believe it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from cms.catalog.vocabulary import ApprovalLevel, DisclosureScope, Frequency, TimingKind


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
    non_disclosure_reason: str = ""
    row: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The object of `cms catalog check --json`: texts the document leaves empty are null."""
        values = asdict(self)
        for name in ("row", "non_disclosure_reason"):
            values.pop(name)
        for name in ("channels", "linked"):
            values[name] = None if values[name] is None else list(values[name])
        return {name: None if value == "" else value for name, value in values.items()}
