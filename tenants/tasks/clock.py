"""The database's clock, which all workers and schedulers go by."""

from __future__ import annotations

from django.db.models import DateTimeField, Func


class DatabaseNow(Func):
    """`public.tasks_now()`, also as the default of a column."""

    function = "public.tasks_now"
    output_field = DateTimeField()
    allowed_default = True

    def __init__(self) -> None:
        super().__init__()
