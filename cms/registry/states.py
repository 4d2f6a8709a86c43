"""How a unit comes after another when units reorganise, on one screen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SuccessionKind(TextChoices):
    MERGED = "MERGED", _("并入")
    SPLIT = "SPLIT", _("分设为")
    TAKEN_OVER = "TAKEN_OVER", _("职能由其承接")


@dataclass(frozen=True)
class Rule:
    """What a kind of succession means for the unit that ends."""

    fewest: int
    """So many successors at least,"""
    most: int | None
    """and so many at most."""
    redirects: bool
    """Whether its front page leads on by itself: only where there is one place to go to."""
    hands_over: bool
    """Whether the units below it, and the lines that it leads, go to the successor."""


RULES = {
    SuccessionKind.MERGED: Rule(1, 1, redirects=True, hands_over=True),
    SuccessionKind.SPLIT: Rule(2, None, redirects=False, hands_over=False),
    SuccessionKind.TAKEN_OVER: Rule(1, None, redirects=False, hands_over=False),
}
