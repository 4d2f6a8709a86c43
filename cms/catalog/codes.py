"""Codes of catalog items: stable for life, so one is never given to two matters.

A unit's own history decides: every code that was ever filed stays with the matter that it was filed for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from cms.catalog.models import CatalogItem
from cms.catalog.states import CannotCompile
from cms.registry.spreadsheet import plain

CODE = re.compile(r"([A-Z]{1,6})-?(\d{1,4})")
DEFAULT_PREFIX = "DW"
"""党务: for a unit whose catalog starts from nothing."""
SAME_MATTER = 0.5
"""Titles at least this alike are taken for the same matter under a new wording; below it, people are asked."""


class CodeTaken(CannotCompile):
    """The code stands for another matter, or stands already in this version."""


def filed_titles() -> dict[str, str]:
    """Every code that the bound unit ever filed → the title it was filed with last. One query."""
    rows = CatalogItem.objects.filter(version__filed_at__isnull=False).order_by("version__number")
    return dict(rows.values_list("code", "title"))


def same_matter(one: str, other: str) -> bool:
    """Whether two titles can be taken for the same matter without asking anybody."""
    one, other = plain(one), plain(other)
    if one == other or (one and other and (one in other or other in one)):
        return True
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= SAME_MATTER


def prefix_of(codes: Iterable[str]) -> str:
    """The prefix that most codes have."""
    found = Counter(match[1] for code in codes if (match := CODE.fullmatch(code)))
    return found.most_common(1)[0][0] if found else DEFAULT_PREFIX


def free(taken: Iterable[str]) -> Iterator[str]:
    """The next codes of the unit: after the highest number that was ever used, never a gap that someone left."""
    taken = set(taken)
    prefix = prefix_of(taken)
    used = [int(match[2]) for code in taken if (match := CODE.fullmatch(code)) and match[1] == prefix]
    number = max(used, default=0)
    while True:
        number += 1
        yield f"{prefix}-{number:02d}"


def check_free(code: str, title: str, *, here: Iterable[str], filed: dict[str, str]) -> None:
    """Refuse a code for a new item that is in this version already, or was filed for another matter."""
    if not CODE.fullmatch(code):
        raise CodeTaken(_("编码“%(code)s”不合惯例，应如 ZJ-01") % {"code": code})
    if code in here:
        raise CodeTaken(_("本版已经有编码“%(code)s”") % {"code": code})
    if code in filed and not same_matter(title, filed[code]):
        text = _("编码“%(code)s”报送过，是“%(title)s”，不能给别的事项用")
        raise CodeTaken(text % {"code": code, "title": filed[code]})


def changed_meaning(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Codes among (code, title) that were filed for what looks like another matter → the title then."""
    filed = filed_titles()
    return {
        code: filed[code] for code, title in items if code in filed and not same_matter(title, filed[code])
    }
