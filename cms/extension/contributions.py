"""What a plugin can bring: the shapes its modules are written in, and the one table of all kinds."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tenants.tasks.periodic import Rhythm


@dataclass(frozen=True)
class PluginBlock:
    """A block that editors can put into the body of an entry. The name begins with the slug: `notices_table`."""

    name: str
    block: Any


@dataclass(frozen=True)
class MenuEntry:
    """A line in the admin's menu, shown where the plugin is on to whom the permission is given."""

    title: Any
    view: str
    """Name of one of its admin addresses, without the namespace."""
    icon: str = "plus"
    order: int = 700
    permission: str = ""
    """`app.codename`; empty for everybody who may enter the admin."""


class Place(enum.Enum):
    """Where a panel stands."""

    ADMIN_HOME = "admin_home"
    """今天要做什么."""
    ADMIN_PAGE = "admin_page"
    """The head of the editor of a page."""
    SITE_HOME = "site_home"
    """The unit's home page, below its column."""
    SITE_PAGE = "site_page"
    """Below the heading of a public entry."""


@dataclass(frozen=True)
class Panel:
    """A piece of a screen. `render` gets the request and the page (None where there is none); "" is nothing.

    What it returns is escaped, unless it is safe text, as of `render_to_string` and `format_html`.
    """

    place: Place
    render: Callable[[HttpRequest, Any], str]
    order: int = 100
    permission: str = ""


class Subject(enum.Enum):
    """What an indicator measures for."""

    OBLIGATION = "obligation"
    EVALUATION = "evaluation"


@dataclass(frozen=True)
class Indicator:
    """A figure about the bound site. `measure` gets the year; None is "not measured", which is not zero."""

    key: str
    title: Any
    measure: Callable[[int], float | None]
    subject: Subject = Subject.EVALUATION
    unit: Any = ""
    basis: str = ""
    """Where the figure is asked for: a document and its article."""


@dataclass(frozen=True)
class Reading:
    slug: str
    indicator: Indicator
    value: float | None


@dataclass(frozen=True)
class Periodic:
    """A task that is ordered in this rhythm, for each site where the plugin is on."""

    task: Any
    rhythm: Rhythm


class Fact(TextChoices):
    """What has happened: told after the transaction that did it, at least once, in the site it happened on."""

    PUBLISHED = "PUBLISHED", _("公开")
    CHANGED = "CHANGED", _("更新")
    CORRECTED = "CORRECTED", _("更正")
    WITHDRAWN = "WITHDRAWN", _("撤回")
    REMOVED = "REMOVED", _("紧急移除")
    REGISTERED = "REGISTERED", _("目录登记")


@dataclass(frozen=True)
class Told:
    """A fact. `key` is the same each time the same fact is told: whoever must not act twice remembers it."""

    fact: Fact
    key: str
    at: dt.datetime
    """When it happened, by the server's clock."""
    entry: uuid.UUID | None = None
    """The public entry it is about; its words are read from the ledger, as they are when they are read."""
    version: int | None = None
    content_hash: str = ""


@dataclass(frozen=True)
class Asked:
    """What is about to become public, before it does. A veto answers "" to agree, else why not, for the editor."""

    page: Any
    title: str
    item_code: str
    html: str
    is_new: bool


Facts = Mapping[Fact, tuple[Callable[[Told], None], ...]]
Veto = Callable[[Asked], str]
Offers = Mapping[str, Callable[..., Any]]
"""Name → what answers when another plugin asks `slug.name` (offers.py)."""
Rights = Mapping[str, tuple[str, ...]]
"""Role (tenants.identity.roles.MemberRole) → permissions of the plugin's own models."""


@dataclass(frozen=True)
class Kind:
    """One kind of contribution: the attribute of Plugin that names it, and its words on the Plugins screen."""

    name: str
    title: Any
    empty: Any = field(default=())
    many: bool = True


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("page_types", _("页面类型")),
        Kind("blocks", _("内容块")),
        Kind("menu", _("后台菜单")),
        Kind("urls", _("公开地址")),
        Kind("admin_urls", _("后台地址")),
        Kind("api", _("接口"), None, many=False),
        Kind("tasks", _("后台任务")),
        Kind("periodic", _("定期任务")),
        Kind("panels", _("面板")),
        Kind("indicators", _("指标")),
        Kind("offers", _("供其他插件询问"), {}),
        Kind("facts", _("公开后的动作"), {}),
        Kind("vetoes", _("公开前的把关")),
        Kind("themes", _("主题")),
        Kind("rights", _("角色权限"), {}),
        Kind("demo", _("演示数据"), None, many=False),
        Kind("settings_model", _("设置"), None, many=False),
    )
}
