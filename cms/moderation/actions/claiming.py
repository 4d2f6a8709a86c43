"""Taking a case in hand, so that two people do not read the same, and letting go of it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cms.moderation.actions.trace import lead, write_down
from cms.moderation.models import ModerationCase
from cms.moderation.rules import claim_minutes
from cms.moderation.states import CaseStepKind
from cms.procedure.actions import Person


def claim(case: ModerationCase, *, by: Person) -> ModerationCase:
    """For an hour, or for another one. Raises InHand while somebody else has it, NotInState."""
    with transaction.atomic():
        case.state = lead("claim", case, by)
        case.claimed_by, case.claimed_name = by.identity, by.name[:120]
        case.claimed_until = timezone.now() + dt.timedelta(minutes=claim_minutes())
        case.save(update_fields=["state", "claimed_by", "claimed_name", "claimed_until"])
        write_down(CaseStepKind.CLAIM, case, by)
    return case


def release(case: ModerationCase, *, by: Person) -> ModerationCase:
    """Put it back for others. Raises InHand where it is somebody else's, NotInState."""
    with transaction.atomic():
        case.state = lead("release", case, by)
        case.claimed_by, case.claimed_name, case.claimed_until = None, "", None
        case.save(update_fields=["state", "claimed_by", "claimed_name", "claimed_until"])
        write_down(CaseStepKind.RELEASE, case, by)
    return case
