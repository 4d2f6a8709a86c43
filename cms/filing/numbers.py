"""登记号: every register counts from 1 each year and leaves nothing out, whoever registers at the same time.

A register belongs to the unit that catalogs are addressed to, but a registration is written in the tenant of the unit
that filed. So the next number is read through the central reader, behind a lock of the register that is held until
the registration is there or undone: two registrations of one register take turns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from cms.filing.models import Filing
from cms.filing.rules import rules
from cms.registry.models import District, Unit
from cms.registry.vocabulary import OrgForm, UnitKind

LOCK = "SELECT pg_advisory_xact_lock(hashtext('filing.register'), %s)"
WIDTH = 3


class NumberTaken(ValueError):
    """The register has the number already. The text says for which catalog."""

    for_people = True


@dataclass(frozen=True)
class RegisterNumber:
    """A number as it is printed, and its place in the register where it follows the scheme."""

    text: str
    year: int | None = None
    seq: int | None = None


def short_name(unit: Unit) -> str:
    """A unit's name without its form of organisation: 柳河镇党委 → 柳河镇."""
    form = str(OrgForm(unit.form).label)
    return unit.name.removesuffix(form) or unit.name


def scheme_of(holder: Unit) -> str:
    """How a register numbers, with `{year}` and `{seq}` still open."""
    code = "office_number" if holder.kind == UnitKind.COMMITTEE else "superior_number"
    district = District.objects.values_list("name", flat=True).first() or ""
    text = str(rules()[code].value)
    return text.replace("{district}", district[:1]).replace("{holder}", short_name(holder))


def read(scheme: str, text: str) -> RegisterNumber:
    """A number that somebody wrote, placed in the register if it is one of the scheme."""
    pattern = re.escape(scheme).replace(r"\{year\}", r"(?P<year>\d{4})").replace(r"\{seq\}", r"(?P<seq>\d+)")
    found = re.fullmatch(pattern, text)
    return RegisterNumber(text, int(found["year"]), int(found["seq"])) if found else RegisterNumber(text)


def take(holder: Unit | None, *, year: int, wanted: str | None) -> RegisterNumber:
    """The number for a registration in the open transaction: the next one, or the one that is wanted.

    Raises NumberTaken. Needs a holder where none is wanted.
    """
    if holder is None:
        if not wanted:
            raise NumberTaken(_("不知道登记在哪个登记簿，请写明登记号"))
        return RegisterNumber(wanted)
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [holder.pk])
    scheme = scheme_of(holder)
    if wanted:
        _refuse_if_taken(holder, wanted)
        return read(scheme, wanted)
    seq = 1 + _last(holder, year)
    return RegisterNumber(scheme.replace("{year}", str(year)).replace("{seq}", f"{seq:0{WIDTH}d}"), year, seq)


def _last(holder: Unit, year: int) -> int:
    """The last number of a year: of all units by the central reader, of the bound one also before it is committed."""
    found = [
        Filing.objects.using(alias)
        .filter(filed_with_id=holder.pk, register_year=year)
        .aggregate(last=Max("register_seq"))["last"]
        for alias in ("central", "default")
    ]
    return max((last for last in found if last), default=0)


def _refuse_if_taken(holder: Unit, text: str) -> None:
    for alias in ("central", "default"):
        rows = Filing.objects.using(alias).filter(filed_with_id=holder.pk, register_number=text)
        taken = rows.select_related("unit").first()
        if taken:
            words = {"number": text, "unit": taken.unit.name, "version": taken.number}
            raise NumberTaken(_("登记号“%(number)s”已用于“%(unit)s”的第 %(version)s 版") % words)
