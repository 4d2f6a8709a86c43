"""What the office rules: which steps plans of a level take, and who in a small unit may take two of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.vocabulary import ApprovalLevel
from cms.procedure.ledger.models import RouteRule, SeparationException
from cms.procedure.rights import NotYours
from cms.procedure.routes import check_route
from cms.registry.models import Unit
from cms.registry.vocabulary import UnitKind
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.context import current
from tenants.identity.models import Membership

ROUTES = "procedure_ledger.change_routerule"
EXCEPTIONS = "procedure_ledger.change_separationexception"
MOST_DAYS = 366


class CannotGrant(ValueError):
    """An exception breaks a rule. The text says every one that it breaks."""

    for_people = True


def _office(by: Any, right: str) -> None:
    if not current().is_central or not by.has_perm(right):
        raise NotYours(_("只有区委办负责人能设定"))


def _write_down(kind: AuditKind, subject: str, by: Any, detail: dict[str, Any]) -> None:
    record(kind=kind, subject=subject, actor=by.identity_uuid, actor_name=by.get_full_name(), detail=detail)


def named(level: str, kind: str) -> str:
    """A route by what it is for."""
    of_kind = UnitKind(kind).label if kind else _("各类单位")
    return f"{ApprovalLevel(level).label} · {of_kind}"


def set_route(
    *, level: str, kind: str = "", steps: Sequence[str], internal_first: bool = False, by: Any
) -> RouteRule:
    """Set the steps of plans of a level, for all units or one kind. What is under way keeps its own.

    Raises NotYours, BadRoute with every reason.
    """
    _office(by, ROUTES)
    check_route(level, list(steps))
    with transaction.atomic():
        row, _is_new = RouteRule.objects.update_or_create(
            level=ApprovalLevel(level).value,
            kind=UnitKind(kind).value if kind else "",
            defaults={
                "steps": list(steps),
                "internal_first": internal_first,
                "set_by": by.get_full_name(),
            },
        )
        detail = {"level": level, "kind": kind, "steps": [*steps], "internal_first": internal_first}
        _write_down(AuditKind.ROUTE_SET, named(level, kind), by, detail)
    return row


def reset_route(*, level: str, kind: str = "", by: Any) -> None:
    """Back to what applies without the rule. Twice changes nothing. Raises NotYours."""
    _office(by, ROUTES)
    with transaction.atomic():
        gone, _rows = RouteRule.objects.filter(level=level, kind=kind).delete()
        if gone:
            _write_down(AuditKind.ROUTE_RESET, named(level, kind), by, {"level": level, "kind": kind})


def members_of(unit: Unit) -> dict[uuid.UUID, str]:
    """People who have a place in a unit today, as the centre sees them: identity → name."""
    rows = Membership.objects.of_today().filter(schema_name=unit.tenant.schema_name)
    return dict(rows.order_by("identity__name").values_list("identity_id", "identity__name"))


def _wrong(
    unit: Unit, person: uuid.UUID | None, people: dict[uuid.UUID, str], until: dt.date | None, reason: str
) -> list[str]:
    found, today = [], timezone.localdate()
    if person not in people:
        found.append(_("请选一位在这个单位任职的人"))
    if until is None:
        found.append(_("请填截止日期"))
    elif until < today:
        found.append(_("截止日期已经过去"))
    elif (until - today).days > MOST_DAYS:
        found.append(_("最长一年，到期可以再批"))
    if not reason.strip():
        found.append(_("请写明理由：为什么凑不齐三个人"))
    rows = SeparationException.objects.filter(unit=unit, person=person, ended_at=None, until__gte=today)
    if not found and rows.exists():
        found.append(_("这个人已有一份没有到期的例外"))
    return found


def grant_exception(
    *, unit: Unit, person: uuid.UUID | None, reason: str, until: dt.date | None, by: Any
) -> SeparationException:
    """Let one named person of a unit take two of the steps that three people take, until a day.

    Raises NotYours, CannotGrant with everything that is wrong.
    """
    _office(by, EXCEPTIONS)
    with transaction.atomic():
        # Two windows at once: one after the other.
        unit = Unit.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=unit.pk)
        people = members_of(unit)
        wrong = _wrong(unit, person, people, until, reason)
        if wrong:
            raise CannotGrant("；".join(wrong))
        row = SeparationException.objects.create(
            unit=unit, person=person, person_name=people[person], reason=reason.strip()[:300],
            since=timezone.localdate(), until=until, granted_by=by.get_full_name(),
        )  # fmt: skip
        detail = {"until": str(until), "reason": row.reason}
        _write_down(AuditKind.EXCEPTION_GRANTED, f"{unit.name} {row.person_name}", by, detail)
    return row


def end_exception(row: SeparationException, *, by: Any) -> None:
    """End it now. What rested on it stays as it was. Twice changes nothing. Raises NotYours."""
    _office(by, EXCEPTIONS)
    with transaction.atomic():
        row = (
            SeparationException.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.pk)
        )
        if row.ended_at is None:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            _write_down(AuditKind.EXCEPTION_ENDED, f"{row.unit.name} {row.person_name}", by, {})
