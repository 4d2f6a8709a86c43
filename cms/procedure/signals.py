"""What the procedure tells the rooms below it. Each is sent inside the transaction that changes the plan."""

from django.dispatch import Signal

raised = Signal()
"""A plan reached a step that another organisation decides. Arguments: `plan`, `step`."""

closed = Signal()
"""A plan that was raised waits there no longer: taken back, changed, lapsed or decided. Argument: `plan`."""

approved = Signal()
"""Every step of the route has passed. Argument: `plan`. Whoever publishes does it now, or refuses by raising."""
