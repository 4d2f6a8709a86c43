"""Entries: in a list, in full, and their versions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from ninja import Schema
from pydantic import Field

from cms.delivery.api.schemas.directory import List, UnitName
from cms.pages.corrections import FaultKind
from cms.procedure.states import Change
from cms.publication.states import Departure


class ItemName(Schema, title="所属事项"):
    code: str = Field(examples=["ZJ-09"])
    title: str
    section: str


class Withdrawn(Schema, title="撤下的说明"):
    at: dt.datetime
    kind: Departure
    explanation: str
    contact: str
    replacement: uuid.UUID | None = Field(description="替代它的公开内容")


class Entry(Schema, title="公开内容"):
    uuid: uuid.UUID
    unit: UnitName
    item: ItemName | None = Field(description="撤下的内容可能不再说明")
    type: str = Field(description="article，或者按内容形式填写的那一种")
    title: str
    summary: str
    published_at: dt.datetime = Field(description="第一次公开的时间")
    public_at: dt.datetime = Field(description="首次公开或最近一次重要更新的时间")
    updated_at: dt.datetime
    version: int = Field(ge=1)
    url: str = Field(description="页面的地址；单位的站点已归档的，为全区站点上的路径")
    withdrawn: Withdrawn | None = Field(description="撤下了的说明何时、为何；公开的为 null")


class Checksum(Schema, title="校验值"):
    algorithm: Literal["sha-1"]
    value: str


class Attachment(Schema, title="附件"):
    title: str
    url: str | None
    kind: str = Field(description="扩展名，大写", examples=["PDF"])
    size: int = Field(description="字节", ge=0)
    media_type: str = Field(examples=["application/pdf"])
    checksum: Checksum
    hash: str = Field(description="与 checksum.value 相同")


class Rendition(Schema, title="图片的一种尺寸和格式"):
    size: str = Field(description="w 是宽度；wide 16:9，square 1:1，围绕焦点裁切")
    format: Literal["avif", "webp", "jpeg"]
    media_type: str
    url: str = Field(description="签名的地址，内容不变，可以长期缓存")


class FocalPoint(Schema, title="焦点"):
    x: float = Field(description="距左边，占宽度的比例")
    y: float = Field(description="距上边，占高度的比例")


class Image(Schema, title="图片"):
    title: str
    alt: str
    hash: str
    width: int | None = Field(None, description="原图宽度，像素；早先公开的内容没有")
    height: int | None = Field(None, description="原图高度，像素；早先公开的内容没有")
    focal_point: FocalPoint | None = None
    renditions: list[Rendition]


class Correction(Schema, title="更正或说明"):
    fault: FaultKind
    passage: str
    text: str
    on: str
    of_version: int | None


class Table(Schema, title="表格"):
    header: list[str]
    rows: list[list[str]]
    numeric: list[bool]
    caption: str
    unit: str


class KeyFigure(Schema, title="关键数字"):
    label: str
    value: str
    unit: str
    note: str


class Stage(Schema, title="时间线上的一步"):
    when: dt.date
    title: str
    text: str
    state: Literal["done", "doing", "planned"]


class Notice(Schema, title="公示"):
    start: dt.date
    end: dt.date
    contact: str
    text: str


class DocumentFacts(Schema, title="公文要素"):
    doc_no: str
    issued_on: str
    validity: str


class Fields(Schema, title="结构化内容"):
    document: DocumentFacts | None = None
    table: list[Table] = Field(default_factory=list)
    key_figures: list[list[KeyFigure]] = Field(default_factory=list)
    timeline: list[list[Stage]] = Field(default_factory=list)
    notice: list[Notice] = Field(default_factory=list)


class Step(Schema, title="公开程序的一步"):
    step: str
    label: str
    role: str
    unit: str
    on: dt.date
    meeting: str = Field("", description="研究的会议")
    met_on: str = ""
    exception: bool = Field(False, description="一人兼任，经批准")
    deputy: bool = Field(False, description="受委托办理")


class Period(Schema, title="所属期"):
    key: str
    label: str


class Provenance(Schema, title="来源"):
    period: Period
    content_hash: str = Field(description="公开时审批通过的内容的 SHA-256")
    steps: list[Step]
    demonstration: bool = Field(description="演示数据")


class Link(Schema, title="正文里的站内链接"):
    uuid: uuid.UUID
    url: str
    title: str


class FullEntry(Entry, title="一条公开内容的全文"):
    html: str
    text: str = Field(description="纯文本")
    fields: Fields
    attachments: list[Attachment]
    images: list[Image]
    corrections: list[Correction]
    links: list[Link]
    provenance: Provenance


class DraftFacts(Schema, title="草稿"):
    revision: int
    until: dt.datetime
    live: bool = Field(description="这条内容是否已有公开的版本")


class Draft(FullEntry, title="一份草稿"):
    published_at: dt.datetime | None
    draft: DraftFacts


class Entries(List, title="公开内容"):
    items: list[Entry]


class Version(Schema, title="一个版本"):
    version: int = Field(ge=1)
    title: str
    at: dt.datetime
    change: Change
    note: str
    content_hash: str
    steps: list[Step]
    corrections: list[Correction]
    removed: bool = Field(description="已紧急移除，不再说明内容")
    html: str


class History(List, title="各个版本"):
    items: list[Version]
