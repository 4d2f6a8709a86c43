"""A poster for the board of each unit of the demonstration, of what is newest there."""

from plugins.noticeboard.actions import make
from plugins.noticeboard.ledger import newest
from plugins.noticeboard.models import Poster
from plugins.noticeboard.paper import Size

COUNT = 6


def plant() -> None:
    """Idempotent. A unit in which nothing is public yet gets none."""
    if not Poster.objects.exists() and newest(1):
        make(size=Size.A4, count=COUNT, by_name="演示")
