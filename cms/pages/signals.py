"""What the column tells the rooms below it."""

from django.dispatch import Signal

item_changed = Signal()
"""An item's page was brought to the catalog: its name, scope or place may differ. Argument: `instance` (ItemPage).

Sent inside the transaction that changes the column. Whoever keeps the item's words elsewhere writes them anew.
"""
