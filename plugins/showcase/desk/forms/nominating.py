"""Opening a campaign, putting units forward, and looking through what was handed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import DisclosureLine, directory, leads
from plugins.showcase.desk.forms.fields import ActForm, Photos, day, text
from plugins.showcase.ledger.models import CampaignLine, EmptyPlace, Nomination
from plugins.showcase.queries import led_lines, lines_of, live_nominations, me
from plugins.showcase.standing import figures_of
from plugins.showcase.states import Left


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
    lines = forms.MultipleChoiceField(label=_("参加的条线"), widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        led = leads()
        choices = [(line.code, line.name) for line in DisclosureLine.objects.all() if line.pk in led]
        self.fields["lines"].choices, self.fields["lines"].initial = (
            choices,
            [code for code, _name in choices],
        )
        year = timezone.localdate().year
        self.fields["year"].initial = year
        self.fields["title"].initial = f"{year}年党务公开最佳实践单位遴选"


class HandOver(ActForm):
    lead = forms.ChoiceField(label=_("新的牵头部门"))
    reason = text(_("更换的原因"), 2)

    def prepare(self) -> None:
        self.fields["lead"].choices = [
            (entry.unit.pk, entry.unit.name)
            for entry in directory().values()
            if entry.unit.pk != self.about.lead_id
        ]


def _places(
    lines: Iterable[CampaignLine], most: int, taken: Collection[tuple[int, int]]
) -> list[tuple[str, str]]:
    """Places of lines that are not taken, as choices: ("line:slot", words)."""
    return [
        (f"{one.line_id}:{slot}", _("%(line)s 第 %(slot)s 个") % {"line": one.line.name, "slot": slot})
        for one in lines
        for slot in range(1, most + 1)
        if (one.line_id, slot) not in taken
    ]


class Nominate(ActForm):
    place = forms.ChoiceField(label=_("条线和名额"))
    unit = forms.ChoiceField(label=_("推选的单位"))

    def prepare(self) -> None:
        campaign = self.campaign
        own = me()
        lines = list(led_lines(campaign))
        taken = {(row.line_id, row.slot) for row in live_nominations(campaign)}
        places = _places(lines, campaign.nominate_max, taken)
        ours = {one.line_id for one in lines}
        units = [
            (entry.unit.pk, entry.unit.name)
            for entry in directory().values()
            if entry.line and entry.line.pk in ours and (own is None or entry.unit.pk != own.pk)
        ]
        self.fields["place"].choices = places
        self.fields["unit"].choices = units


class LeaveEmpty(ActForm):
    place = forms.ChoiceField(label=_("哪个名额"))
    reason = text(_("空出的理由"), 3)

    def prepare(self) -> None:
        campaign = self.campaign
        lines = lines_of(campaign) if self.about == "office" else list(led_lines(campaign))
        taken = {(row.line_id, row.slot) for row in live_nominations(campaign)}
        empty = EmptyPlace.objects.filter(campaign=campaign, of=Left.NOMINATION, filled_at=None)
        taken |= set(empty.values_list("line_id", "slot"))
        self.fields["place"].choices = _places(lines, campaign.nominate_min, taken)


def _short(exact: str) -> str:
    """An exact number of the engine in two decimals."""
    top, _slash, bottom = str(exact).partition("/")
    return f"{float(top) / float(bottom or 1):.2f}".rstrip("0").rstrip(".")


class Write(ActForm):
    highlights = text(_("特色亮点"))
    replicable = text(_("可复制做法"), help_text=_("别的单位照着能做的：怎么分工、用什么表、多长时间。"))
    limits = text(_("适用条件和局限"), 3)

    def prepare(self) -> None:
        row: Nomination = self.about
        for aspect in row.campaign.aspects:
            no = str(aspect["no"])
            field = text(_("自评：%(title)s") % {"title": aspect["title"]}, 2, required=False)
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


class PreVisitForm(ActForm):
    visited_on = day(_("调研日期"))
    role = forms.CharField(label=_("调研人身份"), max_length=60, help_text=_("写职务，不写姓名。"))
    seen = text(_("看到了什么"), 5, help_text=_("看了哪些公开内容、问了哪些人、核对了什么。至少 20 个字。"))
    photos = Photos()


class Check(ActForm):
    formal = forms.BooleanField(label=_("材料符合要求"), required=False, initial=True)
    total = forms.DecimalField(
        label=_("评价总分"), required=False, min_value=0, max_value=200, decimal_places=2
    )
    vetoed = forms.ChoiceField(
        label=_("单项否决"), required=False, choices=[("", "—"), ("no", _("没有")), ("yes", _("有"))]
    )
    source = forms.CharField(
        label=_("数据来源"), required=False, max_length=200, help_text=_("例如文号和日期。")
    )
    passed = forms.ChoiceField(
        label=_("结论"), choices=[("", _("符合条件就通过")), ("no", _("不通过"))], required=False
    )
    reason = text(_("说明"), 2, required=False, help_text=_("不通过要写明理由。"))

    def prepare(self) -> None:
        """What evaluation knows, nobody types."""
        known = figures_of(self.about.unit.slug)
        if not known or known["total"] is None:
            return
        for name in ("total", "vetoed", "source"):
            del self.fields[name]
        words = {
            "total": _short(known["total"]), "period": known["period"],
            "veto": _("有单项否决") if known["vetoed"] else _("没有单项否决"),
        }  # fmt: skip
        self.fields["formal"].help_text = _("评价总分 %(total)s（%(period)s），%(veto)s。") % words
