"""Units, lines, catalogs: who there is and what they have promised."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from cms.catalog.vocabulary import DisclosureScope, TimingKind
from cms.obligations.states import ObligationState
from cms.registry.vocabulary import UnitKind, UnitLevel


class UnitName(Schema, title="单位"):
    slug: str = Field(examples=["chengguan"])
    name: str = Field(examples=["城关镇党委"])


class LineName(Schema, title="条线"):
    code: str = Field(examples=["L02"])
    name: str = Field(examples=["镇街道"])


class Reorganised(UnitName, title="机构调整的另一方"):
    kind: str
    on: dt.date


class Unit(Schema, title="单位"):
    slug: str = Field(examples=["chengguan"])
    name: str = Field(examples=["城关镇党委"])
    kind: UnitKind
    level: UnitLevel
    line: LineName | None
    superior: UnitName | None
    url: str | None = Field(description="站点首页；没有站点或已归档的为 null")
    state: Literal["active", "archived"]
    successor: Reorganised | None = Field(description="承接的单位；没有或不止一个时为 null")
    successors: list[Reorganised]
    predecessors: list[Reorganised]


class Theme(Schema, title="外观"):
    slug: str
    title: str
    version: str
    stylesheet: str = Field(description="样式表的地址；只用基本样式时为空")
    tokens: dict[str, Any] = Field(description="Design Tokens 格式的取值")


class Codes(Schema, title="备案号和标识码"):
    icp: str
    site_code: str
    police: str


class Contact(Schema, title="联系方式"):
    office: str = Field(description="答复科室", examples=["办公室"])
    telephone: str = Field(description="办公电话；几个号码用顿号隔开", examples=["0571-12345678"])
    address: str
    email: str
    hours: str = Field(description="接待时间")


class DataLicence(Schema, title="开放数据的使用条款"):
    name: str
    url: str


class Site(Schema, title="本站"):
    unit: Unit | None
    kind: UnitKind | None
    line: LineName | None
    district: str
    central: bool = Field(description="是否为全区站点")
    theme: Theme
    contact: Contact = Field(description="公开联系方式；没有填写的为空")
    codes: Codes
    data_licence: DataLicence | None = Field(description="区里没有定下条款时为 null")


class Line(LineName, title="条线"):
    lead: UnitName | None
    units: int = Field(description="在册单位数", ge=0)


class LastEntry(Schema, title="最近一条公开内容"):
    uuid: uuid.UUID
    title: str
    published_at: dt.datetime


class CatalogItem(Schema, title="目录事项"):
    code: str = Field(examples=["ZJ-09"])
    section: str
    title: str
    scope: Literal[DisclosureScope.SOCIETY]
    timing: TimingKind
    last_entry: LastEntry | None
    next_due: dt.date | None
    state: ObligationState | None
    unit: str = Field(description="单位的站点标识")


class List(Schema):
    next: str | None = Field(description="下一页的游标；没有下一页时为 null")
    total: int | None = Field(description="条数；不计数时为 null", ge=0)


class Units(List, title="单位名录"):
    items: list[Unit]


class Lines(List, title="条线"):
    items: list[Line]


class Catalog(List, title="登记的公开目录"):
    items: list[CatalogItem]
