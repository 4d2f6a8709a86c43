"""What an error in one tenant means: try again, wait for the database, stop everything, or leave that tenant."""

from __future__ import annotations

import enum

import psycopg
from django.db import Error, InterfaceError, OperationalError

from tenants.upgrade.replay import StepFailed


class Meaning(enum.Enum):
    BUSY = "busy"
    """Somebody held a lock for too long: again, after the others."""
    LOST = "lost"
    """The connection is gone: again, on a new one."""
    FULL = "full"
    """The disk is full: nothing that is left can succeed."""
    WRONG = "wrong"
    """This tenant cannot be brought along until somebody has looked at it."""


BUSY = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
LOST = (
    psycopg.errors.AdminShutdown,
    psycopg.errors.CrashShutdown,
    psycopg.errors.CannotConnectNow,
    psycopg.errors.IdleInTransactionSessionTimeout,
)


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def meaning(error: Exception, *, connected: bool) -> Meaning:
    """What to do about an error. `connected` tells whether the connection survived it."""
    chain = _chain(error)
    if any(isinstance(one, psycopg.errors.DiskFull) for one in chain):
        return Meaning.FULL
    if any(isinstance(one, BUSY) for one in chain):
        return Meaning.BUSY
    of_database = any(
        isinstance(one, (OperationalError, InterfaceError, psycopg.OperationalError)) for one in chain
    )
    if any(isinstance(one, LOST) for one in chain) or (of_database and not connected):
        return Meaning.LOST
    return Meaning.WRONG


def describe(error: Exception) -> str:
    """One line for the ledger and for people: the migration, and PostgreSQL's or Python's reason."""
    where = f"{error.label}：" if isinstance(error, StepFailed) else ""
    cause = error.__cause__ if isinstance(error, StepFailed) and error.__cause__ else error
    if any(isinstance(one, psycopg.errors.LockNotAvailable) for one in _chain(error)):
        return f"{where}等不到锁：别的事务长时间占用着这个站点的表"
    text = (str(cause).strip().splitlines() or [""])[0][:300]
    kind = "" if isinstance(cause, (Error, psycopg.Error)) else f"{type(cause).__name__} "
    return f"{where}{kind}{text}".strip()
