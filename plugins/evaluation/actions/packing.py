"""What a count finds, put away as it comes: a district's whole year is never in memory at once."""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Any

from django.core import serializers

from plugins.evaluation.engine.exact import canonical
from plugins.evaluation.ledger.models import Dump, Period, Score

LEVEL = 6


class Packed:
    """A dump in a temporary file that is gone when the block ends. Units come in the order of their slugs."""

    def __init__(self, head: dict[str, Any]) -> None:
        self.head = head
        self.units = self.rows = 0
        self._digest = hashlib.sha256()
        self._open = ExitStack()

    def __enter__(self) -> Packed:
        self._file = self._open.enter_context(tempfile.TemporaryFile())
        # No name and no time in it: the same evidence is the same file.
        self._lines = gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=self._file, mtime=0)
        self._write([canonical(self.head)])
        return self

    def __exit__(self, *raised: object) -> None:
        self._lines.close()
        self._open.close()

    def add(self, lines: list[str]) -> None:
        """A unit's lines, as the engine writes them."""
        self._write(lines)
        self.units += 1
        self.rows += len(lines)

    def keep(self, period: Period) -> Dump:
        """The whole, in the ledger: packed it is a fiftieth of what it says."""
        self._lines.close()
        self._file.seek(0)
        return Dump.objects.create(
            period=period, as_of=self.head["as_of"], lines=self._file.read(), units=self.units, rows=self.rows,
            digest=self._digest.hexdigest(),
        )  # fmt: skip

    def _write(self, lines: Iterable[str]) -> None:
        text = "".join(f"{line}\n" for line in lines).encode()
        self._digest.update(text)
        self._lines.write(text)


class Held:
    """Scores in a temporary file, until all are there and can be entered together."""

    def __enter__(self) -> Held:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")
        return self

    def __exit__(self, *raised: object) -> None:
        self._file.close()

    def add(self, score: Score) -> None:
        serializers.serialize("jsonl", [score], stream=self._file)

    def batches(self, size: int) -> Iterator[list[Score]]:
        """In the order in which they were added, `size` at a time."""
        self._file.seek(0)
        rows: Iterator[Any] = (one.object for one in serializers.deserialize("jsonl", self._file))
        while some := list(islice(rows, size)):
            yield some
