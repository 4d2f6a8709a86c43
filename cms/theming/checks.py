"""System check: a theme that is not whole is named, with everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, register

from cms.extension.themes import theme_owner
from cms.theming.catalogue import broken


def _whose(slug: str) -> str:
    """Whom to turn to, where a plugin brings the theme: the clash of two names is told by the folder's path."""
    owner = theme_owner(Path(slug).name)
    return f"插件 {owner}：" if owner else ""


@register()
def whole_themes(**kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"{_whose(slug)}theme {slug}: {problem}", id="theming.E001")
        for slug, problems in broken().items()
        for problem in problems
    ]
