"""How many times a page asks PostgreSQL, counted in this process through the whole stack of middleware."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

ALIASES = ("default", "central")
# What Django and the tenant binding say around the questions: they ask nothing.
FRAME = re.compile(r"\s*(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET\s)", re.I)


class PageFailed(RuntimeError):
    """A page that was to be measured did not answer 200."""

    for_people = True


def asked(action: Callable[[], object], *, aliases: Sequence[str] = ALIASES) -> list[str]:
    """The SQL that `action` sends on the aliases, without what only frames a transaction or sets the path."""
    with ExitStack() as stack:
        captured = [stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in aliases]
        action()
    sent = [query["sql"] for capture in captured for query in capture.captured_queries]
    return [sql for sql in sent if not FRAME.match(sql)]


def questions(host: str, path: str) -> list[str]:
    """The SQL of one GET of a page. Raises PageFailed.

    The page is fetched twice and the second time counts: what a process asks once in its life is left out.
    """
    client = Client(headers={"host": host})
    _get(client, path)
    return asked(lambda: _get(client, path))


def _get(client: Client, path: str) -> None:
    # Over HTTPS, for settings that answer plain HTTP with a redirect.
    response = client.get(path, secure=True)
    response.close()
    if response.status_code != 200:
        raise PageFailed(f"{path} 答复 {response.status_code}，不能测速")
