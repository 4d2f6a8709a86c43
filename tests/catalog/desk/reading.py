"""What the tests of the desk have in common: words of a page, how many queries it took, versions to work on."""

from __future__ import annotations

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.catalog.models import CatalogVersion
from cms.filing.actions import submit
from tests import sample
from tests.filing.district import compiled

DESK = "/admin/catalog/"


def words(answer) -> str:
    """What a person reads."""
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def version(*rows) -> CatalogVersion:
    """A working version of the bound unit."""
    return compiled(*(rows or sample.rows()))


def many(size: int) -> list:
    return [sample.row(f"TS-{n:02d}", f"{chr(0x4E00 + 40 * n)}号事项之{n}") for n in range(1, size + 1)]


def filed(*rows):
    """A version of the bound unit that waits to be decided about."""
    return submit(version(*rows), reason="调整")
