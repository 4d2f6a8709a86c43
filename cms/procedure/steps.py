"""The steps of the procedure, and what of a plan each of them answers for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StepKind(TextChoices):
    """What can be done about a plan. Those in COVERS decide it; all are written down."""

    PROPOSE = "PROPOSE", _("提出")
    SECRECY = "SECRECY", _("保密审查")
    MERIT = "MERIT", _("必要性、准确性审核")
    APPROVE = "APPROVE", _("审批")
    SUPERIOR = "SUPERIOR", _("上级党组织审批")
    OFFICE = "OFFICE", _("区委办审批")
    TYPO = "TYPO", _("文字更正核对")
    CONFIRM = "CONFIRM", _("特事特办核准")
    MASK = "MASK", _("遮盖")
    REOPEN = "REOPEN", _("内容有变，重新审核")
    TAKE_BACK = "TAKE_BACK", _("取回")


class Outcome(TextChoices):
    PASSED = "PASSED", _("通过")
    RETURNED = "RETURNED", _("退回")
    DONE = "DONE", _("已办")


class Aspect(TextChoices):
    """A part of a plan. When it changes, the steps that answer for it are open again."""

    CONTENT = "content_hash", _("内容")
    TERMS = "terms_hash", _("事项、范围、方式、所属期")
    TIME = "time_hash", _("时间")


WHAT = (Aspect.CONTENT, Aspect.TERMS)
WHOLE = (*WHAT, Aspect.TIME)
COVERS: dict[str, tuple[Aspect, ...]] = {
    StepKind.SECRECY: WHAT,
    StepKind.MERIT: WHAT,
    StepKind.APPROVE: WHOLE,
    StepKind.SUPERIOR: WHOLE,
    StepKind.OFFICE: WHOLE,
    StepKind.TYPO: WHOLE,
    StepKind.CONFIRM: WHOLE,
}
"""Steps that decide, in the order in which they are taken."""

ABOVE = (StepKind.SUPERIOR, StepKind.OFFICE)
"""Steps that another organisation decides."""

PERMISSIONS: dict[str, str] = {
    StepKind.PROPOSE: "procedure.propose_plan",
    StepKind.SECRECY: "procedure.review_secrecy",
    StepKind.MERIT: "procedure.review_merit",
    StepKind.APPROVE: "procedure.approve_plan",
    StepKind.TYPO: "procedure.review_secrecy",
    StepKind.CONFIRM: "procedure.confirm_emergency",
}
"""Who may take a step, by permission. A superuser holds none of them: no office goes with it."""

ROLES: dict[str, str] = {
    StepKind.PROPOSE: _("信息员"),
    StepKind.SECRECY: _("保密审查员"),
    StepKind.MERIT: _("内容审核人"),
    StepKind.APPROVE: _("单位领导"),
    StepKind.SUPERIOR: _("上级党组织"),
    StepKind.OFFICE: _("区委办"),
    StepKind.TYPO: _("核对人"),
    StepKind.CONFIRM: _("核准人"),
}
"""What the public reads instead of a name."""
