"""How a poster on the wall stands today: each entry still the same, changed since, or gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from plugins.noticeboard.digests import digest_of, in_fours
from plugins.noticeboard.ledger import named
from plugins.noticeboard.models import Poster


class Standing(TextChoices):
    CURRENT = "CURRENT", _("没有变动")
    CHANGED = "CHANGED", _("张贴以后有更新")
    GONE = "GONE", _("张贴以后已从网站撤下")


@dataclass(frozen=True)
class Row:
    """One entry of a poster. Of what is gone nothing is told but its number on the paper."""

    number: int
    standing: Standing
    version: int
    content_hash: str
    title: str = ""
    path: str = ""
    now: int = 0
    """The version that is public today."""

    @property
    def printed(self) -> str:
        """Its hash as it stands on paper."""
        return in_fours(self.content_hash)


@dataclass(frozen=True)
class Found:
    poster: Poster
    rows: tuple[Row, ...]
    intact: bool
    """The value on the paper is that of the list."""

    @property
    def is_current(self) -> bool:
        return all(row.standing == Standing.CURRENT for row in self.rows)


def code_of(typed: str) -> str:
    """A code as people type it from paper."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[:20]


def look_up(typed: str) -> Found | None:
    """The poster with this code, of the bound unit. Two queries."""
    poster = Poster.objects.filter(code=code_of(typed)).first()
    return standing_of(poster) if poster else None


def standing_of(poster: Poster) -> Found:
    return standings_of([poster])[0]


def standings_of(posters: list[Poster]) -> list[Found]:
    """How several stand. One query for all of them."""
    entries = named(line for poster in posters for line in poster.lines)
    return [_found(poster, entries) for poster in posters]


def _found(poster: Poster, entries: Mapping[str, Any]) -> Found:
    rows = []
    for number, line in enumerate(poster.lines, 1):
        entry = entries.get(line["entry"])
        told = {"number": number, "version": line["version"], "content_hash": line["content_hash"]}
        if entry is None or entry.withdrawn_at is not None:
            rows.append(Row(standing=Standing.GONE, **told))
            continue
        same = entry.content_hash == line["content_hash"]
        standing = Standing.CURRENT if same else Standing.CHANGED
        rows.append(Row(standing=standing, title=entry.title, path=entry.path, now=entry.version, **told))
    return Found(poster, tuple(rows), digest_of(poster.lines) == poster.digest)
