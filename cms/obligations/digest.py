"""Reminders by mail: to each person who writes in a unit what is late and what is due within a week, in one mail; to
those who look after units a summary once a week.

Nobody is told the same thing twice: every line that was sent is written down with the mail (cms.filing.reminders), and a
mail without anything new is not sent.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from smtplib import SMTPRecipientsRefused

from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from wagtail.models import Site

from cms.filing.actor import own_unit
from cms.filing.models import Reminder
from cms.filing.reminders import once
from cms.obligations.desk.lines import WEEK_DAYS
from cms.obligations.district import UnitStanding, standings
from cms.obligations.models import NilDeclaration, Obligation
from cms.obligations.queries import still_open
from cms.obligations.states import NilState, ObligationState
from cms.registry.guidance import GUIDE, guided_units, guides_anyone
from cms.registry.queries import in_service
from tenants.context import current
from tenants.identity.mailing import Addressee, addressees
from tenants.identity.models import MailRhythm
from tenants.identity.roles import MemberRole

log = logging.getLogger(__name__)
LATE, SOON, WEEK, SUMMARY = "duty.late", "duty.soon", "duty.week", "duty.summary"
WRITERS = (MemberRole.EDITOR, MemberRole.ADMINISTRATOR, MemberRole.OFFICE_CLERK)
AT_THE_CENTRE = (MemberRole.OFFICE_CLERK, MemberRole.OFFICE_LEADER, MemberRole.LINE_LEAD)
IN_A_UNIT = (MemberRole.LEADER, MemberRole.ADMINISTRATOR)
LISTED = 30


class NotSent(RuntimeError):
    """Some mails could not be handed over. What could was written down, so trying again sends the rest alone."""


@dataclass(frozen=True)
class News:
    """One line of a mail, and the words under which it is remembered for a person."""

    kind: str
    row: Obligation

    def key(self, to: Addressee) -> str:
        return f"{to.identity} {self.row.pk} {self.row.due_on}"


def _news(today: dt.date) -> list[News]:
    """What is late or due within a week, and not declared already. Two queries."""
    proposed = set(
        NilDeclaration.objects.filter(state=NilState.PROPOSED).values_list("item_code", "period_key")
    )
    rows = Obligation.objects.filter(still_open(), due_on__lte=today + dt.timedelta(days=WEEK_DAYS))
    return [
        News(LATE if row.due_on < today else SOON, row)
        for row in rows.order_by("due_on", "item_code")
        if (row.item_code, row.period_key) not in proposed
    ]


def _is_weeks_turn(to: Addressee, today: dt.date) -> bool:
    """Whether somebody who wants one mail a week may have it now."""
    year, week, _day = today.isocalendar()
    return to.rhythm != MailRhythm.WEEKLY or once(WEEK, f"{to.identity} {year}-W{week:02d}")


def remind(*, today: dt.date | None = None) -> int:
    """Write to those of the bound unit who write. Returns how many mails went out. Raises NotSent."""
    unit, day = own_unit(), today or timezone.localdate()
    if unit is None or not in_service(unit):
        return 0
    people = addressees(WRITERS)
    news = _news(day) if people else []
    return _to_each(people, lambda to: _remind(to, news, day)) if news else 0


def _remind(to: Addressee, news: Sequence[News], today: dt.date) -> bool:
    told = set(
        Reminder.objects.filter(kind__in=(LATE, SOON), key__startswith=f"{to.identity} ").values_list(
            "kind", "key"
        )
    )
    fresh = [one for one in news if (one.kind, one.key(to)) not in told]
    if not fresh or not _is_weeks_turn(to, today):
        return False
    fresh = [one for one in fresh if once(one.kind, one.key(to), due_on=one.row.due_on)]
    if fresh:
        _send(to, *_words(to, fresh, len(news) - len(fresh)))
    return bool(fresh)


def _to_each(people: Sequence[Addressee], write: Callable[[Addressee], bool]) -> int:
    """Each in a transaction of their own: what fails for one is undone for that one, and for nobody else."""
    sent, failed = 0, []
    for to in people:
        try:
            with transaction.atomic():
                sent += write(to)
        except SMTPRecipientsRefused:
            log.warning("an address was refused by the mail server")  # trying it again today helps nobody
        except OSError as error:  # smtplib's errors are among these
            failed.append(type(error).__name__)
    if failed:
        raise NotSent(f"{len(failed)} of {len(people)} mails not sent: {', '.join(sorted(set(failed)))}")
    return sent


def _send(to: Addressee, subject: str, text: str) -> None:
    send_mail(" ".join(subject.split()), text, None, [to.email])


def _address(name: str) -> str:
    return Site.objects.get(is_default_site=True).root_url + reverse(name)


def _line(row: Obligation) -> str:
    what = f"{row.period_label} {row.item_title}".strip()
    return _now("· %(day)s  %(what)s") % {"day": f"{row.due_on:%Y-%m-%d}", "what": what}


def _words(to: Addressee, fresh: Sequence[News], known: int) -> tuple[str, str]:
    late = [one.row for one in fresh if one.kind == LATE]
    soon = [one.row for one in fresh if one.kind == SOON]
    unit = current().title
    parts = [_now("%(name)s：") % {"name": to.name}]
    for rows, heading in (
        (late, _now("%(unit)s新逾期 %(n)s 项：")),
        (soon, _now("%(unit)s一周内到期 %(n)s 项：")),
    ):
        if rows:
            lines = [_line(row) for row in rows[:LISTED]]
            more = [_now("……另有 %(n)s 项") % {"n": len(rows) - LISTED}] if len(rows) > LISTED else []
            parts.append("\n".join([heading % {"unit": unit, "n": len(rows)}, *lines, *more]))
    if known:
        parts.append(_now("另有 %(n)s 项以前提醒过，还没有公开。") % {"n": known})
    parts.append(_now("到这里办理：%(url)s") % {"url": _address("duty_desk:index")})
    subject = _now("%(unit)s党务公开提醒：新逾期 %(late)s 项，一周内到期 %(soon)s 项") % {
        "unit": unit,
        "late": len(late),
        "soon": len(soon),
    }
    return subject, _signed(parts)


def _signed(parts: Sequence[str]) -> str:
    """With the way out of these mails."""
    out = _now("不想再收这样的邮件，或者想一周只收一封，到这里更改：%(url)s") % {
        "url": _address("security_mail")
    }
    return "\n\n".join([*parts, out]) + "\n"


def summarise(*, today: dt.date | None = None) -> int:
    """Once a week, to those who look after other units: who of these is late. Returns how many mails went out."""
    day = today or timezone.localdate()
    central = current().is_central
    if not central and not guides_anyone():
        return 0
    people = addressees(AT_THE_CENTRE if central else IN_A_UNIT)
    if not people:
        return 0
    rows = [row for row in _overseen(central, day) if row.counts[ObligationState.OVERDUE]]
    year, week, _day = day.isocalendar()

    def write(to: Addressee) -> bool:
        if not rows or not once(SUMMARY, f"{to.identity} {year}-W{week:02d}"):
            return False
        _send(to, *_summary(to, rows))
        return True

    return _to_each(people, write)


def _overseen(central: bool, day: dt.date) -> list[UnitStanding]:
    if central:
        return standings(using="central", today=day)
    return standings(using=GUIDE, units=[unit.pk for unit in guided_units()], today=day)


def _summary(to: Addressee, rows: Sequence[UnitStanding]) -> tuple[str, str]:
    """The most overdue first; units told alike stay in the order of the register."""
    ranked = sorted(rows, key=lambda row: -row.counts[ObligationState.OVERDUE])
    total = sum(row.counts[ObligationState.OVERDUE] for row in rows)
    words = {"units": len(rows), "n": total}
    line = _now("· %(unit)s  逾期 %(n)s 项，最早 %(since)s")
    lines = [
        line
        % {
            "unit": row.name,
            "n": row.counts[ObligationState.OVERDUE],
            "since": f"{row.overdue_since:%Y-%m-%d}",
        }
        for row in ranked[:LISTED]
    ]
    if len(ranked) > LISTED:
        lines.append(_now("……另有 %(n)s 个单位") % {"n": len(ranked) - LISTED})
    parts = [
        _now("%(name)s：") % {"name": to.name},
        "\n".join([_now("%(units)s 个单位有逾期未公开的内容，共 %(n)s 项：") % words, *lines]),
        _now("到这里看：%(url)s") % {"url": _address("oversight:index")},
    ]
    return _now("党务公开周报：%(units)s 个单位逾期 %(n)s 项") % words, _signed(parts)
