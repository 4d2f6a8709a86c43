"""Making a poster of what is newest, and drawing one that was made."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import Entry, current
from plugins.noticeboard.digests import digest_of
from plugins.noticeboard.ledger import named, newest
from plugins.noticeboard.models import Poster
from plugins.noticeboard.paper import Line, Sheet, Size
from plugins.noticeboard.standing import standing_of

FEWEST, MOST = 1, 30
"""Entries of one poster. Five fit on a page; nobody reads more than six pages on a wall."""


class Outdated(ValueError):
    """What is on the poster is not what is public any more. The message says what to do."""

    for_people = True


def make(*, size: str, count: int, by_name: str = "") -> Poster:
    """A poster of the newest entries of the bound unit. Raises ValidationError with every problem."""
    problems: dict[str, list[str]] = {}
    if size not in Size.values:
        problems["size"] = [_("请选 A4 或 A3")]
    if not FEWEST <= count <= MOST:
        problems["count"] = [_("请填 %(fewest)s 到 %(most)s 条") % {"fewest": FEWEST, "most": MOST}]
    if problems:
        raise ValidationError(problems)
    lines = [
        {"entry": str(one.uuid), "version": one.version, "content_hash": one.content_hash}
        for one in newest(count)
    ]
    if not lines:
        raise ValidationError(_("还没有公开的内容，没有什么可以张贴"))
    return Poster.objects.create(size=size, lines=lines, digest=digest_of(lines), by_name=by_name)


def sheet_of(poster: Poster, *, root: str, check_url: str) -> Sheet:
    """What is to be drawn. `root`: address of the site. Raises Outdated: old content is not printed again."""
    if not standing_of(poster).is_current:
        raise Outdated(_("海报上的内容后来有更新或撤下，请重新制作一张"))
    entries = named(poster.lines)
    lines = tuple(_line(entries[one["entry"]], root) for one in poster.lines)
    return Sheet(
        publisher=next(iter(entries.values())).unit.name or current().title,
        site=root.partition("://")[2],
        made_on=timezone.localdate(poster.made_at),
        lines=lines,
        code=poster.code,
        digest=poster.digest,
        check_url=check_url,
        size=Size(poster.size),
    )


def unknown_signs(sheet: Sheet) -> str:
    """Signs that will be printed as 〓, for whoever prints it."""
    from plugins.noticeboard import drawing  # noqa: PLC0415 -- 40 MB and a third of a second, for who draws

    words = [sheet.publisher, *(f"{line.title}{line.summary}{line.item}" for line in sheet.lines)]
    return "".join(sorted(drawing.unknown("".join(words))))


def _line(entry: Entry, root: str) -> Line:
    changed = entry.version > 1 and entry.updated_at > entry.published_at
    return Line(
        title=entry.title,
        summary=entry.summary,
        item=entry.item_title,
        published_on=timezone.localdate(entry.published_at),
        version=entry.version,
        changed_on=timezone.localdate(entry.updated_at) if changed else None,
        corrections=len(entry.corrections),
        content_hash=entry.content_hash,
        url=root + entry.path,
        is_demo=entry.is_demo,
    )
