"""What the codes of a website look like. A code that looks wrong is a doubt for the formal check, not a refusal."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
ICP = re.compile(rf"[{PROVINCES}]ICP备\d{{8,10}}号(-\d{{1,4}})?")
SITE_CODE = re.compile(r"\d{10}")


def tidy(code: str) -> str:
    """A code as it is written, whatever the keyboard made of it: 浙icp备 12345678 号－1 → 浙ICP备12345678号-1."""
    narrow = code.translate({wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)})
    return re.sub("icp", "ICP", re.sub(r"\s+", "", narrow).replace("—", "-"), flags=re.IGNORECASE)


def icp_doubt(code: str) -> str:
    """What is odd about an ICP number; '' when nothing is, or none is given."""
    if not code or ICP.fullmatch(code):
        return ""
    return _("ICP备案号一般写作“浙ICP备12345678号-1”，这个号码不像")


def site_code_doubt(code: str) -> str:
    """What is odd about a site identification code; '' when nothing is, or none is given."""
    if not code or SITE_CODE.fullmatch(code):
        return ""
    return _("网站标识码是10位数字，这个号码不像")
