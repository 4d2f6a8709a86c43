"""The blind round and the visits."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.showcase.desk.forms.fields import ActForm, Photos, day, text
from plugins.showcase.queries import lines_of, me


class Score(ActForm):
    """Points by aspect: the same sheet for the blind round and for a visit."""

    note = text(_("意见"), 3, required=False)
    first: tuple[str, ...] = ()
    """Fields that stand before the points."""

    def prepare(self) -> None:
        for aspect in self.about.campaign.aspects:
            words = {"title": aspect["title"], "of": aspect["of"]}
            own = self.about.self_evaluation.get(str(aspect["no"]), "")
            self.fields[f"aspect_{aspect['no']}"] = forms.CharField(
                label=_("%(title)s（0–%(of)s）") % words, required=False,
                help_text=_("自评：%(text)s") % {"text": own} if own else "",
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01", "min": 0, "max": aspect["of"]}),
            )  # fmt: skip
        self.order_fields(
            [*self.first, *(name for name in self.fields if name.startswith("aspect_")), "note"]
        )


class VisitScore(Score):
    visited_on = day(_("到场日期"))
    role = forms.CharField(label=_("参加人身份"), max_length=60, help_text=_("写职务，不写姓名。"))
    photos = Photos()
    first = ("visited_on", "role")


class PlanVisit(ActForm):
    planned_on = day(_("计划日期"))
    units = forms.MultipleChoiceField(label=_("调研组成员单位"), widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        row, office = self.about, me()
        sits = {one.lead_id: one.lead.name for one in lines_of(row.campaign)}
        sits |= {office.pk: office.name} if office else {}
        sits.pop(row.unit_id, None)
        self.fields["units"].choices = list(sits.items())
        self.fields["units"].initial = [office.pk, row.lead_id] if office else [row.lead_id]


class HoldVisit(ActForm):
    held_on = day(_("调研日期"))
    note = text(_("纪要"))


class Excuse(ActForm):
    unit = forms.ChoiceField(label=_("不参加的单位"))
    reason = forms.CharField(label=_("原因"), max_length=200)

    def prepare(self) -> None:
        seats = self.about.visit.seats.filter(excused="").select_related("unit")
        self.fields["unit"].choices = [(seat.unit_id, seat.unit.name) for seat in seats]
