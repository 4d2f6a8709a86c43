"""Releases in their order, and which tenants this code may serve.

A finished release is a line of releases.lock: 1, 2, 3… Code that has changed since the last line is the next one,
not finished: `3+` and the start of its fingerprint. So a developer has nothing to write down for a migration; who
finishes a release runs `cms releases close`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from tenants import fingerprint

LOCK = Path(fingerprint.__file__).with_name("releases.lock")
OPEN = "+"


@dataclass(frozen=True)
class Release:
    """A release. `reads` is the oldest release whose schema its code can work on."""

    id: str
    reads: str
    fingerprint: str
    leaves: tuple[str, ...] = ()
    """`app.name` of the last migrations of our own apps. Empty for one that is not finished."""

    @property
    def number(self) -> int:
        return number_of(self.id)

    @property
    def is_open(self) -> bool:
        return OPEN in self.id


def number_of(release: str) -> int:
    """Its place in the order. 0 for what is no release (before there were any)."""
    digits = release.partition(OPEN)[0]
    # Before releases were numbered, the column held twelve hexadecimal digits: those may look like a number.
    return int(digits) if digits.isdecimal() and len(digits) < 6 else 0


def lock_file() -> Path:
    """settings.TENANT_RELEASES, or releases.lock beside the package."""
    return Path(getattr(settings, "TENANT_RELEASES", None) or LOCK)


def finished() -> list[Release]:
    """The lines of the lock file, oldest first."""
    lines = [
        line.split() for line in lock_file().read_text().splitlines() if line and not line.startswith("#")
    ]
    return [Release(name, reads, digest, tuple(leaves)) for name, reads, digest, *leaves in lines]


@cache
def current() -> Release:
    """The release of this code. Kept for the life of the process."""
    digest, known = fingerprint.of_code(), finished()
    if known and known[-1].fingerprint == digest:
        return known[-1]
    name = f"{len(known) + 1}{OPEN}{digest[:12]}"
    return Release(name, name, digest)


def current_release() -> str:
    """Its id: what `tenant.release` says of a tenant that is up to date, and a package of one."""
    return current().id


def _is_same(release: str, here: Release) -> bool:
    """A release that was finished without another change: its schemas still have its earlier name."""
    start = release.partition(OPEN)[2]
    return len(start) == 12 and here.fingerprint.startswith(start)


def _works_on(release: str, here: Release) -> bool:
    """Whether the schema of an older, finished release is one that this code can work on."""
    return OPEN not in release and number_of(here.reads) <= number_of(release) < here.number


def _is_newer(release: str, here: Release) -> bool:
    """Whether a schema's release comes after this code. Two open ones of a number have no order that anybody knows."""
    number = number_of(release)
    return number > here.number or (number == here.number and here.is_open and OPEN not in release)


def _is_allowed(works_from: str, here: Release) -> bool:
    """Whether a newer schema was changed only in ways that this code does not notice."""
    oldest = number_of(works_from)
    if OPEN in works_from and oldest == here.number:
        return works_from == here.id or not here.is_open
    return 0 < oldest <= here.number


def supported(release: str, works_from: str = "") -> bool:
    """Whether this code may serve a tenant whose schema is of `release`. Never 'try anyway'."""
    here = current()
    if release == here.id or _is_same(release, here):
        return True
    if _works_on(release, here) or works_from == here.id:
        return True
    return _is_newer(release, here) and _is_allowed(works_from, here)


def later(one: str, other: str) -> str:
    """The later of two ids. An empty one is the earliest; of an open and a finished one of a number, the finished."""
    return max(one, other, key=lambda name: (number_of(name), OPEN not in name))
