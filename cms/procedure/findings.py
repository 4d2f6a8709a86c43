"""What the pre-screen finds in a page: its words, its tables, and the text of its attachments."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from cms.pages.content import files_of
from cms.pages.markup import plain_text
from cms.pages.models import ArticlePage
from cms.pages.reviewing import to_review
from cms.procedure.prescreen import Finding, Level, screen
from cms.procedure.texts import KINDS, text_of_file
from cms.registry.spreadsheet import Unreadable

AROUND = 12
"""Characters shown on each side of what was found."""


@dataclass(frozen=True)
class Located:
    """A finding with its place. `key` names it for as long as the text around it stays."""

    key: str
    where: str
    kind: str
    level: str
    why: str
    shown: str
    """The finding masked, with a few characters around it: the number itself is repeated nowhere."""
    maskable: bool

    @property
    def is_hard(self) -> bool:
        return self.level == Level.HARD


def text_of_page(page: ArticlePage) -> str:
    """Title, summary, corrections, details and body as people read them."""
    return "\n".join([page.title, page.summary, plain_text(str(to_review(page)), between="\n")])


def _shown(text: str, one: Finding, since: int, until: int) -> str:
    """With a few characters around it, up to what else was found: that is shown masked in its own place only."""
    before = text[max(since, one.start - AROUND) : one.start].rpartition("\n")[2]
    after = text[one.end : min(until, one.end + AROUND)].partition("\n")[0]
    return f"…{before}{one.masked or one.text}{after}…"


def _located(text: str, where: str, *, maskable: bool) -> Iterator[Located]:
    found = screen(text)
    ends = [0, *(one.end for one in found)]
    starts = [*(one.start for one in found[1:]), len(text)]
    for number, one in enumerate(found):
        mark = f"{where}|{one.kind}|{one.text}|{number if not one.masked else ''}"
        yield Located(
            key=hashlib.sha256(mark.encode()).hexdigest()[:16],
            where=where,
            kind=str(one.kind.label),
            level=one.level.value,
            why=str(one.why),
            shown=_shown(text, one, ends[number], starts[number]),
            maskable=maskable and bool(one.masked),
        )


def _of_document(row: dict[str, Any]) -> list[Located]:
    """Of an attachment whose kind we can read. One that should be readable and is not is a finding itself."""
    where = _("附件《%(title)s》") % {"title": row["title"]}
    document = get_document_model().objects.filter(file_hash=row["hash"]).first()
    suffix = Path(document.filename).suffix.lower() if document else ""
    if suffix not in KINDS:
        return [_unread(where, row, _("这种文件机器读不了，请审查人打开逐页看"))]
    try:
        with NamedTemporaryFile(suffix=suffix) as copy:
            with document.file.open("rb") as source:
                copy.write(source.read())
            copy.flush()
            text = text_of_file(Path(copy.name))
    except (Unreadable, OSError):
        return [_unread(where, row, _("这个文件打不开，请审查人确认"))]
    return list(_located(text, where, maskable=False))


def _unread(where: str, row: dict[str, Any], why: str) -> Located:
    return Located(row["hash"][:16], where, _("附件"), Level.SOFT.value, why, row["title"], maskable=False)


def findings_of(page: ArticlePage) -> list[Located]:
    """Everything found in a page as it is given (a revision's object, or the live page). Nothing found proves nothing."""
    found = list(_located(text_of_page(page), _("正文"), maskable=True))
    for row in files_of(page):
        found += _of_document(row)
    return list({one.key: one for one in found}.values())


def open_findings(found: list[Located], overruled: dict[str, str]) -> list[Located]:
    """Hard findings that nobody gave a reason to overrule: they block."""
    return [one for one in found if one.is_hard and not overruled.get(one.key, "").strip()]
