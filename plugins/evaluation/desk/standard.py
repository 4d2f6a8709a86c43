"""The standard as everybody in a unit reads it: what is measured, how, for how many points, by which basis."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from plugins.evaluation.desk.view import DeskView
from plugins.evaluation.queries import own_unit
from plugins.evaluation.reading import METHODS
from plugins.evaluation.standards import indicators_in, line_of, standard_of


class StandardView(DeskView):
    template_name = "plugins/evaluation/standard.html"
    page_title = _("评价标准")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.today is None:
            return super().get_context_data(**kwargs)
        standard, unit = standard_of(self.today), own_unit()
        known = indicators_in(standard, line_of(unit) if unit else "")
        aspects = [
            (aspect, [(one, METHODS[one.method]) for one in known if one.aspect == aspect.no])
            for aspect in standard.aspects
        ]
        told = {
            "period": self.period,
            "standard": standard,
            "aspects": aspects,
            "vetoes": standard.data["vetoes"],
        }
        return super().get_context_data(**kwargs) | told | {"bonus": standard.data["bonus"]}
