"""What the register tells the rooms that come after it."""

from django.dispatch import Signal

registered = Signal()
"""A catalog is in force from now on. Argument: `filing`.

Sent in its unit's tenant, inside the transaction that registers it: a registered catalog without its column and
its obligations would be a promise that nobody keeps.
"""
