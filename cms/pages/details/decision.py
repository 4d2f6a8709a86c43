"""决策: the steps by which something was decided, 四议两公开 or a meeting, with who was there and how they voted."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from cms.pages.details.checked import CheckedBlock, Problems

STEPS = [
    ("PROPOSE", gettext_lazy("党组织提议")),
    ("CONSULT", gettext_lazy("“两委”商议")),
    ("DELIBERATE", gettext_lazy("党员大会审议")),
    ("RESOLVE", gettext_lazy("村（居）民会议或代表会议决议")),
    ("MEETING", gettext_lazy("党组织会议决定")),
    ("ANNOUNCE", gettext_lazy("决议公开")),
    ("REPORT", gettext_lazy("实施结果公开")),
]
VILLAGE = ("PROPOSE", "CONSULT", "DELIBERATE", "RESOLVE", "ANNOUNCE", "REPORT")
"""四议两公开, in its order."""
MEETINGS = ("MEETING", "ANNOUNCE")
TOLD = ("ANNOUNCE", "REPORT")
"""Steps in which something is made known. Nobody votes in them."""
VOTES = ("for_votes", "against", "abstain")


@dataclass(frozen=True)
class Majority:
    """Votes for something, beside who was there and who should have been. The sum, without a judgement."""

    votes: int
    present: int
    due: int | None

    @property
    def of_present(self) -> str:
        return _share(self.votes, self.present)

    @property
    def of_due(self) -> str:
        return _share(self.votes, self.due or 0)


def _share(part: int, whole: int) -> str:
    """As a percentage with one decimal, rounded down: nothing is a majority before it is one."""
    if not whole:
        return ""
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


class StepValue(blocks.StructValue):
    @property
    def label(self) -> str:
        return str(dict(STEPS).get(self["step"], ""))

    @property
    def state(self) -> str:
        return "done" if self["on"] else "planned"

    @property
    def majority(self) -> Majority | None:
        if self["for_votes"] is None or not self["present"]:
            return None
        return Majority(self["for_votes"], self["present"], self["due"])


def _count(label, **options) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(label=label, required=False, min_value=0, **options)


class StepBlock(CheckedBlock):
    step = blocks.ChoiceBlock(label=gettext_lazy("步骤"), choices=STEPS)
    on = blocks.DateBlock(
        label=gettext_lazy("日期"), required=False, help_text=gettext_lazy("还没有进行的留空。")
    )
    due = _count(gettext_lazy("应到人数"))
    present = _count(gettext_lazy("实到人数"))
    for_votes = _count(gettext_lazy("赞成"))
    against = _count(gettext_lazy("反对"))
    abstain = _count(gettext_lazy("弃权"))
    text = blocks.TextBlock(label=gettext_lazy("说明"), required=False, rows=2)

    class Meta:
        form_classname = "struct-block details-grid"
        value_class = StepValue
        label_format = "{step} {on}"

    def find(self, value, problems: Problems) -> None:
        due, present = value["due"], value["present"]
        votes = [value[name] for name in VOTES if value[name] is not None]
        counted = votes or due is not None or present is not None
        if due is not None and present is not None and present > due:
            text = _("实到 %(present)s 人，多于应到 %(due)s 人")
            problems.add("present", text % {"present": present, "due": due})
        if votes and present is None:
            problems.add("present", _("有表决票数，请填实到人数"))
        if votes and present is not None and sum(votes) > present:
            text = _("赞成、反对、弃权共 %(votes)s 票，多于实到 %(present)s 人")
            problems.add("for_votes", text % {"votes": sum(votes), "present": present})
        if counted and value["step"] in TOLD:
            problems.add("step", _("公开这一步不开会，不填人数和票数"))
        if counted and value["on"] is None:
            problems.add("on", _("有人数或票数，请填日期"))
        if value["on"] and value["on"] > timezone.localdate():
            problems.add("on", _("%(on)s 还没有到，没有进行的步骤日期留空") % {"on": value["on"]})


class DecisionDetail(CheckedBlock):
    matter = blocks.CharBlock(label=gettext_lazy("决策事项"), max_length=200)
    steps = blocks.ListBlock(StepBlock(), label=gettext_lazy("步骤"), min_num=1, max_num=len(STEPS))
    outcome = blocks.TextBlock(
        label=gettext_lazy("决议"), required=False, help_text=gettext_lazy("决定了什么，一两句话。"), rows=2
    )

    class Meta:
        icon = "group"
        label = gettext_lazy("决策与落实")
        template = "details/decision.html"

    def find(self, value, problems: Problems) -> None:
        steps = list(value["steps"] or ())
        order = [name for name, _label in STEPS]
        for before, after in itertools.pairwise(steps):
            words = {"before": before.label, "after": after.label}
            if after["step"] and before["step"] and order.index(after["step"]) < order.index(before["step"]):
                problems.add("steps", _("“%(after)s”应排在“%(before)s”前面") % words)
        names = [step["step"] for step in steps]
        for name in {name for name in names if name and names.count(name) > 1}:
            problems.add("steps", _("“%(step)s”写了两次") % {"step": dict(STEPS)[name]})
        self._check_dates(steps, problems)

    @staticmethod
    def _check_dates(steps, problems: Problems) -> None:
        """A step that has not taken place has no date, and none after it has one."""
        dated = [step for step in steps if step["on"]]
        for before, after in itertools.pairwise(dated):
            if after["on"] < before["on"]:
                text = _("“%(after)s”（%(on)s）早于“%(before)s”（%(first)s）")
                words = {"after": after.label, "on": after["on"], "before": before.label}
                problems.add("steps", text % {**words, "first": before["on"]})
        missing = next((step for step in steps if not step["on"]), None)
        if missing and any(step["on"] for step in steps[steps.index(missing) :]):
            problems.add("steps", _("“%(step)s”没有日期，后面的步骤却有日期") % {"step": missing.label})
