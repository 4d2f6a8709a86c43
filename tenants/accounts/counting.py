"""How many rows a list has, in a language without plurals: Django would write 任职s."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator


class CountingPaginator(WagtailPaginator):
    """Says 共 12 条, whatever the model is called."""

    @cached_property
    def items_count_label(self) -> Any:
        return _("共 %(n)s 条") % {"n": self.count}
