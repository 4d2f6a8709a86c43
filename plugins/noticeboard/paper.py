"""What is printed, without how: a sheet of lines. And the sizes of paper there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Size(TextChoices):
    A4 = "A4", _("A4（贴在门上、桌边，近处看）")
    A3 = "A3", _("A3（贴在公示栏里，一米外看得清）")


@dataclass(frozen=True)
class Line:
    """One entry on a poster."""

    title: str
    summary: str
    item: str
    published_on: dt.date
    version: int
    changed_on: dt.date | None
    """The day of this version, where it is not the first."""
    corrections: int
    content_hash: str
    url: str
    is_demo: bool = False


@dataclass(frozen=True)
class Sheet:
    """A poster: what is on it, whose it is, and how it is checked."""

    publisher: str
    site: str
    """Address of the unit's site, as people type it."""
    made_on: dt.date
    lines: tuple[Line, ...]
    code: str
    digest: str
    check_url: str
    size: Size = Size.A4
