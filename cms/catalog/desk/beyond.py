"""What rooms further down the flow tell this desk, which may not ask them: where a filed version stands, where else a
version can start from, where to file one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.http import HttpRequest

from cms.catalog.models import CatalogVersion


class Where(Enum):
    """What a filed version means to those who compile."""

    WAITING = "waiting"
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"
    IN_FORCE = "in_force"
    PAST = "past"


@dataclass(frozen=True)
class Standing:
    """Where a version that was filed stands. `remarks` are what was said about items, by code. A POST to `correct_url`
    begins a corrected version of one that came back."""

    where: Where
    label: str
    filed_on: dt.date
    register_number: str = ""
    registered_on: dt.date | None = None
    note: str = ""
    url: str = ""
    correct_url: str = ""
    remarks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """Another way to start a version: a page of its own, opened by a link."""

    label: Any
    text: Any
    url_name: str


Standings = Callable[[], dict[int, Standing]]
Address = Callable[[HttpRequest, CatalogVersion], str | None]
_standings: list[Standings] = []
_addresses: list[Address] = []
OFFERS: list[Offer] = []


def tell(source: Standings) -> None:
    """Let a room say how the bound unit's filed versions stand, by their numbers. Asked once for a page."""
    _standings.append(source)


def file_at(address: Address) -> None:
    """Let a room say where a version is filed: an address, or None where the person may not."""
    _addresses.append(address)


def offer(one: Offer) -> None:
    """Let a room add a way to start."""
    OFFERS.append(one)


def standings() -> dict[int, Standing]:
    found: dict[int, Standing] = {}
    for source in _standings:
        found |= source()
    return found


def address_to_file(request: HttpRequest, version: CatalogVersion) -> str | None:
    return next((url for ask in _addresses if (url := ask(request, version))), None)
