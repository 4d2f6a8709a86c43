"""What a plugin says about itself. One class in the package's `apps.py`; what it brings is named, not registered.

class Notices(Plugin):
    name = "acme_notices"
    slug = "notices"
    title = "通知"
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Callable
from typing import Any, ClassVar

import pydantic
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cms.extension import failures


class Audience(enum.Flag):
    """Whose site a plugin is for."""

    UNIT = enum.auto()
    CENTRAL = enum.auto()
    BOTH = UNIT | CENTRAL


class Plugin(AppConfig):
    """One capability that a site turns on or off. Whatever is not declared is not there."""

    # Django takes the one class in apps.py that says so; the imported base class must not be a second one.
    default = False

    slug: ClassVar[str] = ""
    """The one name: ledger row, addresses, folder of templates, prefix of blocks, app label."""
    title: ClassVar[Any] = ""
    summary: ClassVar[Any] = ""
    audience: ClassVar[Audience] = Audience.UNIT
    office_only: ClassVar[bool] = False
    """Only the office turns it on, off, and sets it."""
    requires: ClassVar[tuple[str, ...]] = ()
    """Plugins that must be on where this one is."""
    settings_model: ClassVar[type[pydantic.BaseModel] | None] = None
    """What can be set, with types, limits, titles and defaults: the form is made from it."""

    # "module:attribute" in the package. A module that does not exist brings nothing.
    # Page types need no line: they are its models that are PluginPage. What each holds: contributions.py.
    blocks: ClassVar[str] = "blocks:BLOCKS"
    menu: ClassVar[str] = "menu:MENU"
    urls: ClassVar[str] = "urls:urlpatterns"
    admin_urls: ClassVar[str] = "admin_urls:urlpatterns"
    api: ClassVar[str] = "api:router"
    tasks: ClassVar[str] = "tasks:TASKS"
    periodic: ClassVar[str] = "tasks:PERIODIC"
    panels: ClassVar[str] = "panels:PANELS"
    indicators: ClassVar[str] = "indicators:INDICATORS"
    offers: ClassVar[str] = "offers:OFFERS"
    facts: ClassVar[str] = "hooks:FACTS"
    vetoes: ClassVar[str] = "hooks:VETOES"
    themes: ClassVar[str] = "themes:THEMES"
    rights: ClassVar[str] = "rights:RIGHTS"
    demo: ClassVar[str] = "demo:plant"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True
        if cls.slug:
            cls.label = cls.slug
        if "ready" in cls.__dict__:
            cls.ready = _kept_apart(cls.__dict__["ready"])  # type: ignore[assignment,method-assign]  # see _kept_apart

    def unavailable(self) -> str:
        """Why the bound site cannot have it; empty when it can. For a plugin that needs something of the unit."""
        return ""

    def on_enable(self) -> None:
        """The bound site turned it on, perhaps not for the first time. In the transaction that does."""

    def on_disable(self) -> None:
        """The bound site turned it off. In the transaction that does; not called by the command line."""

    def on_arrival(self) -> None:
        """The bound site, with what the plugin keeps in it, came out of a package: perhaps it is a copy of one that goes
        on elsewhere. Also called where it is off. If this fails, the plugin is frozen here."""

    @property
    def audience_label(self) -> Any:
        return {
            Audience.UNIT: _("各单位站点"),
            Audience.CENTRAL: _("中心站点"),
            Audience.BOTH: _("各单位站点和中心站点"),
        }[self.audience]


class PluginLedger(AppConfig):
    """Tables of a plugin that the district shares: `<package>/ledger/apps.py`. They declare `ledger_access`."""

    default = False
    slug: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True
        if cls.slug:
            cls.label = f"{cls.slug}_ledger"


def _kept_apart(ready: Callable[[Any], None]) -> Callable[[Any], None]:
    """A `ready` that fails takes its own plugin out, and not the product down."""

    @functools.wraps(ready)
    def guarded(self: Any) -> None:
        try:
            ready(self)
        except Exception as error:
            failures.note(self.slug, "ready()", error)

    return guarded
