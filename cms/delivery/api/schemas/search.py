"""What searching answers."""

from __future__ import annotations

import uuid

from ninja import Schema
from pydantic import Field

from cms.delivery.api.schemas.directory import List
from cms.delivery.api.schemas.entries import Entry


class Highlight(Schema, title="找到的地方"):
    title: str = Field(description="HTML，只有 mark 一种标记")
    text: str = Field(description="HTML，只有 mark 一种标记")
    attachment: str | None = Field(description="在附件里找到的，附件的名称")


class SearchHit(Entry, title="检索结果"):
    highlight: Highlight


class FacetValue(Schema, title="可以缩小范围的一个值"):
    value: str
    label: str
    count: int = Field(ge=0)


class Facets(Schema, title="可以缩小的范围"):
    unit: list[FacetValue]
    line: list[FacetValue]
    item: list[FacetValue]
    type: list[FacetValue]
    year: list[FacetValue]


class SearchHits(List, title="检索结果"):
    items: list[SearchHit]
    total_capped: bool = Field(description="total 只是至少有多少")
    facets: Facets
    suggestions: list[str]
    meant: str | None = Field(description="或许想找的词")
    notice: str | None


class Suggestion(Schema, title="检索建议"):
    text: str
    uuid: uuid.UUID


class Suggestions(List, title="检索建议"):
    items: list[Suggestion]
