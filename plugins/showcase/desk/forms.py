"""A form for each verb. The verbs judge what is typed; a form knows what it looks like, and what is known already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import directory
from plugins.showcase.ledger.models import Nomination
from plugins.showcase.queries import led_lines, lines_of, live_nominations, me


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _text(label: Any, rows: int = 4, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text
    )


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Photos(forms.FileField):
    """Any number of pictures; clean gives the list."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"accept": "image/*", "multiple": True}
        super().__init__(
            label=_("照片"),
            required=False,
            widget=SeveralFiles(attrs=attrs),
            help_text=_("登记照片的校验值，照片由拍摄单位保存。"),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(Photos, self).clean(one, initial) for one in (data or [])]


class ActForm(forms.Form):
    """What every form gets: the campaign, and what the verb is about (a nomination, a line's number, or nothing)."""

    fields: dict[str, Any]
    campaign: Any
    """None only in the form that opens one."""

    def __init__(self, *args: Any, campaign: Any, about: Any, **kwargs: Any) -> None:
        self.campaign, self.about = campaign, about
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values that depend on the campaign."""


class Nothing(ActForm):
    """A verb that asks for nothing."""


class Open(ActForm):
    title = forms.CharField(label=_("名称"), max_length=100)
    year = forms.IntegerField(label=_("年度"), min_value=2020, max_value=2100)
    minimum = forms.DecimalField(
        label=_("评价总分最低线"),
        min_value=0,
        max_value=100,
        initial=60,
        help_text=_("低于这个分数的不能通过形式审查。"),
    )
    notice_workdays = forms.IntegerField(label=_("公示工作日"), min_value=1, max_value=60, initial=5)

    def prepare(self) -> None:
        year = timezone.localdate().year
        self.fields["year"].initial = year
        self.fields["title"].initial = f"{year}年党务公开最佳实践单位遴选"


class Nominate(ActForm):
    place = forms.ChoiceField(label=_("条线和名额"))
    unit = forms.ChoiceField(label=_("推选的单位"))

    def prepare(self) -> None:
        campaign = self.campaign
        own = me()
        lines = list(led_lines(campaign))
        taken = {(row.line_id, row.slot) for row in live_nominations(campaign)}
        places = [
            (f"{one.line_id}:{slot}", _("%(line)s 第 %(slot)s 个") % {"line": one.line.name, "slot": slot})
            for one in lines
            for slot in range(1, campaign.nominate_max + 1)
            if (one.line_id, slot) not in taken
        ]
        ours = {one.line_id for one in lines}
        units = [
            (entry.unit.pk, entry.unit.name)
            for entry in directory().values()
            if entry.line and entry.line.pk in ours and (own is None or entry.unit.pk != own.pk)
        ]
        self.fields["place"].choices = places
        self.fields["unit"].choices = units


class Write(ActForm):
    highlights = _text(_("特色亮点"))
    replicable = _text(_("可复制做法"), help_text=_("别的单位照着能做的：怎么分工、用什么表、多长时间。"))
    limits = _text(_("适用条件和局限"), 3)

    def prepare(self) -> None:
        row: Nomination = self.about
        for aspect in row.campaign.aspects:
            no = str(aspect["no"])
            field = _text(_("自评：%(title)s") % {"title": aspect["title"]}, 2, required=False)
            field.initial = row.self_evaluation.get(no, "") or self._known(int(no))
            self.fields[f"aspect_{no}"] = field
        for name in ("highlights", "replicable", "limits"):
            self.fields[name].initial = getattr(row, name)

    def _known(self, no: int) -> str:
        """What evaluation says of the aspect: nobody types it again."""
        for one in self.about.figures.get("aspects", ()):
            if int(one["no"]) == no:
                return str(
                    _("平台评价 %(points)s / %(of)s 分。")
                    % {"points": _short(one["points"]), "of": _short(one["of"])}
                )
        return ""


def _short(exact: str) -> str:
    """An exact number of the engine in two decimals."""
    top, _slash, bottom = str(exact).partition("/")
    return f"{float(top) / float(bottom or 1):.2f}".rstrip("0").rstrip(".")


class PreVisitForm(ActForm):
    visited_on = _day(_("调研日期"))
    role = forms.CharField(label=_("调研人身份"), max_length=60, help_text=_("写职务，不写姓名。"))
    seen = _text(_("看到了什么"), 5, help_text=_("看了哪些公开内容、问了哪些人、核对了什么。至少 20 个字。"))
    photos = Photos()


class LeaveEmpty(ActForm):
    place = forms.ChoiceField(label=_("哪个名额"))
    reason = _text(_("空出的理由"), 3)

    def prepare(self) -> None:
        campaign = self.campaign
        lines = lines_of(campaign) if self.about == "office" else list(led_lines(campaign))
        self.fields["place"].choices = [
            (f"{one.line_id}:{slot}", _("%(line)s 第 %(slot)s 个") % {"line": one.line.name, "slot": slot})
            for one in lines
            for slot in range(1, campaign.nominate_min + 1)
        ]


class Check(ActForm):
    formal = forms.BooleanField(label=_("材料符合要求"), required=False, initial=True)
    passed = forms.ChoiceField(
        label=_("结论"), choices=[("", _("按规则")), ("no", _("不通过"))], required=False
    )
    reason = _text(_("说明"), 2, required=False, help_text=_("不通过要写明理由。"))
    total = forms.CharField(label=_("评价总分"), required=False, help_text=_("评价模块有数据时不用填。"))
    vetoed = forms.ChoiceField(
        label=_("单项否决"), required=False, choices=[("", "—"), ("no", _("没有")), ("yes", _("有"))]
    )
    source = forms.CharField(label=_("数据来源"), required=False, max_length=200)


class Score(ActForm):
    """Points by aspect: the same sheet for the blind round and for a visit."""

    note = _text(_("意见"), 3, required=False)

    def prepare(self) -> None:
        for aspect in self.about.campaign.aspects:
            words = {"title": aspect["title"], "of": aspect["of"]}
            self.fields[f"aspect_{aspect['no']}"] = forms.CharField(
                label=_("%(title)s（0–%(of)s）") % words, required=False,
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01", "min": 0, "max": aspect["of"]}),
            )  # fmt: skip
        self.order_fields([*(name for name in self.fields if name.startswith("aspect_")), *self.fields])


class VisitScore(Score):
    visited_on = _day(_("到场日期"))
    role = forms.CharField(label=_("参加人身份"), max_length=60, help_text=_("写职务，不写姓名。"))
    photos = Photos()


class PlanVisit(ActForm):
    planned_on = _day(_("计划日期"))
    units = forms.MultipleChoiceField(label=_("调研组成员单位"), widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        row, office = self.about, me()
        sits = {one.lead_id: one.lead.name for one in lines_of(row.campaign)}
        sits |= {office.pk: office.name} if office else {}
        sits.pop(row.unit_id, None)
        self.fields["units"].choices = list(sits.items())
        self.fields["units"].initial = [office.pk, row.lead_id] if office else [row.lead_id]


class HoldVisit(ActForm):
    held_on = _day(_("调研日期"))
    note = _text(_("纪要"))


class Excuse(ActForm):
    unit = forms.ChoiceField(label=_("不参加的单位"))
    reason = forms.CharField(label=_("原因"), max_length=200)

    def prepare(self) -> None:
        seats = self.about.visit.seats.filter(excused="").select_related("unit")
        self.fields["unit"].choices = [(seat.unit_id, seat.unit.name) for seat in seats]


class Places(ActForm):
    places = forms.IntegerField(label=_("入选几家"), min_value=1, initial=1)


class Deliberate(ActForm):
    held_on = _day(_("合议日期"))
    record = _text(_("记录"))
    decision = _text(_("决定"), 2)
    reasons = _text(_("理由"), 3)


class Reason(ActForm):
    reason = _text(_("理由"), 3)


class MaybeReason(ActForm):
    reason = _text(_("理由"), 2, required=False, help_text=_("不在评分前列的要写明理由，或先合议。"))


class FinalEmpty(ActForm):
    reason = _text(_("空出的理由"), 3)


class Answer(ActForm):
    answer = _text(_("答复"), 4)
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
    text = _text(_("正文"), 8)

    def prepare(self) -> None:
        campaign = self.campaign
        self.fields["title"].initial = f"关于{campaign.title}结果的通报"
        self.fields["text"].initial = BULLETIN


class Award(ActForm):
    def prepare(self) -> None:
        campaign = self.campaign
        for one in lines_of(campaign):
            label = _("%(lead)s（%(line)s）获评的理由") % {"lead": one.lead.name, "line": one.line.name}
            self.fields[f"line_{one.line_id}"] = _text(
                label, 1, required=False, help_text=_("不写理由就是不评。")
            )
