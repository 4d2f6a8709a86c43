"""What went wrong in plugins, as this process saw it: cut out where it happened, logged, and kept to be shown."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

log = logging.getLogger("gongkai.plugins")
KEPT = 200
"""Places remembered, over all plugins and sites: the newest of each."""


@dataclass(frozen=True)
class Failure:
    slug: str
    schema_name: str
    """Empty where no site was bound: while the process started."""
    what: str
    error: str
    at: Any
    times: int = 1

    @property
    def place(self) -> str:
        """Where, as people call it."""
        kind, _space, rest = self.what.partition(" ")
        return f"{PLACES.get(kind, kind)} {rest}".strip()


PLACES = {
    "panel": "面板",
    "block": "内容块",
    "indicator": "指标",
    "veto": "公开前的把关",
    "facts": "公开后的动作",
    "settings": "设置",
    "menu": "后台菜单",
    "view": "地址",
    "page": "页面",
    "task": "后台任务",
    "demo": "演示数据",
    "unavailable": "能否启用",
    "on_enable": "启用",
    "on_disable": "停用时的收尾",
    "on_arrival": "导入站点后的处理",
}

_lock = threading.Lock()
_seen: OrderedDict[tuple[str, str, str], Failure] = OrderedDict()


def words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def note(slug: str, what: str, error: BaseException, *, schema_name: str = "") -> None:
    """Log a failure of a plugin and keep it for the Plugins screen."""
    log.error("plugin %s failed in %s (%s): %r", slug, what, schema_name or "start", error, exc_info=error)
    key = (slug, schema_name, what)
    at = timezone.now() if settings.configured else None
    with _lock:
        before = _seen.pop(key, None)
        times = before.times + 1 if before else 1
        _seen[key] = Failure(slug, schema_name, what, words(error), at, times)
        while len(_seen) > KEPT:
            _seen.popitem(last=False)


def seen(slug: str, schema_name: str = "") -> list[Failure]:
    """What went wrong with a plugin on a site (while starting, without one), newest first."""
    with _lock:
        found = [one for one in _seen.values() if one.slug == slug and one.schema_name == schema_name]
    return found[::-1]


def seen_here(slug: str, schema_name: str) -> list[Failure]:
    """What a site's screen shows: what went wrong there, and what did for all of them."""
    return [*seen(slug, schema_name), *seen(slug)]


def while_starting() -> Mapping[str, str]:
    """Slug → what failed before any site was served."""
    with _lock:
        return {one.slug: f"{one.what}：{one.error}" for one in _seen.values() if not one.schema_name}


def forget(slug: str) -> None:
    """Somebody turned it on anew: what was before says nothing now."""
    with _lock:
        for key in [key for key in _seen if key[0] == slug and key[1]]:
            del _seen[key]


def on_sites(slug: str) -> list[Failure]:
    """What went wrong with a plugin on any site, newest first."""
    with _lock:
        found = [one for one in _seen.values() if one.slug == slug and one.schema_name]
    return found[::-1]
