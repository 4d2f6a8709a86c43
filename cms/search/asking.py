"""The door of searching: every surface asks here, whichever engine answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.utils.translation import gettext as _

from cms.search.contract import Asked, Found, SearchEngine, Suggestion, Unavailable
from cms.search.engines import engine
from cms.search.meaning import meant
from cms.search.postgres import PostgresEngine

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


def search(asked: Asked) -> Found:
    """What the bound tenant shows of it. Where nothing is found, what may have been meant. Constant queries."""
    found, is_other = _answered(lambda one: one.search(asked))
    if is_other:
        found = replace(found, notice=_("检索服务暂时不可用，结果由备用检索给出。"))
    if found.total or any(asked.chosen.values()):
        return found
    return replace(found, meant=meant(asked.query))


def suggest(typed: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
    return _answered(lambda one: one.suggest(typed, limit=limit))[0]


def _answered(ask: Callable[[SearchEngine], Answer]) -> tuple[Answer, bool]:
    """The answer, and whether another engine had to give it: PostgreSQL has what the ledger has and is always there."""
    try:
        return ask(engine()), False
    except Unavailable as error:
        log.warning("search engine unavailable: %s", error)
        return ask(PostgresEngine()), True
