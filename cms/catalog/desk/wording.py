"""What the table's script says to people."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return _of_saving() | _of_others() | _of_rows()


def _of_saving() -> dict[str, str]:
    return {
        "saved": _("已保存"),
        "saving": _("正在保存…"),
        "unsaved": _("没有保存"),
        "failed": _("没有保存：服务器没有收下，稍后会再试；一直这样的话，在另一个窗口重新登录"),
        "offline": _("没有保存：连不上网络，改动还留在这里"),
        "discarded": _("这一版目录已经不在了，可能刚被放弃，改动没有保存"),
        "refused": _("有 {n} 处没有保存，原因写在格子里"),
    }


def _of_others() -> dict[str, str]:
    return {
        "gone": _("有的行已被别人删除"),
        "theirs": _("现在是"),
        "yours": _("你写的是"),
        "useYours": _("用我写的"),
        "useTheirs": _("用现在的"),
        "by": _("{by} {at} 改的"),
        "clash": _("刚被别人改过，请选一个"),
        "others": _("{by}刚改过，表里已更新"),
    }


def _of_rows() -> dict[str, str]:
    return {
        "rows": _("已选 {n} 行"),
        "none": _("没有发现问题"),
        "fix": _("改为“{text}”"),
        "moved": _("已移到第 {n} 行"),
        "removed": _("已删除 {n} 行，可以撤销"),
        "pasted": _("已粘贴 {n} 行"),
        "wide": _("贴不下：右边的列不够，请从靠左的一格贴起"),
        "filed": _("已报送过的编码终身不变"),
        "empty": _("（空）"),
        "value": _("改成什么"),
    }
