"""报备情况 and the history of one unit: for the office over the district, for a superior over the units below it."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cms.filing.desk import rights
from cms.filing.desk.screens import DeskView
from cms.filing.duties import DutyState
from cms.filing.models import Filing, FilingRemark, FilingStep
from cms.filing.rules import rules
from cms.filing.standing import BY, Standing, counted, standings, table
from cms.registry.models import Unit
from cms.registry.office.screens import eyes
from cms.registry.queries import units_below
from cms.registry.spreadsheet.writing import cell, workbook_of
from tenants.context import current

DUE = _("报备情况")
GROUPED = {"kind": _("单位类别"), "line": _("条线"), "territory": _("属地")}
STATES = [state for state in DutyState if state is not DutyState.NONE]


def _only() -> set[int] | None:
    """The units that this site oversees: all at the centre, elsewhere those that file with it."""
    return None if current().is_central else units_below(current().schema_name)


class DueView(DeskView):
    """应报、已报、逾期, counted and one by one, on the screen or as a table to take away (`?export=xlsx`, `csv`)."""

    template_name = "filing/due.html"
    page_title = DUE

    def test(self, user: Any) -> bool:
        return rights.may_oversee(user)

    @cached_property
    def rows(self) -> list[Standing]:
        return standings(using=eyes(), units=_only())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = request.GET.get("export", "")
        if kind not in ("xlsx", "csv"):
            return super().get(request, *args, **kwargs)
        name = f"filings-{timezone.localdate():%Y%m%d}.{kind}"
        content = (_xlsx if kind == "xlsx" else _csv)(self.rows)
        types = {
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "csv": "text/csv",
        }
        answer = HttpResponse(content, content_type=types[kind])
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, known = self.request.GET, rules(using=eyes())
        by = asked.get("by") if asked.get("by") in BY else "kind"
        state = asked.get("state") if asked.get("state") in STATES else ""
        named = ("first_days", "yearly_by")
        return super().get_context_data(**kwargs) | {
            "by": by,
            "by_label": GROUPED[by],
            "groups": [(key, label, key == by) for key, label in GROUPED.items()],
            "counts": counted(self.rows, by),
            "state": state,
            "states": STATES,
            "rows": [row for row in self.rows if not state or row.duty.state == state],
            "rules": [known[code] for code in named],
            "may_set": rights.may_see_rules(self.request.user),
        }


def _xlsx(rows: list[Standing]) -> bytes:
    return workbook_of({str(DUE): table(rows)}, widths=(28, 12, 12, 20, 22, 14, 12, 12, 12, 12))


def _csv(rows: list[Standing]) -> str:
    buffer = io.StringIO()
    buffer.write("\ufeff")  # Excel takes a file without it for another encoding
    csv.writer(buffer).writerows(
        [cell(value) if value is not None else "" for value in row] for row in table(rows)
    )
    return buffer.getvalue()


class HistoryView(DeskView):
    """Every version of one unit with its steps and remarks. Five queries."""

    template_name = "filing/unit.html"

    def test(self, user: Any) -> bool:
        return rights.may_oversee(user)

    @cached_property
    def unit(self) -> Unit:
        found, only = Unit.objects.using(eyes()).filter(slug=self.kwargs["slug"]).first(), _only()
        if found is None or (only is not None and found.pk not in only):
            raise Http404
        return found

    def get_page_title(self) -> str:
        return self.unit.name

    def above(self) -> tuple[tuple[str, Any], ...]:
        return ((reverse("filing_inbox:due"), DUE),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        using, keyed = eyes(), {"steps": defaultdict(list), "remarks": defaultdict(list)}
        filings = list(
            Filing.objects.using(using)
            .filter(unit=self.unit)
            .select_related("filed_with")
            .order_by("-number")
        )
        for name, model in (("steps", FilingStep), ("remarks", FilingRemark)):
            for row in model.objects.using(using).filter(filing__in=filings):
                keyed[name][row.filing_id].append(row)
        decides = rights.may_decide(self.request.user)
        return super().get_context_data(**kwargs) | {
            "unit": self.unit,
            "filings": [
                {"filing": row, "steps": keyed["steps"][row.pk], "remarks": keyed["remarks"][row.pk]}
                for row in filings
            ],
            "decides": decides,
        }
