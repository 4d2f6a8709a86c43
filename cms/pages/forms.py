"""The edit form of an article: the period is a choice of what the item owes, and the rest is filled in."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from cms.obligations.models import Obligation
from cms.obligations.schedule import parse_period


class ArticleForm(WagtailAdminPageForm):
    """Offers the periods of the item, the oldest open one first, and proposes the title that goes with it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "period_key" not in self.fields:
            return
        rows = list(Obligation.objects.filter(item_code=self._code()).exclude(period_key="").order_by("due_on"))
        kept = self.instance.period_key
        choices = [(row.period_key, self._label(row)) for row in rows]
        if kept and kept not in dict(choices):
            choices.append((kept, parse_period(kept).label if parse_period(kept) else kept))
        self.fields["period_key"] = forms.ChoiceField(
            label=_("所属期"), required=False, choices=[("", _("不分期")), *choices]
        )
        if not self.instance.pk and not self.is_bound:
            self._propose(next((row for row in rows if row.met_on is None and not row.nil), None))

    def _code(self) -> str:
        return self.instance.item_code or getattr(self.parent_page.specific_deferred, "code", "")

    @staticmethod
    def _label(row: Obligation) -> str:
        return f"{row.period_label}（{row.state.label}，{row.due_on:%Y-%m-%d}）"

    def _propose(self, row: Obligation | None) -> None:
        title = self.parent_page.title
        if row:
            self.initial["period_key"] = row.period_key
            title = f"{row.period_label}{title}"
        self.initial.setdefault("title", title)
        self.initial["title"] = self.initial["title"] or title
