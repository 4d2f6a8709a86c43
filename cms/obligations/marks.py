"""A state as people see it on the office's and the editors' screens: its symbol and its word, never colour alone."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cms.obligations.states import ObligationState


def mark(state: ObligationState) -> SafeString:
    """The symbol of the public pages, with the word beside it."""
    return render_to_string("obligations/mark.html", {"state": state.value, "label": state.label})
