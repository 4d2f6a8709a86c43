"""One run of the demonstration: it takes its data folder and its port, and leaves no process behind."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from cms.delivery.ports import check_free
from cms.interruption import undisturbed
from tenants import embedded

HOST = "127.0.0.1"
PATIENCE = 5.0
"""Seconds that the workers of a killed run need to notice and go."""


class AlreadyRunning(RuntimeError):
    """Another run uses this data folder. The message says which."""

    for_people = True


def _take(stack: ExitStack, data: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return stack.enter_context(embedded.held(data, "demo", wait=False))
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise AlreadyRunning(f"演示区已在运行（{data}），请先停止它，或用 DATA= 另建一个") from error
            time.sleep(0.1)


def _stop(data: Path) -> None:
    with undisturbed():
        embedded.stop(data)
    with suppress(OSError):  # the terminal may be gone
        print("演示区已停止", flush=True)


@contextmanager
def session(data: Path, port: int, *, own_database: bool) -> Iterator[None]:
    """Hold folder and port for the block, and stop the embedded database after it, however it ends.

    Raises AlreadyRunning, PortTaken, DataFolderError; then it has touched nothing of the run that is there.
    """
    embedded.ensure_data_folder(data)
    first = os.getpid()
    with ExitStack() as stack:
        _take(stack, data)
        check_free(HOST, port)
        try:
            yield
        finally:
            # A web worker is a fork and comes through here too when it ends: the database is not its to stop.
            if own_database and os.getpid() == first:
                _stop(data)
