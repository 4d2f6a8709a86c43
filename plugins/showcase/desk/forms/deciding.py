"""合议, 公示, 通报."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.showcase.desk.forms.fields import ActForm, day, text
from plugins.showcase.measures import measures_of
from plugins.showcase.queries import lines_of


class Places(ActForm):
    places = forms.IntegerField(label=_("入选几家"), min_value=1, initial=1)


class Deliberate(ActForm):
    held_on = day(_("合议日期"))
    record = text(_("记录"))
    decision = text(_("决定"), 2)
    reasons = text(_("理由"), 3)


class FinalEmpty(ActForm):
    reason = text(_("空出的理由"), 3)


class Answer(ActForm):
    answer = text(_("答复"), 4)
    upheld = forms.ChoiceField(
        label=_("核查结果"), choices=[("no", _("不属实")), ("yes", _("查实，退回合议"))]
    )


BULLETIN = (
    "经各条线推选、联合评估、实地调研、合议和公示，"
    "确定下列单位为党务公开最佳实践单位，现予通报，供各单位学习对标。"
)


class Issue(ActForm):
    number = forms.CharField(label=_("文号"), max_length=60)
    title = forms.CharField(label=_("标题"), max_length=200)
    text = text(_("正文"), 8)

    def prepare(self) -> None:
        campaign = self.campaign
        self.fields["title"].initial = f"关于{campaign.title}结果的通报"
        self.fields["text"].initial = BULLETIN


class Award(ActForm):
    def prepare(self) -> None:
        measured = measures_of(self.campaign)
        for one in lines_of(self.campaign):
            label = _("%(lead)s（%(line)s）获评的理由") % {"lead": one.lead.name, "line": one.line.name}
            figures = "，".join(f"{of['title']} {of['value']}" for of in measured[one.line_id])
            self.fields[f"line_{one.line_id}"] = text(
                label,
                1,
                required=False,
                help_text=_("%(figures)s。不写理由就是不评。") % {"figures": figures},
            )
