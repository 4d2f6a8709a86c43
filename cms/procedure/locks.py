"""Why a page cannot be written while others decide about it, in the words of the house."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.locks import WorkflowLock


class UnderWay(WorkflowLock):
    """Wagtail would say that whoever approves may write. Here nobody may: what is decided about stays as it is."""

    def get_message(self, user: Any) -> str:
        return _("正在办理公开程序，这时谁都不能修改；要改请先取回。")

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        return _("办理中，不能修改")

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        return _("取回或退回以后才能修改")
