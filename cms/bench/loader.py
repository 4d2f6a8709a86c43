"""The load generator: a process of its own that knows nothing of Django, so that it does not slow what it measures.

Reads one plan as JSON from standard input, prints one result as JSON. Run as `python -m cms.bench.loader`.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

MAX_REQUESTS = 500_000
ANSWER_SECONDS = 30
UNCHANGED = 304
BROKEN = (OSError, EOFError, ValueError, asyncio.TimeoutError, asyncio.IncompleteReadError)


@dataclass
class Plan:
    """`concurrency` connections ask for `path` of `host`, for `warm` + `seconds` seconds."""

    port: int
    host: str
    path: str
    seconds: float
    concurrency: int
    warm: float = 1.0
    expect: str = ""
    """A text that every answer with status 200 must hold; one without it is counted as `wrong`."""
    headers: list[str] = field(default_factory=list)
    pause: float = 0.0
    """Seconds that each connection waits between its requests."""
    visitor: str = ""
    """The address that the visitors come from, as a proxy would tell it."""

    @property
    def request(self) -> bytes:
        lines = (
            f"GET {self.path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            "X-Forwarded-Proto: https",
            "Accept: */*",
            *([f"X-Forwarded-For: {self.visitor}"] if self.visitor else []),
        )
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass
class Result:
    """What came back within the measured seconds: milliseconds of each 2xx answer and 304, and all else by status.

    `failed_at` are the moments (seconds, time.monotonic) of what is in `failed`. `reopened` counts kept connections
    that the server had closed and that were opened again for the same request, as any browser does.
    """

    milliseconds: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    failed_at: list[float] = field(default_factory=list)
    reopened: int = 0
    body_bytes: int = 0


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int, result: Result) -> None:
        self.port, self.result = port, result
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """(status, body). A kept connection that the server has closed is opened again, once."""
        if self.writer is not None:
            try:
                return await self._ask(request)
            except BROKEN:
                self.close()
                self.result.reopened += 1
        return await self._ask(request)

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        length = 0 if status == UNCHANGED else int(head.partition("content-length:")[2].partition("\r\n")[0])
        body = await self.reader.readexactly(length)
        if "connection: close" in head:
            self.close()
        return status, body

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def _drive(plan: Plan, start: float, result: Result) -> None:
    """One visitor who never waits. Counts what was answered between `start` and the end."""
    connection, request, expected = Connection(plan.port, result), plan.request, plan.expect.encode()
    while (began := time.monotonic()) < start + plan.seconds and len(result.milliseconds) < MAX_REQUESTS:
        try:
            status, body = await asyncio.wait_for(connection.ask(request), ANSWER_SECONDS)
            outcome = ("" if expected in body else "wrong") if 200 <= status < 300 else str(status)
            if status == UNCHANGED:
                outcome = ""
        except BROKEN as error:
            connection.close()
            outcome, body = type(error).__name__, b""
            await asyncio.sleep(0.01)
        now = time.monotonic()
        if plan.pause:
            await asyncio.sleep(plan.pause)
        if not start <= now <= start + plan.seconds:
            continue
        if outcome:
            result.failed[outcome] += 1
            result.failed_at.append(now)
        else:
            result.milliseconds.append((now - began) * 1000)
            result.body_bytes = len(body)
    connection.close()


async def measure(plan: Plan) -> Result:
    """Run the plan. Ends by itself, at the latest ANSWER_SECONDS after its time; SIGTERM says that it is time."""
    result, start = Result(), time.monotonic() + plan.warm

    def enough() -> None:
        plan.seconds = time.monotonic() - start

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, enough)
    await asyncio.gather(*(_drive(plan, start, result) for _n in range(plan.concurrency)))
    return result


def main() -> None:
    result = asyncio.run(measure(Plan(**json.load(sys.stdin))))
    json.dump(vars(result), sys.stdout)


if __name__ == "__main__":
    main()
