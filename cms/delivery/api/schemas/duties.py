"""What is due, and how much of it is public."""

from __future__ import annotations

import datetime as dt

from ninja import Schema
from pydantic import Field

from cms.delivery.api.schemas.directory import List, UnitName
from cms.delivery.api.schemas.entries import Period
from cms.obligations.states import ObligationState


class Obligation(Schema, title="应公开的事项"):
    unit: UnitName
    code: str
    title: str
    period: Period
    due: dt.date
    state: ObligationState
    published_on: dt.date | None
    nil_reason: str | None
    next_due: dt.date | None


class Obligations(List, title="应公开的事项"):
    items: list[Obligation]
    counts: dict[str, int] = Field(description="各种状态各多少条，不受 limit 影响")
    next_due: dt.date | None
    as_of: dt.date


class Figures(Schema, title="覆盖和及时的数字"):
    units: int
    registered: int = Field(description="目录已登记的单位数")
    due: int
    met: int
    on_time: int
    coverage: int | None = Field(description="百分比；应公开的太少时为 null")
    timeliness: int | None = Field(description="百分比；应公开的太少时为 null")


class Group(Figures, title="一组单位"):
    key: str
    name: str


class Coverage(Schema, title="覆盖和及时"):
    year: int
    as_of: dt.date
    few: int = Field(description="应公开的少于这个数时不算百分比")
    total: Figures
    by_line: list[Group]
    by_territory: list[Group]
    by_kind: list[Group]
