"""What one worker process holds: whose turn is next, which leases are running, and the sign of life."""

from __future__ import annotations

import os
import random
import socket
import string
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from psycopg.types.json import Jsonb

from tenants.tasks import claiming
from tenants.tasks.claiming import Claimed

SIGN = """
    INSERT INTO tasks_worker (id, host, pid, queues, concurrency, running, finished, stopping)
    VALUES (%(id)s, %(host)s, %(pid)s, %(queues)s, %(concurrency)s, %(running)s, %(finished)s, %(stopping)s)
    ON CONFLICT (id) DO UPDATE
       SET beat_at = tasks_now(), running = EXCLUDED.running, finished = EXCLUDED.finished, stopping = EXCLUDED.stopping
"""
LEAVE = "DELETE FROM tasks_worker WHERE id = %(id)s"


def _anywhere() -> str:
    """A place in the order of schema names, so that workers do not all begin with the same unit."""
    return "t_" + "".join(random.choice(string.ascii_lowercase) for _n in range(3))  # noqa: S311 -- no secret


@dataclass
class Desk:
    """Shared by the threads of a worker. The lock is held for moments only, never while the database is asked."""

    queues: Sequence[str]
    concurrency: int
    lease_seconds: float = claiming.LEASE_SECONDS
    per_tenant: int = claiming.PER_TENANT
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    finished: int = 0
    stopping: bool = False

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[uuid.UUID, Claimed] = {}
        self._after = dict.fromkeys(self.queues, _anywhere())
        self._turn = 0
        self._missed: set[uuid.UUID] = set()

    def next(self) -> Claimed | None:
        """Claim the next task. The first queue goes before all others, which take turns; in each the units do."""
        for queue in self._order():
            claimed = claiming.claim(
                queue=queue,
                after=self._after[queue],
                worker=self.id,
                seconds=self.lease_seconds,
                per_tenant=self.per_tenant,
            )
            if claimed is not None:
                with self._lock:
                    self._after[queue] = claimed.schema_name
                    self._held[claimed.lease] = claimed
                return claimed
        return None

    def _order(self) -> list[str]:
        with self._lock:
            self._turn += 1
            first, rest = list(self.queues[:1]), list(self.queues[1:])
            start = self._turn % len(rest) if rest else 0
        return first + rest[start:] + rest[:start]

    def ended(self, claimed: Claimed) -> None:
        with self._lock:
            self._held.pop(claimed.lease, None)
            self.finished += 1

    def held(self) -> list[uuid.UUID]:
        with self._lock:
            return list(self._held)

    def beat(self) -> int:
        """Renew the leases and the sign of life. Returns how many leases were lost to others."""
        held = self.held()
        kept = claiming.renew(worker=self.id, leases=held, seconds=self.lease_seconds)
        self._sign(len(held))
        # Missed twice: one that has just ended is taken off the list a moment after it was marked.
        missed = set(held) - kept
        lost, self._missed = missed & self._missed & set(self.held()), missed
        return len(lost)

    def _sign(self, running: int) -> None:
        values = {
            "id": self.id, "host": socket.gethostname()[:100], "pid": os.getpid(), "queues": Jsonb(list(self.queues)),
            "concurrency": self.concurrency, "running": running, "finished": self.finished, "stopping": self.stopping,
        }  # fmt: skip
        claiming.execute(SIGN, values)

    def leave(self, *, error: str) -> int:
        """Give back what is held and take the name off the list. Returns how many were given back."""
        given = claiming.hand_back(self.held(), error=error)
        claiming.execute(LEAVE, {"id": self.id})
        return given
