"""Reads of the register."""

from cms.filing.models import FiledItem, Filing
from cms.filing.states import FilingState


def registered(*, using: str = "default") -> Filing | None:
    """The catalog in force in the bound tenant."""
    return Filing.objects.using(using).filter(state=FilingState.REGISTERED).first()


def items_in_force(*, using: str = "default"):
    """Items of every registered catalog the reader may see: one unit's, or the district's from the centre."""
    return FiledItem.objects.using(using).filter(filing__state=FilingState.REGISTERED)
