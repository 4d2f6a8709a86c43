"""States as people see them here: the symbol of the public pages and the word beside it, never colour alone."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cms.filing.media.duty import DutyState
from cms.filing.media.models import ProbeOutcome
from cms.filing.media.states import MediaState

SYMBOLS: dict[str, str] = {
    MediaState.DRAFT: "pending",
    MediaState.SUBMITTED: "soon",
    MediaState.RETURNED: "overdue",
    MediaState.REGISTERED: "met",
    MediaState.LAPSED: "overdue",
    MediaState.ENDED: "nil",
    DutyState.FILED: "met",
    DutyState.SUBMITTED: "soon",
    DutyState.CONFIRM: "soon",
    DutyState.DUE: "pending",
    DutyState.OVERDUE: "overdue",
    ProbeOutcome.REACHED: "met",
    ProbeOutcome.FAULTY: "soon",
    ProbeOutcome.UNREACHABLE: "soon",
    ProbeOutcome.INSECURE: "soon",
    ProbeOutcome.REFUSED: "nil",
}


def mark(state: MediaState | DutyState | ProbeOutcome) -> SafeString:
    words = {"state": SYMBOLS[state], "label": state.label}
    return render_to_string("filing/media/mark.html", words)


def probe_mark(outcome: str | None) -> SafeString | str:
    """How the last look went; in words where there was none."""
    return mark(ProbeOutcome(outcome)) if outcome else _("还没有检查")
