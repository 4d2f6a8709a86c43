"""What an address asks for. Everything that is wrong with it is said at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from plugins.embed.choices import MOST_ROWS

LEVELS = (2, 3, 4)
LONGEST = 40
"""Signs of a wrong value or name that are repeated to whoever wrote it."""


class Wrong(ValueError):
    """The address asks for what there is not. The message says all of it, to whoever wrote the address."""

    for_people = True


@dataclass(frozen=True)
class Asked:
    limit: int
    level: int = LEVELS[0]
    """Of the heading, so that it fits into the portal's page."""
    item: str = ""


def read(
    given: QueryDict, *, takes: Collection[str], rows: int, is_item: Callable[[str], bool] = bool
) -> Asked:
    """`takes`: names of parameters; `rows`: how many without `limit`. Raises Wrong."""
    unknown = sorted(name[:LONGEST] for name in set(given) - set(takes))
    twice = sorted(name for name in set(given) & set(takes) if len(given.getlist(name)) > 1)
    problems = [_("没有参数 %(names)s") % {"names": "、".join(unknown)}] if unknown else []
    problems += [_("参数重复：%(names)s") % {"names": "、".join(twice)}] if twice else []
    values = {name: str(given[name]) for name in takes if name in given}
    limit, level = _whole(values.get("limit", str(rows))), _whole(values.get("h", str(LEVELS[0])))
    if limit is None or not 1 <= limit <= MOST_ROWS:
        problems.append(_("limit 要是 1 到 %(most)s 的整数") % {"most": MOST_ROWS})
    if level not in LEVELS:
        problems.append(_("h 要是 2、3 或 4"))
    item = values.get("item", "")
    if "item" in values and ("\0" in item or not is_item(item)):
        problems.append(_("没有向社会公开的事项 %(code)s") % {"code": item[:LONGEST].replace("\0", "")})
    if problems or limit is None or level is None:
        raise Wrong("；".join(problems))
    return Asked(limit, level, item)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
