"""What the audit records: one name for each kind of event, on one screen."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AuditKind(TextChoices):
    SITE_ADDED = "site.added", _("建立站点")
    SITE_RENAMED = "site.renamed", _("站点更名")
    SITE_ARCHIVED = "site.archived", _("站点归档")
    SITE_RESTORED = "site.restored", _("站点恢复")
    SITE_SUCCEEDED = "site.succeeded", _("单位合并或分设")
    SITE_DELETED = "site.deleted", _("站点删除")
    SITE_EXPORTED = "site.exported", _("导出数据包")
    SITE_IMPORTED = "site.imported", _("导入数据包")
    TASK_RETRIED = "task.retried", _("重做任务")

    SIGNED_IN = "login.succeeded", _("登录")
    SIGN_IN_FAILED = "login.failed", _("登录失败")
    SIGN_IN_BLOCKED = "login.blocked", _("登录被暂停")
    SIGN_IN_LIFTED = "login.lifted", _("解除登录暂停")
    SIGNED_OUT = "login.ended", _("退出登录")
    SESSION_ENDED = "session.ended", _("结束登录")
    FACTOR_ADDED = "factor.added", _("登记第二因素")
    FACTOR_REMOVED = "factor.removed", _("删除第二因素")
    FACTOR_CLEARED = "factor.cleared", _("清除第二因素")
    FACTOR_PASSED = "factor.passed", _("通过第二因素")
    FACTOR_FAILED = "factor.failed", _("第二因素不对")
    CODES_RENEWED = "codes.renewed", _("换发恢复码")
    HANDED_OFF = "handoff.sent", _("去别的单位")
    ARRIVED = "handoff.received", _("从别的单位来")
    HANDOFF_REFUSED = "handoff.refused", _("换站被拒绝")
    INVITED = "people.invited", _("给予任职")
    MEMBERSHIP_ENDED = "people.ended", _("结束任职")
    LINK_MADE = "password.link", _("发出密码链接")
    PASSWORD_CHOSEN = "password.chosen", _("设定密码")
    OIDC_LINKED = "oidc.linked", _("关联统一认证")
    OIDC_REFUSED = "oidc.refused", _("统一认证被拒绝")

    FILING_SUBMITTED = "filing.submitted", _("报送目录")
    FILING_WITHDRAWN = "filing.withdrawn", _("撤回目录")
    FILING_CHECKED = "filing.checked", _("目录形式审查")
    FILING_RETURNED = "filing.returned", _("退回目录")
    FILING_REGISTERED = "filing.registered", _("登记目录")
    FILING_CORRECTED = "filing.corrected", _("修改退回的目录")
    FILING_CONFIRMED = "filing.confirmed", _("确认目录")
    FILING_RULE_SET = "filing.rule", _("设定报备规则")
