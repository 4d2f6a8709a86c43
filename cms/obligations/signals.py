"""What obligations ask of the rooms that come after them."""

from django.dispatch import Signal

gathering = Signal()
"""Obligations are about to be recomputed in the bound unit. Argument: `codes`, of the items, or None for all.

Whoever publishes hands over, by `cms.obligations.actions.testify`, what became public before there was evidence of it:
everything that the first release published.
"""
