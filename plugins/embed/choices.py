"""What a site chooses: how many entries a list shows, and which portals may put it into a frame."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pydantic
from django.utils.translation import gettext as _

MOST_ROWS = 30
MOST_ORIGINS = 20
HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def origin_of(text: str) -> str:
    """The https origin that a text is, as a browser writes it; empty for anything else, wildcards among it."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    written = f"https://{host}" + (f":{port}" if port else "")
    if parts.scheme != "https" or not HOST.fullmatch(host) or text.lower().removesuffix("/") != written:
        return ""
    return written.removesuffix(":443")


class Choices(pydantic.BaseModel):
    rows: int = pydantic.Field(
        5, ge=1, le=MOST_ROWS, title="列表默认几条", description="嵌入地址里没有写 limit 时用它。"
    )
    origins: list[str] = pydantic.Field(
        default_factory=list,
        title="可以用内嵌框的门户",
        description="只写网站的地址，如 https://www.example.gov.cn，不能用 *。不填，就没有网站可以用内嵌框（iframe）。",
    )

    @pydantic.field_validator("origins")
    @classmethod
    def _are_origins(cls, given: list[str]) -> list[str]:
        wrong = [text for text in given if not origin_of(text)]
        problems = (
            [_("要写成 https://网站域名，不带路径，不用 *：%(text)s") % {"text": "、".join(wrong)}]
            if wrong
            else []
        )
        if len(given) > MOST_ORIGINS:
            problems.append(_("最多 %(most)s 个") % {"most": MOST_ORIGINS})
        if problems:
            raise ValueError("；".join(problems))
        return list(dict.fromkeys(origin_of(text) for text in given))
